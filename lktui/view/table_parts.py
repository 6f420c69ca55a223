"""The lines of a table that are no rows: its head, what the edge below that says, and what stands instead of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.view import text
from lktui.view.columns import Cell, Piece, Row, Tone, cell, fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lktui.view.columns import Placed


def head(columns: Sequence[Placed[Row]], sorted_by: str, sign: str) -> list[Piece]:
    """The titles of the columns in their places; `sign` is how the rows are sorted by one of them."""
    pieces: list[Piece] = []
    at = 0
    for placed in columns:
        right, title, start, width = placed.column.right, placed.column.title, placed.x, placed.width
        if placed.column.name == sorted_by:
            title = f"{sign}{title}" if right else f"{title}{sign}"
            if len(title) == width + 1:  # the sign may stand in the gap
                start, width = (start - 1 if right and start else start), width + 1
            elif len(title) > width:
                title = sign
        elif len(title) > width:
            title = ""
        pieces.append((" " * (start - at), Tone.PLAIN))
        pieces.extend(fit(cell(title, Tone.PLAIN), width, right=right))
        at = start + width
    return pieces


def with_edge(head: Cell, new_above: int, width: int) -> Cell:
    """The head with what the upper edge of the rows says, over its right end."""
    if not new_above:
        return head
    said = f" ▲ {new_above} new "
    return (*fit(head, max(0, width - text.width(said))), (said, Tone.ACCENT))


def instead_of_rows(placeholder: Iterable[Cell], width: int, height: int) -> list[Cell]:
    """So many lines, with what is said wrapped and a third of the way down."""
    wrapped = [
        cell(part, tone) for content in placeholder for piece, tone in content for part in text.wrap(piece, width)
    ]
    lines: list[Cell] = [()] * max(0, (height - len(wrapped)) // 3)
    lines += [fit(content, width) for content in wrapped]
    return (lines + [()] * height)[:height]
