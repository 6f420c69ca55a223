"""The time range: which days it means, what the API is asked for, and what may be typed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from lktui.monitor.days import DateRange, Days, Preset, days_of, parse_day, parse_days, title

TODAY = date(2025, 9, 29)
YESTERDAY = date(2025, 9, 28)


@pytest.mark.parametrize(
    ("chosen", "days"),
    [
        (Preset.ALL, Days()),
        (Preset.TODAY, Days(TODAY, TODAY)),
        (Preset.YESTERDAY, Days(YESTERDAY, YESTERDAY)),
        (Preset.THREE_DAYS, Days(date(2025, 9, 27), TODAY)),
        (Preset.SEVEN_DAYS, Days(date(2025, 9, 23), TODAY)),
        (Days(YESTERDAY), Days(YESTERDAY)),
    ],
)
def test_a_range_means_days_in_utc(chosen: DateRange, days: Days) -> None:
    assert days_of(chosen, TODAY) == days


def test_presets_move_with_the_calendar() -> None:
    assert days_of(Preset.TODAY, TODAY + timedelta(days=1)) == Days(date(2025, 9, 30), date(2025, 9, 30))


@pytest.mark.parametrize("preset", list(Preset))
@pytest.mark.parametrize("exclusive", [False, True])
def test_no_moment_of_a_range_is_cut_off_whichever_way_end_is_read(preset: Preset, *, exclusive: bool) -> None:
    days = days_of(preset, TODAY)
    start, end = days.asked(TODAY)
    for ago in range(8 * 24):
        moment = datetime(2025, 9, 29, 23, 59, tzinfo=UTC) - timedelta(hours=ago)
        if moment.date() < TODAY - timedelta(days=6) or days.lies_before(moment) or days.lies_after(moment):
            continue
        assert start is None or start <= moment.date()
        assert end is None or (moment.date() < end if exclusive else moment.date() <= end)


def test_end_is_sent_only_together_with_start_and_never_equal_to_it() -> None:
    assert Days(None, YESTERDAY).asked(TODAY) == (None, None)
    assert Days(YESTERDAY, YESTERDAY).asked(TODAY) == (YESTERDAY, TODAY)


def test_an_end_in_the_future_is_not_sent() -> None:
    assert Days(YESTERDAY, date.max).asked(TODAY) == (YESTERDAY, None)


def test_a_start_that_has_grown_too_old_for_the_api_is_sent_as_the_oldest_it_takes() -> None:
    long_ago = date(2025, 9, 1)
    assert Days(long_ago).asked(TODAY) == (date(2025, 9, 22), None)
    assert Days(long_ago, date(2025, 9, 2)).asked(TODAY) == (date(2025, 9, 22), date(2025, 9, 23))


def test_an_unknown_moment_is_neither_before_nor_after() -> None:
    assert not Days(TODAY, TODAY).lies_before(None)
    assert not Days(TODAY, TODAY).lies_after(None)


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (Preset.SEVEN_DAYS, "last 7 days"),
        (Days(), "everything"),
        (Days(YESTERDAY), "since 2025-09-28"),
        (Days(None, TODAY), "until 2025-09-29"),
        (Days(TODAY, TODAY), "2025-09-29"),
        (Days(YESTERDAY, TODAY), "2025-09-28 … 2025-09-29"),
    ],
)
def test_a_range_is_said_in_words(chosen: DateRange, words: str) -> None:
    assert title(chosen) == words


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", TODAY),
        (" Yesterday ", YESTERDAY),
        ("2025-09-25", date(2025, 9, 25)),
        ("1d", TODAY),
        ("2D", YESTERDAY),
        ("99d", date(2025, 6, 23)),
    ],
)
def test_a_day_can_be_typed(text: str, day: date) -> None:
    assert parse_day(text, TODAY) == day


@pytest.mark.parametrize(
    "text", ["29.9.2025", "2025-02-30", "tomorrow", "0d", "-1d", "d", "12345d", "x" * 500, "2025-09-29T00:00"]
)
def test_what_is_no_day_is_quoted_with_the_form_that_is(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date: write it as 2025-09-29") as refused:
        parse_day(text, TODAY)
    assert len(str(refused.value)) < 100


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("", "", Days()),
        ("yesterday", "", Days(YESTERDAY)),
        ("", "yesterday", Days(None, YESTERDAY)),
        ("2025-09-22", "today", Days(date(2025, 9, 22), TODAY)),
    ],
)
def test_either_date_may_be_left_out(start: str, end: str, days: Days) -> None:
    assert parse_days(start, end, TODAY) == days


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2025-09-21", "", "keeps 7 days"),
        ("2025-09-30", "", "in the future"),
        ("today", "yesterday", "before the start"),
        ("", "2025-09-01", "before what the API keeps"),
    ],
)
def test_a_range_that_can_hold_nothing_is_refused(start: str, end: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_days(start, end, TODAY)
