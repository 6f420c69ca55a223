"""Findings and ghosts in the table, as their user meets them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.driving import app_of, loaded, opened, refreshed, screen_lines, sessions, until, words
from support.simulated import MOMENT, AppFactory, StandingClock

from lktui.analysis.order import SORTABLE
from lktui.demo.answers import Answer, as_json, as_text
from lktui.demo.project import LIST_ROOMS
from lktui.demo.server import DemoServer
from lktui.demo.world import World
from lktui.monitor.monitor import Monitor

INCIDENTS = World(seed=7, sessions=400).incidents(int(MOMENT.timestamp()))


def line_of(app_lines: list[str], word: str) -> str:
    return next((line for line in app_lines if word in line), "")


async def test_what_the_list_tells_is_flagged_at_once_and_can_be_filtered(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(140, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("slash", *"flag:recording", "enter")
        await until(pilot, lambda: sessions(app).keys == [INCIDENTS["recording"]], "the room that is recorded empty")
        assert "RE" in line_of(screen_lines(app), INCIDENTS["recording"])


async def test_a_flag_that_there_is_not_is_a_mistake_and_those_that_there_are_are_offered(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(140, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("slash", *"flag:strom")
        await until(pilot, lambda: "did you mean storm" in words(app, "hint"), "the nearest name")
        await pilot.press("backspace", "backspace", "backspace")
        await until(pilot, lambda: "storm" in words(app, "hint"), "the offer")


async def test_a_session_that_was_opened_keeps_its_flags_in_the_table(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(140, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        sessions(app).select(INCIDENTS["storm"])
        assert "storm" not in line_of(screen_lines(app), INCIDENTS["storm"])
        await opened(pilot)
        await pilot.press("backspace")
        await until(pilot, lambda: "storm" in line_of(screen_lines(app), INCIDENTS["storm"]), "the flag")
        await pilot.press("slash", *"flag:storm", "enter")
        await until(pilot, lambda: sessions(app).keys == [INCIDENTS["storm"]], "that one alone")


async def test_flags_of_what_was_opened_in_an_earlier_run_are_there_without_opening_it_again(
    make_app: AppFactory, tmp_path: Path
) -> None:
    file = tmp_path / "archive.db"
    async with make_app(page_size=400, archive_file=file).run_test(size=(140, 40)) as pilot:
        await loaded(pilot)
        sessions(app_of(pilot)).select(INCIDENTS["storm"])
        await opened(pilot)
    async with make_app(page_size=400, archive_file=file).run_test(size=(140, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await until(pilot, lambda: "storm" in app.watched.observation.flags.of(INCIDENTS["storm"]), "what is known")
        await pilot.press("slash", *"flag:storm", "enter")
        await until(pilot, lambda: sessions(app).keys == [INCIDENTS["storm"]], "that one alone")


async def test_the_order_by_flags_brings_the_worst_to_the_top(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(140, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        sessions(app).select(INCIDENTS["drop"])
        await opened(pilot)
        steps = SORTABLE.index("flag") - SORTABLE.index("started")
        await pilot.press("backspace", "s", *["j"] * steps, "enter")
        worst = [INCIDENTS["recording"], INCIDENTS["drop"]]
        await until(pilot, lambda: sessions(app).keys[:2] == worst, "the worst at the top")
        flagged = [bool(app.watched.observation.flags.of(key)) for key in sessions(app).keys]
        assert flagged == sorted(flagged, reverse=True)


async def test_ghosts_are_shown_as_such_and_counted_apart(make_app: AppFactory) -> None:
    async with make_app(page_size=400, ask_rooms=True).run_test(size=(140, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await until(
            pilot, lambda: app.watched.observation.flags.is_ghost(INCIDENTS["ghost"]), "what the room service says"
        )
        await until(pilot, lambda: "1 ghost" in words(app, "title"), "the count")
        await pilot.press("slash", *"ghost", "enter")
        await until(pilot, lambda: sessions(app).keys == [INCIDENTS["ghost"]], "the ghost alone")
        assert "◇ ghost" in line_of(screen_lines(app), INCIDENTS["ghost"])


@pytest.mark.parametrize("answer", [as_text(401, "unauthorized"), as_text(404, "404"), as_json({"ok": True})])
async def test_where_the_room_service_says_nothing_nothing_is_said(
    make_app: AppFactory, server: DemoServer, answer: Answer
) -> None:
    server.overrides[LIST_ROOMS] = answer
    async with make_app(page_size=400, ask_rooms=True).run_test(size=(140, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await until(pilot, lambda: ("POST", LIST_ROOMS) in server.requests, "the question")
        await refreshed(pilot)
        assert "ghost" not in words(app, "title")
        assert not app.watched.observation.flags.is_ghost(INCIDENTS["ghost"])
        assert app.monitor.state.error is None


async def test_a_ghost_that_the_room_service_knows_again_is_none(
    make_app: AppFactory, server: DemoServer, clock: StandingClock
) -> None:
    async with make_app(page_size=400, ask_rooms=True).run_test(size=(140, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await until(pilot, lambda: "1 ghost" in words(app, "title"), "the ghost")
        server.overrides[LIST_ROOMS] = as_json({"rooms": [{"sid": INCIDENTS["ghost"], "name": "back"}]})
        assert isinstance(app.monitor, Monitor)
        app.monitor._meanwhile._rooms._not_before = 0.0  # a minute is over
        clock.advance(seconds=61)
        await refreshed(pilot)
        await until(pilot, lambda: not app.watched.observation.flags.is_ghost(INCIDENTS["ghost"]), "no ghost")
