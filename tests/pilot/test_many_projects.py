"""The sessions of two projects in one table: whose they are, what can be asked of them, and what fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from support.driving import app_of, loaded, opened, refreshed, screen_lines, screen_text, sessions, until, words
from support.simulated import SimulatedApps, StandingClock, several_apps
from textual.pilot import Pilot

from lktui.demo.server import DemoServer
from lktui.demo.world import World
from lktui.tui.app import LktuiApp
from lktui.tui.project_watch import ProjectWatch
from lktui.tui.screens.columns import ColumnsScreen
from lktui.tui.screens.find import FindScreen
from lktui.tui.screens.projects import ProjectsScreen
from lktui.tui.screens.sessions import SessionsScreen
from lktui.tui.screens.sort import SortScreen
from lktui.tui.screens.time_range import TimeRangeScreen
from lktui.view.project import ProjectChoice

BOTH = {"prod", "dev"}


@pytest.fixture
def servers(server: DemoServer, clock: StandingClock) -> Iterator[dict[str, DemoServer]]:
    with DemoServer(World(seed=8, sessions=300), clock=clock.now) as other:
        yield {"prod": server, "dev": other}


class Each:
    """What `P` offers: either of them."""

    def __init__(self, servers: Mapping[str, DemoServer], clock: StandingClock) -> None:
        self._servers = servers
        self._clock = clock

    def choices(self) -> list[ProjectChoice]:
        return [ProjectChoice(name, "config.toml", server.project_id) for name, server in self._servers.items()]

    def watch(self, choice: ProjectChoice) -> ProjectWatch:
        return SimulatedApps(self._servers[choice.name], self._clock)().watched


@pytest.fixture
def app(servers: dict[str, DemoServer], clock: StandingClock) -> LktuiApp:
    return several_apps(servers, clock, Each(servers, clock))


def shown(app: LktuiApp) -> set[str]:
    return {row.session.project for row in sessions(app).rows}


async def whole(pilot: Pilot[int]) -> None:
    app = app_of(pilot)
    await until(pilot, lambda: app.monitor.state.fetched_at is not None and shown(app) == BOTH, "both projects")


async def test_the_table_has_a_column_of_projects_and_the_title_says_how_many(app: LktuiApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await whole(pilot)
        assert shown(app) == BOTH
        assert "2 projects  prod, dev" in words(app, "title")
        head = next(line for line in screen_text(app).splitlines() if "room" in line and "people" in line)
        assert "project" in head
        moments = [row.session.created_at for row in sessions(app).rows]
        assert moments == sorted(moments, key=lambda moment: moment.timestamp() if moment else 0, reverse=True)


async def test_the_cursor_begins_on_the_newest_of_all_whichever_project_answers_first(
    app: LktuiApp, servers: dict[str, DemoServer]
) -> None:
    servers["prod"].faults.add("list:slow=0.3")  # it has the newest one
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: shown(app) == {"dev"}, "the one that is quick")
        await whole(pilot)
        assert sessions(app).rows[0].session.project == "prod"
        assert sessions(app).selected_key == sessions(app).keys[0]


async def test_they_are_filtered_and_sorted_by_project(app: LktuiApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await whole(pilot)
        await pilot.press("slash", *"project:DE", "enter")
        await until(pilot, lambda: shown(app) == {"dev"}, "one project alone")
        await pilot.press("escape", "s")
        await until(pilot, lambda: isinstance(app.screen, SortScreen), "the list")
        await pilot.press("home", "enter")
        await until(pilot, lambda: "project▴" in screen_text(app), "the order")
        assert sessions(app).rows[0].session.project == "dev"
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, ColumnsScreen), "the columns")
        assert "✓ project" in screen_text(app)


async def test_a_page_follows_the_other(app: LktuiApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await whole(pilot)
        first = [row.session for row in sessions(app).rows]
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: app.monitor.state.shown.page == 1, "the second page")
        await until(pilot, lambda: sessions(app).rows[0].session not in first, "its rows")
        second = [row.session for row in sessions(app).rows]
        assert {one.project for one in second} == BOTH
        assert first[-1].created_at is not None
        assert second[0].created_at is not None
        assert second[0].created_at <= first[-1].created_at


async def test_a_session_opens_from_the_project_that_has_it_and_leads_to_its_dashboard(
    app: LktuiApp, servers: dict[str, DemoServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    monkeypatch.setattr(LktuiApp, "copy", lambda _app, content, _what: copied.append(content))
    async with app.run_test(size=(120, 30)) as pilot:
        await whole(pilot)
        for name, server in servers.items():
            row = next(row for row in sessions(app).rows if row.session.project == name)
            sessions(app).select(row.session.session_id)
            await opened(pilot)
            await pilot.press("Y", "backspace")
            await until(pilot, lambda: isinstance(app.screen, SessionsScreen), "the table")
            assert copied.pop().endswith(f"/projects/{server.project_id}/sessions/{row.session.session_id}")


async def test_sessions_of_two_projects_with_the_same_id_are_told_apart(clock: StandingClock) -> None:
    world = World(seed=8, sessions=300)
    with DemoServer(world, clock=clock.now) as prod, DemoServer(world, clock=clock.now) as dev:
        app = several_apps({"prod": prod, "dev": dev}, clock, Each({"prod": prod, "dev": dev}, clock))
        async with app.run_test(size=(120, 30)) as pilot:
            await whole(pilot)
            for project in BOTH:
                row = next(row for row in sessions(app).rows if row.session.project == project)
                sessions(app).select(row.session.session_id)
                await opened(pilot)
                assert screen_lines(app)[1].split()[-2:] == [row.session.room_name, project]
                await pilot.press("backspace")
                await until(pilot, lambda: isinstance(app.screen, SessionsScreen), "the table")
                assert sessions(app).selected == row


async def test_a_project_that_fails_is_named_with_the_reason_and_the_others_go_on(
    app: LktuiApp, servers: dict[str, DemoServer], clock: StandingClock
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await whole(pilot)
        before = {row.session.session_id for row in sessions(app).rows if row.session.project == "dev"}
        servers["dev"].faults.add("bad-key")
        clock.advance(seconds=30)
        await refreshed(pilot)
        await until(pilot, lambda: "dev: " in words(app, "banner"), "the banner")
        assert "Its sessions are of 14:00" in words(app, "banner")
        assert "updated" in words(app, "status")
        assert before & {row.session.session_id for row in sessions(app).rows}
        servers["dev"].faults.clear()
        clock.advance(seconds=30)
        await refreshed(pilot)
        await until(pilot, lambda: not app.monitor.state.failing, "the recovery")
        assert not words(app, "banner") or not app.screen.query_one("#banner").display
        await pilot.press("e")
        await until(
            pilot,
            lambda: any("dev " in line and "polling works again" in line for line in screen_lines(app)),
            "the feed",
        )


async def test_where_none_answers_it_says_so_and_why(app: LktuiApp, servers: dict[str, DemoServer]) -> None:
    for server in servers.values():
        server.faults.add("bad-key")
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: "No project answers." in screen_text(app), "the words")
        await until(
            pilot, lambda: all(f"{name}: " in words(app, "banner") for name in ("prod", "dev")), "the reason of each"
        )


async def test_one_of_them_is_watched_alone(app: LktuiApp, servers: dict[str, DemoServer]) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await whole(pilot)
        await pilot.press("P")
        await until(pilot, lambda: isinstance(app.screen, ProjectsScreen), "the list")
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.project.project_id == servers["dev"].project_id, "the switch")
        await loaded(pilot)
        assert shown(app_of(pilot)) == {""}
        assert not app.watched.many


async def test_what_was_seen_is_looked_at_with_its_projects(app: LktuiApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await whole(pilot)
        app.watched.archive.start()
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, TimeRangeScreen), "the ranges")
        await pilot.press("end", "enter")
        await until(pilot, lambda: app.state.archived is not None, "what was kept")
        await until(pilot, lambda: shown(app) == BOTH, "both projects")


async def test_events_are_told_with_their_project(app: LktuiApp, servers: dict[str, DemoServer]) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await whole(pilot)
        servers["dev"].faults.add("server-error")
        app.monitor.refresh()
        await until(pilot, lambda: bool(app.monitor.state.failing), "the failure")
        await pilot.press("e")
        await until(pilot, lambda: "poll failed" in screen_text(app), "the event")
        lines = screen_lines(app)
        head = next(line for line in lines if " seen  project " in line)
        line = next(line for line in lines if "poll failed" in line)
        assert line.index("dev") == head.index("project")


async def test_who_is_found_is_told_with_the_project(app: LktuiApp) -> None:
    async with app.run_test(size=(140, 30)) as pilot:
        await whole(pilot)
        await pilot.press("F", "e")
        await until(pilot, lambda: isinstance(app.screen, FindScreen), "the search")
        screen = app.screen
        assert isinstance(screen, FindScreen)
        await pilot.press("enter")
        await until(pilot, lambda: bool(screen.rows), "somebody")
        row = screen.rows[0]
        known = app.monitor.state.catalog.get(row.appearance.session.session_id)
        assert known is not None
        assert row.project == known.project
        assert row.project in screen_text(app)
        assert "project" in next(line for line in screen_text(app).splitlines() if "identity" in line)
