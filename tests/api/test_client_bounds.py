"""What an answer may not do: lead elsewhere, grow, take for ever, or leave something behind."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
import tracemalloc
import zlib
from typing import TYPE_CHECKING

import httpx
import pytest
from support.clients import PATIENT, client_for
from support.loopback import PATIENCE, Answer, Hang, Loopback, Seen, reply

from lktui.api.call import Limits
from lktui.api.client import MOST_ROWS
from lktui.api.http import MAX_REDIRECTS, origin_of
from lktui.errors import ApiError, BadPayload, NotAuthorized, TimedOut, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lktui.demo.server import DemoServer

MB = 2**20
SHORT = Limits(connect=0.4, read=0.4, total=60)
SHORT_TOTAL = Limits(connect=60, read=60, total=0.05)


async def failure(server: DemoServer | str, limits: Limits = PATIENT) -> ApiError:
    async with client_for(server, limits=limits) as client:
        with pytest.raises(ApiError) as caught:
            await client.list_sessions(0, 5)
    return caught.value


def redirect(to: str, status: int = 302) -> bytes:
    return reply(status, b"", f"Location: {to}")


async def test_of_an_answer_with_far_more_rows_than_were_asked_for_the_first_ones_count() -> None:
    rows = ",".join(f'{{"sessionId": "RM_{number}"}}' for number in range(20_000))
    with Loopback(lambda _: reply(200, f'{{"sessions": [{rows}]}}'.encode())) as server:
        async with client_for(server.url) as client:
            page = await client.list_sessions(0, 5)
            larger = await client.list_sessions(0, 800)

    assert (page.received, len(page.sessions), page.sessions[0].session_id) == (MOST_ROWS, MOST_ROWS, "RM_0")
    assert larger.received == 1600


# Redirects.


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_inside_the_origin_is_followed_with_the_token(status: int) -> None:
    def answer(seen: Seen) -> bytes:
        return reply(200, b"{}") if seen.target == "/moved?x=1" else redirect("/moved?x=1", status)

    with Loopback(answer) as server:
        async with client_for(server.url) as client:
            assert (await client.list_sessions(0, 5)).received == 0

    assert [seen.method for seen in server.requests] == ["GET", "GET"]
    assert server.requests[0].headers["authorization"] == server.requests[1].headers["authorization"]


async def test_redirects_inside_the_origin_are_bounded() -> None:
    with Loopback(lambda seen: redirect(f"{seen.target}x")) as server:
        error = await failure(server.url)

    assert isinstance(error, Unavailable)
    assert "without end" in error.what
    assert len(server.requests) == MAX_REDIRECTS + 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_the_token_is_never_sent_to_another_origin(status: int) -> None:
    with Loopback(lambda _: reply(200, b"{}")) as other, Loopback(lambda _: redirect(other.url, status)) as server:
        error = await failure(server.url)

    assert isinstance(error, Unavailable)
    assert f"redirects to {other.url}, which is another server" in error.what
    assert len(server.requests) == 1
    assert other.requests == []
    assert other.connections == 0


@pytest.mark.parametrize(
    "place",
    [
        "https://{host}/", "http://localhost:{port}/", "http://{host}@evil.test/", "//evil.test/",
        "http://127.0.0.1.evil.test:{port}/",
        "http://127.0.0.1/", "http://127.1:{port}/", "ftp://{host}/", "http://[::1]:{port}/",
    ],
)  # fmt: skip
async def test_another_scheme_host_or_port_is_another_origin(place: str) -> None:
    def answer(seen: Seen) -> bytes:
        host = seen.headers["host"]
        return redirect(place.format(host=host, port=host.partition(":")[2]))

    with Loopback(answer) as server:
        error = await failure(server.url)

    assert isinstance(error, Unavailable)
    assert "another server" in error.what
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "place",
    [
        "data:,x",
        "http://127.0.0.1:1.evil.test/",
        "http://[/",
        "http://host:port/",
        "http://\u00ff..\u00ff/",
        "http://xn--/",
        "",
    ],
)
async def test_a_redirect_to_no_address_is_a_failure_of_the_server(place: str) -> None:
    with Loopback(lambda _: redirect(place)) as server:
        assert isinstance(await failure(server.url), Unavailable)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://x", "https://x:443/path", True),
        ("http://x", "http://x:80", True),
        ("https://X", "https://x", True),
        ("https://x:8443", "https://x:8443/", True),
        ("https://x", "https://x:8443", False),
        ("https://x", "http://x:443", False),
        ("https://x", "https://x.", False),
        ("https://x", "https://y@x", True),
        ("http://[::1]:80", "http://[::1]", True),
    ],
)
def test_a_default_port_is_the_same_origin(one: str, other: str, same: bool) -> None:  # noqa: FBT001 - a table
    assert (origin_of(httpx.URL(one)) == origin_of(httpx.URL(other))) is same


async def test_a_redirect_after_a_renewed_token_is_followed_with_the_new_one() -> None:
    answers = iter((reply(401), redirect("/moved"), reply(200, b"{}")))
    with Loopback(lambda _: next(answers)) as server:
        async with client_for(server.url) as client:
            await client.list_sessions(0, 5)

    assert len(server.requests) == 3


# Size.


async def test_an_answer_that_never_ends_is_cut_off(server: DemoServer) -> None:
    server.faults.add("huge")

    error = await failure(server, Limits(answer_bytes=MB))

    assert isinstance(error, BadPayload)
    assert "is larger than 1 MB" in error.what


@pytest.mark.parametrize("more", [0, 1])
async def test_an_answer_may_have_exactly_as_many_bytes_as_are_allowed(more: int) -> None:
    body = b'{"sessions": []}'.ljust(1000 + more)
    for answer in (reply(200, body), reply(200, gzip.compress(body), "Content-Encoding: gzip")):
        with Loopback(lambda _, answer=answer: answer) as server:  # type: ignore[misc]
            async with client_for(server.url, limits=Limits(answer_bytes=1000)) as client:
                if more:
                    with pytest.raises(BadPayload, match="larger"):
                        await client.list_sessions(0, 5)
                else:
                    await client.list_sessions(0, 5)


@pytest.mark.parametrize("status", [200, 401, 403, 500])
async def test_a_compressed_bomb_costs_no_memory(status: int) -> None:
    bomb = gzip.compress(b" " * (64 * MB))
    with Loopback(lambda _: reply(status, bomb, "Content-Encoding: gzip")) as server:
        tracemalloc.start()
        try:
            error = await failure(server.url, Limits(answer_bytes=MB, refusal_bytes=MB))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert isinstance(error, BadPayload if status == 200 else ApiError)
    assert peak < 16 * MB


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [("gzip", gzip.compress), ("X-GZIP", gzip.compress), ("deflate", zlib.compress), ("identity", bytes), ("", bytes)],
)
async def test_a_compressed_answer_is_read(encoding: str, compress: type[bytes]) -> None:
    body = compress(b'{"sessions": [{"sessionId": "RM_1"}]}')
    with Loopback(lambda _: reply(200, body, f"Content-Encoding: {encoding}")) as server:
        async with client_for(server.url) as client:
            page = await client.list_sessions(0, 5)

    assert page.sessions[0].session_id == "RM_1"
    assert server.requests[0].headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "\x1b[31m"])
async def test_an_encoding_that_was_not_asked_for_is_a_bad_payload(encoding: str) -> None:
    with Loopback(lambda _: reply(200, gzip.compress(b"{}"), f"Content-Encoding: {encoding}")) as server:
        error = await failure(server.url)

    assert isinstance(error, (BadPayload, Unavailable))
    assert error.what.isprintable()


async def test_a_broken_compression_is_a_bad_payload() -> None:
    body = gzip.compress(b'{"sessions": [{"sessionId": "RM_1"}]}')
    for broken in (b"no" + body, body[:-12], body[:10]):
        with Loopback(lambda _, broken=broken: reply(200, broken, "Content-Encoding: gzip")) as server:  # type: ignore[misc]
            assert isinstance(await failure(server.url), BadPayload)


# Time.


@pytest.mark.parametrize("fault", ["hang", "large-limit-hang=1", "slow=5"])
async def test_5_10_a_server_that_hangs_is_timed_out(server: DemoServer, fault: str) -> None:
    server.faults.add(fault)

    assert isinstance(await failure(server, SHORT), TimedOut)


@pytest.mark.parametrize(
    "first",
    [b"", b"HTT", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"],
)
async def test_5_11_a_hang_anywhere_in_the_answer_is_timed_out(first: bytes) -> None:
    with Loopback(lambda _: Hang(first)) as server:
        assert isinstance(await failure(server.url, SHORT), TimedOut)
        assert server.closed.wait(5)


async def test_an_answer_that_drips_is_timed_out_as_a_whole(server: DemoServer) -> None:
    server.faults.add("drip=0.005")

    assert isinstance(await failure(server, SHORT_TOTAL), TimedOut)


async def test_redirects_and_refusals_count_towards_the_whole() -> None:
    def slowly(_: Seen) -> Iterator[bytes]:
        time.sleep(0.03)
        yield redirect("/again")

    with Loopback(slowly) as server:
        assert isinstance(await failure(server.url, SHORT_TOTAL), TimedOut)


async def test_a_refusal_whose_body_hangs_is_still_that_refusal() -> None:
    with Loopback(lambda _: Hang(b"HTTP/1.1 403 No\r\nContent-Length: 9\r\n\r\nx")) as server:
        assert isinstance(await failure(server.url, SHORT), NotAuthorized)


async def test_a_server_that_takes_no_connection_is_given_up() -> None:
    with socket.socket() as busy, socket.socket() as first, socket.socket() as second:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        for waiting in (first, second):  # nobody will ever accept them
            waiting.settimeout(0)
            waiting.connect_ex(busy.getsockname())

        assert isinstance(await failure(f"http://127.0.0.1:{busy.getsockname()[1]}", SHORT), Unavailable)


# What is left behind.


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"])
async def test_a_call_that_is_cancelled_closes_its_connection_at_once(first: bytes) -> None:
    with Loopback(lambda _: Hang(first)) as server:
        async with client_for(server.url) as client:
            call = asyncio.create_task(client.list_sessions(0, 5))
            await asyncio.to_thread(server.hanging.wait, PATIENCE)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                async with asyncio.timeout(PATIENCE):
                    await call
            assert await asyncio.to_thread(server.closed.wait, PATIENCE)

        assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_the_client_goes_on_after_a_cancelled_call() -> None:
    answers: Iterator[Answer] = iter((Hang(), reply(200, b"{}")))
    with Loopback(lambda _: next(answers)) as server:
        async with client_for(server.url) as client:
            call = asyncio.create_task(client.list_sessions(0, 5))
            await asyncio.to_thread(server.hanging.wait, PATIENCE)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call

            assert (await client.list_sessions(0, 5)).received == 0


async def test_a_call_is_cancelled_before_it_has_begun_without_a_trace(server: DemoServer) -> None:
    async with client_for(server) as client:
        call = asyncio.create_task(client.list_sessions(0, 5))
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call

    assert not server.requests


async def test_leaving_the_client_while_a_call_hangs_ends_the_call() -> None:
    with Loopback(lambda _: Hang()) as server:
        client = client_for(server.url)
        async with client:
            call = asyncio.create_task(client.list_sessions(0, 5))
            await asyncio.to_thread(server.hanging.wait, PATIENCE)
            call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert await asyncio.to_thread(server.closed.wait, PATIENCE)


async def test_a_connection_that_the_server_closed_in_between_is_opened_again() -> None:
    def once(_: Seen) -> Answer:
        return [reply(200, b"{}")]

    with Loopback(once) as server:
        async with client_for(server.url) as client:
            for _ in range(3):
                await client.list_sessions(0, 5)
                await asyncio.sleep(0.01)

    assert server.connections == 3


async def test_nothing_that_a_server_would_have_kept_is_sent_back() -> None:
    def answer(seen: Seen) -> bytes:
        cookies = [f"Set-Cookie: {seen.target[-4:]}{number}={'x' * 3000}; Path=/" for number in range(10)]
        if "page=0" in seen.target and "moved" not in seen.target:
            return reply(302, b"", f"Location: {seen.target}&moved", *cookies)
        return reply(200, b"{}", *cookies)

    with Loopback(answer) as server:
        async with client_for(server.url) as client:
            for page in range(3):
                await client.list_sessions(page, 5)

    assert len(server.requests) == 4
    assert not any("cookie" in seen.headers for seen in server.requests)
