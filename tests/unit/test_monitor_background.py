"""The worker, between its polls: the rest of the range, what is loaded again, and the budget for both."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from support.builders import BEGAN, ids, session, sessions
from support.fake_client import Asked, FakeClient, refusal
from support.fake_clock import FakeClock, settle
from support.watching import watching

from lktui.errors import KeyRefused, RateLimited, TimedOut, Unavailable
from lktui.model import Session, SessionPage
from lktui.monitor.days import Preset
from lktui.monitor.state import Progress


def client(count: int = 30) -> FakeClient:
    return FakeClient(ended(sessions(range(count, 0, -1))))


def ended(rows: tuple[Session, ...]) -> list[Session]:
    return [row._replace(ended_at=BEGAN) for row in rows]


async def test_the_rest_of_the_range_comes_after_the_first_page_a_few_requests_at_a_time() -> None:
    loaded = client()
    async with watching(loaded, max_sessions=1000) as watch:
        assert ids(watch.state.catalog.sessions) == ids(loaded.rows)
        assert watch.state.catalog.complete
        assert loaded.recent() == ["list 0", *(f"list {page}" for page in range(1, 11))]
        growth = [state.progress.loaded for state in watch.states if state.progress is not None]
        assert growth == sorted(growth)
        assert len(set(growth)) >= 4
        assert growth[0] == 3
        assert watch.state.progress == Progress(30, 1000, complete=True)


async def test_a_range_that_fits_on_a_page_costs_what_it_cost() -> None:
    async with watching(client(2), max_sessions=1000) as watch:
        assert watch.client.recent() == ["list 0", "list 1"]
        await watch.clock.advance(10)
        assert watch.client.recent() == ["list 0"]


async def test_loading_ends_at_the_limit_and_goes_on_by_as_much_again() -> None:
    async with watching(client(), max_sessions=9) as watch:
        assert watch.state.progress == Progress(9, 9)
        assert watch.client.recent() == ["list 0", "list 1", "list 2"]
        watch.monitor.load_more()
        assert watch.state.progress == Progress(9, 18, running=True)
        await settle()
        assert watch.state.progress == Progress(18, 18)


async def test_a_stop_leaves_what_is_loaded_and_more_goes_on_from_there() -> None:
    slow = client()
    async with watching(slow, max_sessions=15) as watch:
        assert watch.state.progress == Progress(15, 15)
        slow.hold("list 5")
        watch.monitor.load_more()
        await settle()
        assert slow.running == 1
        watch.monitor.stop_loading()
        await settle()
        assert slow.cancelled == ["list 5"]
        assert watch.state.progress is not None
        assert (watch.state.progress.stopped, watch.state.progress.running) == (True, False)
        slow.held.clear()
        await watch.clock.advance(10)
        assert len(watch.state.catalog.sessions) == 15
        watch.monitor.load_more()
        await settle()
        assert watch.state.progress == Progress(30, 30)


async def test_a_stop_holds_until_another_range_is_chosen() -> None:
    async with watching(client(), max_sessions=9) as watch:
        watch.monitor.stop_loading()
        watch.monitor.show(Preset.TODAY)
        await settle()
        assert watch.state.progress == Progress(9, 9)


async def test_another_range_cancels_the_load_and_nothing_of_the_old_one_gets_in() -> None:
    slow = client()
    slow.hold("list 1")
    async with watching(slow, max_sessions=1000) as watch:
        slow.held.clear()
        watch.monitor.show(Preset.YESTERDAY)
        await settle()
        assert slow.cancelled == ["list 1"]
        assert watch.state.catalog.in_range == ()
        assert watch.state.shown.chosen is Preset.YESTERDAY


async def test_a_due_poll_and_a_detail_wait_for_no_page_of_the_load() -> None:
    slow = client()
    slow.hold("list 1")
    slow.hold("list 2")
    slow.hold("list 3")
    async with watching(slow, max_sessions=1000) as watch:
        assert slow.recent() == ["list 0", "list 1", "list 2"]
        watch.monitor.open_session("RM_1")
        await settle()
        assert slow.recent()[0] == "RM_1"
        assert slow.cancelled == []
        await watch.clock.advance(10)
        assert "list 0" in slow.recent()
        assert watch.state.fetched_at == watch.clock.now()
        assert slow.most_running == 3
        for held in slow.held.values():
            held.set()
        await settle()
        assert len(watch.state.catalog.sessions) == 30


async def test_a_pause_pauses_the_load_and_going_on_ends_it() -> None:
    slow = client()
    answer = slow.hold("list 1")
    async with watching(slow, max_sessions=1000) as watch:
        watch.monitor.toggle_pause()
        answer.set()
        await settle()
        assert len(watch.state.catalog.sessions) == 9
        assert watch.state.progress is not None
        assert not watch.state.progress.running
        watch.monitor.toggle_pause()
        await settle()
        assert len(watch.state.catalog.sessions) == 30


async def test_without_an_interval_the_range_is_loaded_once() -> None:
    async with watching(client(), refresh=0, max_sessions=1000) as watch:
        assert len(watch.state.catalog.sessions) == 30
        watch.client.recent()
        await watch.clock.advance(1000)
        assert watch.client.recent() == []


async def test_what_is_needed_comes_first_and_also_after_a_stop() -> None:
    async with watching(client(), max_sessions=3) as watch:
        watch.monitor.stop_loading()
        watch.monitor.need(12)
        await settle()
        assert len(watch.state.catalog.in_range) == 12


class Slow(FakeClient):
    """Takes two seconds for each answer."""

    clock = FakeClock()

    async def list_sessions(
        self, page: int, limit: int, start: date | None = None, end: date | None = None
    ) -> SessionPage:
        await self.clock.wait(asyncio.Event(), 2)
        return await super().list_sessions(page, limit, start, end)


async def test_a_slow_server_and_a_large_budget_leave_time_to_load_the_rest_of_the_range() -> None:
    slow = Slow(client(120).rows)
    async with watching(slow, max_sessions=1000, budget=10_000, clock=slow.clock) as watch:
        for _ in range(300):
            await watch.clock.advance(1)
        assert len(watch.state.catalog.sessions) == 120


# More begins between two polls than a page holds.


async def test_a_gap_is_filled_from_above_and_what_was_loaded_stays_meanwhile() -> None:
    gone_by = client(30)
    async with watching(gone_by, max_sessions=1000) as watch:
        gone_by.rows[:0] = ended(sessions(range(50, 30, -1)))
        gone_by.hold("list 2")
        await watch.clock.advance(10)
        assert len(watch.state.catalog.sessions) == 36
        assert not watch.state.catalog.complete
        assert watch.state.progress is not None
        assert watch.state.progress.running
        gone_by.held["list 2"].set()
        await settle()
        assert ids(watch.state.catalog.sessions) == ids(gone_by.rows)
        assert watch.monitor.state.catalog.complete
        loaded = [len(state.catalog.sessions) for state in watch.states]
        assert loaded == sorted(loaded)


async def test_a_gap_that_opens_again_before_it_is_closed_is_filled_to_what_was_known_first() -> None:
    busy = client(12)
    async with watching(busy, max_sessions=1000) as watch:
        busy.hold("list 3")
        for newest in (30, 40):
            busy.rows = ended(sessions(range(newest, 0, -1)))
            await watch.clock.advance(10)
        busy.held["list 3"].set()
        await settle()
        assert ids(watch.state.catalog.sessions) == ids(busy.rows)
        assert watch.state.catalog.complete


async def test_a_gap_wider_than_what_is_to_be_loaded_leaves_the_old_ones_behind() -> None:
    busy = client(12)
    async with watching(busy, max_sessions=12) as watch:
        busy.rows = ended(sessions(range(100, 0, -1)))
        await watch.clock.advance(10)
        assert ids(watch.state.catalog.sessions) == ids(busy.rows[:12])
        assert watch.state.progress == Progress(12, 12)


async def test_without_a_background_load_what_lies_below_a_gap_is_dropped() -> None:
    busy = client(6)
    async with watching(busy) as watch:
        busy.rows = ended(sessions(range(30, 0, -1)))
        await watch.clock.advance(10)
        assert ids(watch.state.catalog.sessions) == ids(busy.rows[:3])


async def test_a_page_of_a_gap_that_fails_is_asked_for_again() -> None:
    busy = client(12)
    async with watching(busy, max_sessions=1000) as watch:
        busy.fail("list 2", refusal(Unavailable))
        busy.rows = ended(sessions(range(30, 0, -1)))
        await watch.clock.advance(10)
        assert len(watch.state.catalog.sessions) < 30
        busy.failing.clear()
        await watch.clock.advance(5)
        assert ids(watch.state.catalog.sessions) == ids(busy.rows)


# The budget.


@pytest.mark.parametrize("budget", [6, 20, 60])
async def test_no_minute_has_more_requests_than_the_budget(budget: int) -> None:
    moments: list[float] = []
    loaded = client(600)
    async with watching(loaded, max_sessions=1000, budget=budget) as watch:
        loaded.before_each = lambda: moments.append(watch.clock.monotonic())
        moments += [watch.clock.monotonic()] * len(loaded.requests)
        for _ in range(300):
            await watch.clock.advance(1)
        assert all(sum(first <= moment < first + 60 for moment in moments) <= budget for first in moments)
        assert len(moments) > 300 / 60 * budget * 0.6
        assert watch.state.fetched_at is not None
        assert (watch.clock.now() - watch.state.fetched_at).total_seconds() <= 11


async def test_while_the_load_waits_for_the_budget_the_state_says_so() -> None:
    async with watching(client(300), max_sessions=1000, budget=20) as watch:
        assert watch.state.budget_used_up
        assert watch.state.progress is not None
        assert watch.state.progress.running
        for _ in range(60):
            await watch.clock.advance(10)
        assert len(watch.state.catalog.sessions) == 300
        assert watch.monitor.state.budget_used_up is False


async def test_a_poll_that_waits_for_the_budget_says_so_until_it_goes_out() -> None:
    async with watching(client(), refresh=0, budget=2) as watch:
        for _ in range(2):
            watch.monitor.refresh()
            await settle()
        assert watch.state.budget_used_up
        assert watch.state.polling_since is not None
        await watch.clock.advance(60)
        assert watch.monitor.state.budget_used_up is False
        assert watch.state.fetched_at == watch.clock.now()


async def test_a_query_that_gives_up_a_waiting_poll_leaves_no_word_of_the_budget_behind() -> None:
    async with watching(client(), refresh=0, budget=1) as watch:
        watch.monitor.refresh()
        await settle()
        assert watch.state.budget_used_up
        watch.monitor.show(Preset.TODAY)
        await watch.clock.advance(60)
        assert watch.monitor.state.budget_used_up is False


async def test_a_429_in_the_load_halves_the_budget_and_leaves_the_api_alone_and_the_screen_as_it_is() -> None:
    busy = client(300)
    busy.fail("list 4", refusal(RateLimited, retry_after=30))
    async with watching(busy, max_sessions=1000, budget=60) as watch:
        assert watch.state.budget == 30
        assert watch.state.budget_is_shrunk
        assert watch.state.error is None
        assert watch.seconds_to_next_poll == 30
        busy.recent()
        busy.failing.clear()
        await watch.clock.advance(29)
        assert busy.recent() == []
        await watch.clock.advance(1)
        assert busy.recent()[0] == "list 0"
        for _ in range(40):
            await watch.clock.advance(10)
        assert watch.state.budget == 60
        assert watch.monitor.state.budget_is_shrunk is False
        assert len(watch.state.catalog.sessions) == 300


async def test_after_a_first_429_polls_go_on_at_their_time_whatever_the_load_has_sent() -> None:
    busy = client(900)
    async with watching(busy, max_sessions=1000, budget=60) as watch:
        for _ in range(25):  # the load takes what the budget leaves it
            await watch.clock.advance(1)
        busy.fail("list", refusal(RateLimited, retry_after=5))
        while not watch.state.budget_is_shrunk:
            await watch.clock.advance(1)
        busy.failing.clear()
        ages = []
        for _ in range(120):
            await watch.clock.advance(1)
            assert watch.state.fetched_at is not None
            ages.append((watch.clock.now() - watch.state.fetched_at).total_seconds())
        assert max(ages) <= 10 + 5 + 10  # the poll that was refused, what was asked for, one interval


async def test_a_429_on_a_poll_halves_the_budget_down_to_a_floor() -> None:
    async with watching(client(), budget=20) as watch:
        budgets = []
        watch.client.fail("list", refusal(RateLimited))
        for _ in range(4):
            await watch.clock.advance(60)
            budgets.append(watch.state.budget)
        assert budgets[0] == 10
        assert min(budgets) >= 6


async def test_a_page_of_the_load_that_fails_is_tried_again_with_growing_waits() -> None:
    broken = client()
    broken.fail("list 2", refusal(Unavailable))
    async with watching(broken, refresh=0, max_sessions=1000) as watch:
        assert watch.state.error is None
        assert ids(watch.state.catalog.sessions) == ids(broken.rows[:6])
        broken.recent()
        await watch.clock.advance(1)
        assert "list 2" in broken.recent()
        await watch.clock.advance(1)
        assert broken.recent() == []
        broken.failing.clear()
        await watch.clock.advance(60)
        assert len(watch.state.catalog.sessions) == 30


async def test_a_fatal_failure_in_the_load_stops_everything() -> None:
    broken = client()
    broken.fail("list 2", refusal(KeyRefused))
    async with watching(broken, max_sessions=1000) as watch:
        assert isinstance(watch.state.error, KeyRefused)
        broken.recent()
        await watch.clock.advance(1000)
        assert broken.recent() == []


async def test_a_page_of_the_load_that_times_out_is_asked_for_in_smaller_pieces_and_that_is_said() -> None:
    slow = client(200)

    def answer(asked: Asked) -> SessionPage:
        if asked.page >= 2 and asked.limit > 20:
            raise TimedOut("slow")
        return slow.page(asked)

    slow.answer = answer
    async with watching(slow, page_size=40, max_sessions=1000) as watch:
        assert watch.state.request_limit == 20
        assert "asking for 20" in watch.notice
        await watch.clock.advance(60)
        assert len(watch.state.catalog.sessions) == 200


# What is loaded is kept fresh.


async def test_after_a_poll_the_pages_in_view_come_first_then_the_live_ones_then_the_rest_in_turn() -> None:
    loaded = client()
    loaded.rows[13] = session(17)
    async with watching(loaded, max_sessions=1000, budget=44) as watch:
        watch.monitor.watch(["RM_00005", "RM_00006"])
        await watch.clock.advance(10)  # looks at the end, too
        loaded.recent()
        rest: list[str] = []
        for _ in range(3):
            await watch.clock.advance(10)
            calls = loaded.recent()
            assert calls[:3] == ["list 0", "list 8", "list 4"]
            assert len(calls) == 6
            rest += calls[3:]
        assert set(rest) == {
            f"list {page}" for page in (1, 2, 3, 5, 6, 7, 9, 10)
        }  # 10: whether more has come at the end


async def test_news_of_a_page_far_behind_is_seen_within_a_poll_when_it_is_in_view() -> None:
    loaded = client()
    async with watching(loaded, max_sessions=1000) as watch:
        watch.monitor.watch(["RM_00005"])
        before = watch.state.catalog
        loaded.rows[25] = loaded.rows[25]._replace(bandwidth_in=7)
        await watch.clock.advance(10)
        known = watch.state.catalog.get("RM_00005")
        assert known is not None
        assert known.bandwidth_in == 7
        assert watch.state.catalog.changed_since(before) == frozenset({"RM_00005"})


# Lists without an order.


def _upside_down(server: FakeClient, asked: Asked) -> SessionPage:
    first = asked.page * asked.limit
    rows = tuple(server.rows[::-1][first : first + asked.limit])
    return SessionPage(rows, asked.page, asked.limit, len(rows))


async def test_a_list_in_no_order_is_loaded_whole_stays_so_through_polls_and_loses_what_vanishes() -> None:
    odd = client()
    odd.answer = lambda asked: _upside_down(odd, asked)
    async with watching(odd, max_sessions=1000) as watch:
        assert ids(watch.state.catalog.sessions) == ids(odd.rows)
        odd.recent()
        await watch.clock.advance(10)
        assert ids(watch.state.catalog.sessions) == ids(odd.rows)
        del odd.rows[7]
        for _ in range(6):
            await watch.clock.advance(10)
            assert set(ids(odd.rows)) <= set(ids(watch.state.catalog.sessions))
        assert ids(watch.state.catalog.sessions) == ids(odd.rows)
