"""The raw answer of the API, pretty printed as it came: numbers, repeated keys and escapes are left as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lktui.view import text
from lktui.view.columns import Cell, Column, Context, Piece, Tone, cell

if TYPE_CHECKING:
    from collections.abc import Sequence

INDENT = "  "
DEEPEST = 40  # levels that are indented: a line must not grow with how deep it is
_PART = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_KEY = re.compile(r'(\s*)("(?:[^"\\]|\\.)*")(: ?)(.*)', re.DOTALL)


def pretty(raw: str) -> list[str]:
    """The lines of a JSON text, each element on one of its own; empty lists and objects stay on theirs.

    What is no JSON comes out as it is, in some lines.
    """
    lines: list[str] = []
    line: list[str] = []
    depth = 0
    before = ""
    for part in _PART.findall(raw):
        if part in ("}", "]"):
            depth = max(0, depth - 1)
            if before not in ("{", "["):
                lines.append("".join(line))
                line = [INDENT * min(depth, DEEPEST)]
            line.append(part)
        else:
            if before in ("{", "[", ","):
                lines.append("".join(line))
                line = [INDENT * min(depth, DEEPEST)]
            line.append(": " if part == ":" else part)
            if part in ("{", "["):
                depth += 1
        before = part
    if line:
        lines.append("".join(line))
    return lines


@dataclass(frozen=True, slots=True)
class RawLine:
    number: int  # from 1
    text: str


def search(lines: Sequence[str], typed: str) -> list[int]:
    """Which lines hold what was typed, without regard to case."""
    wanted = typed.casefold()
    return [number for number, line in enumerate(lines) if wanted in line.casefold()] if wanted else []


def _number(line: RawLine, _context: Context) -> Cell:
    return cell(str(line.number), Tone.FAINT)


def _text(line: RawLine, _context: Context) -> Cell:
    match = _KEY.fullmatch(line.text[: text.LONGEST])
    pieces: list[Piece]
    if match is None:
        pieces = [(text.visible(line.text), Tone.PLAIN)]
    else:
        indent, key, colon, value = match.groups()
        pieces = [
            (indent, Tone.PLAIN),
            (text.visible(key), Tone.ACCENT),
            (colon, Tone.DIM),
            (text.visible(value), Tone.PLAIN),
        ]
    return tuple(pieces)


RAW_COLUMNS: tuple[Column[RawLine], ...] = (
    Column("number", "line", 6, _number, rank=1, right=True),
    Column("text", "answer of the API", 60, _text, narrow=30, stretch=1),
)
