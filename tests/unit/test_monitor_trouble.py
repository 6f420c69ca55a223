"""The worker while the API fails: what is shown stays, and asking again waits as it should."""

from __future__ import annotations

import pytest
from support.builders import ids, sessions
from support.fake_client import FakeClient, refusal
from support.fake_clock import NOON, settle
from support.watching import Watch, watching

from lktui.errors import (
    ApiError,
    BadPayload,
    ClockOff,
    KeyRefused,
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
from lktui.monitor.days import Preset
from lktui.monitor.listing import LIMIT_RECOVERS_AFTER

FATAL = (KeyRefused, PlanWithoutAccess, ProjectNotFound, ProjectRefused, TokenExpired)
TRANSIENT = (Unavailable, TimedOut, RateLimited, RequestRefused, ClockOff)


def client(count: int = 9) -> FakeClient:
    return FakeClient(list(sessions(range(count, 0, -1))))


async def fail_next(watch: Watch, error: ApiError, name: str = "list") -> None:
    """The next poll fails."""
    watch.client.fail(name, error)
    watch.monitor.refresh()
    await settle()


@pytest.mark.parametrize("kind", [*TRANSIENT, *FATAL])
async def test_what_is_shown_stays_with_the_reason_and_since_when_it_is_stale(kind: type[ApiError]) -> None:
    async with watching(client()) as watch:
        await watch.clock.advance(5)
        await fail_next(watch, refusal(kind))
        assert ids(watch.state.sessions) == ids(sessions([9, 8, 7]))
        assert watch.state.stale_since == NOON
        assert isinstance(watch.state.error, kind)
        assert watch.state.failures == 1
        assert watch.state.polling_since is None


@pytest.mark.parametrize("kind", TRANSIENT)
async def test_a_transient_failure_is_retried_and_the_first_success_clears_it(kind: type[ApiError]) -> None:
    async with watching(client()) as watch:
        await fail_next(watch, refusal(kind))
        assert watch.state.retry_at is not None
        watch.client.failing.clear()
        await watch.clock.advance(60)
        assert watch.state.error is None
        assert watch.state.stale_since is None
        assert watch.state.failures == 0
        assert watch.state.retry_at is None


async def test_an_unreadable_answer_is_retried_too() -> None:
    async with watching(client()) as watch:
        await fail_next(watch, BadPayload("sessions", "is missing"))
        assert watch.state.retry_at is not None


async def test_waits_grow_with_every_failure_and_are_drawn_by_chance() -> None:
    async with watching(client()) as watch:
        watch.chance.value = 0.75
        await fail_next(watch, refusal(Unavailable))
        waits = []
        for _ in range(7):
            wait = watch.seconds_to_next_poll
            assert wait is not None
            waits.append(wait)
            await watch.clock.advance(wait)
        assert waits == pytest.approx([1.5, 3, 6, 12, 24, 45, 45])
        watch.chance.value = 0.1
        await watch.clock.advance(45)
        assert watch.seconds_to_next_poll == pytest.approx(6)


@pytest.mark.parametrize("kind", FATAL)
async def test_a_fatal_failure_waits_for_the_user(kind: type[ApiError]) -> None:
    async with watching(client()) as watch:
        await fail_next(watch, refusal(kind))
        watch.client.recent()
        assert watch.state.retry_at is None
        watch.monitor.change_refresh(2)
        watch.monitor.toggle_pause()
        watch.monitor.toggle_pause()
        await watch.clock.advance(100_000)
        assert watch.client.recent() == []
        watch.client.failing.clear()
        watch.monitor.refresh()
        await settle()
        assert watch.client.recent() == ["list 0"]
        assert watch.state.error is None
        assert watch.seconds_to_next_poll == 2


@pytest.mark.parametrize("kind", [RateLimited, Unavailable])
async def test_retry_after_is_honoured_by_the_schedule(kind: type[ApiError]) -> None:
    async with watching(client()) as watch:
        watch.client.recent()
        await fail_next(watch, refusal(kind, retry_after=120))
        watch.client.recent()
        assert watch.seconds_to_next_poll == 120
        await watch.clock.advance(119)
        assert watch.client.recent() == []
        await watch.clock.advance(1)
        assert watch.client.recent() == ["list 0"]


async def test_retry_after_is_honoured_by_what_the_user_asks_for_which_happens_when_it_is_over() -> None:
    async with watching(client(), refresh=0) as watch:
        await fail_next(watch, refusal(RateLimited, retry_after=30))
        watch.client.recent()
        watch.client.failing.clear()
        assert watch.state.retry_at is None
        watch.monitor.refresh()
        assert watch.notice == "the API asked to wait: 30 s to go"
        assert watch.seconds_to_next_poll == 30
        await watch.clock.advance(10)
        watch.monitor.open_session("RM_1")
        assert watch.notice == "the API asked to wait: 20 s to go"
        watch.monitor.turn_page(1)
        watch.monitor.show(Preset.ALL)
        await watch.clock.advance(19)
        assert watch.client.recent() == []
        assert watch.state.polling_since is None
        await watch.clock.advance(1)
        assert watch.client.recent() == ["RM_1", "list 0"]
        assert watch.state.error is None


async def test_retry_after_outlasts_a_pause_and_another_interval() -> None:
    async with watching(client()) as watch:
        await fail_next(watch, refusal(RateLimited, retry_after=120))
        watch.monitor.toggle_pause()
        watch.monitor.toggle_pause()
        assert watch.seconds_to_next_poll == 120
        watch.monitor.change_refresh(0)
        watch.monitor.change_refresh(2)
        assert watch.seconds_to_next_poll == 120


async def test_a_429_that_names_no_time_is_not_answered_with_another_request_at_once() -> None:
    async with watching(client()) as watch:
        watch.chance.value = 0.0
        await fail_next(watch, refusal(RateLimited))
        watch.client.recent()
        watch.monitor.refresh()
        await settle()
        assert watch.client.recent() == []
        assert watch.seconds_to_next_poll == 2


async def test_another_interval_does_not_shorten_or_lengthen_a_back_off() -> None:
    async with watching(client()) as watch:
        watch.chance.value = 0.9
        await fail_next(watch, refusal(Unavailable))
        wait = watch.seconds_to_next_poll
        watch.monitor.change_refresh(600)
        assert watch.seconds_to_next_poll == wait
        watch.monitor.change_refresh(2)
        assert watch.seconds_to_next_poll == wait
        watch.monitor.change_refresh(0)
        assert watch.state.retry_at is None


async def test_a_failure_in_a_pause_or_without_an_interval_waits_for_the_user() -> None:
    async with watching(client(), refresh=0) as watch:
        await fail_next(watch, refusal(Unavailable))
        assert watch.state.retry_at is None
        watch.monitor.change_refresh(10)
        watch.monitor.toggle_pause()
        await fail_next(watch, refusal(Unavailable))
        assert watch.state.retry_at is None


async def test_a_first_poll_that_fails_leaves_nothing_to_be_stale() -> None:
    down = client()
    down.fail("list", refusal(Unavailable))
    async with watching(down) as watch:
        assert watch.state.stale_since is None
        assert watch.state.fetched_at is None
        assert watch.state.retry_at is not None


async def test_a_page_that_was_asked_for_is_still_wanted_after_a_failure() -> None:
    async with watching(client()) as watch:
        watch.client.fail("list", refusal(Unavailable))
        watch.monitor.turn_page(1)
        await settle()
        assert watch.state.shown.page == 0
        assert watch.state.query.page == 1
        watch.client.failing.clear()
        await watch.clock.advance(60)
        assert watch.state.shown.page == 1


# The open session.


@pytest.mark.parametrize("kind", [SessionNotFound, Unavailable, TimedOut, RequestRefused])
async def test_trouble_with_one_session_leaves_the_list_alone_and_is_retried(kind: type[ApiError]) -> None:
    async with watching(client()) as watch:
        watch.client.fail("detail", refusal(kind))
        watch.monitor.open_session("RM_1")
        await settle()
        assert watch.state.open is not None
        assert isinstance(watch.state.open.error, kind)
        assert watch.state.error is None
        await watch.clock.advance(10)
        assert watch.state.fetched_at == watch.clock.now()
        watch.client.failing.clear()
        await watch.clock.advance(10)
        assert watch.state.open is not None
        assert watch.state.open.error is None


async def test_a_detail_that_was_shown_stays_through_its_failures() -> None:
    async with watching(client()) as watch:
        watch.monitor.open_session("RM_1")
        await settle()
        watch.client.fail("detail", refusal(SessionNotFound))
        await watch.clock.advance(10)
        assert watch.state.open is not None
        assert watch.state.open.detail is not None
        assert watch.state.open.error is not None


@pytest.mark.parametrize("error", [refusal(KeyRefused), refusal(RateLimited), refusal(Unavailable, retry_after=9)])
async def test_what_the_api_says_to_all_of_us_on_a_detail_holds_for_the_list_too(error: ApiError) -> None:
    async with watching(client()) as watch:
        watch.client.fail("detail", error)
        watch.monitor.open_session("RM_1")
        await settle()
        assert watch.state.error is error
        assert watch.state.stale_since is not None


# Large limits.


async def test_a_list_that_times_out_is_asked_for_in_smaller_pieces() -> None:
    async with watching(client(100), page_size=40) as watch:
        await fail_next(watch, refusal(TimedOut))
        assert watch.state.request_limit == 20
        assert watch.notice == "the API timed out: asking for 20 sessions at once"
        watch.client.failing.clear()
        watch.client.requests.clear()
        await watch.clock.advance(60)
        assert [(asked.page, asked.limit) for asked in watch.client.requests] == [(0, 20), (1, 20)]
        assert len(watch.state.sessions) == 40


async def test_when_even_few_time_out_their_number_is_not_the_reason() -> None:
    async with watching(client(100), page_size=40) as watch:
        limits = []
        for _ in range(4):
            await fail_next(watch, refusal(TimedOut))
            limits.append(watch.state.request_limit)
        assert limits == [20, 10, 40, 20]


async def test_a_small_page_is_never_asked_for_in_pieces() -> None:
    async with watching(client(), page_size=3) as watch:
        await fail_next(watch, refusal(TimedOut))
        assert watch.state.request_limit == 3


async def test_a_detail_that_times_out_says_nothing_about_the_limit() -> None:
    async with watching(client(), page_size=40) as watch:
        watch.client.fail("detail", refusal(TimedOut))
        watch.monitor.open_session("RM_1")
        await settle()
        assert watch.state.request_limit == 40


async def test_the_limit_grows_again_step_by_step() -> None:
    async with watching(client(100), page_size=40, refresh=10) as watch:
        await fail_next(watch, refusal(TimedOut))
        await fail_next(watch, refusal(TimedOut))
        assert watch.state.request_limit == 10
        watch.client.failing.clear()
        await watch.clock.advance(60)
        assert watch.state.request_limit == 10
        await watch.clock.advance(LIMIT_RECOVERS_AFTER)
        assert watch.state.request_limit == 20
        await watch.clock.advance(10)
        assert watch.state.request_limit == 20
        await watch.clock.advance(LIMIT_RECOVERS_AFTER)
        assert watch.state.request_limit == 40
