"""What a terminal shows and which modes it is in, from the bytes that a program wrote to it."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import TYPE_CHECKING

import pyte
from wcwidth import wcwidth

if TYPE_CHECKING:
    from collections.abc import Iterator

ALTERNATE_SCREEN = 1049
CURSOR = 25
MOUSE = (1000, 1002, 1003, 1006, 1015, 1016)
BRACKETED_PASTE = 2004
FOCUS_REPORTS = 1004
SIZE_REPORTS = 2048
SYNCHRONIZED = 2026

_OSC = rb"\x1b\](?:[^\x07\x1b]|\x1b(?!\\))*(?:\x07|\x1b\\)"
_DCS = rb"\x1b[P_^X](?:[^\x1b]|\x1b[^\\])*\x1b\\"
_OTHER = rb"\x1b\[[<=>?][0-9;]*[uqmcn]|\x1b\[[0-9;?]*[$ ][pq]|\x1b\[[0-9;]*t"
# pyte would print parts of these: strings, kitty's keyboard, requests for modes, window operations, cursor shapes
_UNKNOWN_TO_PYTE = re.compile(
    rb"|".join((_OSC, _DCS, rb"\x1b\[[<=>?][0-9;]*[uqmcn]|\x1b\[[0-9;?]*[$ ][pq]|\x1b\[[0-9;]*t"))
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|\](?:[^\x07\x1b]|\x1b(?!\\))*|[P_^X](?:[^\x1b]|\x1b[^\\])*\x1b?)?\Z")
_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_KITTY = re.compile(rb"\x1b\[([<>])[0-9]*u")


class Display:
    """The screen of a terminal, fed with bytes; `unfinished` sequences wait for their rest."""

    def __init__(self, columns: int, lines: int) -> None:
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._unfinished = b""

    def feed(self, data: bytes) -> None:
        data = self._unfinished + data
        tail = _UNFINISHED.search(data)
        end = tail.start() if tail else len(data)
        self._unfinished = data[end:]
        text = self._decoder.decode(_UNKNOWN_TO_PYTE.sub(b"", data[:end]))
        self._stream.feed(text if text.isascii() else "".join(char for char in text if _is_drawn(char)))

    def resize(self, columns: int, lines: int) -> None:
        self._screen.resize(lines, columns)

    @property
    def columns(self) -> int:
        return int(self._screen.columns)

    @property
    def cursor(self) -> tuple[int, int]:
        """Line and column, from 1."""
        return int(self._screen.cursor.y) + 1, int(self._screen.cursor.x) + 1

    @property
    def lines(self) -> list[str]:
        """The text of each line, without the spaces at its end."""
        return ["".join(self.cells(number)).rstrip() for number in range(int(self._screen.lines))]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def cells(self, line: int) -> list[str]:
        """What stands in each cell of a line; the second half of a wide character is empty."""
        row = self._screen.buffer[line]
        return [str(row[column].data) for column in range(self.columns)]

    def is_reversed(self, line: int, column: int) -> bool:
        return bool(self._screen.buffer[line][column].reverse)

    def colour_of(self, text: str) -> str:
        """Of the first character of `text`, where that first stands."""
        line = self.line_with(text)
        return str(self._screen.buffer[line][self.lines[line].index(text)].fg)

    def line_with(self, text: str) -> int:
        """The number of the first line that holds `text`, from 0."""
        return next(number for number, line in enumerate(self.lines) if text in line)


def _is_drawn(char: str) -> bool:
    """Pyte drops the rest of the line after a character without width that does not combine."""
    return char.isascii() or wcwidth(char) != 0 or unicodedata.combining(char) != 0


def modes(data: bytes) -> dict[int, bool]:
    """The private modes as `data` leaves them: those that were touched, and whether they are on."""
    left: dict[int, bool] = {}
    for found in _MODE.finditer(data):
        for number in found[1].split(b";"):
            left[int(number)] = found[2] == b"h"
    return left


def kitty_keyboard_depth(data: bytes) -> int:
    """How many keyboard modes were pushed and not popped again."""
    return sum(1 if found[1] == b">" else -1 for found in _KITTY.finditer(data))


def left_over(data: bytes) -> Iterator[str]:
    """What a program that wrote `data` and ended has not put back as it was."""
    on = modes(data)
    if not on.get(CURSOR, True):
        yield "the cursor is hidden"
    names = {
        ALTERNATE_SCREEN: "the alternate screen is on",
        BRACKETED_PASTE: "bracketed paste is on",
        FOCUS_REPORTS: "focus is reported",
        SIZE_REPORTS: "sizes are reported",
        SYNCHRONIZED: "output is held back",
        **dict.fromkeys(MOUSE, "the mouse is on"),
    }
    yield from (f"{what} (mode {mode})" for mode, what in names.items() if on.get(mode))
    if kitty_keyboard_depth(data) > 0:
        yield "a keyboard mode is left behind"
