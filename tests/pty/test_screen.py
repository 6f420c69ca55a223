"""lktui in a real terminal: what it shows, at which sizes, and what keys do to the terminal itself."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from surroundings import lktui

from lktui.demo.server import DemoServer
from lktui.demo.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from display import Display

# what stands on the right of its column, and so ends where its title ends
NUMBERS = ("started", "duration", "people", "in", "out")
SIZES = ((60, 20), (80, 24), (120, 40), (200, 50))
SESSION = re.compile(r"^[▌ ] [●◌○] ")


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with DemoServer(World(7, 700), clock=lambda: datetime.now(UTC)) as serving:
        yield serving


def rows(screen: Display) -> list[int]:
    """The lines that show a session."""
    return [number for number, line in enumerate(screen.lines) if SESSION.match(line)]


def assert_in_columns(screen: Display) -> None:
    """Each row keeps to the columns of the head: a number ends where its title ends, and a gap follows."""
    head = screen.lines[screen.line_with("started")]
    for title in NUMBERS:
        found = re.search(rf"\b{title}\b", head)
        if found is None:
            continue  # no room for it
        for line in rows(screen):
            cells = screen.cells(line)
            around = f"{title} in {screen.lines[line]!r}"
            assert not cells[found.end() - 1].isspace(), around
            assert "".join(cells[found.end() : found.end() + 2]).isspace() or found.end() >= screen.columns - 2, around


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_demo_fills_the_screen_with_rows_in_columns(tmp_path: Path, size: tuple[int, int]) -> None:
    with lktui(tmp_path, "--demo", size=size) as terminal:
        terminal.wait_for("simulated project", "page 1", "started", "quit")
        terminal.settle()
        screen = terminal.screen
        assert len(rows(screen)) == size[1] - 4
        assert len(screen.lines[-1]) <= size[0] - 1
        assert screen.lines[-1].endswith("q quit")
        assert_in_columns(screen)


def test_a_new_size_is_drawn_anew(tmp_path: Path, server: DemoServer) -> None:
    with lktui(tmp_path, size=(120, 40), server=server) as terminal:
        terminal.wait_for("rows 1–100", "session id")
        for columns, lines in ((60, 20), (140, 30), (80, 24)):
            terminal.resize(columns, lines)
            terminal.wait_until(
                lambda screen, lines=lines: len(rows(screen)) == lines - 4 and screen.lines[-1].endswith("q quit"),
                f"a screen of {columns} × {lines}",
            )
            assert_in_columns(terminal.screen)
            assert ("session id" in terminal.screen.text) == (columns > 100)


def test_the_selected_session_survives_a_new_size(tmp_path: Path, server: DemoServer) -> None:
    def selected(screen: Display) -> str:
        return next((line.split()[2] for line in screen.lines if line.startswith("▌")), "")

    with lktui(tmp_path, size=(80, 24), server=server) as terminal:
        terminal.wait_for("rows 1–100")
        first = selected(terminal.screen)
        terminal.press(*["down"] * 12)
        terminal.wait_until(lambda screen: [line[:1] for line in screen.lines].index("▌") == 2 + 12, "the cursor")
        chosen = selected(terminal.screen)
        assert chosen != first
        terminal.resize(80, 10)
        terminal.wait_until(lambda screen: screen.lines[-1].endswith("q quit"), "the smaller screen")
        terminal.wait_until(lambda screen: selected(screen).startswith(chosen[:8]), "the selected row")


def test_copying_sends_the_session_id_to_the_terminal(tmp_path: Path, server: DemoServer) -> None:
    with lktui(tmp_path, size=(120, 30), server=server) as terminal:
        terminal.wait_for("rows 1–100")
        session_id = re.findall(r"▌.*(RM_\w{12})", terminal.screen.text)[0]
        mark = terminal.mark
        terminal.press("y")
        terminal.wait_for(f"session id {session_id}: sent to the terminal")
        encoded = base64.b64encode(session_id.encode())
        assert b"\x1b]52;c;" + encoded + b"\x07" in terminal.since(mark)
        assert b"\x1bPtmux" not in terminal.since(mark)


def test_copying_inside_tmux_reaches_the_terminal_outside_too(tmp_path: Path, server: DemoServer) -> None:
    nowhere = {"TMUX": f"{tmp_path}/no-such-socket,1,0"}
    with lktui(tmp_path, size=(120, 30), server=server, environ=nowhere) as terminal:
        terminal.wait_for("rows 1–100")
        session_id = re.findall(r"▌.*(RM_\w{12})", terminal.screen.text)[0]
        mark = terminal.mark
        terminal.press("y")
        terminal.wait_for("sent to the terminal")
        encoded = base64.b64encode(session_id.encode())
        plain = b"\x1b]52;c;" + encoded + b"\x07"
        assert plain + b"\x1bPtmux;\x1b" + plain + b"\x1b\\" in terminal.since(mark)


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


@pytest.mark.parametrize("size", [(120, 40), (60, 20)], ids=["wide", "narrow"])
def test_hostile_names_neither_reach_the_terminal_nor_shift_a_column(
    tmp_path: Path, server: DemoServer, size: tuple[int, int]
) -> None:
    server.faults.add("hostile-names")
    with lktui(tmp_path, size=size, server=server) as terminal:
        terminal.wait_for("rows 1–100")
        for page in range(3):
            if page:
                terminal.press("pagedown")
            terminal.settle()
            assert len(rows(terminal.screen)) == size[1] - 4
            assert_in_columns(terminal.screen)
        terminal.press("enter")
        terminal.wait_for("joins of")
        terminal.settle()
        # what the program itself sends while it starts comes before the first row
        written = terminal.since(0).partition(b"simulated" if b"simulated" in terminal.since(0) else b"lktui")[2]
        assert [what for what, sequence in INJECTED.items() if sequence in written] == []
        assert "[/red]" in terminal.screen.text or "␛" in written.decode()
