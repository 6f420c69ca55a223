"""Presence drawn in cells: a bar for each stay, the number of people over time, and the series of a session.

A cell is divided into eighths. There is a block for each of them that fills a cell from its left; those that fill it
from the right are the same with foreground and background exchanged. What is too short for an eighth still gets one,
and so does a gap.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from lktui.view.columns import Cell, Piece, Tone
from lktui.view.time_axis import ticks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from lktui.analysis.presence import Attendance, Presence
    from lktui.model import Sample
    from lktui.view.time_axis import Axis
    from lktui.view.times import Zone

EIGHTHS = " ▏▎▍▌▋▊▉█"
LEVELS = " ▁▂▃▄▅▆▇█"
ASCII_LEVELS = " .:-=+*#%"
_ODD = {Tone.BAR: Tone.BAR_ODD, Tone.BAR_RIGHT: Tone.BAR_ODD_RIGHT}
_OVER = {  # the cursor as a line through a bar
    Tone.BAR: Tone.BAR_RIGHT,
    Tone.BAR_RIGHT: Tone.BAR_RIGHT,
    Tone.BAR_ODD: Tone.BAR_ODD_RIGHT,
    Tone.BAR_ODD_RIGHT: Tone.BAR_ODD_RIGHT,
}
NEARLY = 1e-6  # of a cell
HELD = 2.5  # a value of a series stands until the next one, but not for longer than so many of its usual distances


@dataclass(frozen=True, slots=True)
class Pen:
    """What the terminal can show: blocks, or ASCII alone."""

    ascii: bool = False

    @property
    def levels(self) -> str:
        return ASCII_LEVELS if self.ascii else LEVELS

    @property
    def line(self) -> str:
        return "-" if self.ascii else "─"

    @property
    def tick(self) -> str:
        return "+" if self.ascii else "┴"

    @property
    def pointer(self) -> str:
        return "v" if self.ascii else "▼"

    @property
    def here(self) -> str:
        return ">" if self.ascii else "►"

    @property
    def cursor(self) -> str:
        return "|" if self.ascii else "│"


def ruler(axis: Axis, zone: Zone, cursor: int, pen: Pen) -> tuple[str, Cell]:
    """The labels of the ticks, and the line below them with the ticks and the cursor."""
    labels, marks = [" "] * axis.cells, [pen.line] * axis.cells
    for cell, label in ticks(axis, zone):
        labels[cell : cell + len(label)] = label
        marks[cell] = pen.tick
    before, after = "".join(marks[:cursor]), "".join(marks[cursor + 1 :])
    return "".join(labels), ((before, Tone.FAINT), (pen.pointer, Tone.CURSOR), (after, Tone.FAINT))


class _Bar:
    """A row of cells: how much of each is covered, and on which of its sides that begins and ends."""

    def __init__(self, axis: Axis) -> None:
        self.axis = axis
        self.covered = [0.0] * axis.cells
        self.from_left = [False] * axis.cells
        self.to_right = [False] * axis.cells
        self.broken = [False] * axis.cells  # by a gap, or by a join while it was in
        self.centre = [0.0] * axis.cells
        self.touched = [False] * axis.cells

    def add(self, start: float, end: float) -> None:
        first, last = self.axis.place(start), self.axis.place(end)
        cells = self.axis.cells
        if last < 0 or first >= cells:
            if first < cells + NEARLY and first >= cells:  # at the very end of the axis
                self._touch(cells - 1, 1.0, 1.0)
            return
        begin, end_cell = max(0, math.floor(first + NEARLY)), min(cells - 1, math.ceil(last - NEARLY) - 1)
        if end_cell < begin:
            self._touch(min(begin, cells - 1), first - begin, last - begin)
            return
        for cell in range(begin, end_cell + 1):
            self._touch(cell, max(0.0, first - cell), min(1.0, last - cell))

    def _touch(self, cell: int, start: float, end: float) -> None:
        self.touched[cell] = True
        self.covered[cell] += max(0.0, end - start)
        self.centre[cell] = (start + end) / 2
        self.from_left[cell] |= start <= NEARLY
        self.to_right[cell] |= end >= 1 - NEARLY

    def glyphs(self, pen: Pen) -> Iterator[Piece]:
        for cell in range(self.axis.cells):
            yield self._glyph(cell, pen) if self.touched[cell] else (" ", Tone.PLAIN)

    def _glyph(self, cell: int, pen: Pen) -> Piece:
        full = self.covered[cell] >= 1 - NEARLY and not self.broken[cell]
        if pen.ascii:
            return "=" if full else "|", Tone.BAR
        if full:
            return EIGHTHS[8], Tone.BAR
        eighths = max(1, min(7, round(self.covered[cell] * 8)))
        alone = not self.from_left[cell] and not self.to_right[cell]
        if self.from_left[cell] or (alone and self.centre[cell] < 0.5):
            return EIGHTHS[eighths], Tone.BAR
        return EIGHTHS[8 - eighths], Tone.BAR_RIGHT


def bar(person: Presence, axis: Axis, now: datetime, pen: Pen, *, odd: bool = False) -> Cell:
    """The stays of one person, in as many cells as the axis has."""
    drawn = _Bar(axis)
    stretches = [
        (start.timestamp(), (end or max(now, start)).timestamp(), end is None) for start, end in person.stretches
    ]
    for start, end, _ in stretches:
        drawn.add(start, end)
    starts = {start for start, _, _ in stretches}
    for joined in [span.joined.timestamp() for span in person.spans]:
        if joined not in starts and 0 <= axis.place(joined) < axis.cells:
            drawn.broken[axis.cell(joined)] = True
    pieces = list(drawn.glyphs(pen))
    if person.is_here and 0 <= axis.place(stretches[-1][1]) <= axis.cells:
        pieces[axis.cell(stretches[-1][1])] = (pen.here, Tone.GOOD)
    if stretches and not any(drawn.touched):
        _point_outside(pieces, stretches, axis, pen)
    return tuple(_joined([(content, _ODD.get(tone, tone)) for content, tone in pieces] if odd else pieces))


def _point_outside(pieces: list[Piece], stretches: Sequence[tuple[float, float, bool]], axis: Axis, pen: Pen) -> None:
    """Where someone was before or after what is in view."""
    before, after = ("<", ">") if pen.ascii else ("‹", "›")
    if stretches[0][0] < axis.start:
        pieces[0] = (before, Tone.FAINT)
    if stretches[-1][1] > axis.start:
        pieces[-1] = (after, Tone.FAINT)


def with_cursor(drawn: Cell, cell: int, pen: Pen) -> Cell:
    """The same cells with the time cursor in one of them."""
    pieces: list[Piece] = []
    at = 0
    for content, tone in drawn:
        inside = cell - at
        at += len(content)
        if not 0 <= inside < len(content):
            pieces.append((content, tone))
            continue
        over = _OVER.get(tone, Tone.CURSOR) if not pen.ascii else Tone.CURSOR
        parts = ((content[:inside], tone), (pen.cursor, over), (content[inside + 1 :], tone))
        pieces += [part for part in parts if part[0]]
    return tuple(pieces)


@dataclass(frozen=True, slots=True)
class Steps:
    """Values over time, each from its moment until the next one, the last one until `end`; 0 is nothing to show."""

    times: tuple[float, ...]
    values: tuple[float, ...]
    end: float

    @property
    def most(self) -> float:
        return max(self.values, default=0.0)

    @property
    def least(self) -> float:
        return min((value for value in self.values if value > 0), default=0.0)

    def at(self, moment: float) -> float:
        index = bisect_right(self.times, moment) - 1
        return self.values[index] if index >= 0 and moment <= self.end else 0.0

    def line(self, axis: Axis, pen: Pen, *, of_whole_cells: bool = False) -> str:
        """Its average in each cell, against the most there ever was: over the part of the cell that has a value.

        `of_whole_cells` counts the rest of the cell as 0.
        """
        sums, lengths = [0.0] * axis.cells, [0.0] * axis.cells
        for start, until, value in zip(self.times, (*self.times, self.end)[1:], self.values, strict=True):
            if value <= 0:
                continue
            first, last = max(0.0, axis.place(start)), min(float(axis.cells), axis.place(until))
            for cell in range(math.floor(first), math.ceil(last)):
                length = min(last, cell + 1) - max(first, cell)
                sums[cell] += value * length
                lengths[cell] += 1.0 if of_whole_cells else length
        if of_whole_cells:
            lengths = [min(1.0, length) for length in lengths]
        return _levels(
            [total / length if length > 0 else 0.0 for total, length in zip(sums, lengths, strict=True)], self.most, pen
        )


def people_steps(attended: Attendance, now: datetime) -> Steps:
    """The number of people over time."""
    steps = attended.steps
    last = steps[-1].at if steps else now
    end = max(attended.ended or now, last)
    return Steps(
        tuple([step.at.timestamp() for step in steps]), tuple([float(step.present) for step in steps]), end.timestamp()
    )


def series_steps(samples: Sequence[Sample]) -> Steps:
    """A series of the API. 0 is no data (`analytics-api.md` §5.15), and so is the time after a value for too long."""
    if not samples:
        return Steps((), (), 0.0)
    moments = [sample.at.timestamp() for sample in samples]
    distances = sorted(after - before for before, after in pairwise(moments) if after > before)
    usual = distances[len(distances) // 2] if distances else 60.0
    times, values = [], []
    for sample, at, after in zip(samples, moments, [*moments[1:], moments[-1] + usual], strict=True):
        times.append(at)
        values.append(max(0.0, sample.value))
        if after - at > HELD * usual:
            times.append(at + usual)
            values.append(0.0)
    return Steps(tuple(times), tuple(values), moments[-1] + usual)


def _levels(values: Iterable[float], most: float, pen: Pen) -> str:
    top = len(pen.levels) - 1
    return "".join(pen.levels[max(1, round(value / most * top)) if value > 0 and most > 0 else 0] for value in values)


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours of the same tone as one piece."""
    run, last = "", Tone.PLAIN
    for content, tone in pieces:
        if run and tone is not last:
            yield run, last
            run = ""
        run, last = run + content, tone
    if run:
        yield run, last
