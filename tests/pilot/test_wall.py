"""W: big numbers for a monitor across the room."""

from __future__ import annotations

import pytest
from support.driving import app_of, loaded, opened, refreshed, screen_text, sessions, until
from support.simulated import AppFactory, StandingClock
from textual.pilot import Pilot

from lktui.tui.screens.session import SessionScreen
from lktui.tui.screens.sessions import SessionsScreen
from lktui.tui.screens.wall import WallScreen


def on_wall(pilot: Pilot[int]) -> bool:
    return isinstance(app_of(pilot).screen, WallScreen)


@pytest.mark.parametrize("key", ["W", "escape"])
async def test_w_opens_it_and_leads_back_to_the_same_row(make_app: AppFactory, key: str) -> None:
    async with make_app().run_test(size=(120, 30)) as pilot:
        await loaded(pilot)
        await pilot.press("down", "down")
        selected = sessions(app_of(pilot)).selected_key
        await pilot.press("W")
        assert on_wall(pilot)
        await pilot.press(key)
        assert isinstance(app_of(pilot).screen, SessionsScreen)
        assert sessions(app_of(pilot)).selected_key == selected


async def test_it_goes_back_to_the_session_that_it_was_opened_from(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 30)) as pilot:
        await loaded(pilot)
        await opened(pilot)
        await pilot.press("W", "W")
        assert isinstance(app_of(pilot).screen, SessionScreen)


async def test_q_quits_from_it(make_app: AppFactory) -> None:
    app = make_app()
    async with app.run_test(size=(120, 30)) as pilot:
        await loaded(pilot)
        await pilot.press("W", "q")
        await pilot.pause()
    assert app.return_code == 0


async def test_lktui_can_begin_on_it(make_app: AppFactory) -> None:
    async with make_app(wall=True).run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: on_wall(pilot) and "active sessions" in screen_text(app_of(pilot)), "the wall")


async def test_what_happens_comes_up_by_itself(make_app: AppFactory, clock: StandingClock) -> None:
    async with make_app().run_test(size=(120, 30)) as pilot:
        await loaded(pilot)
        await pilot.press("W")
        assert "Nothing has happened yet" in screen_text(app_of(pilot))
        clock.advance(minutes=20)
        await refreshed(pilot)
        assert "began" in screen_text(app_of(pilot)) or "ended" in screen_text(app_of(pilot))


async def test_hidden_names_are_hidden_on_it(make_app: AppFactory, clock: StandingClock) -> None:
    async with make_app(privacy=True).run_test(size=(120, 30)) as pilot:
        await loaded(pilot)
        await pilot.press("W")
        clock.advance(minutes=20)
        await refreshed(pilot)
        feed = app_of(pilot).watched.observation.feed
        assert feed.events
        assert not [event.room for event in feed.events if event.room and event.room in screen_text(app_of(pilot))]
