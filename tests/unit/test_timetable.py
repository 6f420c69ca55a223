"""When the list is to be fetched next, and how long the API is left alone."""

from __future__ import annotations

from support.fake_clock import FakeClock

from lktui.monitor.timetable import Timetable


def test_a_short_wait_does_not_shorten_a_long_one() -> None:
    timetable = Timetable(FakeClock())
    timetable.leave_alone(60)
    timetable.leave_alone(5)
    assert timetable.left_alone_for == 60
    timetable.plan(1)
    assert timetable.seconds_to_list == 60
