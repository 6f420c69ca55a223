"""The strip above the table: what is live, and each number over the last polls with their range."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lktui.view import text, units
from lktui.view.columns import Cell, Piece, Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lktui.analysis.overview import History, Series

BARS = "▁▂▃▄▅▆▇█"
GAP = " "  # a poll that failed, or a number that was not measured


class Item(NamedTuple):
    label: str
    series: Series
    show: Callable[[float | None], str]


def strip(history: History, width: int) -> Cell:
    """One line of at most `width` cells: first the ranges go, then sparklines get shorter, then whole numbers go."""
    items = [
        Item("active", history.active(), _number),
        Item("people", history.people(), _number),
        Item("in", history.rate_in(), units.rate),
        Item("out", history.rate_out(), units.rate),
        Item("connected", history.connection_success(), _share),
    ]
    for count in range(len(items), 0, -1):
        for bars, ranges in ((16, True), (10, True), (10, False), (6, False)):
            pieces = _pieces(items[:count], bars, ranges=ranges)
            if sum(text.width(piece) for piece, _ in pieces) <= width:
                return pieces
    return ()


def sparkline(values: Sequence[float | None], low: float | None, high: float | None) -> str:
    """A bar for each value, between `low` and `high`; a gap where there is none."""
    if low is None or high is None:
        return GAP * len(values)
    span = high - low
    return "".join(
        GAP if value is None else BARS[round((value - low) / span * (len(BARS) - 1)) if span else 0] for value in values
    )


def _pieces(items: Sequence[Item], bars: int, *, ranges: bool) -> Cell:
    pieces: list[Piece] = []
    for item in items:
        series = item.series
        if pieces:
            pieces.append(("   ", Tone.PLAIN))
        pieces += [(f"{item.label} ", Tone.DIM), (item.show(series.last), Tone.STRONG)]
        recent = series.values[-bars:]
        if series.low is not None and series.low != series.high:  # a number that never moved needs no line
            pieces.append((f" {sparkline(recent, series.low, series.high)}", Tone.ACCENT))
            if ranges:
                pieces.append((f" {item.show(series.low)}–{item.show(series.high)}", Tone.FAINT))
    return tuple(pieces)


def _number(value: float | None) -> str:
    return units.UNKNOWN if value is None else str(round(value))


def _share(value: float | None) -> str:
    return units.UNKNOWN if value is None else f"{value * 100:.0f}%"
