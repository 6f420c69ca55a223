"""The alerts in the strip above the table: how many sessions match, at any width."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lktui.analysis.overview import History, ProjectSample, Sum
from lktui.view import text
from lktui.view.columns import Cell
from lktui.view.strip import BARS, alerts, strip_line

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SUM = Sum(5e6, 1, 1)
HISTORY = History((ProjectSample(NOW, 12, SUM, SUM, SUM, 100, 99),))


def plain(content: Cell) -> str:
    return "".join(piece for piece, _ in content)


def test_alerts_are_counted_by_name_and_those_that_nothing_matches_are_left_out() -> None:
    assert plain(alerts([("long call", 2), ("idle", 0), ("crowd", 1)], 80)) == "⚑ 2 long call  ⚑ 1 crowd"
    assert alerts([("long call", 0)], 80) == ()
    assert alerts([], 80) == ()


def test_where_it_is_narrow_one_number_stands_for_all() -> None:
    assert plain(alerts([("long call", 2), ("crowd", 1)], 23)) == "⚑ 3"
    assert alerts([("long call", 0)], 0) == ()


def test_a_long_name_is_cut_and_a_hostile_one_does_no_harm() -> None:
    assert plain(alerts([("x" * 30, 1)], 80)) == f"⚑ 1 {'x' * 19}…"
    assert plain(alerts([("a\x1b[2J", 1)], 80)) == "⚑ 1 a␛[2J"


@pytest.mark.parametrize("width", [10, 30, 58, 78, 118, 198])
def test_the_strip_leaves_the_alerts_their_place(width: int) -> None:
    left, right = strip_line(HISTORY, [("long call", 2), ("recording nobody", 1)], width)

    assert plain(right).startswith("⚑")
    assert text.width(plain(left)) + 2 + text.width(plain(right)) <= max(width, 5)
    assert strip_line(HISTORY, [("long call", 0)], width)[1] == ()


MOVING = History(
    tuple(
        ProjectSample(
            NOW, 12 + poll % 5, Sum(5e6 + poll * 1e5, 1, 1), SUM, Sum(7.25e6 + poll * 1e5, 1, 1), 100 + poll, 99
        )
        for poll in range(20)
    )
)


@pytest.mark.parametrize("width", range(16, 200, 3))
def test_a_number_less_is_shown_rather_than_a_line_of_fewer_than_four_polls(width: int) -> None:
    shown = plain(strip_line(MOVING, [("long call", 2), ("recording nobody", 1)], width)[0])

    lines = [word for word in shown.split() if set(word) <= set(BARS)]
    assert all(len(line) >= 4 for line in lines)
    assert lines or not shown
