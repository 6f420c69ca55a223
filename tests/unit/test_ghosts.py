"""When a session that the analytics call active is a ghost, and when nobody knows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.cases import BEGAN, after, row

from lktui.analysis.ghosts import Ghost, RoomAnswer, ghost_of, heard, is_ghost
from lktui.model import LiveRooms, Room, Session

AFTER = timedelta(minutes=15)
HOUR = 3600.0


def rooms(*ids: str) -> LiveRooms:
    return LiveRooms(tuple(Room(session_id, "standup", BEGAN) for session_id in ids))


def answer(asked: float, *ids: str, session: Session | None = None) -> RoomAnswer:
    heard_now = heard(None, rooms(*ids), after(asked), [session or row()])
    assert heard_now is not None
    return heard_now


def test_a_session_that_has_long_been_silent_and_that_the_room_service_does_not_know_is_a_ghost() -> None:
    silent = row(last_active=after(0))
    assert is_ghost(silent, answer(900, "RM_2"), AFTER)
    assert not is_ghost(silent, answer(899, "RM_2"), AFTER)
    assert not is_ghost(silent, answer(90_000, "RM_2", "RM_1"), AFTER)


@pytest.mark.parametrize(
    "known",
    [
        {"ended_at": after(60)},
        {"created_at": None},
        {"created_at": after(HOUR + 1)},
        {"created_at": after(HOUR - 100)},
        {"last_active": after(HOUR - 60)},
        {"last_active": None},
    ],
    ids=["ended", "began nobody knows when", "younger than the answer", "just begun", "active lately", "not known"],
)
def test_other_sessions_are_none(known: dict[str, object]) -> None:
    session = row(**{"last_active": after(0), **known})
    assert not is_ghost(session, answer(HOUR, session=session), AFTER)


def test_without_an_answer_nothing_is_a_ghost() -> None:
    assert not is_ghost(row(last_active=after(0)), None, AFTER)
    assert ghost_of(row(last_active=after(0)), None, AFTER, ()) is None


def test_a_session_that_looks_active_is_a_ghost_once_every_answer_for_so_long_has_been_without_it() -> None:
    session = row(last_active=None, participants_now=2)
    heard_last = None
    for minute in range(16):
        assert not is_ghost(session, heard_last, AFTER)
        heard_last = heard(heard_last, rooms("RM_2"), after(HOUR + 60 * minute), [session])
    assert is_ghost(session, heard_last, AFTER)
    heard_last = heard(heard_last, rooms("RM_1"), after(HOUR + 960), [session])
    heard_last = heard(heard_last, rooms("RM_2"), after(HOUR + 1020), [session])
    assert not is_ghost(session, heard_last, AFTER)


def test_no_rooms_at_all_are_an_answer() -> None:
    assert is_ghost(row(last_active=after(0)), answer(HOUR), AFTER)


@pytest.mark.parametrize(
    "partial", [LiveRooms((), unreadable=1), rooms(*map(str, range(100))), rooms(*map(str, range(1000)))]
)
def test_an_answer_that_may_not_be_whole_says_nothing(partial: LiveRooms) -> None:
    assert heard(None, partial, after(HOUR), [row()]) is None


def test_the_room_that_is_live_in_its_place_and_the_nearest_closed_twin_speak_for_a_ghost() -> None:
    silent = row(last_active=after(0))
    twins = [
        Session("RM_far", "standup", after(-9000), ended_at=after(-8000)),
        Session("RM_near", "standup", after(700), ended_at=after(900)),
        Session("RM_open", "standup", after(10)),
        Session("RM_other", "review", after(1), ended_at=after(2)),
        Session("RM_sometime", "standup", ended_at=after(2)),
        Session("RM_another", "standup", after(1), ended_at=after(2), project="another"),
    ]
    assert ghost_of(silent, answer(HOUR, "RM_2"), AFTER, [silent, *twins]) == Ghost(
        after(HOUR), Room("RM_2", "standup", BEGAN), twins[1]
    )
    assert ghost_of(silent, answer(HOUR), AFTER, [silent, twins[4]]) == Ghost(after(HOUR), None, twins[4])


def test_rooms_without_a_name_are_not_the_same_room() -> None:
    nameless = row(room_name="", last_active=after(0))
    twin = Session("RM_0", "", BEGAN, ended_at=after(5))
    assert ghost_of(nameless, answer(HOUR), AFTER, [twin]) == Ghost(after(HOUR))
