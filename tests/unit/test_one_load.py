"""A range loaded once, and a source that is asked again: what a command waits for, and what it gives up on."""

from __future__ import annotations

import asyncio
from datetime import date
from random import Random

import pytest
from support.builders import ids, page, sessions
from support.fake_client import Asked, FakeClient, ListServer
from support.fake_clock import NOON, FakeClock, settle

from lktui.errors import ApiError, KeyRefused, RateLimited, SessionNotFound, TimedOut, Unavailable
from lktui.model import SessionPage
from lktui.monitor.catalog import Catalog
from lktui.monitor.days import Days
from lktui.monitor.one_load import ALL_ROWS, load
from lktui.monitor.patient import Patient

TODAY = NOON.date()
NEWEST_FIRST = sessions(range(24, 0, -1))


async def loaded(server: ListServer, rows: range, *, limit: int = 10, days: Days = Days()) -> Catalog:
    return await load(server, days, rows, today=TODAY, limit=limit)


async def test_one_page_is_one_request_and_tells_that_there_is_more() -> None:
    server = ListServer(NEWEST_FIRST)
    catalog = await loaded(server, range(10))
    assert server.pages == [0]
    assert not catalog.complete


async def test_all_of_it_ends_where_the_api_ends() -> None:
    server = ListServer(NEWEST_FIRST)
    catalog = await loaded(server, ALL_ROWS)
    assert ids(catalog.in_range) == ids(NEWEST_FIRST)
    assert catalog.complete


async def test_more_pages_than_one_load_takes_are_loaded() -> None:
    many = sessions(range(700, 0, -1))
    catalog = await loaded(ListServer(many), ALL_ROWS)
    assert ids(catalog.in_range) == ids(many)


async def test_a_server_without_end_is_left() -> None:
    server = ListServer()
    server.answer = lambda asked: page(NEWEST_FIRST[:10], number=asked.page, limit=10)
    assert len((await loaded(server, ALL_ROWS)).in_range) == 10


async def test_a_server_that_times_out_is_asked_for_fewer_at_once_and_nothing_is_lost() -> None:
    server = ListServer(NEWEST_FIRST)

    def answer(asked: Asked) -> SessionPage:
        if asked.limit > 15:
            raise TimedOut("it timed out")
        return server.page(asked)

    server.answer = answer
    told: list[int] = []
    catalog = await load(server, Days(), ALL_ROWS, today=TODAY, limit=40, smaller=told.append)
    assert told == [20, 10]
    assert ids(catalog.in_range) == ids(NEWEST_FIRST)


async def test_a_server_that_times_out_whatever_is_asked_is_a_failure() -> None:
    server = FakeClient(list(NEWEST_FIRST))
    server.fail("list", TimedOut("it timed out"))
    with pytest.raises(TimedOut):
        await loaded(server, range(10), limit=40)


class Failing(FakeClient):
    """Fails as often as it is told to."""

    def __init__(self, error: ApiError, times: int) -> None:
        super().__init__(list(NEWEST_FIRST))
        self.error = error
        self.left = times

    async def list_sessions(
        self, page: int, limit: int, start: date | None = None, end: date | None = None
    ) -> SessionPage:
        self.calls.append(f"list {page}")
        if self.left:
            self.left -= 1
            raise self.error
        return await ListServer.list_sessions(self, page, limit, start, end)


async def asked_patiently(source: Failing, *, seconds: float) -> tuple[SessionPage | Exception, list[str]]:
    """What comes of a request within so many seconds, and what was said meanwhile."""
    clock = FakeClock()
    said: list[str] = []
    patient = Patient(source, budget=60, say=said.append, clock=clock, random=Random(1))
    asking = asyncio.ensure_future(patient.list_sessions(0, 10))
    await settle()
    for _ in range(3):
        await clock.advance(seconds / 3)
    assert asking.done()
    return asking.exception() or asking.result(), said  # type: ignore[return-value]  # no test cancels it


async def test_what_is_over_in_a_moment_is_waited_for() -> None:
    source = Failing(Unavailable("the API failed: 500"), 2)
    answer, said = await asked_patiently(source, seconds=30)
    assert isinstance(answer, SessionPage)
    assert len(said) == 2
    assert "500" in said[0]


async def test_what_lasts_is_a_failure_after_three_tries() -> None:
    source = Failing(Unavailable("down"), 9)
    answer, _ = await asked_patiently(source, seconds=30)
    assert isinstance(answer, Unavailable)
    assert len(source.calls) == 3


async def test_a_short_retry_after_is_kept() -> None:
    source = Failing(RateLimited("429", retry_after=20), 1)
    answer, said = await asked_patiently(source, seconds=60)
    assert isinstance(answer, SessionPage)
    assert said == ["429: again in 20 s"]


@pytest.mark.parametrize(
    "error",
    [RateLimited("429", retry_after=31), KeyRefused("no"), SessionNotFound("no"), TimedOut("late")],
    ids=lambda error: type(error).__name__,
)
async def test_what_waiting_does_not_help_is_a_failure_at_once(error: ApiError) -> None:
    source = Failing(error, 1)
    answer, said = await asked_patiently(source, seconds=0)
    assert answer is error
    assert said == []
