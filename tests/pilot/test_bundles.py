"""B hands a session over: everything that is known of it in a folder, nothing secret, and a way to take it along."""

from __future__ import annotations

import base64
import csv
import json
from pathlib import Path

import pytest
from support.driving import app_of, loaded, opened, screen_text, sessions, until, words
from support.simulated import MOMENT, AppFactory, StandingClock
from textual.pilot import Pilot

from lktui.demo.server import DemoServer
from lktui.demo.world import World
from lktui.errors import Unavailable
from lktui.tui.app import LktuiApp
from lktui.tui.keymap import remapped
from lktui.tui.screens.bundle import BundleScreen
from lktui.tui.screens.note import NoteScreen
from lktui.tui.screens.session import SessionScreen
from lktui.view.bundle import WHAT

SIZE = (120, 40)
DROP = World(seed=7, sessions=400).incidents(int(MOMENT.timestamp()))["drop"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where lktui was started."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(tmp_path))
    return here


async def dropped(pilot: Pilot[int]) -> LktuiApp:
    """With the session selected in which people dropped."""
    await loaded(pilot)
    sessions(app_of(pilot)).select(DROP)
    return app_of(pilot)


async def handed_over(pilot: Pilot[int]) -> BundleScreen:
    await pilot.press("B")
    await until(pilot, lambda: isinstance(pilot.app.screen, BundleScreen), "what was written")
    screen = pilot.app.screen
    assert isinstance(screen, BundleScreen)
    return screen


def only(folder: Path) -> Path:
    (made,) = folder.iterdir()
    return made


def everything(made: Path) -> str:
    return "\n".join([made.name, *(each.read_text() for each in made.iterdir())])


async def test_an_opened_session_is_written_as_it_is_on_the_screen(make_app: AppFactory, folder: Path) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await dropped(pilot)
        await opened(pilot)
        shown = screen_text(app)
        await handed_over(pilot)
        detail = app.monitor.state.open.detail if app.monitor.state.open else None
        assert detail is not None
        made = only(folder)
        assert {each.name for each in made.iterdir()} == set(WHAT)
        assert made.name == f"lktui-{detail.room_name}-20261120-140000Z"
        assert made.stat().st_mode & 0o777 == 0o700
        assert "**people dropped**" in (made / "report.md").read_text()
        assert json.loads((made / "session.json").read_text()) == json.loads(detail.raw)
        stays = list(csv.DictReader((made / "stays.csv").read_text().splitlines()))
        assert len(stays) == sum(len(person.stays) for person in detail.participants)
        picture = (made / "screen.svg").read_text().replace("&#160;", " ")
        assert picture.startswith("<svg")
        assert detail.participants[0].identity in shown
        assert detail.participants[0].identity in picture
        assert f"bundle written to ~/here/{made.name}: report.md, session.json, stays.csv, screen.svg" in words(
            app, "status"
        )


async def test_from_the_table_it_is_written_once_the_session_is_there(make_app: AppFactory, folder: Path) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await dropped(pilot)
        await handed_over(pilot)
        made = only(folder)
        assert f"# Session `{DROP}`" in (made / "report.md").read_text()
        picture = (made / "screen.svg").read_text().replace("&#160;", " ")
        assert "class-" in picture
        assert "identity" in picture
        assert "as soon as" not in picture
        await pilot.press("escape")
        assert isinstance(app.screen, SessionScreen)


async def test_a_second_one_leaves_the_first_alone(make_app: AppFactory, folder: Path) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await dropped(pilot)
        await handed_over(pilot)
        first = {each.name: each.read_bytes() for each in only(folder).iterdir()}
        await pilot.press("escape")
        await handed_over(pilot)
        one, two = sorted(folder.iterdir())
        assert two.name == f"{one.name}-2"
        assert {each.name: each.read_bytes() for each in one.iterdir()} == first


async def test_report_and_path_can_be_taken_along(
    make_app: AppFactory, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app()
    app.use_keys(remapped({"copy": ["F6"]}, "keys"))
    async with app.run_test(size=SIZE) as pilot:
        await dropped(pilot)
        await handed_over(pilot)
        assert "Enter: copy the report  F6: its path" in screen_text(app)
        written: list[str] = []
        assert app._driver is not None
        monkeypatch.setattr(app._driver, "write", written.append)
        await pilot.press("enter", "f6")
        copied = [base64.b64decode(each.split(";")[2].split("\x07")[0]).decode() for each in written if "]52;" in each]
        assert copied == [(only(folder) / "report.md").read_text(), str(only(folder))]


async def test_nothing_secret_is_in_it(make_app: AppFactory, server: DemoServer, folder: Path) -> None:
    app = make_app()
    async with app.run_test(size=(200, 50)) as pilot:
        await dropped(pilot)
        await opened(pilot)
        await pilot.press("6")
        await handed_over(pilot)
        held = everything(only(folder))
        assert server.api_key not in held
        assert server.api_secret not in held
        assert "eyJ" not in held


async def test_behind_stand_ins_it_names_nobody(make_app: AppFactory, server: DemoServer, folder: Path) -> None:
    app = make_app(privacy=True)
    async with app.run_test(size=(200, 50)) as pilot:
        await dropped(pilot)
        screen = await opened(pilot)
        detail = app.monitor.state.open.detail if app.monitor.state.open else None
        assert detail is not None
        await pilot.press("slash", *detail.participants[0].identity[:8].replace(".", " ").split()[0], "enter")
        await pilot.press("slash", "enter")
        assert screen.hides is not None
        await handed_over(pilot)
        await until(pilot, lambda: "pseudonyms" in screen_text(app), "that they are")
        held = everything(only(folder)).replace("&#160;", " ")
        names = {name for each in detail.participants for name in (each.identity, each.name) if len(name) > 3}
        assert names
        assert not [name for name in (*names, detail.room_name, server.project_id) if name in held]
        assert screen.hides.room(detail.room_name) in only(folder).name


async def test_a_place_that_can_not_be_written_to_is_told_with_what_to_do(make_app: AppFactory, folder: Path) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await dropped(pilot)
        await opened(pilot)
        folder.rmdir()
        await pilot.press("B")
        await until(pilot, lambda: isinstance(app.screen, NoteScreen), "why not")
        assert not isinstance(app.screen, BundleScreen)
        assert "no bundle can be written into" in screen_text(app)
        assert "--bundle" in screen_text(app)
        await pilot.press("escape")
        assert isinstance(app.screen, SessionScreen)


async def test_a_session_that_does_not_come_is_not_written(
    make_app: AppFactory, server: DemoServer, folder: Path
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await dropped(pilot)
        server.faults.add("server-error")
        await pilot.press("B")
        await until(pilot, lambda: "nothing to hand over yet" in words(app, "status"), "why not")
        assert not list(folder.iterdir())


async def test_who_goes_on_meanwhile_gets_no_bundle(make_app: AppFactory, server: DemoServer, folder: Path) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await dropped(pilot)
        server.faults.add("hang")
        await pilot.press("B", "escape")
        server.faults.discard("hang")
        await opened(pilot)
        await pilot.pause()
        assert not list(folder.iterdir())


async def test_it_says_how_old_the_data_are_and_that_asking_again_failed(
    make_app: AppFactory, server: DemoServer, clock: StandingClock, folder: Path
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await dropped(pilot)
        await opened(pilot)
        clock.advance(minutes=7)
        server.faults.add("server-error")
        await pilot.press("r")
        await until(
            pilot, lambda: app.monitor.state.open is not None and isinstance(app.monitor.state.open.error, Unavailable),
            "the failure",
        )  # fmt: skip
        await handed_over(pilot)
        report = (only(folder) / "report.md").read_text()
        assert "7m 00s before this report was written" in report
        assert "asked again since then, without success: " in report
