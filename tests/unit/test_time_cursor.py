"""The time cursor of a session: where it is before it is moved, how it is moved, and what is in view around it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from support.builders import at, participant

from lktui.analysis.presence import Attendance, attendance
from lktui.model import SessionDetail
from lktui.tui.session.time_cursor import TimeCursor
from lktui.view.time_axis import axis

BEGAN = at("14:00")
HOUR = timedelta(hours=1)


def attended(*stays: tuple[int, int | None], ended: bool = True) -> Attendance:
    """Someone for each stay, in minutes since the beginning of a session of an hour."""
    people = tuple(
        participant(
            (f"{minutes(joined):%H:%M}", None if left is None else f"{minutes(left):%H:%M}"), identity=f"{number}"
        )
        for number, (joined, left) in enumerate(stays)
    )
    return attendance(SessionDetail("RM_1", "room", BEGAN, BEGAN + HOUR if ended else None, participants=people))


def minutes(number: float) -> datetime:
    return BEGAN + timedelta(minutes=number)


def cursor_in(of: Attendance, *, now: datetime = BEGAN + 2 * HOUR) -> TimeCursor:
    cursor = TimeCursor(lambda: now)
    cursor.measure(of)
    return cursor


def test_it_begins_where_most_people_were_or_at_the_present_of_an_active_session() -> None:
    assert cursor_in(attended((0, 30), (20, 40))).moment == minutes(20).timestamp()
    assert cursor_in(attended((0, None), ended=False), now=minutes(50)).moment == minutes(50).timestamp()


def test_where_no_time_is_known_it_stays_where_it_is() -> None:
    cursor = cursor_in(Attendance(ended=BEGAN))
    cursor.go_to(1.0)
    cursor.zoom(2.0)
    cursor.zoom_all()
    assert cursor.moment == 0.0
    assert cursor.view is None
    assert not cursor.is_in_view


def test_it_does_not_leave_the_session_nor_go_into_the_future() -> None:
    cursor = cursor_in(attended((0, 30)))
    cursor.go_to(minutes(-10).timestamp())
    assert cursor.moment == BEGAN.timestamp()
    cursor.go_to(minutes(90).timestamp())
    assert cursor.moment == (BEGAN + HOUR).timestamp()
    active = cursor_in(attended((0, None), ended=False), now=minutes(50))
    active.go_to(minutes(55).timestamp())
    assert active.moment == minutes(50).timestamp()


def test_a_step_into_the_present_stays_with_it() -> None:
    now = [minutes(50)]
    cursor = TimeCursor(lambda: now[0])
    cursor.measure(attended((0, None), ended=False))
    assert cursor.view is not None
    shown = axis(cursor.view, 60)
    cursor.step(-1, shown)
    left = cursor.moment
    assert left < now[0].timestamp()
    cursor.step(2, shown)
    now[0] = minutes(51)
    assert cursor.moment == minutes(51).timestamp()


def test_zooming_keeps_the_moment_in_its_place_and_going_on_moves_the_view() -> None:
    cursor = cursor_in(attended((0, 59)))
    cursor.go_to(minutes(15).timestamp())
    cursor.zoom(2.0)
    assert cursor.zoomed is not None
    assert (cursor.zoomed.start, cursor.zoomed.end) == (minutes(7.5).timestamp(), minutes(37.5).timestamp())
    cursor.go_to(minutes(50).timestamp())
    assert cursor.is_in_view
    assert cursor.zoomed.span == timedelta(minutes=30).total_seconds()
    cursor.zoom(0.5)
    assert cursor.zoomed is None


def test_all_of_the_session_and_then_only_while_there_was_someone() -> None:
    cursor = cursor_in(attended((10, 20)))
    cursor.go_to(minutes(55).timestamp())
    cursor.zoom_all()
    assert cursor.zoomed is not None
    assert cursor.zoomed.end < minutes(25).timestamp()
    assert cursor.moment == pytest.approx(cursor.zoomed.end)
    cursor.zoom_all()
    assert cursor.zoomed is None


def test_another_session_begins_anew() -> None:
    cursor = cursor_in(attended((0, 30), (20, 40)))
    cursor.zoom(2.0)
    cursor.go_to(minutes(5).timestamp())
    cursor.forget()
    assert cursor.zoomed is None
    assert cursor.moment == minutes(20).timestamp()
