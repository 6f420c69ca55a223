"""Stays drawn in cells: to an eighth of one, with nothing lost that is shorter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest
from support.builders import at, detail, participant

from lktui.analysis.presence import Attendance, attendance
from lktui.model import Sample
from lktui.view.columns import REVERSED, Cell, Tone
from lktui.view.time_axis import Axis, Window, axis
from lktui.view.timeline import Pen, bar, people_steps, series_steps, with_cursor

BLOCKS, ASCII = Pen(), Pen(ascii=True)
NOW = at("15:00")
CELL = 8  # seconds, so that an eighth is one


def seconds(clock: str) -> float:
    return at(clock).timestamp()


def minute(cells: int = 8) -> Axis:
    """From 14:00:00 on, eight seconds a cell."""
    return Axis(seconds("14:00"), CELL, cells)


def drawn(content: Cell) -> str:
    """Cells that are filled from the right stand in braces: `{▌}` is a block in its right half."""
    return "".join(f"{{{text}}}" if tone in REVERSED else text for text, tone in content)


def bar_of(
    *stays: tuple[str, str | None], shown: Axis | None = None, pen: Pen = BLOCKS, now: datetime = NOW, ended: str = ""
) -> str:
    found = attendance(detail("RM_1", ended=at(ended) if ended else None, people=[participant(*stays)]))
    return drawn(bar(found.people[0], shown or minute(), now, pen))


def test_whole_cells_are_full_and_the_rest_is_empty() -> None:
    assert bar_of(("14:00:08", "14:00:24")) == " ██     "


@pytest.mark.parametrize(("second", "block"), [(9, "▏"), (10, "▎"), (12, "▌"), (15, "▉")])
def test_an_end_inside_a_cell_fills_eighths_from_its_left(second: int, block: str) -> None:
    assert bar_of(("14:00:00", f"14:00:{second:02}")) == f"█{block}      "


@pytest.mark.parametrize(("second", "block"), [(1, "▏"), (4, "▌"), (7, "▉")])
def test_a_beginning_inside_a_cell_fills_eighths_up_to_its_right(second: int, block: str) -> None:
    assert bar_of((f"14:00:0{second}", "14:00:16")) == f"{{{block}}}█      "


def test_a_stay_too_short_for_an_eighth_still_shows() -> None:
    wide = Axis(seconds("14:00"), 600, 8)
    assert bar_of(("14:20", "14:20:01"), shown=wide) == "  ▏     "
    assert bar_of(("14:28", "14:28:01"), shown=wide) == "  {▉}     ", "in the half of the cell that it is in"


def test_a_stay_without_any_length_still_shows() -> None:
    assert bar_of(("14:00:16", "14:00:16")) == "  ▏     "
    assert bar_of(("14:01:04", "14:01:04")).rstrip() != "", "at the very end of the axis, too"


def test_a_gap_between_stays_is_a_gap() -> None:
    assert bar_of(("14:00:00", "14:00:16"), ("14:00:32", "14:00:48")) == "██  ██  "


def test_a_gap_inside_a_cell_shows() -> None:
    assert bar_of(("14:00:00", "14:00:12"), ("14:00:14", "14:00:32")) == "█▊██    "


@pytest.mark.parametrize("gap", ["14:00:16", "14:00:17"])
def test_a_gap_too_short_for_an_eighth_shows(gap: str) -> None:
    wide = Axis(seconds("14:00"), 600, 3)
    assert bar_of(("14:00", "14:15"), (f"14:15:0{gap[-1]}", "14:30"), shown=wide, ended="14:30") == "█▉█"


def test_a_rejoin_without_a_gap_shows_as_the_thinnest_one() -> None:
    assert bar_of(("14:00:00", "14:00:12"), ("14:00:12", "14:00:32")) == "█▉██    "


def test_gaps_at_the_edge_of_cells_do_not_vanish() -> None:
    wide = Axis(seconds("14:00"), 600, 2)
    shown = bar_of(("14:00", "14:09:59"), ("14:10:01", "14:20"), shown=wide, ended="14:20")
    assert shown == "▉{▏}"


def test_who_is_still_here_ends_open_at_the_present() -> None:
    assert bar_of(("14:00:00", None), now=at("14:00:36")) == "████►   "
    assert bar_of(("14:00:00", None), now=at("14:01:04")) == "███████►"
    assert bar_of(("14:00:00", None), now=at("14:10")) == "████████", "the present is not in view"


def test_who_has_left_does_not_end_open() -> None:
    assert "►" not in bar_of(("14:00:00", None), now=at("14:01"), ended="14:00:36")


def test_in_ascii_every_edge_is_a_line() -> None:
    assert bar_of(("14:00:04", "14:00:36"), pen=ASCII) == "|===|   "
    assert bar_of(("14:00:00", None), pen=ASCII, now=at("14:00:36")) == "====>   "
    assert bar_of(("14:00:00", "14:00:12"), ("14:00:14", "14:00:32"), pen=ASCII) == "=|==    "
    assert bar_of(("14:00:17", "14:00:18"), pen=ASCII) == "  |     "


def test_what_is_out_of_view_is_pointed_at() -> None:
    assert bar_of(("13:00", "13:10"), ended="15:00") == "‹       "
    assert bar_of(("14:30", "14:40"), ended="15:00") == "       ›"
    assert bar_of(("13:00", "13:10"), ("14:30", "14:40"), ended="15:00", pen=ASCII) == "<      >"


def test_stays_without_times_draw_nothing() -> None:
    assert bar_of(shown=minute(4)) == "    "


def test_the_time_cursor_is_a_line_through_a_bar_and_across_a_gap() -> None:
    found = attendance(detail("RM_1", ended=at("14:00:32"), people=[participant(("14:00:00", "14:00:16"))]))
    content = bar(found.people[0], minute(4), NOW, BLOCKS)
    assert drawn(with_cursor(content, 1, BLOCKS)) == "█{│}  "
    assert with_cursor(content, 3, BLOCKS)[-1] == ("│", Tone.CURSOR)
    assert "".join(text for text, _ in with_cursor(content, 1, ASCII)) == "█|  "


def three() -> Attendance:
    people = [
        participant(("14:00:00", "14:00:32"), identity="ann"),
        participant(("14:00:08", "14:00:32"), identity="bob"),
        participant(("14:00:08", "14:00:12"), identity="cat"),
    ]
    return attendance(detail("RM_1", ended=at("14:00:40"), people=people))


def test_the_number_of_people_is_drawn_against_the_most_there_were() -> None:
    shown = people_steps(three(), NOW)
    assert shown.most == 3
    assert shown.line(minute(6), BLOCKS, of_whole_cells=True) == "▃▇▅▅  "
    assert shown.line(minute(6), ASCII, of_whole_cells=True) == "-#++  "
    assert shown.at(seconds("14:00:08")) == 3


def series(*points: tuple[str, float]) -> Sequence[Sample]:
    return [Sample(at(clock), value) for clock, value in points]


def test_no_data_in_a_series_is_a_gap() -> None:
    steps = series_steps(series(("14:00:00", 1.0), ("14:00:08", 0.0), ("14:00:16", 0.5), ("14:00:24", 1.0)))
    assert steps.line(minute(5), BLOCKS) == "█ ▄█ "
    assert steps.at(seconds("14:00:09")) == 0


def test_a_value_stands_until_the_next_one_also_where_cells_are_smaller() -> None:
    steps = series_steps(series(("14:00:00", 1.0), ("14:00:16", 0.5), ("14:00:32", 1.0)))
    assert steps.line(minute(6), BLOCKS) == "██▄▄██"


def test_a_value_does_not_stand_for_a_long_time_without_any() -> None:
    steps = series_steps(series(("14:00:00", 1.0), ("14:00:08", 1.0), ("14:00:16", 1.0), ("14:00:56", 1.0)))
    assert steps.line(minute(8), BLOCKS) == "███    █"


def test_a_series_of_nothing_is_empty() -> None:
    assert series_steps(()).line(minute(3), BLOCKS) == "   "
    assert series_steps(series(("14:00:00", 0.0))).most == 0


def test_an_axis_of_no_time_and_no_width_is_still_one() -> None:
    nothing = axis(Window(5.0, 5.0), 0)
    assert nothing.cells == 1
    assert nothing.cell(5.0) == 0
