"""What the tests of screens need: the simulated project, its clock, and the application on top of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.idle import keys_are_done_when_the_loop_says_so
from support.simulated import AppFactory, SimulatedApps, StandingClock

from lktui.demo.server import DemoServer
from lktui.demo.world import World

__all__ = ["clock", "keys_are_done_when_the_loop_says_so", "make_app", "server"]


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def server(clock: StandingClock) -> Iterator[DemoServer]:
    with DemoServer(World(seed=7, sessions=400), clock=clock.now) as running:
        yield running


@pytest.fixture
def make_app(server: DemoServer, clock: StandingClock) -> AppFactory:
    return SimulatedApps(server, clock)
