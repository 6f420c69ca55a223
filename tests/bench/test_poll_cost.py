"""What a poll costs from the decoded page to the finished state and what was observed, by how much is loaded."""

from __future__ import annotations

import asyncio
import gc
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from bench.measuring import Figure, compare, median
from support.fake_client import FakeClient
from support.fake_clock import FakeClock, settle
from support.watching import watching

from lktui.analysis.observation import Observation
from lktui.model import Session, SessionPage
from lktui.monitor.catalog import Catalog
from lktui.monitor.state import State

LOADED = (100, 1_000, 10_000, 50_000)
FETCHED = 100
CHANGED = 5
LIVE_SHARE = 50  # one in so many has not ended
POLLS = 25  # fewer than until the end of the list is looked at again
BEGAN = datetime(2025, 9, 23, tzinfo=UTC)


def row(number: int) -> Session:
    began = BEGAN + timedelta(seconds=10 * number)
    ended = None if number % LIVE_SHARE == 0 else began + timedelta(minutes=5)
    return Session(
        f"RM_{number:06}",
        f"room {number}",
        began,
        began,
        ended,
        number,
        number,
        participants_total=3,
        participants_now=0,
    )


class Server(FakeClient):
    """Once `quiet`, it leaves all requests but those of polls unanswered: what they cost is not what is measured."""

    quiet = False

    async def list_sessions(
        self, page: int, limit: int, start: date | None = None, end: date | None = None
    ) -> SessionPage:
        if self.quiet and page:
            await asyncio.Event().wait()
        return await super().list_sessions(page, limit, start, end)

    def listed(self, start: date | None = None, end: date | None = None) -> list[Session]:
        assert start is None
        assert end is None
        return self.rows

    def change(self, poll: int) -> None:
        for place in range(0, FETCHED, FETCHED // CHANGED):
            known = self.rows[place]
            moment = BEGAN + timedelta(days=6, seconds=10 * poll)
            self.rows[place] = known._replace(last_active=moment, bandwidth_in=(known.bandwidth_in or 0) + 1000)
        # decoded anew, as every answer is
        self.rows[:FETCHED] = [session._replace() for session in self.rows[:FETCHED]]


class Screen:
    """What the application does with each state, without a terminal."""

    def __init__(self) -> None:
        self.observation = Observation(10.0)
        self.seen = Catalog()
        self.before = State()

    def show(self, state: State, seconds: float) -> None:
        before, self.before = self.before, state
        if state.fetched_at is None or state.fetched_at == before.fetched_at:
            return
        news = state.catalog.news_since(self.seen)
        self.seen = state.catalog
        self.observation.saw(news.sessions, news.gone, state.fetched_at, seconds)


async def cost(loaded: int) -> float:
    """Milliseconds of CPU of a poll, the median."""
    client = Server([row(number) for number in range(loaded, 0, -1)])
    clock = FakeClock()
    async with watching(
        client, refresh=0, page_size=FETCHED, max_sessions=2 * loaded, budget=600, clock=clock
    ) as watch:
        while not watch.state.catalog.complete:
            await settle()
        watch.monitor.change_refresh(10.0)
        await clock.advance(10)  # looks whether that was the end
        assert len(watch.state.catalog.sessions) == loaded
        screen = Screen()
        screen.show(watch.state, clock.monotonic())
        client.quiet = True
        costs = []
        for poll in range(POLLS):
            client.change(poll)
            watch.states.clear()
            gc.collect()
            began = time.process_time()
            await clock.advance(10)
            for state in watch.states:
                screen.show(state, clock.monotonic())
            polled = time.process_time()
            await settle()  # what waiting itself costs in a test
            costs.append(2 * polled - began - time.process_time())
            assert screen.before.fetched_at == clock.now()
            assert len(screen.observation.marks.marks) == CHANGED
        return median(costs) * 1000


@pytest.mark.bench
def test_a_poll_costs_what_it_fetched_and_not_what_is_loaded() -> None:
    def measure() -> list[Figure]:
        costs = {loaded: asyncio.run(cost(loaded)) for loaded in LOADED}
        few = costs[LOADED[0]]
        return [
            Figure(f"poll of {FETCHED} sessions, {CHANGED} changed, {loaded:,} loaded", value, "ms", 3, few)
            for loaded, value in costs.items()
        ]

    compare(measure)
