"""Driving the application in tests: waiting for what should come, and reading what is on the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.pilot import Pilot

from lktui.tui.app import LktuiApp
from lktui.tui.screens.frame import FrameScreen
from lktui.tui.screens.session import SessionScreen
from lktui.tui.screens.sessions import SessionsScreen
from lktui.tui.widgets.cells import Lines
from lktui.tui.widgets.live_table import LiveTable
from lktui.view.sessions import SessionRow

LONG = 30.0  # seconds; only a failing test waits that long


def app_of(pilot: Pilot[int]) -> LktuiApp:
    assert isinstance(pilot.app, LktuiApp)
    return pilot.app


async def until(pilot: Pilot[int], holds: Callable[[], bool], what: str) -> None:
    """Lets the application run until something holds, and is on the screen."""
    try:
        async with asyncio.timeout(LONG):
            while not holds():
                await pilot.pause(0.01)
            await pilot.pause()
    except TimeoutError:
        message = f"never came: {what}\n{screen_text(app_of(pilot))}"
        raise AssertionError(message) from None


async def loaded(pilot: Pilot[int]) -> None:
    app = app_of(pilot)
    await until(pilot, lambda: app.monitor.state.fetched_at is not None and bool(sessions(app).rows), "sessions")


async def refreshed(pilot: Pilot[int]) -> None:
    """Presses r, and waits for the poll to end and to be shown."""
    app = app_of(pilot)
    await until(pilot, lambda: app.monitor.state.polling_since is None, "the end of the poll before")
    await pilot.press("r")
    await until(pilot, lambda: app.monitor.state.polling_since is None, "the end of the poll")
    await pilot.pause()


async def opened(pilot: Pilot[int]) -> SessionScreen:
    """Opens the selected session and waits for its participants."""
    app = app_of(pilot)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, SessionScreen), "the session screen")
    screen = app.screen
    assert isinstance(screen, SessionScreen)
    await until(pilot, lambda: bool(screen.views.people.participants.rows), "participants")
    return screen


def sessions(app: LktuiApp) -> LiveTable[SessionRow]:
    return next(screen for screen in app.screen_stack if isinstance(screen, SessionsScreen)).table


def line_of_selection(app: LktuiApp) -> int:
    """On which line of the screen the selected session stands."""
    return next(number for number, line in enumerate(screen_lines(app)) if line.startswith("▌"))


def screen_lines(app: LktuiApp) -> list[str]:
    """What is on the screen, line by line."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


def screen_text(app: LktuiApp) -> str:
    return "\n".join(screen_lines(app))


def words(app: LktuiApp, line: str) -> str:
    """What one of the frame's lines says: title, banner, status or keys."""
    frame = next(screen for screen in reversed(app.screen_stack) if isinstance(screen, FrameScreen))
    return frame.query_one(f"#{line}", Lines).plain()
