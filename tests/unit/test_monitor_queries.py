"""The worker, while the user turns pages and chooses ranges."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

import pytest
from support.builders import ids, session, sessions
from support.fake_client import FakeClient
from support.fake_clock import FakeClock, settle
from support.watching import watching

from lktui.monitor.days import Days, Preset
from lktui.monitor.state import Query


def client(count: int = 9) -> FakeClient:
    return FakeClient(list(sessions(range(count, 0, -1))))


async def test_turning_goes_page_by_page_and_says_so_at_both_ends() -> None:
    async with watching(client(5)) as watch:
        watch.monitor.turn_page(-1)
        assert watch.notice == "this is the first page"
        watch.monitor.turn_page(1)
        assert watch.state.wanted == Query(page=1)
        assert ids(watch.state.sessions) == ids(sessions([5, 4, 3]))
        await settle()
        assert watch.state.shown == Query(page=1)
        assert watch.monitor.state.wanted is None
        assert ids(watch.state.sessions) == ids(sessions([2, 1]))
        watch.client.recent()
        watch.monitor.turn_page(1)
        await settle()
        assert watch.notice == "page 2 is the last page"
        assert watch.client.recent() == []


async def test_turning_past_an_end_that_is_not_known_yet_finds_it_and_stays() -> None:
    async with watching(client(3)) as watch:
        assert watch.state.has_next is None
        watch.monitor.turn_page(1)
        await settle()
        assert watch.state.shown == Query()
        assert watch.notice == "page 1 is the last page"
        assert watch.state.has_next is False


async def test_turning_faster_than_the_api_answers_goes_as_far_as_it_was_turned() -> None:
    slow = client(12)
    async with watching(slow) as watch:
        answer = slow.hold("list")
        for _ in range(3):
            watch.monitor.turn_page(1)
            await settle()
        answer.set()
        await settle()
        assert watch.state.shown == Query(page=3)
        assert ids(watch.state.sessions) == ids(sessions([3, 2, 1]))


async def test_another_range_replaces_the_running_fetch_and_what_is_shown_stays_until_it_is_there() -> None:
    slow = client()
    async with watching(slow) as watch:
        slow.hold("list")
        watch.monitor.turn_page(1)
        await settle()
        slow.held.clear()
        answer = slow.hold("list")
        watch.monitor.show(Preset.TODAY)
        await settle()
        assert slow.cancelled == ["list 0"]
        assert len(watch.state.sessions) == 3
        assert watch.state.shown == Query()
        assert watch.state.wanted == Query(Preset.TODAY)
        answer.set()
        await settle()
        assert watch.state.shown == Query(Preset.TODAY)
        assert watch.state.catalog.days == Days(date(2025, 9, 29), date(2025, 9, 29))


async def test_an_answer_to_an_older_query_is_dropped_even_if_it_cannot_be_stopped() -> None:
    class Stubborn(FakeClient):
        async def _call(self, name: str, kind: str) -> None:
            try:
                await super()._call(name, kind)
            except asyncio.CancelledError:
                self.held.clear()

    stubborn = Stubborn(list(sessions(range(9, 0, -1))))
    async with watching(stubborn) as watch:
        stubborn.hold("list")
        watch.monitor.refresh()
        await settle()
        watch.monitor.turn_page(1)
        await settle()
        assert stubborn.recent() == ["list 0", "list 0", "list 0", "list 1"]
        assert watch.state.shown == Query(page=1)


async def test_going_back_to_the_page_that_is_shown_wants_nothing_more() -> None:
    slow = client()
    async with watching(slow) as watch:
        answer = slow.hold("list")
        watch.monitor.turn_page(1)
        watch.monitor.turn_page(-1)
        assert watch.state.wanted is None
        answer.set()
        await settle()
        assert watch.state.shown == Query()


async def test_a_range_moves_at_midnight_utc() -> None:
    clock = FakeClock(datetime(2025, 9, 29, 23, 59, 55, tzinfo=UTC))
    late = FakeClient([session(1, began=datetime(2025, 9, 29, 23, 0, tzinfo=UTC))])
    async with watching(late, chosen=Preset.TODAY, clock=clock) as watch:
        assert ids(watch.state.sessions) == ["RM_00001"]
        late.rows.insert(0, session(2, began=datetime(2025, 9, 30, 0, 0, 1, tzinfo=UTC)))
        await clock.advance(10)
        assert ids(watch.state.sessions) == ["RM_00002"]
        assert watch.state.shown == Query(Preset.TODAY)


async def test_a_page_that_is_too_far_for_one_load_is_reached_by_the_next_ones() -> None:
    async with watching(client(400), page_size=2) as watch:
        watch.monitor._query(Query(page=60))
        await settle()
        assert watch.state.wanted == Query(page=60)
        assert watch.state.shown == Query()
        assert len(watch.state.sessions) == 2
        assert "not reached yet" in watch.notice
        await watch.clock.advance(10)
        assert watch.state.shown == Query(page=60)
        assert ids(watch.state.sessions) == ids(sessions([280, 279]))


async def test_an_interrupted_load_goes_on_where_it_was() -> None:
    slow = client(30)
    async with watching(slow) as watch:
        slow.hold("list 4")
        watch.monitor._query(Query(page=6))
        await settle()
        slow.recent()
        slow.held.clear()
        watch.monitor.turn_page(1)
        await settle()
        assert slow.recent() == ["list 0", "list 3", "list 4", "list 5", "list 6", "list 7"]


@pytest.mark.parametrize("intent", ["never", "seldom", "pause"])
@pytest.mark.parametrize("under_way", [False, True])
async def test_a_range_that_was_asked_for_comes_whatever_is_said_of_the_polls(intent: str, *, under_way: bool) -> None:
    slow = client()
    async with watching(slow) as watch:
        answer = slow.hold("list")
        watch.monitor.show(Preset.SEVEN_DAYS)
        if under_way:
            await settle()
        match intent:
            case "never":
                watch.monitor.change_refresh(0.0)
            case "seldom":
                watch.monitor.change_refresh(600.0)
            case _:
                watch.monitor.toggle_pause()
        if under_way:
            watch.monitor.open_session("RM_00009")
        await settle()
        answer.set()
        await watch.clock.advance(1)
        assert watch.state.shown == Query(Preset.SEVEN_DAYS)
        if intent != "seldom":
            assert watch.seconds_to_next_poll is None
