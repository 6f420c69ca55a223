"""Keys of the user's own: they work, the old ones don't, and every word on the screen follows."""

from __future__ import annotations

import re

import pytest
from support.driving import app_of, loaded, opened, screen_lines, screen_text, sessions, until, words
from support.simulated import AppFactory
from textual.screen import ModalScreen
from textual.widgets import Input

from lktui.demo.server import DemoServer
from lktui.tui.app import LktuiApp
from lktui.tui.commands import COMMANDS, Scope
from lktui.tui.keymap import DEFAULT, Keymap, remapped
from lktui.tui.screens.feed import FeedScreen
from lktui.tui.screens.help import HelpScreen
from lktui.tui.screens.session import SessionScreen
from lktui.tui.widgets.choices import Choices
from lktui.tui.widgets.live_table import LiveTable


def with_keys(app: LktuiApp, **keys: str) -> LktuiApp:
    app.use_keys(remapped({command: key.split() for command, key in keys.items()}, "keys"))
    return app


async def test_another_key_works_and_the_default_one_does_not(make_app: AppFactory) -> None:
    app = with_keys(make_app(), cursor_down="w i", feed="E", quit="Z")
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press("w", "i", "j", "down")
        assert sessions(app).selected_number == 3
        await pilot.press("e", "q")
        assert not isinstance(app.screen, FeedScreen)
        assert app.is_running
        await pilot.press("E")
        await until(pilot, lambda: isinstance(app.screen, FeedScreen), "the feed")
        await pilot.press("E")
        await until(pilot, lambda: not isinstance(app.screen, FeedScreen), "the same key closes it")
        await pilot.press("Z")
    assert app.return_value == 0


@pytest.mark.parametrize("dialog", ["sort", "columns"])
async def test_a_list_in_a_dialog_follows_too(make_app: AppFactory, dialog: str) -> None:
    app = with_keys(make_app(), cursor_down="w", cursor_up="i")
    key = next(command.keys[0] for command in COMMANDS if command.id == dialog)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press(key)
        choices = app.screen.query_one(Choices)
        at = choices.highlighted or 0
        await pilot.press("w", "w", "j", "i")
        assert choices.highlighted == at + 1


async def test_swapped_keys_do_each_others_work(make_app: AppFactory) -> None:
    app = with_keys(make_app(), next_page="[", previous_page="]")
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: app.monitor.state.shown.page == 1, "page 2")
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: app.monitor.state.shown.page == 0, "page 1")


