"""Rows as an aligned table of plain text; nothing is cut: what has no room is wrapped, or left out and told."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeVar

from lktui.view import text
from lktui.view.columns import GAP, Column, Context
from lktui.view.times import Zone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

Row = TypeVar("Row")
AMPLE = 10_000  # cells: columns show what they have


class FullZone(Zone):
    """Tells each moment with its date and offset: what is kept in a file is read on another day."""

    __slots__ = ()

    def recent(self, moment: datetime | None, now: datetime, *, narrow: bool = False) -> str:  # noqa: ARG002 - as there
        return self.stamp(moment)


@dataclass(frozen=True, slots=True)
class Listing:
    """`left_out` are the names of columns for which there was no room."""

    lines: tuple[str, ...]
    left_out: tuple[str, ...] = ()


def listing(
    columns: Sequence[Column[Row]],
    rows: Sequence[Row],
    *,
    now: datetime,
    zone: Zone,
    width: int | None = None,
    keep: bool = False,
) -> Listing:
    """A head and a line for each row, inside of `width` cells if one is given.

    Columns that may stretch are wrapped first, down to their own width; then those of the highest rank are left out,
    unless they are to be kept; what has no room even then goes beyond the width.
    """
    context = Context(now, zone, AMPLE)
    table = {
        column.name: ["".join(piece for piece, _ in column.show(row, context)) for row in rows] for column in columns
    }
    full = {column.name: max([text.width(column.title), *map(text.width, table[column.name])]) for column in columns}
    least = {
        column.name: min(full[column.name], column.width) if column.stretch else full[column.name] for column in columns
    }
    kept, left_out = list(columns), []
    if width is not None and not keep:
        while _total(kept, least) > width and any(column.rank for column in kept):
            last = max(kept, key=lambda column: column.rank)
            kept.remove(last)
            left_out.append(last.name)
    widths = dict(full)
    if width is not None:
        for column in kept:
            if column.stretch and (over := _total(kept, widths) - width) > 0:
                widths[column.name] = max(least[column.name], full[column.name] - over)
    lines = [_line([column.title for column in kept], kept, widths)]
    for number in range(len(rows)):
        wrapped = [text.folded(table[column.name][number], widths[column.name]) for column in kept]
        lines += [_line(parts, kept, widths) for parts in zip_longest(*wrapped, fillvalue="")]
    return Listing(tuple(lines), tuple(left_out))


def _total(columns: Sequence[Column[Row]], widths: dict[str, int]) -> int:
    return sum(widths[column.name] for column in columns) + GAP * (len(columns) - 1)


def _line(cells: Sequence[str], columns: Sequence[Column[Row]], widths: dict[str, int]) -> str:
    parts = [
        text.pad(each, widths[column.name], right=column.right) for each, column in zip(cells, columns, strict=True)
    ]
    return (" " * GAP).join(parts).rstrip()
