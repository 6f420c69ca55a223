"""What the tests of screens need: the simulated project, its clock, and the application on top of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta

import pytest
from support.simulated import AppFactory, StandingClock

from lktui.api.auth import MintedTokens
from lktui.api.client import AnalyticsClient, Limits
from lktui.demo.server import DemoServer
from lktui.demo.world import World
from lktui.monitor.monitor import Monitor
from lktui.tui.app import LktuiApp
from lktui.view.project import Project
from lktui.view.times import Zone


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def server(clock: StandingClock) -> Iterator[DemoServer]:
    with DemoServer(World(seed=7, sessions=400), clock=clock.now) as running:
        yield running


@pytest.fixture
def make_app(server: DemoServer, clock: StandingClock) -> AppFactory:
    def make(*, page_size: int = 100, refresh: float = 0.0, warnings: tuple[str, ...] = ()) -> LktuiApp:
        tokens = MintedTokens(server.api_key, server.api_secret, ttl=timedelta(minutes=10), now=clock.now)
        client = AnalyticsClient(
            server.project_id, tokens, server_url=server.url, limits=Limits(read=0.5, total=1.0), now=clock.now
        )
        monitor = Monitor(client, refresh=refresh, page_size=page_size, clock=clock)
        project = Project("simulated project", server.project_id, "http://simulated")
        return LktuiApp(monitor, project, zone=Zone(UTC), warnings=warnings, now=clock.now)

    return make
