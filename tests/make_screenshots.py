"""Makes the pictures in screenshots/ from the simulated project: `python tests/make_screenshots.py`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from support.driving import loaded, opened, refreshed, sessions
from support.simulated import MOMENT, SimulatedApps, StandingClock

from lktui.demo.server import DemoServer
from lktui.demo.world import World

if TYPE_CHECKING:
    from lktui.tui.app import LktuiApp

FOLDER = Path(__file__).parent.parent / "screenshots"
SEED, SESSIONS = 7, 4000


def save(app: LktuiApp, name: str) -> None:
    """Writes what is on the screen, with nothing that differs from one making to the next."""
    (FOLDER / f"{name}.svg").write_text(app.export_screenshot(title="lktui"), encoding="utf-8")


async def make() -> None:
    clock = StandingClock()
    world = World(seed=SEED, sessions=SESSIONS)
    with DemoServer(world, clock=clock.now) as server:
        apps = SimulatedApps(server, clock)
        app = apps()
        async with app.run_test(size=(120, 34)) as pilot:
            await loaded(pilot)
            for _ in range(12):  # so that the strip has something to tell
                clock.advance(seconds=20)
                await refreshed(pilot)
            await pilot.press(*["down"] * 4)
            save(app, "sessions")
            sessions(app).select(world.incidents(int(MOMENT.timestamp()))["drop"])
            await opened(pilot)
            await pilot.press("down", "down")
            save(app, "session")


if __name__ == "__main__":
    asyncio.run(make())
