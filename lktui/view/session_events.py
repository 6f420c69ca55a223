"""The events of a session in words, and the columns of their list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lktui.analysis.events import Happening, SessionEvent
from lktui.analysis.fold import folded
from lktui.view import units
from lktui.view.columns import Cell, Column, Context, Tone, cell
from lktui.view.presence import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lktui.view.times import Zone

_TONES = {
    Happening.BEGAN: Tone.ACCENT,
    Happening.JOINED: Tone.GOOD,
    Happening.REJOINED: Tone.WARN,
    Happening.ALONE: Tone.WARN,
    Happening.EMPTY: Tone.WARN,
    Happening.PEAK: Tone.ACCENT,
    Happening.LAST_ACTIVE: Tone.WARN,
    Happening.ENDED: Tone.ACCENT,
}
_SIGNS = {
    Happening.BEGAN: "┌",
    Happening.JOINED: "+",
    Happening.REJOINED: "↻",
    Happening.LEFT: "-",
    Happening.ALONE: "1",
    Happening.EMPTY: "0",
    Happening.PEAK: "▲",
    Happening.LAST_ACTIVE: "~",
    Happening.ENDED: "└",
}


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event and what it says, which is what a filter looks at; `began` is when its session did."""

    event: SessionEvent
    who: str
    words: str
    began: datetime | None


def event_rows(events: Iterable[SessionEvent], began: datetime | None) -> list[EventRow]:
    return [EventRow(event, name_of(event.person) if event.person else "", in_words(event), began) for event in events]


def in_words(event: SessionEvent) -> str:  # noqa: C901 - one case for each happening
    span = units.span(event.span) if event.span is not None else ""
    match event.happening:
        case Happening.BEGAN:
            return "the session began"
        case Happening.JOINED if event.at is None:
            return "joined; the API does not say when"
        case Happening.JOINED:
            return "joined, the first one" if event.edge else "joined"
        case Happening.REJOINED:
            return f"rejoined after {span}" if span else "joined again, having not left"
        case Happening.LEFT if event.assumed:
            return f"left after ~{span}: no time of its own, what is known ends here"
        case Happening.LEFT:
            after = f" after {span}" if span else ""
            return f"left{after}, the last one" if event.edge else f"left{after}"
        case Happening.ALONE:
            return f"alone for {span}" if span else "alone since then"
        case Happening.EMPTY:
            return f"the room is empty for {span}" if span else "the room is empty since then"
        case Happening.PEAK:
            return f"most people at once: {event.inside}"
        case Happening.LAST_ACTIVE:
            return "last active ~: the API gives no end"
        case Happening.ENDED:
            return f"the session ended after {span}" if span else "the session ended"


def as_line(row: EventRow, zone: Zone) -> str:
    """For copying: `2026-11-20 12:49:33 UTC  ann  left after 12m 04s`."""
    return "  ".join(part for part in (zone.stamp(row.event.at), row.who, row.words) if part)


def matching(rows: Iterable[EventRow], typed: str) -> list[EventRow]:
    """Those that hold every word of what was typed."""
    words = [folded(word) for word in typed.split()]
    return [row for row in rows if all(word in folded(f"{row.who} {row.words}") for word in words)]


def _time(row: EventRow, context: Context) -> Cell:
    """With the date where there is room for it; `~` is a time that is only a fallback."""
    at = row.event.at
    shown = context.zone.stamp(at)[:19] if context.width >= 20 else context.zone.time(at)
    return cell(f"~{shown}", Tone.DIM) if row.event.assumed else cell(shown)


def _into(row: EventRow, _context: Context) -> Cell:
    at, began = row.event.at, row.began
    return cell(units.span(at - began) if at is not None and began is not None else units.UNKNOWN, Tone.DIM)


def _count(row: EventRow, _context: Context) -> Cell:
    return cell("" if row.event.inside is None else str(row.event.inside))


def _who(row: EventRow, _context: Context) -> Cell:
    return cell(row.who, Tone.STRONG)


def _what(row: EventRow, _context: Context) -> Cell:
    happening = row.event.happening
    return (_SIGNS[happening], Tone.DIM), (" ", Tone.PLAIN), (row.words, _TONES.get(happening, Tone.PLAIN))


EVENT_COLUMNS: tuple[Column[EventRow], ...] = (
    Column("at", "time", 20, _time, narrow=9, right=True),
    Column("into", "into it", 7, _into, rank=2, right=True),
    Column("count", "in", 4, _count, rank=1, right=True),
    Column("who", "who", 20, _who, narrow=14, stretch=1),
    Column("what", "what happened", 32, _what, narrow=24, stretch=2),
)
