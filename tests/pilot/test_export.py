"""Exporting the table: what it shows goes into the file, and what is wrong with the path is said where it was typed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from support.driving import app_of, loaded, screen_text, sessions, until, words
from support.simulated import AppFactory
from textual.pilot import Pilot
from textual.widgets import Input

from lktui.analysis.order import SORTABLE
from lktui.tui.screens.export import ExportScreen
from lktui.tui.screens.sessions import SessionsScreen

NAME = "lktui-sessions-20261120-140000"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def asked(pilot: Pilot[int]) -> ExportScreen:
    await pilot.press("x")
    await until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen), "the dialog")
    screen = pilot.app.screen
    assert isinstance(screen, ExportScreen)
    return screen


async def written(pilot: Pilot[int]) -> str:
    await until(pilot, lambda: " written to " in words(app_of(pilot), "status"), "the message")
    return words(app_of(pilot), "status")


async def type_path(pilot: Pilot[int], path: str) -> None:
    await pilot.press("tab", "end", "ctrl+u", *path)


async def test_all_that_matches_is_written_in_the_order_of_the_table(make_app: AppFactory, home: Path) -> None:
    app = make_app(page_size=5)
    async with app.run_test(size=(100, 30)) as pilot:
        await loaded(pilot)
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: app.monitor.state.shown.page == 1, "a second page")
        screen = app.screen
        assert isinstance(screen, SessionsScreen)
        await pilot.press("slash", *"total>0", "enter", "s")
        await pilot.press(*["down"] * (SORTABLE.index("total") - SORTABLE.index("started")), "enter")
        await until(pilot, lambda: screen.view.column == "total", "the order")
        shown = [row.session.session_id for row in sessions(app).rows]
        await asked(pilot)
        await pilot.press("enter")
        said = await written(pilot)
        with (home / f"{NAME}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert f"{len(rows)} sessions written to ~/{NAME}.csv; more on the server" in said
        assert len(rows) > len(shown) == 5
        assert [row["id"] for row in rows][:5] == shown
        totals = [int(row["total"]) for row in rows]
        assert totals == sorted(totals, reverse=True)
        assert totals[-1] > 0


async def test_format_and_ending_follow_each_other(make_app: AppFactory, home: Path) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        screen = await asked(pilot)
        await pilot.press("down")
        await until(pilot, lambda: screen.query_one(Input).value == f"./{NAME}.json", "the ending")
        await type_path(pilot, "~/mine.ndjson")
        await pilot.press("enter")
        assert "~/mine.ndjson" in await written(pilot)
        lines = (home / "mine.ndjson").read_text(encoding="utf-8").splitlines()
        assert {"id", "room", "started"} < set(json.loads(lines[0]))
        await asked(pilot)
        await pilot.press("down", "tab", "end", "ctrl+u", *"mine", "enter")
        await until(pilot, lambda: "ndjson" not in words(app_of(pilot), "status"), "the next message")
        assert "~/mine" in await written(pilot)
        assert isinstance(json.loads((home / "mine").read_text(encoding="utf-8")), list)


async def test_a_file_is_overwritten_only_after_a_second_enter(make_app: AppFactory, home: Path) -> None:
    (home / "kept.csv").write_text("precious")
    async with make_app().run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        await asked(pilot)
        await type_path(pilot, "kept.csv")
        await pilot.press("enter")
        await until(pilot, lambda: "kept.csv is already there. Enter overwrites it." in screen_text(app_of(pilot)), "?")
        await pilot.press("x", "backspace", "enter")  # it was something else in between
        await until(pilot, lambda: "Enter overwrites it." in screen_text(app_of(pilot)), "the question again")
        assert (home / "kept.csv").read_text() == "precious"
        await pilot.press("enter")
        await written(pilot)
        assert (home / "kept.csv").read_text().startswith("status,room,id")


async def test_a_path_that_can_not_be_written_is_told_in_the_dialog(make_app: AppFactory, home: Path) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        screen = await asked(pilot)
        await type_path(pilot, "nowhere/x.csv")
        await pilot.press("enter")
        await until(pilot, lambda: "There is no folder ~/nowhere. Type another" in screen_text(app_of(pilot)), "why")
        await pilot.press("ctrl+u", *"now.csv", "enter")
        await written(pilot)
        assert pilot.app.screen is not screen
        assert (home / "now.csv").exists()


async def test_hidden_names_are_hidden_in_the_file_too(make_app: AppFactory, home: Path) -> None:
    app = make_app(privacy=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        names = {session.room_name for session in app.monitor.state.sessions if session.room_name}
        await asked(pilot)
        await pilot.press("enter")
        await written(pilot)
    content = (home / f"{NAME}.csv").read_text(encoding="utf-8")
    assert "room-" in content
    assert not [name for name in names if name in content]


async def test_without_sessions_there_is_nothing_to_export(make_app: AppFactory) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        await pilot.press("slash", *"room:nothing-like-it", "enter", "x")
        await until(pilot, lambda: "nothing to export" in words(app, "status"), "the message")
        assert isinstance(app.screen, SessionsScreen)


async def test_a_range_that_is_loaded_whole_is_not_called_a_part(make_app: AppFactory, home: Path) -> None:
    app = make_app(page_size=1000)
    async with app.run_test(size=(120, 24)) as pilot:
        await loaded(pilot)
        await asked(pilot)
        await pilot.press("enter")
        said = await written(pilot)
        assert f"{len(app.monitor.state.sessions)} sessions written to ~/{NAME}.csv" in said
        assert "more on the server" not in said
