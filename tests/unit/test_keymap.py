"""Other keys for commands: what is understood, and what is refused, with its place and what was probably meant."""

from __future__ import annotations

import string
import tomllib
from pathlib import Path

import pytest

from lktui.config.configuration import load
from lktui.config.keys import KeySetting
from lktui.config.settings import Flags
from lktui.errors import ConfigError
from lktui.tui.commands import COMMANDS, Scope
from lktui.tui.keymap import DEFAULT, remapped
from lktui.tui.keys import key_label, key_named

WHERE = "~/config.toml: keys"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("x", "x"), ("X", "X"), ("?", "question_mark"), ("question_mark", "question_mark"), ("/", "slash"),
        ("]", "right_square_bracket"), ("+", "plus"), ("-", "minus"), (",", "comma"), (" ", "space"),
        ("Space", "space"), ("F5", "f5"), ("f12", "f12"), ("Esc", "escape"), ("escape", "escape"), ("PgDn", "pagedown"),
        ("↓", "down"), ("Del", "delete"), ("é", "é"), ("ctrl+x", "ctrl+x"), ("Ctrl+X", "ctrl+x"), ("alt+F5", "alt+f5"),
        ("shift+Tab", "shift+tab"), ("shift+a", "A"), ("shift+ctrl+left", "ctrl+shift+left"), ("ctrl++", "ctrl+plus"),
    ],
)  # fmt: skip
def test_a_key_is_its_character_its_name_or_its_label(written: str, key: str) -> None:
    assert key_named(written) == key


@pytest.mark.parametrize(
    "written", ["", "xx", "ctl+x", "ctrl+", "f99", "x+ctrl", "\x1b", "\n", "shift+?", "down arrow"]
)
def test_what_is_no_key_is_not_one(written: str) -> None:
    assert key_named(written) is None


@pytest.mark.parametrize("character", string.printable.strip())
def test_every_character_can_be_a_key_and_is_shown_as_itself(character: str) -> None:
    key = key_named(character)
    assert key is not None
    assert key_label(key) == character


def test_every_default_key_can_be_written_as_it_is_shown() -> None:
    for command in COMMANDS:
        assert [key_named(key_label(key)) for key in command.keys] == list(command.keys)


def test_keys_take_the_place_of_the_default_ones() -> None:
    keymap = remapped({"quit": ["Q", "F10", "Q"], "cursor_down": ["w", "↓"], "next_change": ["i"]}, WHERE)

    assert keymap.changes == {"quit": "Q,f10", "cursor_down": "w,down", "next_change": "i"}
    assert keymap.key("quit") == "Q"
    assert keymap.key("refresh") == "r"
    assert [command.id for command in keymap.commands] == [command.id for command in COMMANDS]


def test_the_default_keymap_changes_nothing() -> None:
    assert DEFAULT.changes == {}
    assert remapped({}, WHERE) == DEFAULT
    assert remapped({"quit": ["q"]}, WHERE).changes == {}


def test_two_commands_can_swap_their_keys() -> None:
    assert remapped({"filter": ["e"], "feed": ["/"]}, WHERE).changes == {"filter": "e", "feed": "slash"}


def test_commands_of_different_screens_can_share_a_key() -> None:
    assert remapped({"previous_session": ["s"]}, WHERE).key("previous_session") == "s"
    assert remapped({"close": ["r"]}, WHERE).key("close") == "r"


def refusal(**keys: str) -> tuple[str, str]:
    with pytest.raises(ConfigError) as refused:
        remapped({command: [key] for command, key in keys.items()}, WHERE)
    return refused.value.what, refused.value.todo


def test_an_unknown_command_is_refused_with_the_nearest() -> None:
    assert refusal(fliter="x") == ("~/config.toml: keys: there is no command 'fliter'", "Did you mean filter?")
    what, todo = refusal(**{"\x1b[2J": "x"})
    assert what == r"~/config.toml: keys: there is no command '\x1b[2J'"
    assert todo.startswith("Commands: cursor_down, ")


def test_an_unknown_key_is_refused_with_the_nearest() -> None:
    assert refusal(filter="spce") == ("~/config.toml: keys.filter: there is no key 'spce'", "Did you mean space?")
    assert refusal(filter="ctrl+entr")[1] == "Did you mean ctrl+enter?"


