"""u switches between UTC and the local zone, on every screen at once."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from support.driving import app_of, loaded, opened, screen_text, words
from support.simulated import AppFactory
from textual.pilot import Pilot

from lktui.tui.screens.sessions import SessionsScreen


@pytest.fixture(autouse=True)
def _tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """It is 14:00 in UTC, and 23:00 there."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


def started(pilot: Pilot[int]) -> str:
    """The hour at which the first session of the table began, as it is shown."""
    row = next(line for line in screen_text(app_of(pilot)).splitlines() if line.startswith("▌"))
    return next(word for word in row.split() if word.count(":") == 2)[:2]


async def test_the_table_and_the_title_follow(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 30)) as pilot:
        await loaded(pilot)
        assert started(pilot) == "13"
        assert words(app_of(pilot), "title").endswith("UTC ")
        await pilot.press("u")
        assert started(pilot) == "22"
        assert words(app_of(pilot), "title").endswith("local ")
        await pilot.press("u")
        assert started(pilot) == "13"


async def test_the_screens_of_a_session_follow_and_the_table_below_too(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 30)) as pilot:
        await loaded(pilot)
        await opened(pilot)
        for view in "1234":
            await pilot.press(view)
            await pilot.pause()
            before = screen_text(app_of(pilot))
            assert " 13:" in before
            await pilot.press("u")
            await pilot.pause()
            after = screen_text(app_of(pilot))
            assert " 22:" in after
            assert " 13:" not in after
            await pilot.press("u")
        await pilot.press("u", "escape")
        await pilot.pause()
        assert started(pilot) == "22"


async def test_a_time_in_the_filter_is_one_of_the_zone_that_is_shown(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 30)) as pilot:
        await loaded(pilot)
        await pilot.press("slash", *"started>13:00", "enter")
        screen = app_of(pilot).screen
        assert isinstance(screen, SessionsScreen)
        in_utc = len(screen.table.rows)
        await pilot.press("u")
        in_tokyo = len(screen.table.rows)
        assert 0 < in_utc < in_tokyo


async def test_the_frozen_picture_says_its_time_in_that_zone(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 30)) as pilot:
        await loaded(pilot)
        await pilot.press("f")
        assert "frozen at 14:00:00" in screen_text(app_of(pilot))
        await pilot.press("u")
        await pilot.pause()
        assert "frozen at 23:00:00" in screen_text(app_of(pilot))
