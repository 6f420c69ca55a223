"""Switching to another project, also while a call of the one before hangs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.driving import app_of, loaded, opened, screen_text, sessions, until, words
from support.simulated import AppFactory, SimulatedApps, StandingClock

from lktui.demo.server import DemoServer
from lktui.demo.world import World
from lktui.errors import ConfigError
from lktui.tui.project_watch import ProjectWatch
from lktui.tui.screens.note import NoteScreen
from lktui.tui.screens.projects import ProjectsScreen
from lktui.tui.screens.sessions import SessionsScreen
from lktui.view.project import ProjectChoice

BROKEN = ProjectChoice("broken", "lk's file", problem="no key and secret, and no token")


@pytest.fixture
def other(clock: StandingClock) -> Iterator[DemoServer]:
    with DemoServer(World(seed=8, sessions=50), clock=clock.now) as running:
        yield running


class Found:
    """Two projects that can be watched, and one that can't."""

    def __init__(self, *servers: DemoServer, clock: StandingClock) -> None:
        self.servers = {server.project_id: server for server in servers}
        self.clock = clock
        self.problem: ConfigError | None = None

    def choices(self) -> list[ProjectChoice]:
        return [*(ProjectChoice("simulated project", "config.toml", key) for key in self.servers), BROKEN]

    def watch(self, choice: ProjectChoice) -> ProjectWatch:
        if self.problem is not None:
            raise self.problem
        return SimulatedApps(self.servers[choice.project_id], self.clock)().watched


@pytest.fixture
def found(server: DemoServer, other: DemoServer, clock: StandingClock) -> Found:
    return Found(server, other, clock=clock)


async def test_another_project_is_watched_from_its_beginning(
    make_app: AppFactory, found: Found, server: DemoServer, other: DemoServer
) -> None:
    app = make_app(projects=found)
    async with app.run_test(size=(140, 30)) as pilot:
        await loaded(pilot)
        before = set(sessions(app).keys)
        await pilot.press("P")
        await until(pilot, lambda: isinstance(app.screen, ProjectsScreen), "the list")
        assert "no key and secret" in screen_text(app)
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.project.project_id == other.project_id, "the switch")
        await loaded(pilot)
        assert other.project_id in words(app, "title")
        assert not before & set(sessions(app).keys)
        await pilot.press("P", "up", "enter")
        await until(pilot, lambda: app.project.project_id == server.project_id, "the way back")
        await loaded(pilot)
        assert set(sessions(app).keys) == before


async def test_a_call_that_hangs_is_not_waited_for(
    make_app: AppFactory, found: Found, server: DemoServer, other: DemoServer
) -> None:
    server.faults.add("hang")
    app = make_app(projects=found)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.monitor.state.polling_since is not None, "the call that hangs")
        await pilot.press("P", "down", "enter")
        await until(pilot, lambda: app.project.project_id == other.project_id, "the switch")
        await loaded(pilot)


async def test_from_a_session_the_table_of_the_other_project_comes(make_app: AppFactory, found: Found) -> None:
    app = make_app(projects=found)
    async with app.run_test(size=(100, 30)) as pilot:
        await loaded(pilot)
        await opened(pilot)
        await pilot.press("P", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, SessionsScreen), "the table")
        await loaded(pilot)
        assert app.monitor.state.open is None


async def test_a_project_that_cannot_be_used_after_all_says_why_and_the_other_one_stays(
    make_app: AppFactory, found: Found, server: DemoServer
) -> None:
    app = make_app(projects=found)
    found.problem = ConfigError("config.toml: line 3: not TOML", "Mend that line.")
    async with app.run_test(size=(100, 30)) as pilot:
        await loaded(pilot)
        await pilot.press("P", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, NoteScreen) and "Mend that line" in screen_text(app), "why")
        await pilot.press("escape")
        assert app.project.project_id == server.project_id


async def test_where_there_is_no_other_project_it_says_so(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(100, 30)) as pilot:
        await loaded(pilot)
        await pilot.press("P")
        await until(pilot, lambda: "no other project" in words(app_of(pilot), "status"), "the words")
