"""Makes the pictures in screenshots/ from the simulated project: `python tests/make_screenshots.py`."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from support.driving import app_of, loaded, opened, refreshed, screen_text, sessions, until
from support.simulated import MOMENT, EvenSteps, SimulatedApps, StandingClock, several_apps

from lktui.analysis.alerts import Alert
from lktui.analysis.filter import parse
from lktui.demo.server import DemoServer
from lktui.demo.world import World
from lktui.tui.themes import DARK, LIGHT
from lktui.view.project import ProjectChoice

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.pilot import Pilot

    from lktui.tui.app import LktuiApp
    from lktui.tui.project_watch import ProjectWatch

FOLDER = Path(__file__).parent.parent / "screenshots"
WIDE, NARROW, SMALL = (132, 34), (80, 24), (96, 20)
POLLS = 60.0  # seconds
WORLD = World(seed=7, sessions=4000)
OTHERS = {"staging": World(seed=8, sessions=700), "dev": World(seed=9, sessions=300)}
ALERTS = (Alert("recording nobody", parse("egress:active people=0", zone=None)),)


class MovedClock(StandingClock):
    """Also what is counted a minute counts by it."""

    def monotonic(self) -> float:
        return self.moment.timestamp()

    def steps(self) -> Callable[[], float]:
        """The same, a little later with each call."""
        steps = EvenSteps()
        return lambda: self.monotonic() + steps()


class Pictures:
    """Those of one theme; each moment that they show is the same in every making."""

    def __init__(self, theme: str) -> None:
        self._theme = theme
        self._ending = "" if theme == DARK.name else "-light"

    def save(self, app: LktuiApp, name: str) -> None:
        """Writes what is on the screen."""
        svg = app.export_screenshot(title="lktui")
        (FOLDER / f"{name}{self._ending}.svg").write_text(svg, encoding="utf-8")

    async def make(self) -> None:
        await self._with_the_table(self._table)
        await self._with_the_table(self._incident)
        await self._with_the_table(self._dialogs, SMALL)
        await self._with_the_table(self._narrow, NARROW)
        await self._many_projects()

    async def _with_the_table(
        self, doing: Callable[[Pilot[int], MovedClock], Awaitable[None]], size: tuple[int, int] = WIDE
    ) -> None:
        clock = MovedClock()
        with DemoServer(WORLD, clock=clock.now) as server:
            app = SimulatedApps(server, clock, max_sessions=5000, steps=clock.steps)(
                refresh=POLLS, ask_rooms=True, theme=self._theme, alerts=ALERTS
            )
            async with app.run_test(size=size) as pilot:
                await loaded(pilot)
                await until(pilot, lambda: app.monitor.state.catalog.complete, "the whole range")
                for _ in range(12):  # so that the strip has something to tell
                    clock.advance(seconds=POLLS)
                    await refreshed(pilot)
                await doing(pilot, clock)

    async def _table(self, pilot: Pilot[int], _clock: MovedClock) -> None:
        app = app_of(pilot)
        await pilot.press(*["down"] * 4)
        self.save(app, "sessions")
        await pilot.press("slash", *"active people>2 in>50MB")
        await pilot.pause()
        self.save(app, "filter")
        await pilot.press("escape", "e")
        await pilot.pause()
        self.save(app, "feed")
        await pilot.press("escape", "W")
        await pilot.pause()
        self.save(app, "wall")

    async def _incident(self, pilot: Pilot[int], clock: MovedClock) -> None:
        """The session in which several people were thrown out, and who one of them is."""
        app = app_of(pilot)
        sessions(app).select(WORLD.incidents(int(MOMENT.timestamp()))["drop"])
        await opened(pilot)
        await pilot.press("5", "right")
        await pilot.pause()
        self.save(app, "findings")
        await pilot.press("enter")
        await pilot.pause()
        self.save(app, "timeline")
        await pilot.press("enter")
        await pilot.pause()
        self.save(app, "events")
        await pilot.press("2")
        await pilot.pause()
        self.save(app, "participants")
        await pilot.press("6", "slash", *"SWIFT", "enter")
        await pilot.pause()
        self.save(app, "raw")
        await pilot.press("escape", "1")
        for _ in range(24):  # so that there is somebody to find
            clock.advance(seconds=POLLS)
            await self._next_session(pilot)
        await pilot.press("escape", "F", *"er")
        await until(pilot, lambda: "people in" in screen_text(app), "people of such a name")
        self.save(app, "find")

    async def _next_session(self, pilot: Pilot[int]) -> None:
        app = app_of(pilot)
        before = app.monitor.state.open
        await pilot.press("n")

        def is_there() -> bool:
            shown = app.monitor.state.open
            return shown is not None and shown.detail is not None and shown.session_id != (before and before.session_id)

        await until(pilot, is_there, "the next session")

    async def _dialogs(self, pilot: Pilot[int], _clock: MovedClock) -> None:
        app = app_of(pilot)
        for key, typed, name in (
            ("ctrl+p", "ran", "palette"),
            ("question_mark", "sign", "help"),
            ("c", "", "columns"),
            ("t", "", "range"),
            ("x", "", "export"),
            ("T", "", "theme"),
        ):
            await pilot.press(key, *typed)
            await pilot.pause()
            self.save(app, name)
            await pilot.press("escape")
            await pilot.press("escape")

    async def _narrow(self, pilot: Pilot[int], _clock: MovedClock) -> None:
        await pilot.press(*["down"] * 4)
        self.save(app_of(pilot), "narrow")

    async def _many_projects(self) -> None:
        clock = MovedClock()
        with ExitStack() as stack:
            servers = {
                name: stack.enter_context(DemoServer(world, clock=clock.now))
                for name, world in {"prod": WORLD, **OTHERS}.items()
            }
            app = several_apps(servers, clock, Offered(servers), theme=self._theme)
            async with app.run_test(size=WIDE) as pilot:
                await loaded(pilot)
                for number in range(6):
                    clock.advance(seconds=POLLS)
                    if number == 4:
                        servers["dev"].faults.add("bad-key")
                    await refreshed(pilot)
                await pilot.press("down", "down")
                self.save(app, "all-projects")
                await pilot.press("P")
                await pilot.pause()
                self.save(app, "projects")


class Offered:
    """What `P` lists."""

    def __init__(self, servers: dict[str, DemoServer]) -> None:
        self._servers = servers

    def choices(self) -> list[ProjectChoice]:
        return [
            ProjectChoice(name, f"profile {name} of ~/.config/lktui/config.toml", server.project_id)
            for name, server in self._servers.items()
        ]

    def watch(self, choice: ProjectChoice) -> ProjectWatch:
        raise NotImplementedError(choice)


async def make() -> None:
    for theme in (DARK, LIGHT):
        await Pictures(theme.name).make()


if __name__ == "__main__":
    asyncio.run(make())
