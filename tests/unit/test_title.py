"""What the title says, and what it leaves out where it is narrow."""

from __future__ import annotations

from datetime import UTC

import pytest
from rich.cells import cell_len
from support.builders import sessions
from support.fake_clock import NOON
from support.states import LIVE, SHOWN, said

from lktui.monitor.catalog import Catalog
from lktui.monitor.days import DateRange, Days, Preset
from lktui.monitor.state import Query, State
from lktui.tui.lines import title
from lktui.tui.sessions.table_view import EVERYTHING, TableView
from lktui.view.project import Project
from lktui.view.times import Zone

PROJECT = Project("main", "p_123", "https://cloud-api.livekit.io")


def heading(state: State, width: int = 120) -> tuple[str, str]:
    left, right = title.title_line(state, PROJECT, Zone(UTC), NOON, width)
    return said(left), said(right)


def test_the_title_says_whose_sessions_these_are_and_which() -> None:
    assert heading(SHOWN) == ("lktui  main  p_123", "3 of 3 active · everything · page 1 · rows 1–3 · UTC")


def test_what_is_active_on_a_page_that_is_not_looked_at_is_not_told() -> None:
    _, right = title.title_line(SHOWN, PROJECT, Zone(UTC), NOON, 120, "page 1 · 1 of 3 match")
    assert said(right) == "everything · page 1 · 1 of 3 match · UTC"


@pytest.mark.parametrize("width", range(20, 130))
def test_the_title_leaves_out_what_does_not_fit_and_the_page_last(width: int) -> None:
    left, right = heading(SHOWN, width)
    assert left.startswith("lktui  main")
    if width >= 40:
        assert cell_len(left + right) + 4 <= width
        assert "page 1" in right


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State(), "page 1"),
        (SHOWN, "page 1 · rows 1–3"),
        (SHOWN._replace(shown=Query(page=1), sessions=LIVE[:2]), "page 2 · rows 4–5"),
        (SHOWN._replace(catalog=Catalog(sessions=LIVE, complete=True)), "page 1 · rows 1–3 of 3"),
        (SHOWN._replace(sessions=(), catalog=Catalog(complete=True)), "page 1"),
    ],
)
def test_the_page_says_its_rows_and_their_number_once_that_is_known(state: State, words: str) -> None:
    assert title.page_text(state) == words


@pytest.mark.parametrize(
    ("view", "matching", "words"),
    [
        (EVERYTHING._replace(column="people"), 5000, "page 1 · rows 1–3 of 5,000"),
        (EVERYTHING._replace(column="people", page=1666), 5000, "page 1667 · rows 4,999–5,000 of 5,000"),
        (EVERYTHING._replace(open_only=True), 1200, "page 1 · 1,200 of 5,000 match"),
        (EVERYTHING._replace(open_only=True, column="people"), 0, "page 1 · 0 of 5,000 match"),
    ],
)
def test_only_what_is_filtered_matches(view: TableView, matching: int, words: str) -> None:
    state = SHOWN._replace(catalog=Catalog(sessions=sessions(range(5000)), complete=True))
    assert title.view_text(state, view, matching) == words


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (Preset.ALL, "everything"),
        (Preset.TODAY, "today (UTC days)"),
        (Days(NOON.date()), "since 2025-09-29 (UTC days)"),
    ],
)
def test_a_range_of_days_says_that_they_are_utc(chosen: DateRange, words: str) -> None:
    assert title.range_title(SHOWN._replace(shown=Query(chosen))) == words
