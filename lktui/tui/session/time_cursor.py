"""Where in the time of a session one is, and which part of it is in view; whoever draws it has the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.analysis.presence import Attendance
from lktui.view.time_axis import following, part, whole, zoomed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from lktui.view.time_axis import Axis, Window


class TimeCursor:
    """Until it is moved it is at the present, or where most people were; moments are seconds of Unix time.

    `limits` are the whole time of the session, `zoomed` what was zoomed into, or None for all of it.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.limits: Window | None = None
        self.zoomed: Window | None = None
        self._now = now
        self._attended = Attendance()
        self._moved_to: float | None = None

    def measure(self, attended: Attendance) -> None:
        """Another answer about the session, or time has passed: its end may be another one."""
        self._attended = attended
        self.limits = whole(attended, self._now())

    def forget(self) -> None:
        """It is to be about another session."""
        self.zoomed = self._moved_to = None

    @property
    def moment(self) -> float:
        if self._moved_to is not None:
            return self._moved_to
        if self._attended.ended is None:
            return self._now().timestamp()
        peak = self._attended.peak
        return peak.at.timestamp() if peak is not None else self.limits.start if self.limits else 0.0

    @property
    def view(self) -> Window | None:
        return self.zoomed or self.limits

    @property
    def is_in_view(self) -> bool:
        return self.view is not None and self.view.holds(self.moment)

    @property
    def _latest(self) -> float:
        """The last moment that it can go to."""
        end = self.limits.end if self.limits is not None else 0.0
        return min(end, self._now().timestamp()) if self._attended.ended is None else end

    def go_to(self, moment: float) -> None:
        """What is in view goes with it."""
        if self.limits is None:
            return
        self._moved_to = max(self.limits.start, min(self._latest, moment))
        if self.zoomed is not None:
            self.zoomed = following(self.zoomed, self.limits, self._moved_to)

    def step(self, by: int, shown: Axis) -> None:
        """So many cells of the axis that is shown."""
        moment = shown.middle(shown.cell(self.moment) + by)
        if self._attended.ended is None and moment >= self._latest and by > 0:
            self.go_to(self._latest)
            self._moved_to = None  # from here on it moves along with the present
        else:
            self.go_to(moment)

    def zoom(self, factor: float) -> None:
        """Around where it is."""
        if self.limits is not None and self.view is not None:
            moment = max(self.view.start, min(self.view.end, self.moment))
            self.zoomed = zoomed(self.view, self.limits, factor, moment)

    def zoom_all(self) -> None:
        """To all of the session; from there to the part of it in which there was someone."""
        steps = self._attended.steps
        if self.zoomed is not None or self.limits is None or not steps or steps[-1].present:
            self.zoomed = None
        else:
            self.zoomed = part(steps[0].at.timestamp(), steps[-1].at.timestamp(), self.limits)
        if self.zoomed is not None and not self.zoomed.holds(self.moment):
            self._moved_to = self.zoomed.end if self.moment > self.zoomed.end else self.zoomed.start
