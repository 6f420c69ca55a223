"""The lines above the rows of the timeline: how many people there were, and the series of the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lktui.analysis.presence import Attendance
from lktui.tui.widgets.live_table import MARGIN
from lktui.view import units
from lktui.view.columns import Cell, Tone, cell, fit
from lktui.view.time_axis import moment_of
from lktui.view.timeline import Pen, Steps, people_steps, series_steps, with_cursor

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from lktui.model import SessionDetail
    from lktui.view.time_axis import Axis

ROOM_FOR_SERIES = 16  # lines, below which the series leave theirs to the rows
NO_STEPS = Steps((), (), 0.0)


class Series(NamedTuple):
    name: str
    steps: Steps
    said: Callable[[float], str]


class TimeGraphs:
    """`kept` draws along an axis what it has not drawn yet, by a name of its own."""

    def __init__(self, pen: Pen, kept: Callable[[str, Axis, Callable[[], Cell]], Cell]) -> None:
        self._pen = pen
        self._kept = kept
        self._attended = Attendance()
        self._people, self._quality, self._publish = NO_STEPS, NO_STEPS, NO_STEPS

    def take(self, detail: SessionDetail | None) -> None:
        """Another answer about the session."""
        self._quality = series_steps(detail.quality if detail else ())
        self._publish = series_steps(detail.publish_bps if detail else ())

    def measure(self, attended: Attendance, now: datetime) -> None:
        self._attended, self._people = attended, people_steps(attended, now)

    def series(self, height: int) -> list[Series]:
        """Those that there is something of, where the timeline has so many lines."""
        if height < ROOM_FOR_SERIES:
            return []
        both = Series("quality", self._quality, units.score), Series("publish", self._publish, units.bits)
        return [each for each in both if each.steps.most > 0]

    def lines(self, shown: Axis, moment: float, cursor: int, *, x: int, height: int) -> list[Cell]:
        """The axis begins at `x`; `cursor` is the cell of `moment` on it, -1 where it is out of view."""
        attended, peak = self._attended, self._attended.peak
        drawn = self._kept(
            "\0people",
            shown,
            lambda: cell(self._people.line(shown, self._pen, of_whole_cells=True), Tone.ACCENT),
        )
        if cursor >= 0:
            drawn = with_cursor(drawn, cursor, self._pen)
        most = f"at most {peak.present}" if peak is not None else ""
        return [
            (*_label("people", str(attended.count_at(moment_of(moment))), most, x), *drawn),
            *(self._line(each, shown, moment, x) for each in self.series(height)),
        ]

    def _line(self, series: Series, shown: Axis, moment: float, x: int) -> Cell:
        """Its value says where the cursor is."""
        name, steps, said = series
        drawn = self._kept(f"\0{name}", shown, lambda: cell(steps.line(shown, self._pen), Tone.DIM))
        value = steps.at(moment)
        spread = f"{said(steps.least)}–{said(steps.most)}"
        return (*_label(name, said(value) if value > 0 else units.UNKNOWN, spread, x), *drawn)


def _label(name: str, value: str, spread: str, width: int) -> Cell:
    """A name, the value at the cursor, and the range where there is room."""
    spread = spread if len(name) + len(value) + len(spread) + 3 <= width - MARGIN else ""
    label = ((f"  {name} ", Tone.DIM), (value, Tone.STRONG), (f" {spread}", Tone.FAINT))
    return (*fit(label, width - 1), (" ", Tone.PLAIN))
