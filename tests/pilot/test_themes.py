"""Choosing a theme: a look at each, back with Escape, kept with Enter."""

from __future__ import annotations

import pytest
from support.driving import app_of, loaded, until, words
from support.simulated import AppFactory
from textual.pilot import Pilot
from textual.widgets import OptionList

from lktui.errors import NotRemembered
from lktui.tui.themes import DARK, LIGHT


async def second(pilot: Pilot[int]) -> None:
    """Opens the list of themes, and goes to the second one."""
    await loaded(pilot)
    await pilot.press("T")
    await pilot.press("down")
    await until(pilot, lambda: app_of(pilot).theme == LIGHT.name, "the look at the second theme")


async def test_a_theme_is_on_as_soon_as_one_comes_to_it(make_app: AppFactory) -> None:
    kept: list[str] = []
    async with make_app(keep_theme=kept.append).run_test() as pilot:
        await second(pilot)
        assert kept == []


async def test_escape_leaves_it_as_it_was(make_app: AppFactory) -> None:
    kept: list[str] = []
    async with make_app(keep_theme=kept.append).run_test() as pilot:
        await second(pilot)
        await pilot.press("escape")
        assert app_of(pilot).theme == DARK.name
        assert kept == []


async def test_enter_keeps_it_for_the_next_run(make_app: AppFactory) -> None:
    kept: list[str] = []
    async with make_app(keep_theme=kept.append).run_test() as pilot:
        await second(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert app_of(pilot).theme == LIGHT.name
        assert kept == [LIGHT.name]


async def test_a_theme_that_can_not_be_kept_is_on_all_the_same(make_app: AppFactory) -> None:
    def fails(name: str) -> None:
        raise NotRemembered(f"{name} can't be remembered")

    async with make_app(keep_theme=fails).run_test() as pilot:
        await second(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert app_of(pilot).theme == LIGHT.name
        assert "can't be remembered" in words(app_of(pilot), "status")


async def test_ours_come_first(make_app: AppFactory) -> None:
    async with make_app().run_test() as pilot:
        await loaded(pilot)
        await pilot.press("T")
        options = pilot.app.screen.query_one(OptionList)
        assert [options.get_option_at_index(place).id for place in (0, 1)] == [DARK.name, LIGHT.name]


async def test_without_colours_there_is_nothing_to_choose(
    make_app: AppFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with make_app().run_test() as pilot:
        await loaded(pilot)
        await pilot.press("T")
        assert "NO_COLOR" in words(app_of(pilot), "status")
