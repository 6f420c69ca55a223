"""Whatever happens to the rows, the selected one stays selected, and keeps its place on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from lktui.tui.widgets.row_window import RowWindow

if TYPE_CHECKING:
    from collections.abc import Sequence

keys = st.lists(st.integers(0, 60).map(str), unique=True, max_size=40)
heights = st.integers(1, 12)
moves = st.lists(
    st.one_of(
        st.tuples(st.just("go"), st.integers(-3, 50)),
        st.tuples(st.just("move"), st.integers(-5, 5)),
        st.tuples(st.just("turn"), st.sampled_from([-1, 1])),
        st.tuples(st.just("scroll"), st.integers(-9, 9)),
        st.tuples(st.just("resize"), heights),
    ),
    max_size=6,
)


def window(rows: Sequence[str], height: int, moved: Sequence[tuple[str, int]]) -> RowWindow[str]:
    found = RowWindow[str](lambda row: row, lambda row: int(row) % 2 == 0)
    found.resize(height)
    found.replace(rows, from_top=True)
    found.settle()
    for name, by in moved:
        getattr(found, name)(by)
        found.settle()
    return found


def is_in_view(found: RowWindow[str]) -> bool:
    index = found.selected_index
    return index is not None and found.top <= index < found.top + found.height


@given(keys, heights, moves)
def test_the_window_lies_in_the_rows_and_a_row_is_selected(
    rows: list[str], height: int, moved: list[tuple[str, int]]
) -> None:
    found = window(rows, height, moved)
    assert 0 <= found.top <= max(0, len(rows) - found.height)
    assert (found.selected in rows) if rows else found.selected is None
    assert len(found.visible) == min(found.height, len(rows))
    if moved and moved[-1][0] in {"go", "move", "turn"} and rows:
        assert is_in_view(found)


@given(keys, heights, moves, keys)
def test_a_row_that_stays_keeps_selection_and_place(
    rows: list[str], height: int, moved: list[tuple[str, int]], others: list[str]
) -> None:
    found = window(rows, height, moved)
    selected, seen, top = found.selected, is_in_view(found), found.top
    place = (found.selected_index or 0) - top
    found.replace(others, from_top=False)
    found.settle()
    if selected in others:
        assert found.selected == selected
        if seen and found.pinned:
            ends = {0, max(0, len(others) - found.height)}
            assert (found.selected_index or 0) - found.top == place or found.top in ends
    if not found.pinned:
        assert found.top == min(top, max(0, len(others) - found.height))


@given(keys, heights, moves, keys)
def test_one_that_goes_leaves_the_cursor_to_the_next_that_stays(
    rows: list[str], height: int, moved: list[tuple[str, int]], others: list[str]
) -> None:
    found = window(rows, height, moved)
    selected = found.selected
    found.replace(others, from_top=False)
    if selected is None or selected in others:
        return
    after = rows[rows.index(selected) + 1 :] + rows[: rows.index(selected)][::-1]
    expected = next((row for row in after if row in others), others[0] if others else None)
    assert found.selected == expected


@given(keys, heights, moves, st.integers(1, 3), keys)
def test_the_selected_row_is_selected_again_when_all_rows_were_gone_for_a_time(
    rows: list[str], height: int, moved: list[tuple[str, int]], polls: int, others: list[str]
) -> None:
    found = window(rows, height, moved)
    selected = found.selected
    for _ in range(polls):
        found.replace([], from_top=False)
        found.settle()
        assert found.selected is None
    found.replace(others, from_top=False)
    found.settle()
    assert found.selected == (selected if selected in others else others[0] if others else None)
    assert is_in_view(found) or not others


@given(keys, heights, moves, st.lists(keys, max_size=4))
def test_the_edge_counts_new_rows_above_that_were_not_seen(
    rows: list[str], height: int, moved: list[tuple[str, int]], polls: list[list[str]]
) -> None:
    found = window(rows, height, moved)
    for others in polls:
        found.replace(others, from_top=False)
        found.settle()
        assert found.above <= {row for row in others[: found.top] if int(row) % 2 == 0}
    if not found.pinned:
        assert not found.above