async def test_footer_and_help_show_the_keys_as_they_are(make_app: AppFactory) -> None:
    app = with_keys(make_app(), filter="F3", help="F1", quit="Z")
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        assert "F3 filter" in words(app, "keys")
        assert words(app, "keys").endswith("F1 help  Z quit ")
        await pilot.press("f1", "question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen), "help")
        assert app.screen.query_one(Input).value == "?"
        await pilot.press("escape")
        await pilot.pause()
        assert any(re.search(r"F3 +filter as you type", line) for line in screen_lines(app))
        await pilot.press("f1")
        await until(pilot, lambda: not isinstance(app.screen, HelpScreen), "the table")


@pytest.mark.parametrize("key", ["escape", "ctrl+x"])
@pytest.mark.parametrize("closing", ["ctrl+x", "ctrl+x Esc"])
async def test_esc_closes_a_list_whatever_else_closes_it(make_app: AppFactory, closing: str, key: str) -> None:
    app = with_keys(make_app(), close=closing)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        for opens in ("s", "T", "t", "x", "e", "c"):
            await pilot.press(opens)
            await until(pilot, lambda: isinstance(app.screen, ModalScreen), f"what {opens} opens")
            await pilot.press(key if opens != "c" else "escape")
            await until(pilot, lambda: not isinstance(app.screen, ModalScreen), f"the table after {opens}")


@pytest.fixture
def strange() -> Keymap:
    """Every command on a key that no word can be mistaken for."""
    keys = (f"ctrl+f{number}" for number in range(1, 100))
    return DEFAULT._replace(commands=tuple(command._replace(keys=(next(keys),)) for command in COMMANDS))


async def test_no_hint_tells_of_a_default_key_once_it_is_another(
    make_app: AppFactory, server: DemoServer, strange: Keymap
) -> None:
    app = make_app()
    app.use_keys(strange)
    key = {command.id: command.keys[0] for command in strange.commands}
    seen = []
    async with app.run_test(size=(160, 40)) as pilot:
        await loaded(pilot)
        seen += [words(app, "status"), words(app, "keys")]
        await pilot.press(key["freeze"])
        seen.append(words(app, "frozen"))
        await pilot.press(key["next_alert"], key["freeze"])
        await until(pilot, lambda: "meanwhile" in words(app, "status"), "the message")
        seen.append(words(app, "status"))
        await pilot.press(key["filter"], *"nothing like it", "enter")
        await until(pilot, lambda: "No session matches" in screen_text(app), "nothing")
        seen.append(screen_text(app))
        await pilot.press(key["unselect"], key["feed"])
        await until(pilot, lambda: isinstance(app.screen, FeedScreen), "the feed")
        seen.append(screen_lines(app)[-1])
        await pilot.press(key["close"])
        await pilot.press(key["pause"], key["shorter"])
        await pilot.pause()
        seen.append(words(app, "status"))
        server.faults.add("bad-key")
        await pilot.press(key["refresh"])
        await until(pilot, lambda: "refused" in words(app, "banner"), "the trouble")
        seen += [words(app, "banner"), words(app, "status")]
    hints = "\n".join(seen)
    assert hints.count("ctrl+f") > 10
    told = re.findall(
        r"\b(?:[a-zA-Z]|Esc|Space|Enter) (?:clears|catches|goes|tries|resumes|refreshes|quits|back)", hints
    )
    assert told == []
    assert not re.search(r"[Pp]ress (?!ctrl\+f)|server: (?!ctrl\+f)|(?:Esc|Enter|q): ", hints)


async def test_help_is_searched_by_typing(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("question_mark", *"quit")
        table = app.screen.query_one("#help", LiveTable)
        await until(pilot, lambda: table.keys == ["quit", "interrupt"], "those with the word")
        await pilot.press("escape")
        await until(pilot, lambda: len(table.keys) > 10, "all of them")
        await pilot.press("G")
        await until(pilot, lambda: table.keys[:2] == ["first_row", "last_row"], "by a key, without case")
        assert "ghost" in screen_text(app)  # whose letter it is
        await pilot.press(*" zzz")
        await until(pilot, lambda: "No command or sign is like that" in screen_text(app), "nothing")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: not isinstance(app.screen, HelpScreen), "back")
        await pilot.press("question_mark", "question_mark")
        await until(pilot, lambda: not isinstance(app.screen, HelpScreen), "its own key closes it")


async def test_help_scrolls_to_its_end_on_a_small_screen(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(60, 20)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("question_mark")
        await pilot.pause()
        last = "relay: "
        assert last not in screen_text(app)
        await pilot.press(*["pagedown"] * 8, "down")
        await until(pilot, lambda: last in screen_text(app), "the end")
        await pilot.press("home")
        await until(pilot, lambda: last not in screen_text(app), "the beginning")
        assert app.screen.query_one(Input).has_focus


async def test_help_of_a_session_tells_its_keys_first(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await opened(pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen), "help")
        keys = app.screen.query_one("#help", LiveTable).keys
        assert keys[:2] == ["earlier", "later"]
        assert {key for key in keys if not key.startswith("sign ")} == {
            command.id for command in DEFAULT.in_scope(*SessionScreen.SCOPES, Scope.TIMELINE, Scope.TABLE)
        }
        await pilot.press(*"published")
        await until(pilot, lambda: "C M S A" in screen_text(app), "what stands for the sources")


@pytest.mark.parametrize(
    ("typed", "found"),
    [("ghost", "◇"), ("idle", "◌"), ("S", "reconnect storm"), ("alert sign", "⚑")],
)
async def test_help_tells_what_signs_mean(make_app: AppFactory, typed: str, found: str) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("question_mark", *typed)
        await until(pilot, lambda: any(found in line and "Sign: " in line for line in screen_lines(app)), "the sign")


async def test_a_key_that_does_nothing_says_so_and_where_it_does_something(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("z")
        await until(pilot, lambda: "z does nothing here. ? lists the keys" in words(app, "status"), "a key of nothing")
        await pilot.press("6")
        await until(
            pilot, lambda: "6 does nothing here; it is for: One session." in words(app, "status"), "where it is"
        )
        await opened(pilot)
        await pilot.press("x")
        await until(pilot, lambda: "x does nothing here; it is for: Sessions." in words(app, "status"), "where it is")


async def test_what_is_typed_and_what_does_something_is_not_taken_for_a_key_of_nothing(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("j", "space", "space", "slash", *"z6", "escape", "s", "z", "escape")
        assert "does nothing" not in screen_text(app)
        await opened(pilot)
        await pilot.press("j", "l", "h", "plus", "1", "n")
        assert "does nothing" not in screen_text(app)
