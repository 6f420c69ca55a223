"""The first page, asked for by a process of its own while this one loads its screens."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from typing import TYPE_CHECKING

import pytest
from support.clients import client_for
from support.loopback import Loopback, Seen, reply

from lktui.api.ahead import Ahead
from lktui.errors import KeyRefused, RateLimited

if TYPE_CHECKING:
    from lktui.api.client import AnalyticsClient
    from lktui.demo.server import DemoServer
    from lktui.model import SessionPage

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")

SESSIONS = reply(200, b'{"sessions": [{"sessionId": "RM_1"}]}', "Content-Type: application/json")


async def listed(client: AnalyticsClient, page: int = 0, limit: int = 5) -> SessionPage:
    async with client:
        return await client.list_sessions(page, limit)


def process_of(client: AnalyticsClient) -> int:
    assert client._ahead is not None
    return client._ahead[1]._pid


def test_its_answer_is_found_and_nothing_is_asked_twice(server: DemoServer) -> None:
    client = client_for(server)
    client.ask_ahead(0, 5)
    page = asyncio.run(listed(client))

    assert len(page.sessions) == 5
    assert len(server.requests) == 1
    assert client._http is None  # what is slow to load was not
    assert client.status == 200
    assert client.latency is not None
    assert client.clock_off is not None
    assert client.requests_last_minute() == 1


def test_it_is_asked_while_this_process_does_other_things() -> None:
    asked = threading.Event()

    def answer(_: Seen) -> bytes:
        asked.set()
        return SESSIONS

    with Loopback(answer) as server:
        client = client_for(server.url)
        client.ask_ahead(0, 5)
        assert asked.wait(60)
        assert [session.session_id for session in asyncio.run(listed(client)).sessions] == ["RM_1"]
        assert len(server.requests) == 1


def test_the_calls_after_it_are_made_here(server: DemoServer) -> None:
    client = client_for(server)
    client.ask_ahead(0, 5)

    async def both() -> tuple[SessionPage, SessionPage]:
        async with client:
            return await client.list_sessions(0, 5), await client.list_sessions(1, 5)

    first, second = asyncio.run(both())
    assert not {one.session_id for one in first.sessions} & {one.session_id for one in second.sessions}
    assert len(server.requests) == 2
    assert client.requests_last_minute() == 2


@pytest.mark.parametrize(("page", "limit"), [(1, 5), (0, 10)])
def test_another_page_than_was_asked_for_is_asked_for_here(server: DemoServer, page: int, limit: int) -> None:
    client = client_for(server)
    client.ask_ahead(0, 5)
    process = process_of(client)
    found = asyncio.run(listed(client, page, limit))

    assert (found.page, found.limit, len(found.sessions)) == (page, limit, limit)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_refusal_comes_as_it_is_and_is_not_provoked_again() -> None:
    with Loopback(lambda _: reply(429, b"", "Retry-After: 17")) as server:
        client = client_for(server.url)
        client.ask_ahead(0, 5)
        with pytest.raises(RateLimited) as raised:
            asyncio.run(listed(client))
        assert raised.value.retry_after == 17
        assert "429" in raised.value.what
        assert raised.value.todo
        assert len(server.requests) == 1
        assert client.status == 429


def test_a_secret_that_can_not_sign_is_told_too() -> None:
    with Loopback(lambda _: SESSIONS) as server:
        client = client_for(server.url)
        client._tokens._api_secret = ""  # type: ignore[attr-defined]
        client.ask_ahead(0, 5)
        with pytest.raises(KeyRefused):
            asyncio.run(listed(client))
        assert not server.requests


def test_when_the_process_is_killed_it_is_asked_here(server: DemoServer) -> None:
    client = client_for(server)
    client.ask_ahead(0, 5)
    os.kill(process_of(client), signal.SIGKILL)
    assert len(asyncio.run(listed(client)).sessions) == 5


def test_without_another_process_it_is_asked_here(server: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    client = client_for(server)
    client.ask_ahead(0, 5)
    assert len(asyncio.run(listed(client)).sessions) == 5


def test_it_ends_with_the_client(server: DemoServer) -> None:
    async def opened_and_closed(client: AnalyticsClient) -> None:
        async with client:
            pass

    client = client_for(server)
    client.ask_ahead(0, 5)
    process = process_of(client)
    asyncio.run(opened_and_closed(client))
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_it_is_not_waited_for_forever() -> None:
    async def endless() -> None:
        await asyncio.sleep(3600)

    ahead = Ahead(endless)
    process = ahead._pid
    assert asyncio.run(ahead.result(0.0)) is None
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_what_fails_there_for_no_known_reason_is_no_result() -> None:
    async def broken() -> str:
        raise ZeroDivisionError

    assert asyncio.run(Ahead(broken).result(60)) is None


def test_it_says_nothing_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    async def loud() -> str:
        os.write(2, b"something")
        return "done"

    assert asyncio.run(Ahead(loud).result(60)) == "done"
    assert capfd.readouterr() == ("", "")
