"""The machine sleeps, or its clock is set: polling goes on by itself, and at once."""

from __future__ import annotations

import asyncio

import pytest
from support.builders import ids, sessions
from support.fake_client import FakeClient, refusal
from support.fake_clock import FakeClock
from support.watching import watching

from lktui.errors import RateLimited, Unavailable
from lktui.monitor.schedule import NAP, WakefulClock

HOURS = 3 * 3600.0


def client(count: int = 3) -> FakeClient:
    return FakeClient(list(sessions(range(count, 0, -1))))


@pytest.mark.parametrize("monotonic_goes_on", [False, True])
async def test_after_a_sleep_it_polls_at_once_and_not_after_the_rest_of_the_interval(
    monotonic_goes_on: bool,  # noqa: FBT001
) -> None:
    async with watching(client(), refresh=600.0) as watch:
        await watch.clock.advance(5)
        watch.client.recent()
        if monotonic_goes_on:
            await watch.clock.advance(HOURS)
        else:
            watch.clock.set(HOURS)
            await watch.clock.advance(NAP)
        assert watch.client.recent()[:1] == ["list 0"]
        assert watch.state.fetched_at == watch.clock.now()
        assert watch.seconds_to_next_poll == 600


async def test_a_back_off_from_before_the_sleep_is_over_with_it() -> None:
    async with watching(client()) as watch:
        watch.client.fail("list", refusal(RateLimited, retry_after=900))
        await watch.clock.advance(10)
        assert watch.seconds_to_next_poll == 900
        watch.client.failing.clear()
        watch.clock.set(HOURS)
        await watch.clock.advance(NAP)
        assert watch.state.error is None
        assert watch.state.fetched_at == watch.clock.now()


async def test_a_wait_that_the_api_asked_for_is_kept_where_the_sleep_was_shorter() -> None:
    async with watching(client()) as watch:
        watch.client.fail("list", refusal(RateLimited, retry_after=900))
        await watch.clock.advance(10)
        watch.client.recent()
        watch.clock.set(600)
        await watch.clock.advance(NAP)
        assert watch.client.recent() == []


async def test_a_request_from_before_the_sleep_is_given_up_and_sent_again() -> None:
    async with watching(client()) as watch:
        watch.client.hold("list 0")
        await watch.clock.advance(10)
        watch.client.held.clear()
        watch.clock.set(HOURS)
        await watch.clock.advance(NAP)
        assert watch.client.cancelled == ["list 0"]
        assert watch.state.fetched_at == watch.clock.now()
        assert watch.state.error is None


async def test_a_detail_from_before_the_sleep_is_asked_for_again() -> None:
    async with watching(client(), refresh=0) as watch:
        watch.client.hold("RM_1")
        watch.monitor.open_session("RM_1")
        await watch.clock.advance(0)
        watch.client.held.clear()
        watch.clock.set(HOURS)
        await watch.clock.advance(NAP)
        assert watch.client.cancelled == ["RM_1"]
        assert watch.state.open is not None
        assert watch.state.open.detail is not None


async def test_a_page_of_the_load_from_before_the_sleep_is_asked_for_again() -> None:
    slow = client(9)
    slow.hold("list 1")
    async with watching(slow, refresh=0, max_sessions=100) as watch:
        slow.held.clear()
        watch.clock.set(HOURS)
        await watch.clock.advance(NAP)
        assert slow.cancelled == ["list 1"]
        assert ids(watch.state.catalog.sessions) == ids(slow.rows)


async def test_a_poll_that_fails_after_the_sleep_is_tried_again_soon() -> None:
    async with watching(client(), refresh=600.0) as watch:
        watch.client.fail("list", refusal(Unavailable))
        watch.clock.set(HOURS)
        await watch.clock.advance(NAP)
        assert watch.state.error is not None
        assert watch.seconds_to_next_poll is not None
        assert watch.seconds_to_next_poll <= 2


async def test_a_clock_that_is_set_back_does_not_stop_the_polls() -> None:
    async with watching(client()) as watch:
        watch.clock.set(-HOURS)
        for _ in range(3):
            watch.client.recent()
            await watch.clock.advance(10)
            assert watch.client.recent()[:1] == ["list 0"]
            assert watch.seconds_to_next_poll == 10


async def test_a_pause_outlasts_a_sleep() -> None:
    async with watching(client()) as watch:
        watch.monitor.toggle_pause()
        watch.client.recent()
        watch.clock.set(HOURS)
        await watch.clock.advance(NAP)
        assert watch.client.recent() == []


async def test_a_correction_of_the_clock_is_no_sleep() -> None:
    clock = FakeClock()
    wakeful = WakefulClock(clock)
    waiting = asyncio.ensure_future(wakeful.wait(asyncio.Event(), 60))
    await clock.advance(0)
    clock.set(3)
    await clock.advance(NAP)
    assert not waiting.done()
    assert wakeful.slept == 0
    clock.set(-3600)
    await clock.advance(58)
    assert waiting.done()
