"""Terminals that know few characters, no cursor or no mouse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.display import MOUSE, modes
from support.surroundings import LKTUI, lktui, surroundings
from support.table_on_screen import selected, wait_for_table
from support.terminal import Terminal

from lktui.demo.server import DemoServer

USAGE = 2
SECOND_ROW = 4  # its line: after title, strip, head and the first row


_SESSION = re.compile(r"^[| ].[*~o] ", re.MULTILINE)  # the cursor, the mark, and the status: active, idle or ended


def wait_for_rows(terminal: Terminal) -> None:
    terminal.wait_until(
        lambda screen: "rows 1-" in screen.text and _SESSION.search(screen.text) is not None, "rows in ASCII"
    )


@pytest.mark.parametrize("locale", ["flag", "LANG=C", "LC_ALL=C"])
def test_without_utf8_nothing_but_ascii_is_written(tmp_path: Path, server: DemoServer, locale: str) -> None:
    server.faults.add("hostile-names")
    environ = {"LC_ALL": "", "LANG": "C.UTF-8"}
    if locale != "flag":
        name, _, value = locale.partition("=")
        environ[name] = value
    with lktui(tmp_path, *(["--ascii"] if locale == "flag" else []), server=server, environ=environ) as terminal:
        wait_for_rows(terminal)
        for keys in ("?", "t", "c", "s", "e"):  # Textual's own widgets, too
            terminal.press(keys)
            terminal.wait_until(lambda screen: "+-" in screen.text, "the dialog")
            terminal.press("escape")
            terminal.wait_until(lambda screen: "+-" not in screen.text, "the end of the dialog")
        terminal.press("enter")
        terminal.wait_for("identity")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.since(0).isascii()
        assert b"?" in terminal.since(0)


def test_the_locale_can_be_overruled(tmp_path: Path, server: DemoServer) -> None:
    with lktui(tmp_path, "--no-ascii", server=server, environ={"LC_ALL": "C"}) as terminal:
        wait_for_table(terminal)


def test_the_signs_of_a_table_without_a_screen_are_ascii_too(tmp_path: Path, server: DemoServer) -> None:
    with lktui(tmp_path, "sessions", "--limit", "20", server=server, environ={"LC_ALL": "C"}) as terminal:
        assert terminal.wait_exit() == 0
        assert "ended" in terminal.screen.text
        assert not {"●", "○", "◌", "–"} & set(terminal.screen.text)


def test_the_first_screen_is_ascii_too(tmp_path: Path) -> None:
    with lktui(tmp_path, environ={"LC_ALL": "C"}) as terminal:
        terminal.wait_for("LIVEKIT_API_SECRET", "d simulated project")
        terminal.press("q")
        terminal.wait_exit()
        assert terminal.since(0).isascii()


_SGR = re.compile(rb"\x1b\[([0-9;]*)m")
_COLOURS = {*range(30, 39), *range(40, 49), *range(90, 98), *range(100, 108)}


def colours(written: bytes) -> set[int]:
    """The codes of colours in what was written; those of 256 and of all are 38 and 48."""
    codes = {int(code) for found in _SGR.finditer(written) for code in found[1].split(b";") if code}
    return codes & _COLOURS


def reversed_lines(terminal: Terminal) -> list[int]:
    """The lines whose middle is reversed."""
    screen = terminal.screen
    return [number for number in range(terminal.size[1]) if screen.is_reversed(number, screen.columns // 2)]


@pytest.mark.parametrize("frame_diff", [True, False])
def test_no_color_means_none_and_the_selected_row_is_seen(
    tmp_path: Path, server: DemoServer, *, frame_diff: bool
) -> None:
    flags = [] if frame_diff else ["--no-frame-diff"]
    with lktui(tmp_path, *flags, server=server, environ={"NO_COLOR": "1"}) as terminal:
        wait_for_table(terminal)
        terminal.press("down", "down")
        terminal.wait_until(lambda screen: selected(screen) == SECOND_ROW + 1, "the cursor on the third row")
        assert reversed_lines(terminal) == [0, SECOND_ROW + 1]  # the title, too
        terminal.press("t")
        terminal.wait_until(lambda screen: "Time range" in screen.text, "the dialog")
        assert colours(terminal.since(0)) == set()


def test_an_empty_no_color_is_none(tmp_path: Path, server: DemoServer) -> None:
    with lktui(tmp_path, server=server, environ={"NO_COLOR": ""}) as terminal:
        wait_for_table(terminal)
        assert colours(terminal.since(0))


@pytest.mark.parametrize("term", ["xterm", "linux", "screen"])
def test_sixteen_colours_are_the_terminals_own(tmp_path: Path, server: DemoServer, term: str) -> None:
    with lktui(tmp_path, server=server, environ={"TERM": term, "COLORTERM": ""}) as terminal:
        wait_for_table(terminal)
        terminal.press("down")
        terminal.wait_until(lambda screen: selected(screen) == SECOND_ROW, "the cursor on the second row")
        assert reversed_lines(terminal) == [0, SECOND_ROW]
        assert not colours(terminal.since(0)) & {38, 48}


def test_a_chosen_theme_is_on_in_the_next_run_unless_that_is_fresh(tmp_path: Path, server: DemoServer) -> None:
    def is_light(*flags: str, keys: tuple[str, ...] = ()) -> bool:
        with lktui(tmp_path, *flags, server=server) as terminal:
            wait_for_table(terminal)
            terminal.press(*keys)
            terminal.settle()
            terminal.press("q")
            terminal.wait_exit()
            return b"48;2;251;251;249" in terminal.since(0)

    assert is_light(keys=("T", "down", "enter"))
    assert is_light()
    assert not is_light("--fresh")
    assert not is_light("--theme", "lktui-dark")


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_without_a_cursor_is_refused_and_watch_is_named(tmp_path: Path, term: str) -> None:
    environ = surroundings(tmp_path, TERM=term)
    with Terminal([*LKTUI, "--demo"], environ=environ, directory=tmp_path) as terminal:
        assert terminal.wait_exit() == USAGE
        assert "lktui watch" in terminal.since(0).decode()
        assert b"\x1b" not in terminal.since(0)


def test_without_the_mouse_the_terminal_keeps_its_own(tmp_path: Path, server: DemoServer) -> None:
    with lktui(tmp_path, "--no-mouse", server=server) as terminal:
        wait_for_table(terminal)
        assert not any(mode in modes(terminal.since(0)) for mode in MOUSE)
