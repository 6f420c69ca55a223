"""Markdown in which what strangers wrote stays what it is: no link, no mention, no image, no end of a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lktui.view import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PLAIN = re.compile(r"[^\W_](?:[^\W_]|[ ,;%()–.'-]|:(?= ))*")
_LINKED = re.compile(r"www\.|\bGH-\d", re.IGNORECASE)  # words of which a reader makes a link, or a mention in an issue
LONGEST, SENTENCE = 120, 1000  # cells: a name of thousands of characters would bury the report
_TICKS = re.compile("`+")
BAR = "│"  # a bar would end the cell, in a code span as well; which backslashes help depends on the reader


def code(content: str, longest: int = LONGEST) -> str:
    """As a code span, in which Markdown sees nothing, of so many cells; empty where there is nothing to show."""
    shown = text.cut(text.visible(content), longest)
    if not shown.strip():
        return ""
    ticks = "`" * (_longest(shown) + 1)
    space = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{ticks}{space}{shown}{space}{ticks}"


def inline(content: str) -> str:
    """As plain words where they can be nothing else, else as a code span."""
    shown = text.visible(content)
    return shown if _PLAIN.fullmatch(shown) and not _LINKED.search(shown) else code(content, SENTENCE)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(each.replace('|', BAR) for each in cells)} |" for cells in lines]


def fenced(lines: Sequence[str]) -> list[str]:
    """A block of plain text; its lines are `visible`."""
    fence = "`" * max(3, max(map(_longest, lines), default=0) + 1)
    return [f"{fence}text", *lines, fence]


def _longest(line: str) -> int:
    return max(map(len, _TICKS.findall(line)), default=0)
