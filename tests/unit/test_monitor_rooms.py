"""The room service is asked seldom, beside the polls, and what comes of it is never a failure."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from support.builders import session
from support.fake_client import FakeClient, refusal
from support.fake_clock import NOON, settle
from support.watching import watching

from lktui.errors import ApiError, BadPayload, KeyRefused, ProjectNotFound, RateLimited, TimedOut, Unavailable
from lktui.model import LiveRooms, Room

LIVE = LiveRooms((Room("RM_00009", "room-9"),))


def client(*active: int, rooms: LiveRooms | None = LIVE) -> FakeClient:
    """Of nine sessions, three on a page, those of the first page that are not `active` have ended."""
    rows = [session(number) for number in range(9, 0, -1)]
    return FakeClient(
        [row if row.session_id in ids(active) else row._replace(ended_at=NOON) for row in rows], rooms=rooms
    )


def ids(numbers: Iterable[int]) -> list[str]:
    return [session(number).session_id for number in numbers]


async def test_it_is_asked_after_the_first_poll_and_then_once_a_minute() -> None:
    async with watching(client(9, 8)) as watch:
        assert watch.client.recent() == ["list 0", "rooms"]
        assert watch.state.rooms is not None
        assert (watch.state.rooms.asked_at, set(watch.state.rooms.live)) == (NOON, {"RM_00009"})
        assert watch.state.rooms.absent_since == {"RM_00008": NOON}
        for _ in range(5):
            await watch.clock.advance(10)
        assert watch.client.recent() == ["list 0"] * 5
        await watch.clock.advance(10)
        assert watch.client.recent() == ["list 0", "rooms"]
        assert watch.state.rooms.absent_since == {"RM_00008": NOON}
        assert watch.state.rooms.asked_at > NOON


async def test_the_first_answer_without_a_session_is_remembered_from_answer_to_answer() -> None:
    async with watching(client(9, 8)) as watch:
        watch.client.rooms = LiveRooms()
        for _ in range(6):
            await watch.clock.advance(10)
        assert watch.state.rooms is not None
        assert watch.state.rooms.absent_since == {"RM_00008": NOON, "RM_00009": watch.state.rooms.asked_at}


async def test_it_is_not_asked_where_it_can_not_be_or_where_nothing_is_called_active() -> None:
    for known in (client(9, 8, rooms=None), client()):
        async with watching(known) as watch:
            await watch.clock.advance(60)
            assert set(watch.client.recent()) == {"list 0"}
            assert watch.state.rooms is None


async def test_it_is_not_asked_before_the_first_screen_is_there_nor_while_paused() -> None:
    slow = client(9, 8)
    answer = slow.hold("list")
    async with watching(slow) as watch:
        watch.monitor.hold()
        answer.set()
        await settle()
        assert watch.client.recent() == ["list 0"]
        watch.monitor.release()
        await settle()
        assert watch.client.recent() == ["rooms"]
        watch.monitor.toggle_pause()
        await watch.clock.advance(300)
        assert watch.client.recent() == []


async def test_a_poll_does_not_wait_for_it() -> None:
    slow = client(9, 8)
    answer = slow.hold("rooms")
    async with watching(slow) as watch:
        for _ in range(13):
            await watch.clock.advance(10)
        assert watch.client.recent() == ["list 0", "rooms", *["list 0"] * 13]
        assert watch.state.rooms is None
        assert watch.state.error is None
        answer.set()
        await settle()
        assert [state.rooms.asked_at for state in watch.states if state.rooms is not None][:1] == [NOON]


@pytest.mark.parametrize(
    "error",
    [
        refusal(KeyRefused),
        refusal(ProjectNotFound),
        refusal(Unavailable),
        refusal(TimedOut),
        refusal(RateLimited, retry_after=30),
        BadPayload("rooms", "is missing"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_a_failure_takes_back_what_was_said_and_changes_nothing_else(error: ApiError) -> None:
    async with watching(client(9, 8)) as watch:
        watch.client.recent()
        watch.client.fail("rooms", error)
        before = watch.state
        for _ in range(6):
            await watch.clock.advance(10)
        assert watch.client.recent().count("rooms") == 1
        assert watch.state.rooms is None
        assert (watch.state.error, watch.state.failures, watch.state.stale_since) == (None, 0, None)
        assert (watch.state.budget, watch.state.request_limit) == (before.budget, before.request_limit)
        assert watch.seconds_to_next_poll == 10
        for _ in range(29):
            await watch.clock.advance(10)
        assert "rooms" not in watch.client.recent()
        watch.client.failing.clear()
        await watch.clock.advance(10)
        assert watch.client.recent() == ["list 0", "rooms"]
        assert watch.state.rooms is not None


async def test_an_answer_that_may_not_be_whole_takes_back_what_was_said() -> None:
    async with watching(client(9, 8)) as watch:
        watch.client.rooms = LIVE._replace(unreadable=1)
        for _ in range(6):
            await watch.clock.advance(10)
        assert watch.state.rooms is None


async def test_after_a_failed_poll_it_is_left_alone_for_the_list_is_old() -> None:
    async with watching(client(9, 8)) as watch:
        watch.client.recent()
        watch.client.fail("list", refusal(Unavailable))
        for _ in range(30):
            await watch.clock.advance(10)
        assert "rooms" not in watch.client.recent()


async def test_it_is_counted_in_the_budget_and_leaves_that_to_the_polls() -> None:
    async with watching(client(9, 8), budget=6) as watch:
        for _ in range(60):
            await watch.clock.advance(10)
        asked = watch.client.recent()
        assert asked.count("list 0") >= 59
        assert len(asked) <= 66
    async with watching(client(9, 8), budget=6, refresh=30) as watch:
        for _ in range(60):
            await watch.clock.advance(10)
        assert watch.client.recent().count("rooms") == 11


async def test_the_client_is_left_only_when_the_request_has_ended() -> None:
    slow = client(9, 8)
    slow.hold("rooms")
    async with watching(slow):
        pass
    assert slow.cancelled == ["rooms"]
    assert slow.closed == 1
