"""The looks of the screens at the sizes that people have; `pytest --snapshot-update` after a wanted change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC
from pathlib import Path
from typing import Protocol

import pytest
from support.driving import app_of, loaded, opened, refreshed, sessions, until
from support.simulated import MOMENT, SimulatedApps, StandingClock, several_apps
from textual.app import App
from textual.pilot import Pilot

from lktui.analysis.alerts import Alert
from lktui.analysis.filter import parse
from lktui.demo.server import DemoServer
from lktui.demo.world import World
from lktui.monitor.state import Hunt
from lktui.tui.screens.bundle import BundleScreen
from lktui.tui.screens.find import FindScreen

SIZES = [(60, 20), (80, 24), (120, 40), (200, 50)]
WORLD = World(seed=7, sessions=4000)


class SnapCompare(Protocol):
    def __call__(
        self, app: App[int], *, terminal_size: tuple[int, int], run_before: Callable[[Pilot[int]], Awaitable[None]]
    ) -> bool: ...


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with DemoServer(WORLD, clock=lambda: MOMENT) as running:
        yield running


@pytest.fixture
def apps(server: DemoServer) -> SimulatedApps:
    return SimulatedApps(server, StandingClock())


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_sessions(snap_compare: SnapCompare, apps: SimulatedApps, size: tuple[int, int]) -> None:
    async def select(pilot: Pilot[int]) -> None:
        await loaded(pilot)
        await pilot.press("down", "down", "down")

    assert snap_compare(apps(), terminal_size=size, run_before=select)


def test_many_projects(snap_compare: SnapCompare) -> None:
    clock = StandingClock()
    with (
        DemoServer(WORLD, clock=clock.now) as prod,
        DemoServer(World(seed=8, sessions=700), clock=clock.now) as staging,
        DemoServer(World(seed=9, sessions=300), clock=clock.now) as dev,
    ):
        app = several_apps({"prod": prod, "staging": staging, "dev": dev}, clock)

        async def fail(pilot: Pilot[int]) -> None:
            await loaded(pilot)
            dev.faults.add("bad-key")
            clock.advance(minutes=2)
            await refreshed(pilot)
            await until(pilot, lambda: bool(app.monitor.state.failing), "the failure")
            await pilot.press("down", "down")

        assert snap_compare(app, terminal_size=(120, 40), run_before=fail)


def test_alerts(snap_compare: SnapCompare, server: DemoServer) -> None:
    clock = StandingClock()
    watched = (("recording nobody", "egress:active people=0"), ("long call", "active duration>30m"))
    alerts = tuple(Alert(name, parse(text, zone=UTC)) for name, text in watched)

    async def walk(pilot: Pilot[int]) -> None:
        await loaded(pilot)
        clock.advance(minutes=6)
        await refreshed(pilot)
        await pilot.press("exclamation_mark")
        await pilot.pause()

    assert snap_compare(SimulatedApps(server, clock)(alerts=alerts), terminal_size=(80, 24), run_before=walk)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_session(snap_compare: SnapCompare, apps: SimulatedApps, size: tuple[int, int]) -> None:
    async def drill_down(pilot: Pilot[int]) -> None:
        await loaded(pilot)
        sessions(app_of(pilot)).select(WORLD.incidents(int(MOMENT.timestamp()))["drop"])
        await opened(pilot)
        await pilot.press("down")

    assert snap_compare(apps(), terminal_size=size, run_before=drill_down)


@pytest.mark.parametrize("size", [(60, 20), (200, 50)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_findings(snap_compare: SnapCompare, apps: SimulatedApps, size: tuple[int, int]) -> None:
    async def unfold(pilot: Pilot[int]) -> None:
        await loaded(pilot)
        sessions(app_of(pilot)).select(WORLD.incidents(int(MOMENT.timestamp()))["drop"])
        await opened(pilot)
        await pilot.press("5", "right")

    assert snap_compare(apps(), terminal_size=size, run_before=unfold)


def test_bundle(
    snap_compare: SnapCompare, apps: SimulatedApps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))

    async def hand_over(pilot: Pilot[int]) -> None:
        await loaded(pilot)
        sessions(app_of(pilot)).select(WORLD.incidents(int(MOMENT.timestamp()))["drop"])
        await pilot.press("B")
        await until(pilot, lambda: isinstance(pilot.app.screen, BundleScreen), "the bundle")

    assert snap_compare(apps(), terminal_size=(80, 24), run_before=hand_over)


@pytest.mark.parametrize("view", ["participants", "joins", "events", "findings", "raw"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_view_of_session(snap_compare: SnapCompare, apps: SimulatedApps, size: tuple[int, int], view: str) -> None:
    async def look(pilot: Pilot[int]) -> None:
        await loaded(pilot)
        sessions(app_of(pilot)).select(WORLD.incidents(int(MOMENT.timestamp()))["storm"])
        await opened(pilot)
        await pilot.press(
            "end", {"participants": "2", "joins": "3", "events": "4", "findings": "5", "raw": "6"}[view], "down"
        )

    assert snap_compare(apps(), terminal_size=size, run_before=look)


@pytest.mark.parametrize("name", ["storm", "flapping", "poor", "alone"])
def test_timeline(snap_compare: SnapCompare, apps: SimulatedApps, name: str) -> None:
    async def zoom(pilot: Pilot[int]) -> None:
        await loaded(pilot)
        sessions(app_of(pilot)).select(WORLD.incidents(int(MOMENT.timestamp()))[name])
        screen = await opened(pilot)
        busiest = max(screen.views.timeline.attended.people, key=lambda person: person.joins)
        screen.views.timeline.select(busiest.key)
        await pilot.press("right_square_bracket", "right_square_bracket", "right_square_bracket", "plus")

    assert snap_compare(apps(), terminal_size=(80, 24), run_before=zoom)


@pytest.mark.parametrize("fault", ["bad-key", "plan", "server-error", "hostile-names"])
def test_trouble(snap_compare: SnapCompare, apps: SimulatedApps, server: DemoServer, fault: str) -> None:
    server.faults.add(fault)

    async def shown(pilot: Pilot[int]) -> None:
        state = app_of(pilot).monitor
        await until(pilot, lambda: state.state.error is not None or state.state.fetched_at is not None, "an answer")
        await pilot.pause()

    assert snap_compare(apps(), terminal_size=(80, 24), run_before=shown)


@pytest.mark.parametrize("theme", ["lktui-dark", "lktui-light", "lktui-ansi", "textual-light"])
def test_stale(snap_compare: SnapCompare, server: DemoServer, theme: str) -> None:
    clock = StandingClock()

    async def wait(pilot: Pilot[int]) -> None:
        await loaded(pilot)
        server.faults.add("bad-key")
        await pilot.press("r")
        await until(pilot, lambda: app_of(pilot).monitor.state.error is not None, "the failure")
        clock.advance(seconds=150)
        await until(pilot, lambda: pilot.app.screen.has_class("stale"), "the tint")
        await pilot.pause()

    app = SimulatedApps(server, clock)(theme=theme, refresh=60)
    assert snap_compare(app, terminal_size=(80, 24), run_before=wait)


@pytest.mark.parametrize("theme", ["lktui-light", "lktui-ansi", "textual-dark"])
def test_frozen_in_a_theme(snap_compare: SnapCompare, apps: SimulatedApps, theme: str) -> None:
    async def freeze(pilot: Pilot[int]) -> None:
        await loaded(pilot)
        await pilot.press("down", "down", "f")
        await pilot.pause()

    assert snap_compare(apps(theme=theme), terminal_size=(110, 24), run_before=freeze)


def test_choosing_a_theme(snap_compare: SnapCompare, apps: SimulatedApps) -> None:
    async def choose(pilot: Pilot[int]) -> None:
        await loaded(pilot)
        await pilot.press("T", "down")
        await until(pilot, lambda: app_of(pilot).theme == "lktui-light", "the second theme")
        await pilot.pause()

    assert snap_compare(apps(), terminal_size=(80, 24), run_before=choose)


@pytest.mark.parametrize(
    ("size", "theme", "ascii_only"),
    [
        ((60, 20), "lktui-dark", False),
        ((80, 24), "lktui-dark", False),
        ((120, 40), "lktui-dark", False),
        ((300, 80), "lktui-light", False),
        ((100, 30), "lktui-ansi", True),
    ],
    ids=["60x20", "80x24", "120x40", "300x80", "ascii"],
)
def test_wall(snap_compare: SnapCompare, *, size: tuple[int, int], theme: str, ascii_only: bool) -> None:
    clock = StandingClock()
    watched = (("recording nobody", "egress:active people=0"), ("long call", "active duration>30m"))
    alerts = tuple(Alert(name, parse(text, zone=UTC)) for name, text in watched)

    async def watch(pilot: Pilot[int]) -> None:
        await loaded(pilot)
        await pilot.press("W")
        for _ in range(8):
            clock.advance(seconds=45)
            await refreshed(pilot)
        clock.advance(seconds=10)
        await pilot.pause(1.2)
        await pilot.pause()

    with DemoServer(WORLD, clock=clock.now) as server:
        app = SimulatedApps(server, clock)(alerts=alerts, theme=theme, ascii_only=ascii_only)
        assert snap_compare(app, terminal_size=size, run_before=watch)


def test_stale_wall(snap_compare: SnapCompare, server: DemoServer) -> None:
    clock = StandingClock()

    async def wait(pilot: Pilot[int]) -> None:
        await loaded(pilot)
        await pilot.press("W")
        server.faults.add("bad-key")
        await pilot.press("r")
        await until(pilot, lambda: app_of(pilot).monitor.state.error is not None, "the failure")
        clock.advance(seconds=150)
        await until(pilot, lambda: pilot.app.screen.has_class("stale"), "the tint")
        await pilot.pause()

    assert snap_compare(SimulatedApps(server, clock)(refresh=60), terminal_size=(80, 24), run_before=wait)


def test_ascii(snap_compare: SnapCompare, apps: SimulatedApps) -> None:
    async def choose(pilot: Pilot[int]) -> None:
        await loaded(pilot)
        await pilot.press("t")

    assert snap_compare(apps(ascii_only=True), terminal_size=(80, 24), run_before=choose)


@pytest.mark.parametrize(("size", "typed"), [((60, 20), ""), ((80, 24), ""), ((80, 24), "page")])
def test_help(snap_compare: SnapCompare, apps: SimulatedApps, size: tuple[int, int], typed: str) -> None:
    async def ask(pilot: Pilot[int]) -> None:
        await loaded(pilot)
        await pilot.press("question_mark", *typed)
        await pilot.pause()

    assert snap_compare(apps(), terminal_size=size, run_before=ask)


def test_time_range(snap_compare: SnapCompare, apps: SimulatedApps) -> None:
    async def choose(pilot: Pilot[int]) -> None:
        await loaded(pilot)
        await pilot.press("t")

    assert snap_compare(apps(), terminal_size=(80, 24), run_before=choose)


def test_export(snap_compare: SnapCompare, apps: SimulatedApps) -> None:
    async def ask(pilot: Pilot[int]) -> None:
        await loaded(pilot)
        await pilot.press("x", "down")
        await pilot.pause()

    assert snap_compare(apps(), terminal_size=(80, 24), run_before=ask)


@pytest.mark.parametrize("line", ["", "range", "sessions active peple>3"])
@pytest.mark.parametrize("size", [(60, 20), (80, 24)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_palette(snap_compare: SnapCompare, apps: SimulatedApps, size: tuple[int, int], line: str) -> None:
    async def ask(pilot: Pilot[int]) -> None:
        await loaded(pilot)
        await pilot.press("colon", *line)
        await pilot.pause()

    assert snap_compare(apps(), terminal_size=size, run_before=ask)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_find(snap_compare: SnapCompare, apps: SimulatedApps, size: tuple[int, int]) -> None:
    async def find(pilot: Pilot[int]) -> None:
        await loaded(pilot)
        await pilot.press("F", *"ma")
        app = app_of(pilot)
        screen = app.screen
        assert isinstance(screen, FindScreen)
        await until(pilot, lambda: screen.unread is not None and not screen._waiting, "the archive's answer")
        await pilot.press("enter")
        await until(pilot, lambda: app.monitor.state.hunt == Hunt(20, 20), "the end of looking")
        await until(pilot, lambda: len(screen._hunted) == 20, "all that was found")
        await pilot.press("down")
        await pilot.pause()

    assert snap_compare(apps(page_size=20), terminal_size=size, run_before=find)
