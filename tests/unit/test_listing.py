"""Aligned tables of text: nothing in them is cut, and what is left out is told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lktui.view import text
from lktui.view.columns import Column, Context, cell
from lktui.view.listing import FullZone, listing
from lktui.view.times import Zone

NOW = datetime(2025, 9, 29, 14, 3, 20, tzinfo=UTC)
ZONE = Zone(UTC)


def column(name: str, width: int, *, rank: int = 0, stretch: int = 0, right: bool = False) -> Column[dict[str, str]]:
    return Column(
        name, name, width, lambda row, _context: cell(text.visible(row[name])), rank=rank, stretch=stretch, right=right
    )


COLUMNS = (column("room", 6, stretch=1), column("id", 4, rank=2), column("people", 6, rank=1, right=True))


def rows(*rooms: str) -> list[dict[str, str]]:
    return [{"room": room, "id": "RM_1", "people": "2"} for room in rooms]


def test_columns_are_as_wide_as_what_is_in_them() -> None:
    shown = listing(COLUMNS, rows("standup", "全体会議"), now=NOW, zone=ZONE)
    assert shown.lines == (
        "room      id    people",
        "standup   RM_1       2",
        "全体会議  RM_1       2",
    )
    assert shown.left_out == ()


def test_no_rows_are_a_head() -> None:
    assert listing(COLUMNS, [], now=NOW, zone=ZONE).lines == ("room  id  people",)


def test_a_long_name_is_wrapped_before_a_column_is_left_out() -> None:
    shown = listing(COLUMNS, rows("a-long-name"), now=NOW, zone=ZONE, width=22)
    assert shown.lines == ("room      id    people", "a-long-n  RM_1       2", "ame")
    assert shown.left_out == ()


def test_columns_without_room_are_told() -> None:
    shown = listing(COLUMNS, rows("standup"), now=NOW, zone=ZONE, width=15)
    assert shown.lines == ("room     people", "standup       2")
    assert shown.left_out == ("id",)


def test_columns_that_were_asked_for_stay_even_where_there_is_no_room() -> None:
    shown = listing(COLUMNS, rows("standup"), now=NOW, zone=ZONE, width=10, keep=True)
    assert shown.lines[0].split() == ["room", "id", "people"]


def test_where_nothing_limits_a_line_times_say_their_date_and_zone() -> None:
    assert FullZone(UTC).recent(NOW, NOW) == "2025-09-29 14:03:20 UTC"


@given(st.text(), st.integers(1, 60))
def test_nothing_of_a_name_is_lost(name: str, width: int) -> None:
    only = (column("room", 3, stretch=1),)
    shown = listing(only, [{"room": name}], now=NOW, zone=ZONE, width=width)
    kept = "".join(shown.lines[1:])
    assert kept.replace(" ", "") == text.visible(name).replace(" ", "")
    assert all(text.width(line) <= max(width, 4) for line in shown.lines)


@pytest.mark.parametrize("width", [20, 40, None])
def test_every_line_fits(width: int | None) -> None:
    context = Context(NOW, ZONE)
    assert context.width == 0
    shown = listing(COLUMNS, rows("x" * 90, "y"), now=NOW, zone=ZONE, width=width)
    assert width is None or all(text.width(line) <= width for line in shown.lines)
