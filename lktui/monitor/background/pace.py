"""How much may be sent between two polls: the budget less what the polls to come need, and less after a failure."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from lktui.monitor import plan, schedule

if TYPE_CHECKING:
    from lktui.errors import ApiError
    from lktui.monitor.budget import Budget


class Pace:
    """`refresh` are the seconds between polls, `spent` the requests of the last one."""

    def __init__(self, budget: Budget) -> None:
        self.refresh = 0.0
        self.spent = 1
        self._budget = budget
        self._not_before = -inf
        self._failures = 0

    def allowance(self, *, filling: bool) -> int:
        """How many pages may be fetched again until the next poll; half while more is to be loaded."""
        return plan.allowance(self._budget.limit, self.refresh, self.spent, filling=filling)

    def reserve(self, now: float) -> int:
        """How many requests are kept for the polls to come."""
        return plan.reserve(self._budget.limit, self.refresh, self.spent, self._budget.planned(now))

    def left_alone_for(self, now: float) -> float:
        """Seconds until anything is sent again after a failure."""
        return max(0.0, self._not_before - now)

    def room(self, now: float, *, urgent: bool) -> int:
        """How many requests the budget has for this; what is urgent takes those of the polls, too."""
        return self._budget.left(now) - self._kept(now, urgent=urgent)

    def wait_for_room(self, now: float, *, urgent: bool) -> float:
        """Seconds until the budget has one."""
        return self._budget.wait(now, self._kept(now, urgent=urgent) + 1)

    def _kept(self, now: float, *, urgent: bool) -> int:
        return 0 if urgent else self.reserve(now)

    def sent(self, now: float) -> None:
        self._budget.count(now, planned=False)

    def answered(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1

    def wait_after(self, error: ApiError, chance: float, now: float) -> float:
        """Seconds that nothing is sent after a failure."""
        wait = max(schedule.backoff(max(1, self._failures), chance), error.retry_after or 0.0)
        self._not_before = now + wait
        return wait
