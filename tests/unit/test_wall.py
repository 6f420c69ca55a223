"""The wall: what it shows big, and that it fits every terminal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lktui.analysis.feed import EventKind, FeedEvent
from lktui.analysis.overview import History, ProjectSample, Series, Sum
from lktui.view import text
from lktui.view.big_digits import SCALES, Scale, big, cells
from lktui.view.columns import Cell, Tone
from lktui.view.times import Zone
from lktui.view.wall import Tile, tall_sparkline, tiles, wall

NOW = datetime(2026, 11, 22, 14, 0, 0, tzinfo=UTC)
SIZES = [(60, 18), (80, 22), (120, 38), (200, 48), (300, 78)]
EVENT = FeedEvent(NOW, EventKind.BEGAN, "RM_1", "部屋 \x1b[31m" + "x" * 200, "began")


def sample(active: int = 12, people: int | None = 146, rate: float | None = 2_770_000.0) -> ProjectSample:
    return ProjectSample(NOW, active, Sum(people, 1, 1), Sum(rate, 1, 1), Sum(rate, 1, 1), 100, 97)


def shown(history: History, age: timedelta | None = timedelta(0), *, stale: bool = False) -> dict[str, str]:
    return {tile.label: tile.number for tile in tiles(history, None if age is None else NOW - age, NOW, stale=stale)}


def drawn(history: History, size: tuple[int, int], *, events: int = 3) -> list[Cell]:
    found = tiles(history, NOW, NOW, stale=False)
    return wall(found, [("long call", 2)], [EVENT] * events, zone=Zone(UTC), now=NOW, size=size)


def test_numbers_have_their_unit_in_the_label() -> None:
    assert shown(History().added(sample()), timedelta(seconds=25)) == {
        "active sessions": "12",
        "people": "146",
        "connected, %": "97",
        "in, MB/s": "2.77",
        "out, MB/s": "2.77",
        "seconds old": "25",
    }


def test_what_is_not_known_is_no_zero() -> None:
    assert set(shown(History(), None).values()) == {"–"}
    assert shown(History().added(sample(rate=None)))["in"] == "–"


def test_after_a_failed_poll_the_last_numbers_stay_with_their_age() -> None:
    found = shown(History().added(sample()).added(None), timedelta(minutes=3), stale=True)
    assert found["▲ stale: minutes old"] == "3"
    assert found["people"] == "146"


def test_what_the_last_good_poll_did_not_measure_is_not_taken_from_one_before() -> None:
    assert shown(History().added(sample()).added(sample(rate=None)))["in"] == "–"


def test_large_counts_are_short() -> None:
    assert shown(History().added(sample(active=9_999)))["active sessions"] == "9999"
    assert shown(History().added(sample(active=12_345)))["active sessions, k"] == "12"


@given(
    st.integers(0, 10**15),
    st.none() | st.integers(0, 10**15),
    st.none() | st.floats(0, 1e30),
    st.integers(20, 320),
    st.integers(1, 90),
)
def test_any_numbers_fit_any_size(active: int, people: int | None, rate: float | None, width: int, height: int) -> None:
    lines = drawn(History().added(sample(active, people, rate)), (width, height))
    assert len(lines) == height
    assert max(sum(text.width(piece) for piece, _ in line) for line in lines) <= width


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_alerts_and_events_are_there_at_every_size(size: tuple[int, int]) -> None:
    lines = ["".join(piece for piece, _ in line) for line in drawn(History().added(sample()), size)]
    assert any("2 long call" in line for line in lines)
    assert sum("began" in line for line in lines) == 3
    assert not any("\x1b" in line for line in lines)


def test_the_numbers_grow_with_the_terminal() -> None:
    def ink(size: tuple[int, int]) -> int:
        return sum(piece.count("█") for line in drawn(History().added(sample()), size) for piece, _ in line)

    assert sorted({ink(size) for size in SIZES}) == [ink(size) for size in SIZES if size != (80, 22)]


def test_digits_keep_their_places_while_numbers_change() -> None:
    one, other = (drawn(History().added(sample(active=active)), (120, 38), events=0) for active in (7, 1000))
    for before, after in zip(one, other, strict=True):
        assert "".join(piece for piece, _ in before)[40:] == "".join(piece for piece, _ in after)[40:]


@pytest.mark.parametrize("scale", SCALES)
def test_a_big_number_is_as_wide_as_it_says(scale: Scale) -> None:
    for number in ("0123456789", "9.99", "–"):
        lines = big(number, scale)
        assert {len(line) for line in lines} == {cells(number, scale)}
        assert len(lines) == 5 * scale.height


@pytest.mark.parametrize("width", [24, 36, 48])
def test_where_blocks_do_not_fit_a_number_stands_in_letters(width: int) -> None:
    lines = drawn(History().added(sample(active=1111, people=7)), (width, 12))
    assert "".join(piece for piece, _ in lines[1]).startswith("1111 ")


def test_every_digit_looks_different() -> None:
    assert len({tuple(big(digit, Scale(1, 1))) for digit in "0123456789"}) == 10


def test_a_tall_sparkline_is_lowest_at_the_low_and_full_at_the_high() -> None:
    lines = tall_sparkline(Series((0.0, None, 5.0, 10.0), 0.0, 10.0), 4, 2)
    assert [line[0] for line in lines] == [" ", "▁"]
    assert [line[1] for line in lines] == [" ", " "]
    assert [line[3] for line in lines] == ["█", "█"]


def test_only_the_age_is_coloured_when_stale() -> None:
    found = tiles(History().added(sample()), NOW, NOW, stale=True)
    assert [tile.tone for tile in found] == [*[Tone.STRONG] * 5, Tone.WARN]
    assert isinstance(found[0], Tile)
