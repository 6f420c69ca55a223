"""Columns: what a row shows in each, and which of them fit into a width."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from lktui.view import text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from lktui.view.times import Zone

Row = TypeVar("Row")


class Tone(StrEnum):
    """What a piece of text means; the theme says how that looks. Nothing is told by tone alone."""

    PLAIN = "plain"
    DIM = "dim"
    FAINT = "faint"
    STRONG = "strong"
    ACCENT = "accent"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    BAR = "bar"
    BAR_RIGHT = "bar-right"  # foreground and background exchanged: a block that fills its cell from the right
    BAR_ODD = "bar-odd"  # the same for every other row, so that bars below each other stay apart
    BAR_ODD_RIGHT = "bar-odd-right"
    CURSOR = "cursor"


REVERSED = (Tone.BAR_RIGHT, Tone.BAR_ODD_RIGHT)

Piece = tuple[str, Tone]
Cell = tuple[Piece, ...]
LinePair = tuple[Cell, Cell]  # what a line says on the left and on the right
SEPARATOR: Piece = (" · ", Tone.FAINT)


def cell(content: str, tone: Tone = Tone.PLAIN) -> Cell:
    return ((content, tone),)


def width_of(pieces: Iterable[Piece]) -> int:
    """In cells."""
    return sum(text.width(content) for content, _ in pieces)


def separated(parts: Iterable[Piece]) -> Cell:
    """Those that say something, with a dot between them."""
    pieces: list[Piece] = []
    for part in parts:
        if part[0]:
            pieces += [SEPARATOR, part] if pieces else [part]
    return tuple(pieces)


class Context(NamedTuple):
    """What a cell needs besides its row: the moment it is looked at, the zone, and the width of its column."""

    now: datetime
    zone: Zone
    width: int = 0


class Column(NamedTuple, Generic[Row]):
    """A column: one name everywhere, a width in cells, and how a row is shown in it.

    Where room is scarce, columns with the highest `rank` go first; rank 0 stays. A column takes its narrow width before
    another one goes. `stretch` is the share of the spare room. A `luxury` is there only where all others are wide.
    """

    name: str
    title: str
    width: int
    show: Callable[[Row, Context], Cell]
    rank: int = 0
    narrow: int = 0
    stretch: int = 0
    right: bool = False
    luxury: bool = False


class Placed(NamedTuple, Generic[Row]):
    """A column in its place: `x` and `width` in cells."""

    column: Column[Row]
    x: int
    width: int


GAP = 2
_GAP_PIECE: Piece = (" " * GAP, Tone.PLAIN)


def place(columns: Sequence[Column[Row]], available: int) -> tuple[Placed[Row], ...]:
    """The columns that fit, in their order. Columns go by rank, wide forms before narrow ones, rank 0 never."""
    kept = _kept(columns, available)
    widths = [column.narrow or column.width for column in kept]
    spare = available - _narrow_total(kept)
    for index in sorted(range(len(kept)), key=lambda index: (kept[index].rank, -kept[index].stretch)):
        wanted = kept[index].width - widths[index]
        if 0 < wanted <= spare or (wanted > 0 and kept[index].stretch and spare > 0):
            given = min(wanted, spare)
            widths[index] += given
            spare -= given
    shares = sum(column.stretch for column in kept)
    if shares and spare > 0:
        for index, column in enumerate(kept):
            widths[index] += spare * column.stretch // shares
    while spare < 0 and max(widths, default=1) > 1:
        widths[widths.index(max(widths))] -= 1
        spare += 1
    placed: list[Placed[Row]] = []
    x = 0
    for column, width in zip(kept, widths, strict=True):
        placed.append(Placed(column, x, width))
        x += width + GAP
    return tuple(placed)


def _kept(columns: Sequence[Column[Row]], available: int) -> list[Column[Row]]:
    kept = list(columns)
    for luxury in sorted((column for column in columns if column.luxury), key=lambda column: -column.rank):
        if sum(column.width for column in kept) + GAP * (len(kept) - 1) > available:
            kept.remove(luxury)
    while any(column.rank for column in kept) and _narrow_total(kept) > available:
        kept.remove(max(kept, key=lambda column: column.rank))
    while len(kept) > 1 and len(kept) + GAP * (len(kept) - 1) > available:
        kept.pop()
    return kept


def _narrow_total(columns: Sequence[Column[Row]]) -> int:
    return sum(column.narrow or column.width for column in columns) + GAP * (len(columns) - 1)


def contexts(placed: Sequence[Placed[Row]], now: datetime, zone: Zone) -> tuple[Context, ...]:
    """What each placed column's cells need: made once for all rows that are drawn at a moment."""
    return tuple(Context(now, zone, each.width) for each in placed)


def line_of(row: Row, placed: Sequence[Placed[Row]], each_context: Sequence[Context]) -> list[Piece]:
    """A row as one line of pieces, the gaps between its columns included; `each_context` is from `contexts`."""
    pieces: list[Piece] = []
    for each, context in zip(placed, each_context, strict=True):
        if each.x:
            pieces.append(_GAP_PIECE)
        pieces += fit(each.column.show(row, context), each.width, right=each.column.right)
    return pieces


def fit(content: Cell, width: int, *, right: bool = False) -> Cell:
    """The cell cut or filled to exactly so many cells."""
    used = sum([text.width(piece) for piece, _ in content])
    if used == width:
        return content
    if used < width:
        space = (" " * (width - used), Tone.PLAIN)
        return (space, *content) if right else (*content, space)
    pieces: list[Piece] = []
    left = width
    for piece, tone in content:
        cells = text.width(piece)
        if cells >= left:
            pieces.append((text.pad(text.cut(piece + " ", left), left), tone))
            break
        pieces.append((piece, tone))
        left -= cells
    return tuple(pieces)
