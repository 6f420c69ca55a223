"""The worker, while the user opens and closes sessions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.builders import detail, sessions
from support.fake_client import FakeClient, refusal
from support.fake_clock import NOON, settle
from support.watching import watching

from lktui.errors import ApiError, RateLimited, Unavailable
from lktui.monitor.days import Preset
from lktui.monitor.details import HURRY
from lktui.monitor.state import Query, Wait


def client(count: int = 9) -> FakeClient:
    return FakeClient(list(sessions(range(count, 0, -1))))


async def test_opening_fetches_the_detail_at_once_and_leaves_the_list_to_its_time() -> None:
    async with watching(client()) as watch:
        watch.client.recent()
        await watch.clock.advance(4)
        watch.monitor.open_session("RM_1")
        await settle()
        assert watch.client.recent() == ["RM_1"]
        assert watch.state.open is not None
        assert watch.state.open.detail is not None
        assert watch.seconds_to_next_poll == 6
        await watch.clock.advance(6)
        assert watch.client.recent() == ["RM_1", "list 0"]


async def test_opening_while_the_list_hangs_starts_the_detail_at_once_and_the_list_again_after_it() -> None:
    slow = client()
    answer = slow.hold("list")
    async with watching(slow) as watch:
        slow.recent()
        watch.monitor.open_session("RM_1")
        await settle()
        assert slow.recent() == ["RM_1", "list 0"]
        answer.set()
        await settle()
        assert len(watch.state.sessions) == 3


async def test_a_session_that_waits_for_the_budget_says_for_what_and_until_when() -> None:
    async with watching(client(), refresh=0, budget=1) as watch:
        watch.monitor.open_session("RM_1")
        await watch.clock.advance(5)
        assert watch.state.open is not None
        assert watch.state.open.wait == Wait(
            NOON + timedelta(minutes=1), "1 requests a minute are allowed, and used up"
        )
        await watch.clock.advance(55)
        assert watch.monitor.state.open is not None
        assert watch.monitor.state.open.wait is None
        assert watch.monitor.state.open.detail is not None


async def test_a_session_that_is_opened_while_the_api_wants_to_be_left_alone_says_so_until_it_is_asked_for() -> None:
    busy = client()
    async with watching(busy) as watch:
        busy.fail("list 0", refusal(RateLimited, retry_after=30))
        await watch.clock.advance(10)
        held = busy.hold("RM_1")
        watch.monitor.open_session("RM_1")
        await settle()
        assert watch.state.open is not None
        assert watch.state.open.wait == Wait(NOON + timedelta(seconds=40), "The API asked to wait")
        await watch.clock.advance(30)
        assert watch.monitor.state.open is not None
        assert watch.monitor.state.open.wait is None
        held.set()


async def test_opening_works_in_a_pause_and_without_an_interval() -> None:
    async with watching(client(), refresh=0) as watch:
        watch.monitor.toggle_pause()
        watch.client.recent()
        watch.monitor.open_session("RM_1")
        await settle()
        assert watch.client.recent() == ["RM_1"]


async def test_going_from_one_session_to_the_next_drops_the_answer_of_the_first() -> None:
    slow = client()
    async with watching(slow) as watch:
        slow.hold("RM_1")
        watch.monitor.open_session("RM_1")
        await settle()
        watch.monitor.open_session("RM_2")
        await settle()
        assert slow.cancelled == ["RM_1"]
        await watch.clock.advance(HURRY)
        assert watch.state.open is not None
        assert watch.state.open.detail is not None
        assert watch.state.open.detail.session_id == "RM_2"


async def test_going_through_many_sessions_in_a_hurry_asks_for_the_first_and_the_one_where_it_ends() -> None:
    many = client(20)
    async with watching(many) as watch:
        many.recent()
        for number in range(1, 21):
            watch.monitor.open_session(f"RM_{number}")
            await watch.clock.advance(0.03)
        assert many.recent() == ["RM_1"]
        await watch.clock.advance(HURRY)
        assert many.recent() == ["RM_20"]
        await watch.clock.advance(1)
        watch.monitor.open_session("RM_7")
        await settle()
        assert many.recent() == ["RM_7"]


async def test_opening_what_is_open_already_interrupts_nothing() -> None:
    slow = client()
    async with watching(slow) as watch:
        slow.hold("RM_1")
        watch.monitor.open_session("RM_1")
        await settle()
        watch.monitor.open_session("RM_1")
        await settle()
        assert slow.cancelled == []


async def test_closing_while_the_detail_hangs_lets_the_list_go_on_at_once() -> None:
    slow = client()
    async with watching(slow) as watch:
        slow.hold("RM_1")
        watch.monitor.open_session("RM_1")
        await watch.clock.advance(10)
        watch.monitor.refresh()
        slow.recent()
        watch.monitor.close_session()
        await settle()
        assert watch.state.open is None
        assert slow.cancelled == ["RM_1"]
        assert slow.recent() == ["list 0"]


async def test_closing_before_its_fetch_has_begun_takes_that_back() -> None:
    async with watching(client()) as watch:
        watch.client.recent()
        watch.monitor.open_session("RM_1")
        watch.monitor.close_session()
        await settle()
        assert watch.client.recent() == []


async def test_a_detail_is_final_only_when_it_came_twice_alike_long_after_the_end_with_everyone_in_it() -> None:
    asked = client()
    asked.details["RM_1"] = detail("RM_1", ended=NOON, total=0)
    async with watching(asked) as watch:
        watch.monitor.open_session("RM_1")
        await watch.clock.advance(10)
        assert watch.state.open is not None
        assert not watch.state.open.settled
        await watch.clock.advance(600)
        assert watch.monitor.state.open is not None
        assert watch.monitor.state.open.settled
        asked.recent()
        await watch.clock.advance(10)
        assert asked.recent() == ["list 0"]


@pytest.mark.parametrize(
    "error", [refusal(Unavailable, retry_after=20.0), refusal(RateLimited, retry_after=20.0), refusal(RateLimited)]
)
async def test_a_detail_that_is_always_limited_does_not_keep_the_list_from_being_polled(error: ApiError) -> None:
    limited = client()
    limited.fail("RM_1", error)
    async with watching(limited) as watch:
        watch.monitor.open_session("RM_1")
        for _ in range(300):
            await watch.clock.advance(1)
            assert watch.state.fetched_at is not None
            assert watch.clock.now() - watch.state.fetched_at < timedelta(minutes=2)


@pytest.mark.parametrize("refresh", [0.0, 10.0])
async def test_a_range_whose_turn_a_limited_detail_took_comes_afterwards(refresh: float) -> None:
    limited = client()
    async with watching(limited, refresh=refresh) as watch:
        limited.fail("RM_1", refusal(RateLimited, retry_after=20.0))
        watch.monitor.show(Preset.SEVEN_DAYS)
        watch.monitor.open_session("RM_1")
        for _ in range(60):
            await watch.clock.advance(1)
        assert watch.state.shown == Query(Preset.SEVEN_DAYS)
