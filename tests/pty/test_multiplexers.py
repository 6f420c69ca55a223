"""Inside tmux and GNU screen: copying reaches the terminal outside, or says what is missing."""

from __future__ import annotations

import base64
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.surroundings import LKTUI, surroundings
from support.table_on_screen import selected
from support.terminal import Terminal

needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux")
needs_screen = pytest.mark.skipif(shutil.which("screen") is None, reason="there is no screen")


def tmux(home: Path, *arguments: str) -> str:
    """What it prints; its server is the one of this home."""
    command = ["tmux", "-S", str(home / "tmux"), *arguments]
    return subprocess.run(command, env=surroundings(home), check=True, capture_output=True, text=True).stdout


@contextmanager
def in_tmux(home: Path, **environ: str) -> Iterator[Terminal]:
    command = ["tmux", "-S", str(home / "tmux"), "-f", "/dev/null", "new-session", *LKTUI, "--demo"]
    with Terminal(command, size=(120, 30), environ=surroundings(home, **environ), directory=home) as terminal:
        try:
            terminal.wait_for("rows 1–100", "q quit")
            yield terminal
        finally:
            tmux(home, "kill-server")


def copied(terminal: Terminal) -> str:
    """Copies the id of the selected session, and says what it is."""
    line = terminal.screen.lines[selected(terminal.screen)]
    session_id = next(word for word in line.split() if word.startswith("RM_"))
    terminal.press("y")
    terminal.wait_for(f"session id {session_id}: ")
    return session_id


def reached(terminal: Terminal, session_id: str) -> bool:
    written = terminal.since(0)
    encoded = base64.b64encode(session_id.encode())
    return b"\x1b]52;" in written and encoded in written


@needs_tmux
def test_tmux_has_it_in_its_buffer_and_hands_it_to_the_terminal(tmp_path: Path) -> None:
    with in_tmux(tmp_path) as terminal:
        session_id = copied(terminal)
        terminal.wait_for("in tmux's buffer, and sent to the terminal")
        terminal.wait_until(lambda _: reached(terminal, session_id), "OSC 52 outside")
        assert tmux(tmp_path, "show-buffer") == session_id


@needs_tmux
def test_where_tmux_does_not_know_of_a_clipboard_the_feature_is_named(tmp_path: Path) -> None:
    with in_tmux(tmp_path, TERM="vt100") as terminal:
        session_id = copied(terminal)
        terminal.wait_for("set -as terminal-features ,vt100:clipboard")
        assert tmux(tmp_path, "show-buffer") == session_id
        assert not reached(terminal, session_id)


@needs_screen
def test_screen_hands_it_on(tmp_path: Path) -> None:
    sockets = tmp_path / "screens"
    sockets.mkdir(mode=0o700)
    environ = surroundings(tmp_path, SCREENDIR=str(sockets))
    with Terminal(
        ["screen", "-U", "-c", "/dev/null", *LKTUI, "--demo"], size=(120, 30), environ=environ, directory=tmp_path
    ) as terminal:
        terminal.wait_for("rows 1–100", "q quit")
        session_id = copied(terminal)
        terminal.wait_for("sent to the terminal through screen")
        terminal.wait_until(lambda _: reached(terminal, session_id), "OSC 52 outside")
        terminal.press("q")
        terminal.wait_exit()


@needs_screen
def test_nothing_is_left_on_the_screen_where_that_is_the_only_one(tmp_path: Path) -> None:
    """GNU screen has no alternate one, unless it is told to."""
    sockets = tmp_path / "screens"
    sockets.mkdir(mode=0o700)
    environ = surroundings(tmp_path, SCREENDIR=str(sockets))
    inside = f"{shlex.join(LKTUI)} --demo; echo back; read end"
    with Terminal(
        ["screen", "-U", "-c", "/dev/null", "sh", "-c", inside], size=(120, 30), environ=environ, directory=tmp_path
    ) as terminal:
        terminal.wait_for("rows 1–100", "q quit")
        terminal.press("q")
        terminal.wait_for("back")
        assert terminal.screen.text.strip() == "back"
        terminal.press("enter")
        terminal.wait_exit()
