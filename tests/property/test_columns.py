"""Columns at any width: in order, apart from each other, inside of the line, and gone by their ranks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from hypothesis import given
from hypothesis import strategies as st

from lktui.view.columns import GAP, Column, cell, place
from lktui.view.participants import PARTICIPANT_COLUMNS, STAY_COLUMNS
from lktui.view.sessions import SESSION_COLUMNS

Row = TypeVar("Row")


class Shown(NamedTuple):
    """A column in its place."""

    name: str
    x: int
    width: int


class Table(NamedTuple):
    """Columns whatever their rows are: names and ranks in order, least widths by name, and how they are placed."""

    ranks: dict[str, int]
    least: dict[str, int]
    place: Callable[[int], list[Shown]]


def table(columns: Sequence[Column[Row]]) -> Table:
    return Table(
        {column.name: column.rank for column in columns},
        {column.name: column.narrow or column.width for column in columns},
        lambda available: [Shown(each.column.name, each.x, each.width) for each in place(columns, available)],
    )


def made_up(sizes: Sequence[tuple[int, int, int, int]]) -> Table:
    columns: list[Column[object]] = [
        Column(f"{number}", "", width, lambda _row, _context: cell(""), rank=rank, narrow=narrow, stretch=share)
        for number, (width, narrow, rank, share) in enumerate(sizes)
    ]
    return table(columns)


SESSIONS = table(SESSION_COLUMNS)
TABLES = st.sampled_from([SESSIONS, table(PARTICIPANT_COLUMNS), table(STAY_COLUMNS)])
SIZES = st.tuples(st.integers(15, 30), st.integers(0, 15), st.integers(0, 9), st.integers(0, 3))
MADE_UP = st.lists(SIZES, max_size=12).map(made_up)


def check(columns: Table, available: int) -> None:
    placed = columns.place(available)
    names = [each.name for each in placed]
    assert names == [name for name in columns.ranks if name in names]
    x = 0
    for each in placed:
        assert each.x == x
        assert each.width >= 1
        x += each.width + GAP
    assert x - GAP <= available


@given(TABLES, st.integers(20, 400))
def test_columns_never_overlap_nor_leave_the_line(columns: Table, available: int) -> None:
    check(columns, available)


@given(MADE_UP, st.integers(1, 200))
def test_neither_do_any_others(columns: Table, available: int) -> None:
    check(columns, available)


@given(TABLES, st.integers(20, 400))
def test_a_column_shows_only_where_all_of_lower_rank_do(columns: Table, available: int) -> None:
    shown = {each.name for each in columns.place(available)}
    highest = max(columns.ranks[name] for name in shown)
    assert all(name in shown for name, rank in columns.ranks.items() if rank < highest or rank == 0)


@given(TABLES, st.integers(20, 399))
def test_a_wider_line_never_takes_a_column_away(columns: Table, available: int) -> None:
    narrow = {each.name for each in columns.place(available)}
    assert narrow <= {each.name for each in columns.place(available + 1)}


@given(TABLES, st.integers(20, 400))
def test_no_column_is_narrower_than_its_narrow_form(columns: Table, available: int) -> None:
    assert all(each.width >= columns.least[each.name] for each in columns.place(available))


@given(st.integers(20, 400))
def test_the_room_always_shows(available: int) -> None:
    assert {"status", "room"} <= {each.name for each in SESSIONS.place(available)}
