"""Which columns show at the widths that people have: the terminal's less three cells for the cursor and a margin."""

from __future__ import annotations

import pytest
from support.builders import session
from support.fake_clock import NOON

from lktui.view.columns import Column, Context, Tone, cell, contexts, fit, line_of, place
from lktui.view.participants import PARTICIPANT_COLUMNS, STAY_COLUMNS
from lktui.view.sessions import SESSION_COLUMNS, SessionRow
from lktui.view.times import Zone

ROWS = [session(1)]


@pytest.mark.parametrize(
    ("terminal", "columns"),
    [
        (60, "status room started duration flag people"),
        (80, "status room started duration flag people in out"),
        (120, "status room id started duration flag people in out egress"),
        (134, "status room id started duration flag people in out out/s egress"),
        (200, "status room id started duration flag people in out in/s out/s egress"),
    ],
)
def test_columns_of_sessions(terminal: int, columns: str) -> None:
    assert " ".join(each.column.name for each in place(SESSION_COLUMNS, terminal - 3)) == columns


@pytest.mark.parametrize(
    ("terminal", "columns"),
    [
        (60, "identity sources joined left present joins"),
        (80, "identity sources joined left present joins connection"),
        (120, "identity name sources joined left present joins region connection sdk"),
        (200, "identity name sources joined left present joins region connection device sdk"),
    ],
)
def test_columns_of_participants(terminal: int, columns: str) -> None:
    assert " ".join(each.column.name for each in place(PARTICIPANT_COLUMNS, terminal - 3)) == columns


@pytest.mark.parametrize(
    ("terminal", "columns"),
    [(60, "joined left length gap"), (80, "id joined left length gap"), (200, "id joined left length gap")],
)
def test_columns_of_joins(terminal: int, columns: str) -> None:
    assert " ".join(each.column.name for each in place(STAY_COLUMNS, terminal - 3)) == columns


def test_a_wide_terminal_shows_whole_words_dates_and_ids_and_gives_the_rest_to_the_room() -> None:
    widths = {each.column.name: each.width for each in place(SESSION_COLUMNS, 127)}
    assert (widths["status"], widths["started"], widths["id"]) == (8, 12, 15)
    assert widths["room"] > 20


def test_a_title_fits_the_narrow_form_of_its_column() -> None:
    sizes = [(column.title, column.narrow or column.width) for column in SESSION_COLUMNS[1:]]
    sizes += [(column.title, column.narrow or column.width) for column in PARTICIPANT_COLUMNS]
    sizes += [(column.title, column.narrow or column.width) for column in STAY_COLUMNS[1:]]
    assert [title for title, width in sizes if len(title) > width] == []


def test_columns_go_by_rank_and_in_their_order() -> None:
    def column(name: str, rank: int) -> Column[object]:
        return Column(name, name, 10, lambda _row, _context: cell(""), rank=rank)

    columns = (column("a", 2), column("b", 0), column("c", 1))
    assert [each.column.name for each in place(columns, 34)] == ["a", "b", "c"]
    assert [each.column.name for each in place(columns, 33)] == ["b", "c"]
    assert [each.column.name for each in place(columns, 21)] == ["b"]
    assert [each.width for each in place(columns, 6)] == [6]


def test_no_columns_are_no_columns() -> None:
    assert place((), 80) == ()


def test_a_line_is_made_of_all_its_columns_and_the_gaps_between_them() -> None:
    placed = place(SESSION_COLUMNS, 77)
    each_context = contexts(placed, NOON, Zone())
    assert each_context == tuple(Context(NOON, Zone(), each.width) for each in placed)
    line = "".join(piece for piece, _ in line_of(SessionRow(ROWS[0]), placed, each_context))
    assert len(line) == 77
    assert line[placed[1].x :].startswith("room-1 ")


def test_a_cell_that_is_cut_in_its_first_piece_loses_the_others() -> None:
    content = (("12345", Tone.STRONG), ("/678", Tone.DIM))
    assert fit(content, 4) == (("123…", Tone.STRONG),)
    assert fit(content, 5) == (("1234…", Tone.STRONG),)
    assert fit(content, 7) == (("12345", Tone.STRONG), ("/…", Tone.DIM))
    assert fit(content, 9) is content


def test_a_cell_that_is_cut_in_a_wide_character_is_filled_up() -> None:
    assert fit(cell("全角"), 2) == (("… ", Tone.PLAIN),)


def test_a_cell_on_the_right_is_filled_on_its_left() -> None:
    assert fit(cell("7"), 3, right=True) == (("  ", Tone.PLAIN), ("7", Tone.PLAIN))
