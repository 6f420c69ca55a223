"""The palette: commands found by a part of their words, and commands typed whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.driving import app_of, loaded, opened, screen_text, sessions, until, words
from support.simulated import AppFactory
from textual.pilot import Pilot
from textual.widgets import Input

from lktui.analysis.order import SORTABLE
from lktui.tui.app import LktuiApp
from lktui.tui.keymap import remapped
from lktui.tui.screens.export import ExportScreen
from lktui.tui.screens.help import HelpScreen
from lktui.tui.screens.palette import PaletteScreen
from lktui.tui.screens.session import SessionScreen
from lktui.tui.screens.sessions import SessionsScreen
from lktui.tui.screens.time_range import TimeRangeScreen
from lktui.tui.session.views import View
from lktui.tui.widgets.live_table import LiveTable


async def asked(pilot: Pilot[int], key: str = "colon") -> PaletteScreen:
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, PaletteScreen), "the palette")
    screen = pilot.app.screen
    assert isinstance(screen, PaletteScreen)
    return screen


async def typed(pilot: Pilot[int], line: str) -> None:
    """Types a command and waits for the palette to go."""
    await asked(pilot, "ctrl+p")
    await pilot.press(*line, "enter")
    await until(pilot, lambda: not isinstance(pilot.app.screen, PaletteScreen), "the end of the palette")
    await pilot.pause()


def offers(screen: PaletteScreen) -> list[str]:
    table: LiveTable[object] = screen.query_one("#offers", LiveTable)
    return table.keys


def table_screen(app: LktuiApp) -> SessionsScreen:
    return next(screen for screen in app.screen_stack if isinstance(screen, SessionsScreen))


async def test_typing_finds_a_command_and_enter_does_it(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(100, 30)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        screen = await asked(pilot)
        assert offers(screen)[0] == "filter"
        await pilot.press(*"reverse")
        await until(pilot, lambda: offers(screen) == ["reverse_sort"], "the command")
        assert "reverse the order" in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: not table_screen(app).view.descending, "the reversed order")


async def test_down_and_enter_do_another_one_of_the_list(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(100, 30)) as pilot:
        await loaded(pilot)
        screen = await asked(pilot)
        await pilot.press(*"page")
        await until(pilot, lambda: offers(screen)[:3] == ["page_down", "page_up", "next_page"], "pages")
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: app_of(pilot).monitor.state.shown.page == 1, "the next page")


async def test_each_command_is_shown_with_the_keys_that_it_has_now(make_app: AppFactory) -> None:
    app = make_app()
    app.use_keys(remapped({"feed": ["F7"], "palette": ["F8"]}, "keys"))
    async with app.run_test(size=(100, 30)) as pilot:
        await loaded(pilot)
        await asked(pilot, "f8")
        await pilot.press(*"feed")
        await until(pilot, lambda: "F7" in screen_text(app), "its key")
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, SessionsScreen), "closed by its own key")


async def test_commands_of_the_table_go_to_the_table_and_those_of_a_view_to_the_view(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(100, 30)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await typed(pilot, "last_row")
        assert sessions(app).selected_number == len(sessions(app).rows)
        await typed(pilot, "choose")
        await until(pilot, lambda: isinstance(app.screen, SessionScreen), "the session")
        screen = app.screen
        assert isinstance(screen, SessionScreen)
        await until(pilot, lambda: bool(screen.views.people.participants.rows), "participants")
        assert screen.views.timeline.cursor.zoomed is None
        await typed(pilot, "zoom_in")
        await until(pilot, lambda: screen.views.timeline.cursor.zoomed is not None, "the zoom")
        await typed(pilot, "show_raw")
        await until(pilot, lambda: screen.views.view is View.RAW, "the raw answer")
        await typed(pilot, "back")
        await until(pilot, lambda: isinstance(app.screen, SessionsScreen), "the table")


async def test_the_palette_opens_while_a_filter_is_typed(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(100, 30)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("slash", *"sup")
        await typed(pilot, "last_row")
        assert sessions(app).selected_number == len(sessions(app).rows) > 1
        await typed(pilot, "sessions total>0")
        await pilot.press("enter")
        await pilot.pause()
        assert table_screen(app).view.filter.text == "total>0"


async def test_the_timeline_keeps_its_colon(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(100, 30)) as pilot:
        await loaded(pilot)
        await opened(pilot)
        await pilot.press("colon")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SessionScreen)
        await pilot.press("escape")
        await asked(pilot, "ctrl+p")


async def test_typed_commands_with_what_they_take(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 30)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        screen = table_screen(app)
        await typed(pilot, "sessions active people>1")
        assert screen.view.filter.text == "active people>1"
        assert "/ active people>1" in words(app, "status")
        await typed(pilot, "sort -people")
        assert (screen.view.column, screen.view.descending) == ("people", True)
        await typed(pilot, "sort room")
        assert (screen.view.column, screen.view.descending) == ("room", False)
        await typed(pilot, "columns people room")
        assert [placed.column.name for placed in screen.table.placed] == ["people", "room"]
        await typed(pilot, "range yesterday")
        await until(pilot, lambda: "yesterday" in words(app, "title"), "the range")
        await typed(pilot, "sessions")
        assert screen.view.filter.is_everything
        await typed(pilot, "theme nord")
        assert app.theme == "nord"
        await typed(pilot, "choose_range")
        await until(pilot, lambda: isinstance(app.screen, TimeRangeScreen), "the dialog")
        await pilot.press("escape")
        await typed(pilot, "help")
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape")
        await typed(pilot, "quit")
    assert app.return_value == 0


async def test_a_session_is_opened_by_its_id_wherever_it_is(make_app: AppFactory) -> None:
    async with make_app(page_size=5).run_test(size=(100, 30)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        first = app.monitor.state.sessions[0].session_id
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: app.monitor.state.shown.page == 1, "a second page")
        await typed(pilot, "range yesterday")
        await until(pilot, lambda: "yesterday" in words(app, "title"), "another range")
        assert first not in sessions(app).keys
        await typed(pilot, f"session {first}")
        await until(pilot, lambda: isinstance(app.screen, SessionScreen), "the session")
        await until(pilot, lambda: first in screen_text(app), "its id")
        screen = app.screen
        assert isinstance(screen, SessionScreen)
        await until(pilot, lambda: bool(screen.views.people.participants.rows), "its participants")
        await typed(pilot, "session RM_nowhere")
        await until(pilot, lambda: "The API does not know this session" in screen_text(app), "one that is not there")
        await typed(pilot, "sessions total>0")
        await until(pilot, lambda: isinstance(app.screen, SessionsScreen), "the table")
        assert table_screen(app).view.filter.text == "total>0"


async def test_an_error_stands_under_its_place_and_the_line_stays(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        screen = await asked(pilot)
        await pilot.press(*"sessions peple>3", "enter")
        await until(pilot, lambda: "there is no field peple" in screen_text(app), "what is wrong")
        lines = screen_text(app).splitlines()
        line = next(number for number, text in enumerate(lines) if "sessions peple>3" in text)
        assert lines[line + 1].index("^^^^^") == lines[line].index("peple")
        assert app.screen is screen
        await pilot.press("ctrl+u", *"zzzz", "enter")
        await until(pilot, lambda: "there is no command zzzz" in screen_text(app), "what is wrong")
        assert "No command is like that." in screen_text(app)


@pytest.mark.parametrize(
    ("typed", "wrong", "words"),
    [
        ("range 2026-11-20 2026-11-18", "2026-11-20 2026-11-18", "the end 2026-11-18 lies before the start 2026-11-20"),
        ("columns room foo", "foo", "there is no column foo"),
        ("sessions room:a or room:b or room:c or room:d or room:e people>x", "x", "x is not a whole number"),
    ],
)
async def test_a_long_error_stands_under_its_place_too(
    make_app: AppFactory, typed: str, wrong: str, words: str
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await asked(pilot)
        await pilot.press(*typed, "enter")
        await until(pilot, lambda: words in screen_text(app), "what is wrong")
        lines = screen_text(app).splitlines()
        line = next(number for number, text in enumerate(lines) if typed in text)
        assert lines[line + 1].index("^") == lines[line].index(typed) + typed.rindex(wrong)
        assert words in lines[line + 2]


async def test_what_is_missing_is_said_where_nothing_can_be_offered(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await asked(pilot)
        await pilot.press(*"session", "enter")
        await until(pilot, lambda: "which one? Type its id" in screen_text(app_of(pilot)), "what is missing")
        assert "^" not in screen_text(app_of(pilot))


async def test_all_names_that_there_are_can_be_read(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await asked(pilot)
        await pilot.press(*"sort qqqqqq", "enter")
        await until(pilot, lambda: "there is no column qqqqqq" in screen_text(app), "the problem")
        said = " ".join(screen_text(app).split("qqqqqq: there are ")[1].replace("│", " ").split())
        assert said.startswith(", ".join(SORTABLE))


async def test_what_can_follow_is_offered_and_completed(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        screen = await asked(pilot)
        field = screen.query_one(Input)
        await pilot.press(*"sessi", "enter")
        await until(pilot, lambda: field.value == "sessions ", "a command that takes something")
        await pilot.press(*"peo", "tab")
        await until(pilot, lambda: field.value == "sessions people>", "the completed field")
        await pilot.press("ctrl+u", *"sort ", "down", "down", "enter")
        await until(pilot, lambda: table_screen(app_of(pilot)).view.column == "id", "the third one of the list")


async def test_up_goes_through_what_was_typed_before(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        await typed(pilot, "sort people")
        await typed(pilot, "sessions active")
        screen = await asked(pilot)
        field = screen.query_one(Input)
        await pilot.press("up")
        assert field.value == "sessions active"
        await pilot.press("up", "up")
        assert field.value == "sort people"
        await pilot.press("down")
        assert field.value == "sessions active"
        await pilot.press("down")
        assert field.value == ""
        await pilot.press("up", "up", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SessionsScreen), "the table")
        assert table_screen(app_of(pilot)).view.column == "people"


@pytest.mark.parametrize("dialog", ["t", "s", "c", "x", "e", "T", "question_mark"])
async def test_the_palette_takes_the_place_of_a_dialog(make_app: AppFactory, dialog: str) -> None:
    async with make_app().run_test(size=(100, 30)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press(dialog)
        await until(pilot, lambda: len(app.screen_stack) == 2, "the dialog")
        await asked(pilot, "ctrl+p")
        assert len(app.screen_stack) == 2
        await pilot.press(*"sort people", "enter")
        await until(pilot, lambda: table_screen(app).view.column == "people", "the order")
        assert len(app.screen_stack) == 1


async def test_a_colon_is_typed_where_a_dialog_has_a_text_field(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(100, 30)) as pilot:
        await loaded(pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen), "help")
        await pilot.press("colon")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)
        assert pilot.app.screen.query_one(Input).value == ":"


async def test_a_theme_that_was_only_looked_at_goes_with_its_dialog(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(100, 30)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        before = app.theme
        await pilot.press("T")
        await until(pilot, lambda: len(app.screen_stack) == 2, "the dialog")
        await pilot.press("down")
        await until(pilot, lambda: app.theme != before, "another theme")
        await asked(pilot, "ctrl+p")
        assert app.theme == before


async def test_export_is_typed_with_its_path(
    make_app: AppFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    async with make_app().run_test(size=(120, 30)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await typed(pilot, "export json ~/out.txt")
        await until(pilot, lambda: "sessions written to ~/out.txt" in words(app, "status"), "the message")
        assert (tmp_path / "out.txt").read_text(encoding="utf-8").startswith("[\n{")
        await typed(pilot, "export json ~/out.txt")
        await until(pilot, lambda: "Enter overwrites it." in screen_text(app), "the question")
        assert isinstance(app.screen, ExportScreen)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SessionsScreen), "the table")


async def test_a_click_does_what_is_clicked(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(100, 30)) as pilot:
        await loaded(pilot)
        screen = await asked(pilot)
        await pilot.press(*"help")
        await until(pilot, lambda: offers(screen)[0] == "help", "the command")
        await pilot.click("#offers", offset=(5, 1))
        await pilot.click("#offers", offset=(5, 1))
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen), "help")
