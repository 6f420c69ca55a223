"""Whether a session is live, how long it was, and who was in it when."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from support.builders import BEGAN, at, detail, participant, session

from lktui.analysis.status import (
    IDLE_AFTER,
    Duration,
    Status,
    Until,
    awaits_participants,
    combined,
    duration,
    is_here,
    last_left_at,
    status,
    time_present,
)
from lktui.model import Participant, Session, Stay

NOW = at("12:00")
LIVE = session(1, began=at("11:00"))._replace(last_active=NOW, participants_now=2)
SILENT = LIVE._replace(last_active=NOW - IDLE_AFTER, participants_now=0)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (LIVE, Status.ACTIVE),
        (SILENT, Status.IDLE),
        (SILENT._replace(last_active=NOW - IDLE_AFTER + timedelta(seconds=1)), Status.ACTIVE),
        (SILENT._replace(participants_now=1), Status.ACTIVE),
        (SILENT._replace(last_active=None), Status.ACTIVE),
        (SILENT._replace(ended_at=NOW), Status.ENDED),
        (LIVE._replace(ended_at=NOW), Status.ENDED),
    ],
)
def test_a_session_that_nobody_is_in_any_more_is_told_apart(row: Session, expected: Status) -> None:
    assert status(row, NOW) is expected


def test_a_number_of_people_that_is_not_known_is_not_taken_for_nobody() -> None:
    assert status(SILENT._replace(participants_now=None), NOW) is Status.ACTIVE


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (LIVE, Duration(timedelta(hours=1), Until.NOW)),
        (LIVE._replace(ended_at=at("11:30")), Duration(timedelta(minutes=30), Until.END)),
        (SILENT, Duration(timedelta(minutes=55), Until.LAST_ACTIVE)),
        (LIVE._replace(created_at=None), None),
        (LIVE._replace(ended_at=LIVE.created_at), Duration(timedelta(), Until.END)),
        (LIVE._replace(ended_at=at("10:00")), None),
        (LIVE._replace(created_at=at("12:01")), Duration(timedelta(), Until.NOW)),
        (LIVE._replace(created_at=at("12:02")), None),
        (SILENT._replace(last_active=at("10:59:30")), Duration(timedelta(), Until.LAST_ACTIVE)),
        (SILENT._replace(last_active=at("10:00")), None),
    ],
)
def test_a_duration_says_what_it_was_measured_to_and_is_never_negative(row: Session, expected: Duration | None) -> None:
    assert duration(row, NOW) == expected


# What list and detail say together.


def test_without_a_detail_the_row_is_all_there_is() -> None:
    assert combined(LIVE, None, LIVE.session_id) is LIVE
    assert combined(None, None, "RM_x") == Session("RM_x", "")


def test_the_detail_wins_where_it_says_something() -> None:
    told = detail("RM_00001", ended=NOW, total=0)._replace(room_name="told")
    both = combined(LIVE, told, "RM_00001")
    assert (both.room_name, both.created_at, both.ended_at) == ("told", BEGAN, NOW)
    assert both.last_active == LIVE.last_active
    empty = told._replace(room_name="", started_at=None, ended_at=None, participants_total=None)
    assert combined(LIVE, empty, "RM_00001") == LIVE


def test_who_is_there_is_counted_where_all_participants_are_known() -> None:
    people = [participant(("11:00", None)), participant(("11:00", "11:30"), identity="bob")]
    assert combined(LIVE, detail("RM_1", people=people, total=2), "RM_1").participants_now == 1
    assert combined(LIVE, detail("RM_1", people=people), "RM_1").participants_now == 1


def test_who_is_there_is_not_counted_from_a_part_of_the_participants() -> None:
    people = [participant(("11:00", None))]
    assert combined(LIVE, detail("RM_1", people=people, total=9), "RM_1").participants_now == 2
    unreadable = detail("RM_1", people=people)._replace(unreadable=1)
    assert combined(LIVE, unreadable, "RM_1").participants_now == 2


def test_nobody_is_there_after_the_end() -> None:
    told = detail("RM_1", ended=NOW, people=[participant(("11:00", None))])
    assert combined(LIVE, told, "RM_1").participants_now == 0


@pytest.mark.parametrize(
    ("people", "total", "waiting"), [(0, None, True), (0, 0, False), (1, None, False), (1, 1, False), (1, 2, True)]
)
def test_a_detail_awaits_participants_that_it_only_counts(people: int, total: int | None, *, waiting: bool) -> None:
    told = detail("RM_1", people=[participant(("11:00", None))] * people, total=total)
    assert awaits_participants(told) is waiting


# Participants.


@pytest.mark.parametrize(
    ("person", "end", "here"),
    [
        (participant(("11:00", None)), None, True),
        (participant(("11:00", "11:10")), None, False),
        (participant(("11:00", "11:10"), ("11:20", None)), None, True),
        (participant(("11:00", None)), NOW, False),
        (Participant("ann", "ann", ""), None, False),
        (Participant("ann", "ann", "", joined_at=at("11:00")), None, True),
        (Participant("ann", "ann", "", joined_at=at("11:00"), left_at=NOW), None, False),
    ],
)
def test_someone_is_here_while_a_stay_is_open_in_an_open_session(
    person: Participant, end: datetime | None, *, here: bool
) -> None:
    assert is_here(person, end) is here


@pytest.mark.parametrize(
    ("person", "end", "left", "by_session_end"),
    [
        (participant(("11:00", None)), None, None, False),
        (participant(("11:00", "11:10"), ("11:20", "11:30")), None, at("11:30"), False),
        (participant(("11:20", "11:30"), ("11:00", "11:10")), NOW, at("11:30"), False),
        (participant(("11:00", "11:10"), ("11:20", None)), NOW, NOW, True),
        (Participant("ann", "ann", "", left_at=at("11:30")), NOW, at("11:30"), False),
        (Participant("ann", "ann", ""), None, None, False),
    ],
)
def test_when_someone_left_says_whether_it_is_only_the_end_of_the_session(
    person: Participant, end: datetime | None, left: datetime | None, *, by_session_end: bool
) -> None:
    assert last_left_at(person, end) == (left, by_session_end)


@pytest.mark.parametrize(
    ("person", "end", "minutes"),
    [
        (participant(("11:00", "11:10"), ("11:20", "11:25")), None, 15),
        (participant(("11:00", "11:30"), ("11:10", "11:20")), None, 30),
        (participant(("11:00", "11:20"), ("11:10", "11:30")), None, 30),
        (participant(("11:30", None)), None, 30),
        (participant(("11:30", None)), at("11:40"), 10),
        (participant(("11:30", "11:30")), None, 0),
        (participant(("11:30", "11:00")), None, None),
        (participant(("11:30", "11:00"), ("11:40", "11:45")), None, 5),
        (participant(("11:30", None)), at("11:00"), None),
    ],
)
def test_time_together_counts_once_and_never_backwards(
    person: Participant, end: datetime | None, minutes: int | None
) -> None:
    expected = None if minutes is None else timedelta(minutes=minutes)
    assert time_present(person, now=NOW, session_end=end) == expected


def test_time_present_is_unknown_where_no_stay_tells_its_times() -> None:
    assert time_present(Participant("ann", "ann", ""), now=NOW, session_end=None) is None
    untimed = Participant("ann", "ann", "", stays=(Stay("PA_1", None, NOW),))
    assert time_present(untimed, now=NOW, session_end=None) is None
