"""Quitting works at once, from anywhere, and leaves the terminal as it was."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest
from support.surroundings import lktui
from support.table_on_screen import wait_for_table
from support.terminal import Terminal

from lktui.demo.server import DemoServer

AT_ONCE = 10.0  # seconds, on a busy machine; a request that hangs would take fifteen
INTERRUPTED = 130
TERMINATED = 128 + signal.SIGTERM
HUNG_UP = 128 + signal.SIGHUP


_MOVES = re.compile(r"\x1b\[[0-9;]*[A-HJKLMSTXadfr]")


def assert_ends(terminal: Terminal, code: int) -> None:
    assert terminal.wait_exit(seconds=AT_ONCE) == code
    assert terminal.left_over() == []
    assert "Traceback" not in terminal.last_words()
    assert _MOVES.findall(terminal.last_words()) == []  # the shell's cursor is where it was before


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("ctrl+c", INTERRUPTED)])
def test_from_the_table(tmp_path: Path, key: str, code: int) -> None:
    with lktui(tmp_path, "--demo") as terminal:
        wait_for_table(terminal)
        terminal.press(key)
        assert_ends(terminal, code)


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("ctrl+c", INTERRUPTED)])
def test_from_a_session(tmp_path: Path, server: DemoServer, key: str, code: int) -> None:
    with lktui(tmp_path, server=server) as terminal:
        wait_for_table(terminal)
        terminal.press("enter")
        terminal.wait_for(" at most ")
        terminal.press(key)
        assert_ends(terminal, code)


@pytest.mark.parametrize("above", ["t", "?"], ids=["time range", "help"])
def test_ctrl_c_from_what_lies_above_the_screen(tmp_path: Path, server: DemoServer, above: str) -> None:
    with lktui(tmp_path, server=server) as terminal:
        wait_for_table(terminal)
        terminal.press(above)
        terminal.wait_until(lambda screen: "╭" in screen.text, "the dialog")
        terminal.press("ctrl+c")
        assert_ends(terminal, INTERRUPTED)


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("ctrl+c", INTERRUPTED)])
def test_while_the_first_request_hangs(tmp_path: Path, server: DemoServer, key: str, code: int) -> None:
    server.faults.add("hang")
    with lktui(tmp_path, server=server) as terminal:
        terminal.wait_for("Loading sessions")
        terminal.press(key)
        assert_ends(terminal, code)


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("ctrl+c", INTERRUPTED)])
def test_while_a_later_request_hangs(tmp_path: Path, server: DemoServer, key: str, code: int) -> None:
    with lktui(tmp_path, server=server) as terminal:
        wait_for_table(terminal)
        server.faults.add("hang")
        terminal.press("r")
        terminal.wait_for("asking for")
        terminal.press(key)
        assert_ends(terminal, code)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, INTERRUPTED), (signal.SIGTERM, TERMINATED), (signal.SIGHUP, HUNG_UP)]
)
def test_a_signal_ends_it_cleanly(tmp_path: Path, server: DemoServer, number: signal.Signals, code: int) -> None:
    with lktui(tmp_path, server=server) as terminal:
        wait_for_table(terminal)
        terminal.send_signal(number)
        assert_ends(terminal, code)
