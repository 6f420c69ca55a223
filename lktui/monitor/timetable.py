"""When the list and the open session are to be fetched next: never while the API wants to be left alone."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lktui.monitor.schedule import Clock


class Timetable:
    """All of it is monotonic, in seconds: wall clocks get set. `due_at` is None while the list waits for the user."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.due_at: float | None = clock.monotonic()
        self.not_before = -inf
        self.detail_asked = False  # it is wanted now, whatever the list does
        self._ended_at = -inf  # the last poll of the list

    @property
    def list_is_due(self) -> bool:
        return self.due_at is not None and self._clock.monotonic() >= self.due_at

    @property
    def detail_is_due(self) -> bool:
        return self.detail_asked and self._clock.monotonic() >= self.not_before

    @property
    def left_alone_for(self) -> float:
        """Seconds that the API still wants to be left alone; 0 where it does not."""
        return max(0.0, self.not_before - self._clock.monotonic())

    @property
    def seconds_to_list(self) -> float | None:
        return None if self.due_at is None else max(0.0, self.due_at - self._clock.monotonic())

    @property
    def seconds_to_wait(self) -> float | None:
        """Until something is due; None where that takes the user."""
        waits = [] if self.seconds_to_list is None else [self.seconds_to_list]
        return min([*waits, self.left_alone_for] if self.detail_asked else waits, default=None)

    def plan(self, seconds: float | None) -> None:
        """The list, in so many seconds, or as soon as the API allows it; None for not by itself."""
        self.due_at = None if seconds is None else max(self._clock.monotonic() + seconds, self.not_before)

    def ended(self) -> None:
        """A poll of the list is over."""
        self._ended_at = self._clock.monotonic()

    def after_the_last(self, interval: float) -> float:
        """Seconds until an interval after the last poll."""
        return max(0.0, self._ended_at + interval - self._clock.monotonic())

    def leave_alone(self, seconds: float) -> None:
        self.not_before = max(self.not_before, self._clock.monotonic() + seconds)
        if self.due_at is not None:
            self.due_at = max(self.due_at, self.not_before)
