"""Makes the pictures in screenshots/ from the simulated project: `python tests/make_screenshots.py`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from support.driving import loaded, opened, refreshed, screen_text, sessions, until
from support.simulated import MOMENT, SimulatedApps, StandingClock

from lktui.demo.server import DemoServer
from lktui.demo.world import World

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from lktui.tui.app import LktuiApp

FOLDER = Path(__file__).parent.parent / "screenshots"
SEED, SESSIONS = 7, 4000


def save(app: LktuiApp, name: str) -> None:
    """Writes what is on the screen, with nothing that differs from one making to the next."""
    (FOLDER / f"{name}.svg").write_text(app.export_screenshot(title="lktui"), encoding="utf-8")


async def tour(apps: SimulatedApps, clock: StandingClock, drop: str) -> None:
    """The table, the session in which several people were thrown out, who one of them is, and the wall."""
    app = apps(ask_rooms=True)
    async with app.run_test(size=(120, 34)) as pilot:
        await loaded(pilot)
        await watched_for_a_while(pilot, clock)
        await pilot.press(*["down"] * 4)
        save(app, "sessions")
        sessions(app).select(drop)
        await opened(pilot)
        await pilot.press("down", "down")
        save(app, "session")
        await pilot.press("5", "right")
        await pilot.pause()
        save(app, "findings")
        await pilot.press("escape", "F", *"er")
        await until(pilot, lambda: "oliver" in screen_text(app), "people of such a name")
        save(app, "find")


async def in_light(apps: SimulatedApps, clock: StandingClock) -> None:
    app = apps(theme="lktui-light")
    async with app.run_test(size=(120, 34)) as pilot:
        await loaded(pilot)
        await watched_for_a_while(pilot, clock)
        await pilot.press(*["down"] * 4)
        save(app, "sessions-light")
        await pilot.press("W")
        await pilot.pause()
        save(app, "wall-light")


async def watched_for_a_while(pilot: Pilot[int], clock: StandingClock) -> None:
    """So that the strip has something to tell."""
    for _ in range(12):
        clock.advance(seconds=20)
        await refreshed(pilot)


async def make() -> None:
    clock = StandingClock()
    world = World(seed=SEED, sessions=SESSIONS)
    with DemoServer(world, clock=clock.now) as server:
        apps = SimulatedApps(server, clock)
        await tour(apps, clock, world.incidents(int(MOMENT.timestamp()))["drop"])
        await in_light(apps, clock)


if __name__ == "__main__":
    asyncio.run(make())