@pytest.mark.parametrize(
    ("key", "sent_for"), [("ctrl+m", "Enter"), ("Ctrl+I", "Tab"), ("ctrl+h", "Backspace"), ("ctrl+[", "Esc")]
)
def test_what_a_terminal_can_not_tell_from_another_key_is_refused(key: str, sent_for: str) -> None:
    what, todo = refusal(filter=key)
    assert what == f"~/config.toml: keys.filter: {key} is {sent_for} to a terminal"
    assert sent_for in todo
    assert refusal(filter="something else")[1].startswith("Keys are written as")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"filter": "e"}, "keys.filter: e is also the key of feed"),
        ({"filter": "j"}, "keys.filter: j is also the key of cursor_down"),
        ({"filter": "q"}, "keys.filter: q is also the key of quit"),
        ({"quit": "PgDn"}, "keys.quit: PgDn is also the key of page_down"),
        ({"back": "r"}, "keys.back: r is also the key of refresh"),
        ({"close": "k"}, "keys.close: k is also the key of cursor_up"),
        ({"filter": "F2", "feed": "F2"}, "keys.filter: F2 is also the key of feed"),
    ],
)
def test_a_clash_on_one_screen_is_refused(keys: dict[str, str], words: str) -> None:
    what, todo = refusal(**keys)

    assert what.startswith(f"~/config.toml: {words}: ")
    assert todo.startswith("Give one of the two another key")


def test_the_key_that_is_proposed_instead_of_a_clash_is_free() -> None:
    _, todo = refusal(filter="F5", feed="F5", refresh="F2")
    assert todo.endswith('feed = "F3"')


def test_the_interrupt_is_no_key_that_is_typed_into_a_filter() -> None:
    assert refusal(interrupt="x")[0] == "~/config.toml: keys.interrupt: must be a key that types nothing"
    assert remapped({"interrupt": ["ctrl+d"]}, WHERE).key("interrupt") == "ctrl+d"


def test_the_example_of_the_readme_works() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    example = next(part for part in readme.split("```toml\n") if part.startswith("[keys]")).partition("```")[0]
    given: dict[str, str | list[str]] = tomllib.loads(example)["keys"]
    keymap = remapped({id_: [keys] if isinstance(keys, str) else keys for id_, keys in given.items()}, WHERE)

    assert set(keymap.changes) == set(given)


# config.toml


def settings(home: Path, text: str) -> tuple[KeySetting, ...]:
    path = home / ".config" / "lktui" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return load(Flags(), {}, home, with_credentials=False).settings.keys


def test_a_key_or_a_list_of_keys_comes_from_the_file(tmp_path: Path) -> None:
    assert settings(tmp_path, '[keys]\nfilter = "x"\nquit = ["Q", "F10"]\n') == (
        KeySetting("filter", ("x",)),
        KeySetting("quit", ("Q", "F10")),
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("keys = 'x'", "keys: must be a table [keys], not text"),
        ("[keys]\nfilter = 5", "keys.filter: must be a key or a list of keys"),
        ("[keys]\nfilter = []", "keys.filter: must be a key or a list of keys"),
        ("[keys]\nfilter = ''", "keys.filter: must be a key or a list of keys"),
        ("[keys]\nfilter = ['x', 5]", "keys.filter: must be a key or a list of keys"),
    ],
)
def test_what_is_no_key_at_all_is_refused_with_its_place(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(ConfigError) as refused:
        settings(tmp_path, text)
    assert refused.value.what.startswith(f"~/.config/lktui/config.toml: {place}")


def test_what_is_only_typed_has_no_key() -> None:
    assert refusal(sessions="F2") == (
        "~/config.toml: keys.sessions: is only typed, and has no key",
        "Type it after ctrl+p.",
    )


@pytest.mark.parametrize("scope", [scope for scope in Scope if scope is not Scope.DIALOG])
def test_every_key_of_a_screen_does_something_there(scope: Scope) -> None:
    for command in DEFAULT.in_scope(scope):
        assert [DEFAULT.why_nothing(key, (scope,)) for key in command.keys] == [""] * len(command.keys)


def test_a_key_that_was_given_to_another_command_does_nothing_any_more() -> None:
    keys = remapped({"feed": ["E"]}, WHERE)
    assert keys.why_nothing("E", (Scope.SESSIONS,)) == ""
    assert keys.why_nothing("e", (Scope.SESSIONS,)) == "e does nothing here. ? lists the keys"
    assert keys.why_nothing("E", (Scope.SESSION,)) == "E does nothing here; it is for: Sessions. ? lists the keys"
