"""What the budget leaves between two polls."""

from __future__ import annotations

import pytest

from lktui.monitor import plan


@pytest.mark.parametrize(
    ("budget", "refresh", "spent", "filling", "pages"),
    [
        (60, 10.0, 1, False, 8),
        (60, 10.0, 1, True, 3),  # the other half loads more
        (60, 60.0, 1, False, 29),  # never more than half of it at once
        (60, 0.0, 1, False, 8),  # as if every ten seconds
        (60, 2.0, 1, False, 0),  # polls alone take half of it
        (6, 10.0, 1, False, 0),
        (60, 10.0, 20, False, 0),
    ],
)
def test_what_a_poll_leaves_of_the_budget_is_for_pages_that_are_loaded(
    budget: int, refresh: float, spent: int, *, filling: bool, pages: int
) -> None:
    assert plan.allowance(budget, refresh, spent, filling=filling) == pages


@pytest.mark.parametrize(
    ("budget", "refresh", "spent", "polled", "kept"),
    [
        (60, 10.0, 1, 0, 10),  # six polls, and four for the user
        (60, 10.0, 1, 6, 4),
        (60, 10.0, 5, 0, 30),  # never more than half
        (60, 0.0, 1, 0, 4),
        (6, 10.0, 1, 0, 3),
    ],
)
def test_the_polls_to_come_and_the_user_are_kept_room_for(
    budget: int, refresh: float, spent: int, polled: int, kept: int
) -> None:
    assert plan.reserve(budget, refresh, spent, polled) == kept
