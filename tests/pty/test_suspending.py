"""ctrl+z gives the terminal back to the shell; fg draws the screen anew, at the size that it has by then."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest
from support.surroundings import lktui
from support.table_on_screen import out_of_column, selected, wait_for_table
from support.terminal import Terminal

from lktui.demo.server import DemoServer


def is_stopped(terminal: Terminal) -> bool:
    state = subprocess.run(["ps", "-o", "state=", "-p", str(terminal.pid)], check=True, capture_output=True, text=True)
    return state.stdout.startswith("T")


def resume(terminal: Terminal) -> None:
    mark = terminal.mark
    terminal.send_signal(signal.SIGCONT)
    terminal.wait_until(lambda _: b"\x1b[?1049h" in terminal.since(mark), "the alternate screen")


def suspend(terminal: Terminal) -> None:
    terminal.press("ctrl+z")
    terminal.wait_until(lambda _: is_stopped(terminal), "the stop")
    terminal.settle(0.05)


@pytest.mark.parametrize("above", ["", "t", "/"], ids=["table", "dialog", "filter"])
def test_the_shell_gets_its_terminal_back(tmp_path: Path, server: DemoServer, above: str) -> None:
    with lktui(tmp_path, server=server) as terminal:
        wait_for_table(terminal)
        terminal.press(above)
        terminal.settle()
        suspend(terminal)
        assert terminal.left_over() == []
        assert "\x1b[r" not in terminal.last_words()  # it would send the shell's cursor to the top
        terminal.send_signal(signal.SIGCONT)
        terminal.press("ctrl+c")
        terminal.wait_exit()


@pytest.mark.parametrize("flags", [(), ("--no-frame-diff",)], ids=["frame diff", "Textual's own way"])
@pytest.mark.parametrize("size", [(100, 30), (70, 24), (140, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_screen_comes_back_at_the_size_of_then(
    tmp_path: Path, server: DemoServer, size: tuple[int, int], flags: tuple[str, ...]
) -> None:
    with lktui(tmp_path, *flags, server=server) as terminal:
        wait_for_table(terminal)
        line = selected(terminal.screen) + 2
        terminal.press("down", "down")
        terminal.wait_until(lambda screen: selected(screen) == line, "the cursor on the third row")
        suspend(terminal)
        terminal.resize(*size)
        resume(terminal)
        wait_for_table(terminal)
        terminal.settle()  # a line may have come in half
        assert out_of_column(terminal.screen) == []
        assert selected(terminal.screen) == line
        terminal.press("down")
        terminal.wait_until(lambda screen: selected(screen) == line + 1, "the cursor on the next row")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.left_over() == []


def test_twice_is_as_good_as_once(tmp_path: Path, server: DemoServer) -> None:
    with lktui(tmp_path, server=server) as terminal:
        wait_for_table(terminal)
        for _ in range(2):
            suspend(terminal)
            assert terminal.left_over() == []
            resume(terminal)
            wait_for_table(terminal)
        terminal.press("q")
        assert terminal.wait_exit() == 0


def test_sigterm_ends_it_cleanly_after_a_suspension(tmp_path: Path, server: DemoServer) -> None:
    with lktui(tmp_path, server=server) as terminal:
        wait_for_table(terminal)
        suspend(terminal)
        terminal.send_signal(signal.SIGTERM)
        terminal.send_signal(signal.SIGCONT)
        assert terminal.wait_exit() == 128 + signal.SIGTERM
        assert terminal.left_over() == []
