"""Sizes, numbers and spans of time: short, and never wider than their columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lktui.view import units

spans = st.timedeltas()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0, "0  B"),
        (999, "999  B"),
        (1000, "1.00 kB"),
        (9994, "9.99 kB"),
        (9995, "10.0 kB"),
        (99_949, "99.9 kB"),
        (99_950, "100 kB"),
        (999_499, "999 kB"),
        (999_500, "1.00 MB"),
        (12_345_678_901, "12.3 GB"),
        (2**63 - 1, "9.22 EB"),
        (10**24, ">999 ZB"),
        (10**400, ">999 ZB"),
        (-1, "–"),
    ],
)
def test_a_size_has_three_digits_and_a_unit(value: int | None, text: str) -> None:
    assert units.size(value) == text


@given(st.integers())
def test_a_size_fits_seven_cells_and_its_unit_stands_under_the_others(value: int) -> None:
    text = units.size(value)
    assert len(text) <= 7
    assert text == "–" or text[-3] == " "


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_a_greater_size_never_looks_smaller(one: int, other: int) -> None:
    def read(text: str) -> float:
        number, unit = text.removeprefix(">").split()
        return float(number) * 1000.0 ** units._UNITS.index(unit)

    small, large = sorted((one, other))
    assert read(units.size(small)) <= read(units.size(large))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (999, "999"),
        (1000, "1.0k"),
        (9949, "9.9k"),
        (9950, "10k"),
        (999_499, "999k"),
        (999_500, "1.0M"),
        (10**9, "1.0G"),
        (10**12, ">1T"),
        (2**63, ">1T"),
    ],
)
def test_a_short_count_fits_four_cells(value: int | None, text: str) -> None:
    assert units.short_count(value) == text
    assert len(text) <= 4


@given(st.integers(0))
def test_any_short_count_fits_four_cells(value: int) -> None:
    assert len(units.short_count(value)) <= 4


def test_an_unknown_number_is_a_dash_and_never_zero() -> None:
    assert units.count(None) == "–"
    assert units.count(0) == "0"
    assert units.now_of_total(None, 3) == "–/3"
    assert units.now_of_total(0, None) == "0/–"


@pytest.mark.parametrize(
    ("seconds", "fine", "coarse"),
    [
        (-5, "0s", "0s"),
        (0, "0s", "0s"),
        (59.9, "59s", "59s"),
        (60, "1m 00s", "1m"),
        (754, "12m 34s", "12m"),
        (3600, "1h 00m", "1h 00m"),
        (86_399, "23h 59m", "23h 59m"),
        (86_400, "1d 00h", "1d 00h"),
        (8_640_000, "100d", "100d"),
        (86_400 * 123_456, ">99999d", ">99999d"),
    ],
)
def test_a_span_has_its_two_largest_units(seconds: float, fine: str, coarse: str) -> None:
    assert units.span(timedelta(seconds=seconds)) == fine
    assert units.span(timedelta(seconds=seconds), coarse=True) == coarse


def test_a_span_that_is_not_known_is_a_dash() -> None:
    assert units.span(None) == "–"


@given(spans)
def test_any_span_age_and_countdown_fits_its_place(value: timedelta) -> None:
    assert len(units.span(value)) <= 7
    assert len(units.span(value, coarse=True)) <= 7
    assert len(units.age(value)) <= 10
    assert len(units.countdown(value)) <= 10


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-60, "now"), (4.9, "now"), (5, "5s"), (14, "10s"), (59, "55s"), (60, "1m"), (7199, "1h"), (172_800, "2d")],
)
def test_an_age_goes_in_steps_that_do_not_flicker(seconds: float, text: str) -> None:
    assert units.age(timedelta(seconds=seconds)) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "0s"), (0.4, "0s"), (10, "10s"), (11, "15s"), (55, "55s"), (56, "1m"), (60, "1m"), (3600, "1h")],
)
def test_a_countdown_is_fine_only_at_its_end(seconds: float, text: str) -> None:
    assert units.countdown(timedelta(seconds=seconds)) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"),
        (0, "0 ms"),
        (-1, "0 ms"),
        (0.9994, "999 ms"),
        (0.9995, "1.0 s"),
        (99.9, "99.9 s"),
        (123, "2m 03s"),
        (9e15, ">99999d"),
    ],
)
def test_a_latency_fits_seven_cells(seconds: float | None, text: str) -> None:
    assert units.milliseconds(seconds) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_latency_fits_seven_cells(seconds: float) -> None:
    assert len(units.milliseconds(seconds)) <= 7


@pytest.mark.parametrize("written", [units.age, units.countdown])
def test_time_is_never_shown_as_negative(written: Callable[[timedelta], str]) -> None:
    assert "-" not in written(timedelta(days=-3))


def test_one_of_a_thing_is_not_many() -> None:
    assert [units.counted(number, "session") for number in (0, 1, 1200)] == [
        "0 sessions",
        "1 session",
        "1,200 sessions",
    ]
    assert [units.counted(number, "person", "people") for number in (1, 2)] == ["1 person", "2 people"]


@pytest.mark.parametrize(
    ("things", "values", "lines"),
    [
        (0, 0, []),
        (1, 0, ["1 participant, join or sample could not be read"]),
        (2, 1, ["2 participants, joins or samples could not be read", "1 value could not be read: unknown"]),
        (0, 3, ["3 values could not be read: unknown"]),
    ],
)
def test_what_of_a_detail_could_not_be_read_is_told_in_the_number_it_has(
    things: int, values: int, lines: list[str]
) -> None:
    assert units.not_read(things, values) == lines
