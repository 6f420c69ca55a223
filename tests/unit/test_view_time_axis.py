"""Time in cells: what is in view, how it moves, where ticks stand, and times as they are typed."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from support.builders import at, detail, participant

from lktui.analysis.presence import attendance
from lktui.model import SessionDetail
from lktui.view.time_axis import SHORTEST, Window, axis, following, part, ticks, whole, zoomed
from lktui.view.times import Zone
from lktui.view.typed_time import typed_moment

UTC_ZONE = Zone(UTC)
HOUR = Window(at("14:00").timestamp(), at("15:00").timestamp())


def seconds(clock: str, day: int = 29) -> float:
    return at(clock, day).timestamp()


def window(detail: SessionDetail, now: str = "15:00") -> Window:
    found = whole(attendance(detail), at(now))
    assert found is not None
    return found


def test_an_ended_session_is_shown_from_its_beginning_to_its_end() -> None:
    shown = window(SessionDetail("RM_1", "", at("14:00"), at("14:30")))
    assert shown == (seconds("14:00"), seconds("14:30"))


def test_who_came_a_little_before_the_session_or_left_after_it_is_in_view() -> None:
    people = (participant(("13:59:58", "14:30:03")),)
    shown = window(SessionDetail("RM_1", "", at("14:00"), at("14:30"), participants=people))
    assert shown == (seconds("13:59:58"), seconds("14:30:03"))


def test_a_wrong_clock_does_not_stretch_the_axis_over_years() -> None:
    people = (participant(("14:01", "14:29"), identity="ann"),)
    wrong = SessionDetail("RM_1", "", at("14:00", 25), at("14:30", 25), participants=people)
    assert window(wrong).span == 30 * 60


def test_the_end_of_an_active_session_stands_still_for_a_while() -> None:
    active = detail("RM_1", people=[participant(("14:00", None))])
    active = SessionDetail("RM_1", "", at("14:00"), participants=active.participants)
    first, soon, later = (window(active, clock) for clock in ("14:30:01", "14:30:10", "14:40"))
    assert first == soon
    assert first.end > seconds("14:30:10")
    assert later.end > first.end


def test_without_any_time_there_is_no_axis() -> None:
    assert whole(attendance(SessionDetail("RM_1", "")), at("15:00")) is None


def test_zooming_keeps_the_moment_where_it_is() -> None:
    moment = seconds("14:20")
    closer = zoomed(HOUR, HOUR, 2.0, moment)
    assert closer is not None
    assert closer.span == HOUR.span / 2
    assert (moment - closer.start) / closer.span == pytest.approx((moment - HOUR.start) / HOUR.span)
    assert zoomed(closer, HOUR, 0.5, moment) is None, "all of it again"


def test_zooming_ends_at_half_a_minute_and_never_leaves_the_session() -> None:
    shown: Window | None = HOUR
    for _ in range(20):
        assert shown is not None
        shown = zoomed(shown, HOUR, 2.0, HOUR.end)
    assert shown is not None
    assert shown.span == SHORTEST
    assert shown.end == HOUR.end


def test_what_is_in_view_follows_a_moment_out_of_it() -> None:
    shown = Window(seconds("14:10"), seconds("14:20"))
    assert following(shown, HOUR, seconds("14:15")) is shown
    for clock in ("14:21", "14:05", "14:59:59", "14:00"):
        moved = following(shown, HOUR, seconds(clock))
        assert moved.holds(seconds(clock))
        assert moved.span == shown.span
        assert moved.start >= HOUR.start
        assert moved.end <= HOUR.end


def test_a_part_of_a_session_is_shown_with_a_little_around_it() -> None:
    found = part(seconds("14:10"), seconds("14:20"), HOUR)
    assert found is not None
    assert found.start < seconds("14:10")
    assert found.end > seconds("14:20")
    assert part(seconds("14:01"), seconds("14:59"), HOUR) is None


def labels(start: str, end: str, cells: int, zone: Zone = UTC_ZONE, days: int = 0) -> list[str]:
    shown = axis(Window(seconds(start), seconds(end) + days * 86_400), cells)
    return [label for _, label in ticks(shown, zone)]


def test_ticks_are_round_and_show_seconds_only_when_that_close() -> None:
    assert labels("14:00", "15:00", 80) == ["14:00", "14:10", "14:20", "14:30", "14:40", "14:50"]
    assert labels("14:00:07", "14:01:07", 80) == [
        "14:00:10",
        "14:00:20",
        "14:00:30",
        "14:00:40",
        "14:00:50",
        "14:01:00",
    ]
    assert labels("13:10", "16:50", 30) == ["14:00", "15:00", "16:00"]


def test_ticks_over_days_tell_the_date() -> None:
    assert labels("12:00", "12:00", 60, days=1) == ["12:00", "18:00", "Sep 30", "06:00"]
    assert labels("12:00", "12:00", 60, days=6)[0] == "Sep 30"


def test_ticks_are_round_in_the_zone_that_is_shown() -> None:
    india = Zone(timezone(timedelta(hours=5, minutes=30)))
    assert labels("14:10", "16:10", 30, india) == ["20:00", "20:30", "21:00"]


def test_ticks_stay_round_when_the_clocks_are_changed() -> None:
    berlin = Zone(ZoneInfo("Europe/Berlin"))
    start = at("20:00").replace(month=10, day=25).timestamp()
    shown = [label for _, label in ticks(axis(Window(start, start + 86_400), 90), berlin)]
    assert all(label == "Oct 26" or label.endswith(":00") for label in shown)


def test_labels_never_touch_or_leave_the_axis() -> None:
    for cells in range(1, 200, 7):
        for span in (30, 61, 3600, 86_400, 9 * 86_400, 400 * 86_400, 40 * 365 * 86_400):
            end = 0
            for cell, label in ticks(axis(Window(HOUR.start, HOUR.start + span), cells), UTC_ZONE):
                assert cell >= end + 1 or end == 0
                end = cell + len(label)
                assert end <= cells


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("14:03", "14:03"),
        (" 14:03:20 ", "14:03:20"),
        ("2025-09-29 14:03:20", "14:03:20"),
        ("2025-09-29T14:03", "14:03"),
    ],
)
def test_a_typed_time_is_a_moment(typed: str, clock: str) -> None:
    assert typed_moment(typed, HOUR, HOUR.start, UTC_ZONE) == seconds(clock)


def test_a_typed_time_is_in_the_zone_that_is_shown() -> None:
    ahead = Zone(timezone(timedelta(hours=2)))
    assert typed_moment("16:03", HOUR, HOUR.start, ahead) == seconds("14:03")


def test_a_minute_in_which_the_session_began_is_in_it() -> None:
    late = Window(seconds("14:00:40"), HOUR.end)
    assert typed_moment("14:00", late, late.start, UTC_ZONE) == late.start


def test_of_several_days_the_nearest_is_meant() -> None:
    days = Window(seconds("12:00", 26), seconds("12:00", 29))
    assert typed_moment("14:00", days, seconds("20:00", 27), UTC_ZONE) == seconds("14:00", 27)


@pytest.mark.parametrize("typed", ["", "noon", "25:00", "14", "14:61", "2025-13-01 14:00", "1 2 3", "14:00:00:00"])
def test_what_is_no_time_says_how_times_are_typed(typed: str) -> None:
    with pytest.raises(ValueError, match="no time: type 14:03, 14:03:20 or"):
        typed_moment(typed, HOUR, HOUR.start, UTC_ZONE)


@pytest.mark.parametrize("typed", ["13:59", "15:01"])
def test_a_time_outside_of_the_session_says_when_that_was(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^outside of 14:00:00 to 15:00:00$"):
        typed_moment(typed, HOUR, HOUR.start, UTC_ZONE)


@pytest.mark.parametrize("typed", ["2025-09-28 14:30", "0001-01-01 00:00", "9999-12-31 23:59"])
def test_a_date_outside_of_the_session_says_on_which_day_that_was(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^outside of 2025-09-29 14:00:00 to 15:00:00$"):
        typed_moment(typed, HOUR, HOUR.start, UTC_ZONE)
