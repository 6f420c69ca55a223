"""When to ask again."""

from __future__ import annotations

import asyncio
from datetime import UTC

import pytest

from lktui.monitor import schedule


@pytest.mark.parametrize(("failures", "most"), [(1, 2), (2, 4), (3, 8), (5, 32), (6, 60), (10_000, 60)])
def test_the_wait_is_drawn_from_all_of_a_growing_span_with_a_cap(failures: int, most: float) -> None:
    assert schedule.backoff(failures, 0.0) == schedule.SHORTEST_RETRY
    assert schedule.backoff(failures, 0.5) == most / 2
    assert schedule.backoff(failures, 0.999) == pytest.approx(most, rel=0.01)


def test_longer_and_shorter_go_through_the_steps_with_manual_at_the_long_end() -> None:
    up = [10.0]
    while up[-1]:
        up.append(schedule.longer(up[-1]))
    assert up == [10, 15, 30, 60, 120, 300, 600, 0]
    down = [0.0]
    while down[-1] != schedule.shorter(down[-1]):
        down.append(schedule.shorter(down[-1]))
    assert down == [0, 600, 300, 120, 60, 30, 15, 10, 5, 2]
    assert schedule.longer(0) == 0


def test_an_interval_of_ones_own_goes_to_the_nearest_step() -> None:
    assert schedule.longer(7) == 10
    assert schedule.shorter(7) == 5
    assert schedule.longer(1000) == 0


async def test_the_systems_clock_can_be_woken_and_runs_out() -> None:
    clock = schedule.SystemClock()
    woken = asyncio.Event()
    await clock.wait(woken, 0.0)
    woken.set()
    await clock.wait(woken, None)
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()
