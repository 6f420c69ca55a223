"""The worker: when it polls, and how it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.builders import ids, sessions
from support.fake_client import FakeClient
from support.fake_clock import NOON, FakeClock, settle
from support.watching import watching

from lktui.monitor.days import Preset
from lktui.monitor.listing import END_CHECKED_AFTER
from lktui.monitor.monitor import Monitor


def client(count: int = 9) -> FakeClient:
    return FakeClient(list(sessions(range(count, 0, -1))))


async def test_the_first_poll_is_at_once_and_the_next_after_the_interval() -> None:
    async with watching(client()) as watch:
        assert watch.client.recent() == ["list 0"]
        assert ids(watch.state.sessions) == ids(sessions([9, 8, 7]))
        assert watch.state.fetched_at == NOON
        assert watch.seconds_to_next_poll == 10
        await watch.clock.advance(9.9)
        assert watch.client.recent() == []
        await watch.clock.advance(0.1)
        assert watch.client.recent() == ["list 0"]


async def test_the_state_tells_that_it_polls_and_what_the_client_measured() -> None:
    slow = client()
    answer = slow.hold("list")
    async with watching(slow) as watch:
        assert watch.state.polling_since == NOON
        assert watch.state.next_poll_at is None
        answer.set()
        await settle()
        assert watch.monitor.state.polling_since is None
        assert (watch.state.latency, watch.state.requests_last_minute) == (0.1, 1)
        assert watch.state.token_expires_at == slow.token_expires_at


async def test_polls_never_overlap_however_long_one_takes_and_however_often_it_is_asked_for() -> None:
    slow = client()
    answer = slow.hold("list 0")
    async with watching(slow) as watch:
        for _ in range(5):
            watch.monitor.refresh()
            await watch.clock.advance(60)
        assert slow.calls == ["list 0"]
        watch.monitor.show(Preset.TODAY)
        watch.monitor.open_session("RM_1")
        watch.monitor.turn_page(1)
        await settle()
        answer.set()
        await settle()
        assert slow.most_running == 1


async def test_a_manual_refresh_does_not_wait_for_the_interval() -> None:
    async with watching(client()) as watch:
        watch.client.recent()
        await watch.clock.advance(3)
        watch.monitor.refresh()
        await settle()
        assert watch.client.recent() == ["list 0"]
        assert watch.seconds_to_next_poll == 10


async def test_without_an_interval_only_the_user_polls() -> None:
    async with watching(client(), refresh=0) as watch:
        watch.client.recent()
        assert watch.state.next_poll_at is None
        await watch.clock.advance(100_000)
        assert watch.client.recent() == []
        watch.monitor.refresh()
        await settle()
        assert watch.client.recent() == ["list 0"]


async def test_a_pause_stops_polling_but_not_the_user_and_going_on_polls_at_once() -> None:
    async with watching(client()) as watch:
        watch.client.recent()
        watch.monitor.toggle_pause()
        assert watch.state.paused
        assert watch.state.next_poll_at is None
        await watch.clock.advance(1000)
        assert watch.client.recent() == []
        watch.monitor.refresh()
        await settle()
        assert watch.client.recent() == ["list 0"]
        assert watch.state.next_poll_at is None
        watch.monitor.toggle_pause()
        await settle()
        assert not watch.monitor.state.paused
        assert watch.client.recent() == ["list 0"]
        assert watch.seconds_to_next_poll == 10


async def test_a_pause_lets_a_running_poll_end() -> None:
    slow = client()
    answer = slow.hold("list")
    async with watching(slow) as watch:
        watch.monitor.toggle_pause()
        answer.set()
        await settle()
        assert len(watch.state.sessions) == 3
        await watch.clock.advance(1000)
        assert slow.calls == ["list 0"]


async def test_going_on_in_manual_mode_waits_for_the_user() -> None:
    async with watching(client(), refresh=0) as watch:
        watch.client.recent()
        watch.monitor.toggle_pause()
        watch.monitor.toggle_pause()
        await watch.clock.advance(1000)
        assert watch.client.recent() == []


async def test_a_new_interval_counts_from_the_last_poll() -> None:
    async with watching(client(), refresh=60) as watch:
        watch.client.recent()
        await watch.clock.advance(20)
        watch.monitor.change_refresh(30)
        assert watch.seconds_to_next_poll == 10
        watch.monitor.change_refresh(5)
        await settle()
        assert watch.client.recent() == ["list 0"]
        watch.monitor.change_refresh(0)
        assert watch.state.next_poll_at is None
        assert watch.state.refresh == 0


async def test_an_interval_chosen_during_a_pause_or_a_poll_starts_nothing() -> None:
    slow = client()
    async with watching(slow) as watch:
        watch.monitor.toggle_pause()
        watch.monitor.change_refresh(2)
        await watch.clock.advance(100)
        assert slow.recent() == ["list 0"]
        answer = slow.hold("list")
        watch.monitor.toggle_pause()
        await settle()
        watch.monitor.change_refresh(5)
        await watch.clock.advance(100)
        assert watch.state.next_poll_at is None
        assert slow.recent() == ["list 0"]
        answer.set()
        await settle()
        assert watch.seconds_to_next_poll == 5


async def test_the_end_of_a_list_is_looked_after_from_time_to_time() -> None:
    short = client(5)
    async with watching(short) as watch:
        watch.monitor.turn_page(1)
        await settle()
        watch.monitor.turn_page(-1)
        await settle()
        assert watch.state.catalog.complete
        del short.rows[3:]
        await watch.clock.advance(10)
        assert len(watch.state.catalog.sessions) == 5
        await watch.clock.advance(END_CHECKED_AFTER)
        assert len(watch.state.catalog.sessions) == 3


# The life of the worker.


async def test_cancelling_it_stops_the_running_call_and_closes_the_client() -> None:
    slow = client()
    slow.hold("list")
    async with watching(slow) as watch:
        assert slow.opened == 1
        assert watch.state.polling_since is not None
    assert slow.cancelled == ["list 0"]
    assert (slow.running, slow.closed) == (0, 1)


async def test_a_bug_in_the_client_comes_out_of_run_and_closes_the_client() -> None:
    broken = client()
    broken.fail("list", ZeroDivisionError("a bug"))
    monitor = Monitor(broken, clock=FakeClock())
    with pytest.raises(ZeroDivisionError):
        await monitor.run(lambda _state: None)
    assert broken.closed == 1


async def test_a_bug_in_whoever_is_told_comes_out_of_run() -> None:
    def broken(_state: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await Monitor(client(), clock=FakeClock()).run(broken)


async def test_every_state_that_was_published_is_still_as_it_was() -> None:
    async with watching(client()) as watch:
        watch.monitor.turn_page(1)
        await watch.clock.advance(10)
        assert watch.states[-1] is watch.state
        assert len({id(state) for state in watch.states}) == len(watch.states)
        fetched = [state.fetched_at for state in watch.states if state.fetched_at is not None]
        assert fetched == sorted(fetched)
        assert fetched[-1] - fetched[0] == timedelta(seconds=10)
