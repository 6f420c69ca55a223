"""The wall: a project in big numbers for a monitor across the room, with its alerts and what happened last."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lktui.view import text, units
from lktui.view.big_digits import HEIGHT, SCALES, Scale, big, cells
from lktui.view.columns import Cell, Tone, cell, contexts, fit, line_of, place
from lktui.view.feed import FEED_COLUMNS, FEED_COLUMNS_OF_MANY, feed_rows
from lktui.view.strip import BARS, alerts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from lktui.analysis.feed import FeedEvent
    from lktui.analysis.overview import History, Series
    from lktui.view.times import Zone

IN_A_ROW = 3
WIDEST = ("9999", "9.99")  # what a tile has room for, so that it stays where it is: a count, a rate
LABEL = 1  # lines
TALLEST = 8  # lines of a sparkline
FEED = 3  # lines at least
_SPANS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Tile(NamedTuple):
    """`number` is what `big_digits` can draw; what it counts stands in `label`."""

    label: str
    number: str
    series: Series | None = None
    tone: Tone = Tone.STRONG


def tiles(history: History, fetched_at: datetime | None, now: datetime, *, stale: bool) -> tuple[Tile, ...]:
    """What the wall shows big: the numbers of the last poll that succeeded, which was at `fetched_at`."""
    last = next((sample for sample in reversed(history.samples) if sample is not None), None)
    success = None if last is None else last.connection_success
    age, unit = _age(None if fetched_at is None else now - fetched_at)
    return (
        _count("active sessions", None if last is None else last.active, history.active()),
        _count("people", None if last is None else last.people.value, history.people()),
        Tile("connected, %", _percent(success), history.connection_success()),
        _rate("in", None if last is None else last.rate_in.value, history.rate_in()),
        _rate("out", None if last is None else last.rate_out.value, history.rate_out()),
        Tile(
            f"{'▲ stale: ' if stale else ''}{unit} old",
            age,
            tone=Tone.WARN if stale else Tone.STRONG,
        ),
    )


def wall(
    shown: Sequence[Tile],
    counts: Sequence[tuple[str, int]],
    events: Sequence[FeedEvent],
    *,
    zone: Zone,
    now: datetime,
    size: tuple[int, int],
) -> list[Cell]:
    """As many lines as `size` says (columns, lines), each at most as wide: tiles, alerts, and the newest events."""
    width, height = size
    scale = _scale(width, height)
    tile_rows = [shown[first : first + IN_A_ROW] for first in range(0, len(shown), IN_A_ROW)]
    fixed = len(tile_rows) * (LABEL + HEIGHT * scale.height) + 1
    spare = height - fixed - FEED
    bars = max(0, min(TALLEST, spare // (2 * len(tile_rows))))
    gaps = 1 if spare - bars * len(tile_rows) >= 2 * len(tile_rows) + FEED else 0
    lines: list[Cell] = []
    for row in tile_rows:
        lines += _row(row, width, scale, bars)
        lines += [()] * gaps
    lines.append(alerts(counts, width))
    lines += _feed(events, width, zone, now)
    return (lines + [()] * height)[:height]


def _scale(width: int, height: int) -> Scale:
    """The largest dots with which two rows of tiles fit, and a few events below."""
    room = width // IN_A_ROW - 2
    for scale in SCALES:
        wide = max(cells(number, scale) for number in WIDEST)
        if wide <= room and 2 * (HEIGHT * scale.height + LABEL) + 1 + FEED <= height:
            return scale
    return SCALES[-1]


def _row(row: Sequence[Tile], width: int, scale: Scale, bars: int) -> list[Cell]:
    each = width // IN_A_ROW
    parts = [_tile(tile, each - 2, scale, bars) for tile in row]
    gap = cell("  ")
    return [
        tuple(piece for part in parts for piece in (*fit(part[number], each - 2), *gap))
        for number in range(len(parts[0]))
    ]


def _tile(tile: Tile, width: int, scale: Scale, bars: int) -> list[Cell]:
    lines: list[Cell] = [cell(text.cut(tile.label, width), Tone.WARN if tile.tone is Tone.WARN else Tone.DIM)]
    tone = tile.tone if tile.number != units.UNKNOWN else Tone.DIM
    number = big(tile.number, scale)
    if cells(tile.number, scale) > width:  # a number that is cut off would be another one
        number = [tile.number, *[""] * (len(number) - 1)]
    lines += [cell(line, tone) for line in number]
    if tile.series is None:
        return lines + [()] * bars
    if bars > 1:  # the first of them keeps it away from the number
        lines.append(())
        bars -= 1
    return lines + [cell(line, Tone.ACCENT) for line in tall_sparkline(tile.series, width, bars)]


def tall_sparkline(series: Series, width: int, height: int) -> list[str]:
    """The last polls as columns of at most so many lines, from the top; a gap where there is no value."""
    low, high = series.low, series.high
    if low is None or high is None or low == high:  # a number that never moved needs no line
        return [""] * height
    steps = len(BARS) * height
    recent = series.values[-width:]
    levels = [0 if value is None else 1 + round((value - low) / (high - low) * (steps - 1)) for value in recent]
    lines = []
    for floor in range(steps - len(BARS), -1, -len(BARS)):
        filled = (min(level - floor, len(BARS)) for level in levels)
        lines.append("".join(BARS[part - 1] if part > 0 else " " for part in filled))
    return lines


def _feed(events: Sequence[FeedEvent], width: int, zone: Zone, now: datetime) -> list[Cell]:
    if not events:
        return [cell("Nothing has happened yet.", Tone.DIM)]
    columns = FEED_COLUMNS_OF_MANY if any(event.project for event in events) else FEED_COLUMNS
    placed = place([column for column in columns if column.name != "id"], width)
    each = contexts(placed, now, zone)
    return [tuple(line_of(row, placed, each)) for row in feed_rows(events[:100])]


def _count(label: str, value: float | None, series: Series) -> Tile:
    if value is None:
        return Tile(label, units.UNKNOWN, series)
    number = units.short_count(round(value)) if value >= 10_000 else str(round(value))
    digits = number.strip(">kMGT")
    unit = number[-1] if number[-1].isalpha() else ""
    return Tile(f"{label}{unit and ', '}{unit}", digits, series)


def _rate(label: str, value: float | None, series: Series) -> Tile:
    if value is None:
        return Tile(label, units.UNKNOWN, series)
    number, unit = units.rate(value).lstrip(">").split()
    return Tile(f"{label}, {unit}", number, series)


def _percent(value: float | None) -> str:
    return units.UNKNOWN if value is None else f"{value * 100:.0f}"


def _age(value: timedelta | None) -> tuple[str, str]:
    """A number and its unit."""
    if value is None:
        return units.UNKNOWN, "seconds"
    words = units.age(value)
    return ("0", "seconds") if words == "now" else (words[:-1], _SPANS[words[-1]])
