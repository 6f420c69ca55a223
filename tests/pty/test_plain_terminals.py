"""Terminals that know few characters, no cursor or no mouse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.display import MOUSE, modes
from support.surroundings import LKTUI, lktui, surroundings
from support.terminal import Terminal

from lktui.demo.server import DemoServer
from lktui.demo.world import World

USAGE = 2


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with DemoServer(World(7, 700), clock=lambda: datetime.now(UTC)) as serving:
        yield serving


def wait_for_rows(terminal: Terminal) -> None:
    terminal.wait_until(lambda screen: "*  " in screen.text and "rows 1-" in screen.text, "rows in ASCII", seconds=5)


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
            terminal.press("q")
            terminal.wait_until(lambda screen: "+-" not in screen.text, "the end of the dialog")
        terminal.press("enter")
        terminal.wait_for("joins of")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.since(0).isascii()
        assert b"?" in terminal.since(0)


def test_the_locale_can_be_overruled(tmp_path: Path, server: DemoServer) -> None:
    with lktui(tmp_path, "--no-ascii", server=server, environ={"LC_ALL": "C"}) as terminal:
        terminal.wait_until(lambda screen: "●  " in screen.text, "rows")


def test_the_first_screen_is_ascii_too(tmp_path: Path) -> None:
    with lktui(tmp_path, environ={"LC_ALL": "C"}) as terminal:
        terminal.wait_for("LIVEKIT_API_SECRET", "d simulated project")
        terminal.press("q")
        terminal.wait_exit()
        assert terminal.since(0).isascii()


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_without_a_cursor_is_refused_and_watch_is_named(tmp_path: Path, term: str) -> None:
    environ = surroundings(tmp_path, TERM=term)
    with Terminal([*LKTUI, "--demo"], environ=environ, directory=tmp_path) as terminal:
        assert terminal.wait_exit() == USAGE
        assert "lktui watch" in terminal.since(0).decode()
        assert b"\x1b" not in terminal.since(0)


def test_without_the_mouse_the_terminal_keeps_its_own(tmp_path: Path, server: DemoServer) -> None:
    with lktui(tmp_path, "--no-mouse", server=server) as terminal:
        terminal.wait_until(lambda screen: "●  " in screen.text, "rows")
        assert not any(mode in modes(terminal.since(0)) for mode in MOUSE)
