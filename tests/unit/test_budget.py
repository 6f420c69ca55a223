"""No minute has more requests than it may, and what the API complains about heals with time."""

from __future__ import annotations

import asyncio
from datetime import date

from support.fake_client import FakeClient
from support.fake_clock import FakeClock, settle

from lktui.monitor.budget import FLOOR, RECOVERS_AFTER, Budget, Metered


def test_a_request_counts_for_a_minute_wherever_that_begins() -> None:
    budget = Budget(3)
    for moment in (0.0, 30.0, 50.0):
        budget.count(moment)
    assert budget.left(59.9) == 0
    assert budget.left(60.0) == 1
    assert budget.left(110.0) == 3


def test_it_says_how_long_to_wait_for_so_many() -> None:
    budget = Budget(3)
    assert budget.wait(0.0, 3) == 0
    for moment in (0.0, 30.0, 50.0):
        budget.count(moment)
    assert budget.wait(50.0) == 10
    assert budget.wait(50.0, 2) == 40
    assert budget.wait(50.0, 99) == 60


def test_a_budget_that_has_shrunk_below_what_was_sent_waits_for_all_of_that() -> None:
    budget = Budget(20)
    for moment in range(20):
        budget.count(float(moment))
    budget.shrink(20.0)
    assert budget.limit == 10
    assert budget.left(20.0) == 0
    waited = 20.0 + budget.wait(20.0)
    assert waited == 70
    assert budget.left(waited) == 1


def test_after_a_complaint_polls_do_not_wait_for_what_the_load_has_sent() -> None:
    budget = Budget(20)
    for moment in range(18):
        budget.count(float(moment), planned=False)
    budget.shrink(18.0)
    assert budget.wait(18.0) > 40
    assert budget.wait_for_poll(18.0) == 0


def test_polls_stay_inside_the_shrunk_budget_by_themselves_and_inside_the_full_one_with_all_else() -> None:
    budget = Budget(20)
    for moment in range(10):
        budget.count(float(moment))
    budget.shrink(10.0)
    assert budget.wait_for_poll(10.0) == 50  # ten polls are what the half allows
    budget = Budget(20)
    for moment in range(20):
        budget.count(float(moment), planned=False)
    budget.shrink(20.0)
    assert budget.wait_for_poll(20.0) == 40


def test_polls_are_counted_apart() -> None:
    budget = Budget(10)
    budget.count(0.0)
    budget.count(1.0, planned=False)
    assert budget.planned(1.0) == 1
    assert budget.left(1.0) == 8
    assert budget.planned(60.0) == 0


def test_each_complaint_halves_it_down_to_a_floor_and_each_minute_gives_a_tenth_back() -> None:
    budget = Budget(60)
    limits = []
    for _ in range(5):
        budget.shrink(0.0)
        limits.append(budget.limit)
    assert limits == [30, 15, 7, FLOOR, FLOOR]
    budget.recover(RECOVERS_AFTER - 1)
    assert budget.limit == FLOOR
    budget.recover(RECOVERS_AFTER)
    assert budget.limit == FLOOR + 6
    budget.recover(RECOVERS_AFTER * 100)
    assert budget.limit == 60


def test_a_budget_below_the_floor_is_never_raised_by_a_complaint() -> None:
    budget = Budget(2)
    budget.shrink(0.0)
    assert budget.limit == 2
    assert Budget(0).limit == 1


async def test_a_metered_source_lets_a_request_out_when_the_minute_allows_it_and_tells_meanwhile() -> None:
    client, clock, told = FakeClient(), FakeClock(), list[float]()
    source = Metered(client, Budget(1), clock, told.append)
    await source.list_sessions(0, 3, date(2025, 9, 29))
    task = asyncio.ensure_future(source.get_session("RM_1"))
    await settle()
    assert client.recent() == ["list 0"]
    assert told == [60]
    await clock.advance(60)
    assert client.recent() == ["RM_1"]
    assert told == [60, 0]
    await task
