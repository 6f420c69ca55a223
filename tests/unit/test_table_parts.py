"""The head of a table with the sign of its order, and what stands where there are no rows."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from lktui.view.columns import Column, Context, Piece, cell, place
from lktui.view.table_parts import head, instead_of_rows, with_edge


def shown(_row: str, _context: Context) -> tuple[Piece, ...]:
    return ()


COLUMNS = place(
    (
        Column("room", "room", 8, shown),
        Column("people", "people", 6, shown, right=True),
        Column("in", "in", 1, shown, right=True),
    ),
    19,
)


def said(pieces: Iterable[Piece]) -> str:
    return "".join(content for content, _ in pieces)


@pytest.mark.parametrize(
    ("sorted_by", "words"),
    [
        ("", "room      people   "),
        ("room", "room▾     people   "),
        ("people", "room     ▾people   "),
        ("in", "room      people  ▾"),
    ],
)
def test_the_sign_of_the_order_stands_beside_its_title_or_in_its_place(sorted_by: str, words: str) -> None:
    assert said(head(COLUMNS, sorted_by, "▾")) == words


def test_the_edge_says_how_many_new_rows_are_above_over_the_end_of_the_head() -> None:
    assert said(with_edge(cell("room      people"), 0, 20)) == "room      people"
    edged = said(with_edge(cell("room      people"), 3, 20))
    assert edged == "room      … ▲ 3 new "


def test_what_stands_instead_of_rows_is_wrapped_and_a_third_of_the_way_down() -> None:
    lines = [said(line).rstrip() for line in instead_of_rows((cell("No session matches."), cell("Esc")), 10, 9)]
    assert lines == ["", "", "No session", "matches.", "Esc", "", "", "", ""]


def test_where_there_is_little_room_it_is_cut_at_the_end() -> None:
    assert [said(line).rstrip() for line in instead_of_rows((cell("one"), cell("two")), 10, 1)] == ["one"]
