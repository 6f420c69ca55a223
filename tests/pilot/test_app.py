"""What works on every screen: copying, the dashboard, help, quitting."""

from __future__ import annotations

import base64
import webbrowser

import pytest
from support.driving import app_of, loaded, opened, screen_text, sessions, until, words
from support.simulated import AppFactory

from lktui.demo.server import DemoServer
from lktui.errors import ConfigError
from lktui.tui.app import LktuiApp
from lktui.tui.commands import COMMANDS, Scope, in_scope
from lktui.tui.looks import Looks
from lktui.tui.screens.feed import FeedScreen
from lktui.tui.screens.find import FindScreen
from lktui.tui.screens.note import NoteScreen
from lktui.tui.screens.session import SessionScreen
from lktui.tui.screens.sessions import SessionsScreen
from lktui.tui.screens.sort import SortScreen
from lktui.tui.screens.time_range import TimeRangeScreen
from lktui.tui.session.finding_list import FindingList
from lktui.tui.session.raw_view import RawView
from lktui.tui.session.timeline import Timeline
from lktui.tui.widgets.live_table import LiveTable


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the application writes to the terminal past the screen."""
    content: list[str] = []
    monkeypatch.delenv("TMUX", raising=False)
    from textual.drivers.headless_driver import HeadlessDriver  # noqa: PLC0415 - only here

    monkeypatch.setattr(HeadlessDriver, "write", lambda _self, data: content.append(data))
    return content


def copied(written: list[str]) -> list[str]:
    return [
        base64.b64decode(data.removeprefix("\x1b]52;c;").removesuffix("\x07")).decode()
        for data in written
        if data.startswith("\x1b]52;c;")
    ]


async def test_y_copies_the_session_id_and_says_where_it_went(make_app: AppFactory, written: list[str]) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("down", "y")
        await until(pilot, lambda: "sent to the terminal" in words(app, "status"), "the message")
        assert copied(written) == [sessions(app).selected_key]


async def test_capital_y_copies_the_dashboard_address_also_in_the_drill_down(
    make_app: AppFactory, written: list[str]
) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        screen = await opened(pilot)
        await pilot.press("Y")
        project = app_of(pilot).project.project_id
        address = f"https://cloud.livekit.io/projects/{project}/sessions/{screen.session_id}"
        await until(pilot, lambda: copied(written) == [address], "the address")


async def test_without_a_browser_the_address_is_shown(make_app: AppFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, NoteScreen), "the note")
        shown = screen_text(app)
        assert f"https://cloud.livekit.io/projects/{app.project.project_id}/sessions/RM_" in shown
        assert "copies it" in shown
        assert "␊" not in shown  # its lines are lines
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, SessionsScreen), "the table")


async def test_with_a_browser_it_is_opened(make_app: AppFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    opened_addresses: list[str] = []

    def open_address(address: str) -> bool:
        opened_addresses.append(address)
        return True

    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.delenv("SSH_TTY", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(webbrowser, "open", open_address)
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press("o")
        await until(pilot, lambda: "opened in the browser" in words(app_of(pilot), "status"), "the message")
        assert len(opened_addresses) == 1


async def test_help_lists_the_keys_of_the_screen_below(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: "what it does" in screen_text(app), "help")
        listed = app.screen.query_one("#help", LiveTable).keys
        commands = {key for key in listed if not key.startswith("sign ")}
        assert commands == {each.id for each in in_scope(Scope.SESSIONS, Scope.TABLE, Scope.EVERYWHERE)}


async def test_q_ends_with_0_and_the_interrupt_with_130(make_app: AppFactory) -> None:
    for key, code in (("q", 0), ("ctrl+c", 130)):
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await loaded(pilot)
            await pilot.press(key)
        assert app.return_value == code


async def test_the_interrupt_works_above_a_dialog(make_app: AppFactory) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press("t", "tab", "ctrl+c")
    assert app.return_value == 130


async def test_resizing_keeps_the_selected_row_in_view(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press(*["down"] * 30)
        selected = sessions(app).selected
        assert selected is not None
        for size in ((60, 20), (200, 50), (80, 24), (30, 8)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert "▌" in screen_text(app), size
            assert all(len(line) <= size[0] for line in screen_text(app).splitlines())


def test_a_theme_that_does_not_exist_names_the_nearest(make_app: AppFactory) -> None:
    app = make_app()
    with pytest.raises(ConfigError, match="nord"):
        LktuiApp(app.watched, looks=Looks("nrod"))


def test_every_command_has_an_action_where_it_applies() -> None:
    homes = {
        Scope.EVERYWHERE: LktuiApp,
        Scope.TABLE: LiveTable,
        Scope.SESSIONS: SessionsScreen,
        Scope.SESSION: SessionScreen,
        Scope.TIMELINE: Timeline,
        Scope.FINDINGS: FindingList,
        Scope.RAW: RawView,
        Scope.FIND: FindScreen,
    }
    for command in (command for command in COMMANDS if command.keys):  # the others are typed
        for home in (
            (FeedScreen, NoteScreen, SortScreen, TimeRangeScreen)
            if command.scope is Scope.DIALOG
            else (homes[command.scope],)
        ):
            assert hasattr(home, f"action_{command.id}"), command.id


def test_no_key_means_two_things_on_one_screen() -> None:
    for scopes in (
        (Scope.SESSIONS, Scope.TABLE, Scope.EVERYWHERE),
        (Scope.SESSION, Scope.TABLE, Scope.EVERYWHERE),
        (Scope.TIMELINE, Scope.TABLE),  # the keys of a view come before those of the screen
        (Scope.RAW, Scope.TABLE),
    ):
        keys = [key for command in in_scope(*scopes) for key in command.keys]
        assert len(keys) == len(set(keys))


async def test_a_message_goes_when_it_is_over_also_while_a_poll_is_under_way(
    make_app: AppFactory, server: DemoServer
) -> None:
    app = make_app()
    async with app.run_test(size=(100, 30)) as pilot:
        await loaded(pilot)
        server.faults.add("list:hang")
        await pilot.press("r")
        await until(pilot, lambda: app.monitor.state.polling_since is not None, "the poll")
        app.say("something was done")
        assert "something was done" in words(app, "status")
        app.say("")
        assert "something was done" not in words(app, "status")
