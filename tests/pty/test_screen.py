"""lktui in a real terminal: what it shows, at which sizes, and what keys do to the terminal itself."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from support.surroundings import lktui
from support.table_on_screen import out_of_column, selected, wait_for_table
from support.terminal import Terminal

from lktui.demo.server import DemoServer

SIZES = ((60, 20), (80, 24), (120, 40), (200, 50))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_demo_fills_the_screen_with_rows_in_columns(tmp_path: Path, size: tuple[int, int]) -> None:
    with lktui(tmp_path, "--demo", size=size) as terminal:
        wait_for_table(terminal)
        assert "simulated project" in terminal.screen.lines[0]
        terminal.settle()  # a line may have come in half
        assert out_of_column(terminal.screen) == []
        assert max(map(len, terminal.screen.lines)) <= size[0]
        assert terminal.screen.lines[-1].endswith(" q quit")


def test_a_new_size_is_drawn_anew(tmp_path: Path, server: DemoServer) -> None:
    with lktui(tmp_path, size=(120, 40), server=server) as terminal:
        wait_for_table(terminal)
        for columns, lines in ((60, 20), (140, 30), (80, 24)):
            terminal.resize(columns, lines)
            wait_for_table(terminal)
            terminal.wait_until(
                lambda screen: not out_of_column(screen) and ("session id" in screen.text) == (screen.columns > 100),
                f"columns at {columns} × {lines}",
            )


def test_the_selected_session_survives_a_new_size(tmp_path: Path, server: DemoServer) -> None:
    with lktui(tmp_path, size=(80, 24), server=server) as terminal:
        wait_for_table(terminal)
        top = selected(terminal.screen)
        terminal.press(*["down"] * 12)
        terminal.wait_until(lambda screen: selected(screen) == top + 12, "the cursor")
        room = terminal.screen.lines[top + 12].split()[3]
        terminal.resize(80, 10)
        terminal.wait_until(lambda screen: room in screen.lines[selected(screen)], f"the cursor on {room}")


def test_copying_sends_the_session_id_to_the_terminal(tmp_path: Path, server: DemoServer) -> None:
    with lktui(tmp_path, size=(120, 30), server=server) as terminal:
        written = copy_session_id(terminal)
        assert b"\x1bPtmux" not in written


def test_copying_inside_tmux_reaches_the_terminal_outside_too(tmp_path: Path, server: DemoServer) -> None:
    nowhere = {"TMUX": f"{tmp_path}/no-such-socket,1,0"}
    with lktui(tmp_path, size=(120, 30), server=server, environ=nowhere) as terminal:
        written = copy_session_id(terminal)
        wrapped = re.findall(rb"\x1bPtmux;\x1b(\x1b\]52;c;[^\x07]+\x07)\x1b\\", written)
        assert len(wrapped) == 1
        assert wrapped[0] in written.partition(b"\x1bPtmux")[0]


def copy_session_id(terminal: Terminal) -> bytes:
    """What the terminal gets when the selected session's id is copied."""
    wait_for_table(terminal)
    session_id = re.findall(r"RM_\w{12}", terminal.screen.lines[selected(terminal.screen)])[0]
    mark = terminal.mark
    terminal.press("y")
    terminal.wait_for(f"session id {session_id}: sent to the terminal")
    written = terminal.since(mark)
    assert b"\x1b]52;c;" + base64.b64encode(session_id.encode()) + b"\x07" in written
    return written


INJECTED = {
    "clears the screen": b"\x1b[2J\x1b[H\x1b[31m",
    "fills the clipboard": b"\x1b]52;",
    "sets the title": b"\x1b]0;",
    "asks for settings": b"\x1bP",
    "leaves the alternate screen": b"\x1b[?1049l",
    "resets the terminal": b"\x1bc",
    "rings": b"\x07",
    "goes back": b"\x08",
    "tabulates": b"\t",
    "begins a line": b"\n",
    "8-bit CSI": "\x9b".encode(),
    "8-bit OSC": "\x9d".encode(),
    "next line": "\x85".encode(),
    "line separator": "\u2028".encode(),
    "right-to-left override": "\u202e".encode(),
    "isolate": "\u2066".encode(),
    "zero width": "\u200b".encode(),
    "half of a pair": b"\xed\xa0\xbd",
}
OWN = re.compile(rb"\x1b\]22;\w+\x07|\r\n")  # Textual's: the shape of the mouse pointer, and ends of lines


@pytest.mark.parametrize("size", [(120, 40), (60, 20)], ids=["wide", "narrow"])
def test_hostile_names_neither_reach_the_terminal_nor_shift_a_column(
    tmp_path: Path, server: DemoServer, size: tuple[int, int]
) -> None:
    server.faults.add("hostile-names")
    with lktui(tmp_path, size=size, server=server) as terminal:
        terminal.wait_for("lktui  environment")
        mark = terminal.mark  # what the program itself sends while it starts lies before
        wait_for_table(terminal)
        for page in range(3):
            if page:
                terminal.press("pagedown")
            terminal.settle()  # a line may have come in half
            assert out_of_column(terminal.screen) == []
        terminal.press("enter")
        terminal.wait_for("timeline")
        terminal.settle()
        written = OWN.sub(b"", terminal.since(mark))
        assert "␛" in written.decode()
        assert [what for what, sequence in INJECTED.items() if sequence in written] == []


@pytest.mark.parametrize("key", ["R", "ctrl+l"])
@pytest.mark.parametrize("arguments", [(), ("--no-frame-diff",)], ids=["frame diff", "stock"])
def test_a_garbled_screen_is_drawn_anew(tmp_path: Path, key: str, arguments: tuple[str, ...]) -> None:
    with lktui(tmp_path, "--demo", *arguments) as terminal:
        wait_for_table(terminal)
        terminal.settle()
        mark = terminal.mark
        terminal.press(key)
        terminal.wait_until(
            lambda _screen: all(word in terminal.since(mark) for word in (b"lktui", b"room", b"help")), "all of it"
        )
