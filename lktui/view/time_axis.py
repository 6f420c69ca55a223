"""A stretch of time laid out in cells: zooming, following a moment, and ticks that are round in the shown zone.

Moments are seconds of Unix time here: cells are divided into eighths, and a screen is redrawn for every key.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from lktui.view.times import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lktui.analysis.presence import Attendance
    from lktui.view.times import Zone

SKEW = timedelta(days=1)  # a join so long before the session, or a leave so long after it, is a wrong clock
SHORTEST = 30.0  # seconds; the closest zoom
MOST = 0.8  # a part of a session that is more than this is not worth zooming into
MINUTE, HOUR, DAY = 60, 3600, 86_400
_STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE),
    *(HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR),
    *(DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 91 * DAY, 364 * DAY),
)


class Window(NamedTuple):
    """From when to when, in seconds of Unix time."""

    start: float
    end: float

    @property
    def span(self) -> float:
        return self.end - self.start

    def holds(self, moment: float) -> bool:
        return self.start <= moment <= self.end


@dataclass(frozen=True, slots=True)
class Axis:
    """`cells` cells from `start` on, `step` seconds each."""

    start: float
    step: float
    cells: int

    def place(self, moment: float) -> float:
        """Where a moment is, in cells; it may be outside."""
        return (moment - self.start) / self.step

    def cell(self, moment: float) -> int:
        """The cell that a moment is in; the end of the axis belongs to the last one."""
        return max(0, min(self.cells - 1, math.floor(self.place(moment))))

    def middle(self, cell: int) -> float:
        """The moment in the middle of a cell: a whole second where cells are wider than that."""
        middle = self.start + (cell + 0.5) * self.step
        return float(round(middle)) if self.step >= 2 else middle


def axis(window: Window, cells: int) -> Axis:
    return Axis(window.start, max(window.span, 1e-3) / max(1, cells), max(1, cells))


def whole(attended: Attendance, now: datetime) -> Window | None:
    """All of a session, with those who came before it began or left after its end; None if no time of it is known.

    The end of an active one is a little after now, so that it stands still for a while.
    """
    began, ended = attended.began, attended.ended
    spans = [span for person in attended.people for span in person.spans]
    starts, ends = [span.joined for span in spans], [span.left for span in spans if span.left is not None]
    if began is not None:
        starts = [began, *(moment for moment in starts if began - moment <= SKEW)]
    latest = ended or now
    ends = [latest, *(moment for moment in ends if moment - latest <= SKEW)]
    if not starts:
        return None
    start = min(starts).timestamp()
    end = max(max(ends).timestamp(), start + SHORTEST)
    if ended is None:
        grain = _step_of(max(end - start, 10 * MINUTE) / 40)
        end = (math.floor(end / grain) + 1) * grain
    return Window(start, end)


def zoomed(window: Window, limits: Window, factor: float, around: float) -> Window | None:
    """`window` made `factor` times as close, with `around` staying where it is; None is all of `limits`."""
    span = max(min(SHORTEST, limits.span), window.span / factor)
    if span >= limits.span:
        return None
    share = (around - window.start) / window.span
    return _within(Window(around - share * span, around + (1 - share) * span), limits)


def following(window: Window, limits: Window, moment: float) -> Window:
    """`window` moved, if need be, to where `moment` is in view; by a third of it at least, so that this is rare."""
    if window.holds(moment):
        return window
    third = window.span / 3
    start = moment - third if moment < window.start else moment - 2 * third
    return _within(Window(start, start + window.span), limits)


def part(start: float, end: float, limits: Window) -> Window | None:
    """From `start` to `end` with a little around it; None where that is most of `limits`."""
    span = max(min(SHORTEST, limits.span), (end - start) * 1.1)
    if span > limits.span * MOST:
        return None
    middle = (start + end) / 2
    return _within(Window(middle - span / 2, middle + span / 2), limits)


def _within(window: Window, limits: Window) -> Window:
    start = max(limits.start, min(window.start, limits.end - window.span))
    return Window(start, start + window.span)


def ticks(shown: Axis, zone: Zone) -> Iterator[tuple[int, str]]:
    """The cell of each tick and its label: as close as labels of their width can stand."""
    step, width = _step(shown)
    offset = _offset(shown.start, zone)
    first = math.ceil((shown.start + offset) / step)
    for number in range(first, first + shown.cells):
        moment = number * step - offset
        moment = number * step - _offset(moment, zone)  # a tick after the clocks are changed
        place = shown.place(moment)
        if place + width > shown.cells:
            return
        if place >= 0:
            yield int(place + 1e-9), _label(moment, step, zone)


def moment_of(seconds: float) -> datetime:
    """Of Unix time; what no date can say is the nearest that one can."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC) if seconds > 0 else datetime.min.replace(tzinfo=UTC)


def _step(shown: Axis) -> tuple[int, int]:
    """Seconds between two ticks, and how wide their labels are."""
    for step in chain(_STEPS, (364 * DAY * 2**power for power in range(1, 20))):
        width = 8 if step < MINUTE else 5 if step < HOUR else 6 if step < 91 * DAY else 7
        if step / shown.step >= width + 2:
            return step, width
    return _STEPS[-1] * 2**20, 7


def _step_of(seconds: float) -> int:
    return next((step for step in _STEPS if step >= seconds), _STEPS[-1])


def _offset(moment: float, zone: Zone) -> int:
    """Seconds by which the zone is ahead of UTC at a moment."""
    return round((zone.local(moment_of(moment)).utcoffset() or timedelta()).total_seconds())


def _label(moment: float, step: int, zone: Zone) -> str:
    local = zone.local(moment_of(moment))
    if step < MINUTE:
        return f"{local:%H:%M:%S}"
    if step >= 91 * DAY:
        return local.date().isoformat()[:7]
    if step >= DAY or (step >= HOUR and local.hour == local.minute == 0):
        return f"{MONTHS[local.month - 1]} {local:%d}"
    return f"{local:%H:%M}"
