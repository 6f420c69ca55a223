"""The strip above the table: what is live, and each number over the last polls with their range."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lktui.view import text, units
from lktui.view.columns import Cell, Piece, Tone, width_of
from lktui.view.sessions import ALERT_GLYPH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lktui.analysis.overview import History, Series

BARS = "▁▂▃▄▅▆▇█"
NAME_WIDTH = 20
GAP = " "  # a poll that failed, or a number that was not measured


class Item(NamedTuple):
    label: str
    series: Series
    show: Callable[[float | None], str]


def strip(history: History, width: int) -> Cell:
    """One line of at most `width` cells: first the ranges go, then sparklines get shorter, then whole numbers go.

    A line of fewer than four polls shows no course: before that, the last numbers go.
    """
    items = [
        Item("active", history.active(), _number),
        Item("people", history.people(), _number),
        Item("in", history.rate_in(), units.rate),
        Item("out", history.rate_out(), units.rate),
        Item("connected", history.connection_success(), _share),
    ]
    ghosts = history.ghosts()
    if ghosts.last:
        items.insert(1, Item("ghosts", ghosts, _number))
    for count in range(len(items), 0, -1):
        for bars, ranges in ((16, True), (10, True), (10, False), (6, False), (4, False)):
            pieces = _pieces(items[:count], bars, ranges=ranges)
            if width_of(pieces) <= width:
                return pieces
    return ()


def strip_line(history: History, counts: Sequence[tuple[str, int]], width: int) -> tuple[Cell, Cell]:
    """The strip with the alerts on its right, which take at most half of it."""
    right = alerts(counts, width // 2)
    taken = width_of(right)
    return strip(history, width - taken - 2 if taken else width), right


def alerts(counts: Sequence[tuple[str, int]], width: int) -> Cell:
    """How many sessions match which alert, `⚑ 2 long call`; where that is too wide, all of them in one number."""
    counted = [(name, count) for name, count in counts if count]
    pieces: list[Piece] = []
    for name, count in counted:
        if pieces:
            pieces.append(("  ", Tone.PLAIN))
        pieces += [
            (f"{ALERT_GLYPH} {count}", Tone.WARN),
            (f" {text.cut(text.visible(name), NAME_WIDTH)}", Tone.PLAIN),
        ]
    if width_of(pieces) <= width:
        return tuple(pieces)  # no pieces where nothing matches
    return ((f"{ALERT_GLYPH} {sum(count for _, count in counted)}", Tone.WARN),)


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
