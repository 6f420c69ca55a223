"""The API refuses or fails: which error that is, and what the client does about tokens (§5.10-12)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from support.clients import NOW, client_for
from support.loopback import Hang, Loopback, Seen, reply

from lktui.api.auth import GivenToken, MintedTokens, mint
from lktui.demo.answers import Answer, as_json, as_text
from lktui.errors import (
    ApiError,
    BadPayload,
    ClockOff,
    KeyRefused,
    NotAuthorized,
    PlanWithoutAccess,
    ProjectNotFound,
    ProjectRefused,
    RateLimited,
    RequestRefused,
    SessionNotFound,
    TimedOut,
    TokenExpired,
    Unavailable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lktui.demo.server import DemoServer

TTL = timedelta(minutes=10)


def once(answer: bytes, _: Seen) -> Iterable[bytes]:
    """An answer after which the connection is closed."""
    return [answer]


async def failure(server: DemoServer | str, *, off: timedelta = timedelta()) -> ApiError:
    async with client_for(server, off=off) as client:
        with pytest.raises(ApiError) as caught:
            await client.list_sessions(0, 100)
    return caught.value


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ("plan", PlanWithoutAccess, "Scale plan"),
        ("plan-json", PlanWithoutAccess, "Scale plan"),
        ("bad-key", KeyRefused, "invalid API key"),
        ("bad-project", ProjectRefused, "no access to project"),
        ("bare-401", NotAuthorized, "401"),
        ("bare-403", NotAuthorized, "403"),
        ("not-found", ProjectNotFound, "no project"),
        ("rate-limit=7", RateLimited, "429"),
        ("rate-limit-bare", RateLimited, "429"),
        ("server-error", Unavailable, "500 Internal Server Error"),
        ("bad-gateway", Unavailable, "502 Bad Gateway"),
        ("large-limit=50", TimedOut, "504"),
        ("other-shape=object", BadPayload, "sessions is missing"),
        ("other-shape=list", BadPayload, "is a list, not an object"),
        ("other-shape=string", BadPayload, "is a text, not an object"),
        ("other-shape=number", BadPayload, "is a number, not an object"),
        ("other-shape=null", BadPayload, "is null, not an object"),
        ("not-json", BadPayload, "is not JSON"),
        ("empty-body", BadPayload, "is empty"),
        ("truncated", BadPayload, "is not JSON"),
        ("cut-off", Unavailable, "broke the connection off"),
        ("reset", Unavailable, "broke the connection off"),
    ],
)
async def test_5_11_every_way_to_fail_is_an_error_of_its_own(
    server: DemoServer, fault: str, kind: type[ApiError], words: str
) -> None:
    server.faults.add(fault)

    error = await failure(server)

    assert type(error) is kind
    assert words in str(error)


async def test_5_11_a_404_is_the_session_for_a_detail(server: DemoServer) -> None:
    async with client_for(server) as client:
        with pytest.raises(SessionNotFound, match="RM_nobody"):
            await client.get_session("RM_nobody")


async def test_5_11_a_refusal_of_the_time_range_is_told_in_the_apis_words(server: DemoServer) -> None:
    async with client_for(server) as client:
        with pytest.raises(RequestRefused, match="within 7 days"):
            await client.list_sessions(0, 5, start=(NOW - timedelta(days=30)).date())


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("Mon, 29 Sep 2025 14:03:20 GMT", 20), ("soon", None), ("", None)],
)
async def test_5_11_retry_after_is_read_by_the_servers_clock(
    server: DemoServer, header: str, seconds: float | None
) -> None:
    server.overrides[server.list_path] = as_text(429, "slow down", ("Retry-After", header))

    error = await failure(server, off=timedelta(minutes=5))

    assert isinstance(error, RateLimited)
    assert error.retry_after == seconds


async def test_5_11_a_refusal_whose_body_breaks_off_is_still_that_refusal() -> None:
    broken = (
        b"HTTP/1.1 403 No\r\nContent-Length: 500\r\n\r\nscale pl",
        reply(403, b"\x1f\x8bnot gzip", "Content-Encoding: gzip"),
        reply(403, b"x", "Content-Encoding: br"),
    )
    for answer in broken:
        with Loopback(partial(once, answer)) as server:
            assert type(await failure(server.url)) is NotAuthorized


# The clock.


@pytest.mark.parametrize(("off", "direction"), [(timedelta(hours=-1), "behind"), (timedelta(hours=1), "ahead of")])
async def test_5_12_a_clock_that_is_off_is_named_in_both_directions(
    server: DemoServer, off: timedelta, direction: str
) -> None:
    error = await failure(server, off=off)

    assert isinstance(error, ClockOff)
    assert f"60 min {direction} the server's" in error.what


async def test_5_12_a_clock_within_the_leeway_is_no_trouble(server: DemoServer) -> None:
    for seconds in (-85, 85):
        async with client_for(server, off=timedelta(seconds=seconds)) as client:
            assert (await client.list_sessions(0, 5)).sessions


async def test_5_12_the_clock_is_not_blamed_for_a_token_from_elsewhere(server: DemoServer) -> None:
    server.faults.add("clock-off=3600")
    given = GivenToken(mint(server.api_key, "wrong" * 9, now=NOW, ttl=timedelta(days=1)).value, now=lambda: NOW)
    async with client_for(server, tokens=given) as client:
        with pytest.raises(KeyRefused):
            await client.list_sessions(0, 5)


async def test_5_12_an_unreadable_date_blames_no_clock() -> None:
    for date in ("Date: yesterday", "Date: ", "X-Nothing: 1"):
        with Loopback(partial(once, reply(401, b"", date))) as server:
            assert type(await failure(server.url)) is NotAuthorized


# Tokens.


async def test_a_401_is_answered_with_a_new_token_once(server: DemoServer) -> None:
    server.faults.add("bare-401x1")
    async with client_for(server) as client:
        page = await client.list_sessions(0, 5)
        assert client.requests_last_minute() == 2

    assert page.sessions
    assert len(server.requests) == 2


async def test_a_second_401_is_final(server: DemoServer) -> None:
    server.faults.add("bad-key")

    assert isinstance(await failure(server), KeyRefused)
    assert len(server.requests) == 2


async def test_the_repeated_request_carries_the_renewed_token() -> None:
    times = iter(NOW + timedelta(seconds=n) for n in range(100))
    tokens = MintedTokens("APIkey", "s" * 43, ttl=TTL, now=lambda: next(times))
    with Loopback(lambda _: reply(401)) as server:
        async with client_for(server.url, tokens=tokens) as client:
            with pytest.raises(NotAuthorized):
                await client.list_sessions(0, 5)

    first, second = (seen.headers["authorization"] for seen in server.requests)
    assert first.startswith("Bearer ey")
    assert second.startswith("Bearer ey")
    assert first != second


@pytest.mark.parametrize("status", [403, 404, 429, 500])
async def test_no_other_refusal_is_repeated(status: int) -> None:
    with Loopback(lambda _: reply(status)) as server:
        await failure(server.url)

    assert len(server.requests) == 1


async def test_a_401_that_never_ends_is_repeated_without_reading_it() -> None:
    def answer(_: Seen) -> bytes | Hang:
        return (
            Hang(b"HTTP/1.1 401 No\r\nContent-Length: 99\r\n\r\nx") if len(server.requests) == 1 else reply(200, b"{}")
        )

    with Loopback(answer) as server:
        async with client_for(server.url) as client:
            assert (await client.list_sessions(0, 5)).received == 0
            assert server.closed.wait(5)


async def test_a_given_token_is_sent_as_it_is_and_not_repeated(server: DemoServer) -> None:
    given = GivenToken(mint(server.api_key, server.api_secret, now=NOW, ttl=TTL).value, now=lambda: NOW)
    async with client_for(server, tokens=given) as client:
        assert (await client.list_sessions(0, 5)).sessions
        assert client.token_expires_at == NOW + TTL
        assert not client.token_renewable
        server.faults.add("bare-401")
        with pytest.raises(NotAuthorized):
            await client.list_sessions(0, 5)

    assert len(server.requests) == 2


async def test_a_given_token_that_has_expired_is_not_sent_at_all(server: DemoServer) -> None:
    given = GivenToken(mint(server.api_key, server.api_secret, now=NOW - TTL, ttl=TTL).value, now=lambda: NOW)
    async with client_for(server, tokens=given) as client:
        with pytest.raises(TokenExpired):
            await client.list_sessions(0, 5)

    assert not server.requests


async def test_a_given_token_that_has_expired_by_the_servers_clock_says_so(server: DemoServer) -> None:
    server.faults.add("clock-off=3600")
    given = GivenToken(mint(server.api_key, server.api_secret, now=NOW, ttl=TTL).value, now=lambda: NOW)
    async with client_for(server, tokens=given) as client:
        with pytest.raises(TokenExpired):
            await client.list_sessions(0, 5)


async def test_a_wrong_secret_and_a_wrong_key_are_refused(server: DemoServer) -> None:
    for key, secret in ((server.api_key, "wrong" * 9), ("APIother", server.api_secret)):
        tokens = MintedTokens(key, secret, ttl=TTL, now=lambda: NOW)
        async with client_for(server, tokens=tokens) as client:
            with pytest.raises(KeyRefused):
                await client.list_sessions(0, 5)


async def test_an_override_of_a_detail_with_another_sessions_id_is_refused(server: DemoServer) -> None:
    answer: Answer = as_json({"roomId": "RM_2"})
    server.overrides[server.detail_path("RM_1")] = answer
    async with client_for(server) as client:
        with pytest.raises(BadPayload, match="another session's"):
            await client.get_session("RM_1")
