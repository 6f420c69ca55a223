"""What the budget leaves between two polls: requests kept for those to come, and pages that may be fetched again."""

from __future__ import annotations

MANUAL_INTERVAL = 10.0  # seconds: what a poll that the user asks for may cost
SPARE_FOR_THE_USER = 4  # requests a minute that are never planned: details, other pages


def allowance(budget: int, refresh: float, spent: int, *, filling: bool) -> int:
    """How many pages may be fetched again after a poll that took `spent` requests; half while more is to be loaded."""
    requests = int((budget - spare(budget)) * (refresh or MANUAL_INTERVAL) / 60)
    requests = min(requests, budget // 2)
    return max(0, (requests // 2 if filling else requests) - spent)


def reserve(budget: int, refresh: float, spent: int, polled: int) -> int:
    """How many requests are kept for the polls to come, each of which takes `spent`; `polled` went to them already."""
    polls = 60 / refresh if refresh else 0.0
    return min(budget // 2, max(0, int(polls * max(1, spent)) - polled) + spare(budget))


def spare(budget: int) -> int:
    return min(SPARE_FOR_THE_USER, budget // 10)
