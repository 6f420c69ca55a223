"""What a failure means for what is asked next: how long that waits, how often it may be, how many rows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.errors import RateLimited, TimedOut
from lktui.monitor import schedule

if TYPE_CHECKING:
    from random import Random

    from lktui.errors import ApiError
    from lktui.monitor.background.background import Background
    from lktui.monitor.budget import Budget
    from lktui.monitor.listing import Listing
    from lktui.monitor.schedule import Clock
    from lktui.monitor.timetable import Timetable


def says_so_to_all(error: ApiError) -> bool:
    """Whether the API wants to be left alone, by whatever request."""
    return isinstance(error, RateLimited) or error.retry_after is not None


class Failures:
    def __init__(
        self,
        timetable: Timetable,
        background: Background,
        listing: Listing,
        budget: Budget,
        clock: Clock,
        random: Random,
    ) -> None:
        self._timetable = timetable
        self._background = background
        self._listing = listing
        self._budget = budget
        self._clock = clock
        self._random = random

    def of_poll(self, error: ApiError, in_a_row: int) -> float:
        """Seconds until the next one, after so many."""
        wait = schedule.backoff(in_a_row, self._random.random())
        if isinstance(error, RateLimited):
            wait = max(wait, schedule.BACKOFF_START)
        if error.retry_after is not None:
            wait = max(wait, error.retry_after)
        if says_so_to_all(error):
            self._timetable.leave_alone(wait)
            self._budget.shrink(self._clock.monotonic())
        return wait

    def of_load(self, error: ApiError) -> None:
        """What is shown is fresh all the same: only what the API says to all of us holds for the polls, too."""
        now = self._clock.monotonic()
        wait = self._background.pace.wait_after(error, self._random.random(), now)
        if isinstance(error, TimedOut):
            self._listing.halve_limit()
        if says_so_to_all(error):
            self._budget.shrink(now)
            self._timetable.leave_alone(max(wait, schedule.BACKOFF_START))
