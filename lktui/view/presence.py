"""The columns beside the bars of the timeline, the order of its rows, and the line about one moment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from lktui.analysis.fold import folded
from lktui.model import Sources
from lktui.view import text, units
from lktui.view.columns import Cell, Column, Context, Piece, Tone, cell, width_of
from lktui.view.participants import badges, who

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from lktui.analysis.presence import Attendance, Presence
    from lktui.view.times import Zone


class Order(Enum):
    """What the rows are sorted by: the value says so in words."""

    FIRST_JOIN = "first join"
    PRESENT = "time present"
    JOINS = "joins"
    IDENTITY = "identity"

    @property
    def next(self) -> Order:
        every = list(Order)
        return every[(every.index(self) + 1) % len(every)]


SORTED_COLUMN = {
    Order.FIRST_JOIN: "presence",
    Order.PRESENT: "present",
    Order.JOINS: "joins",
    Order.IDENTITY: "identity",
}


def ordered(people: Sequence[Presence], order: Order, now: datetime, *, backwards: bool) -> list[Presence]:
    """First joins and identities from the first on, times and joins from the most on; unknown last, both ways."""
    if order is Order.FIRST_JOIN:
        known = [person for person in people if person.first_joined is not None]
        return [*(reversed(known) if backwards else known), *(one for one in people if one.first_joined is None)]
    if order is Order.IDENTITY:
        return sorted(people, key=lambda person: folded(name_of(person)), reverse=backwards)
    if order is Order.JOINS:
        return sorted(people, key=lambda person: person.joins if backwards else -person.joins)
    lengths = {person.key: span.total_seconds() for person in people if (span := person.present(now)) is not None}
    sign = 1 if backwards else -1
    return sorted(people, key=lambda person: (person.key not in lengths, sign * lengths.get(person.key, 0.0)))


def matching(people: Iterable[Presence], typed: str) -> list[Presence]:
    """Those whose identity or name holds every word of what was typed."""
    words = [folded(word) for word in typed.split()]
    return [
        person
        for person in people
        if not words or all(word in folded(f"{person.identity}\n{person.name}") for word in words)
    ]


def name_of(person: Presence) -> str:
    return text.visible(person.identity) or text.visible(person.name) or who(person.participants[0])


@dataclass(frozen=True, slots=True)
class PersonRow:
    """`bar` draws the stays in so many cells; every other row is `odd`."""

    person: Presence
    odd: bool
    bar: Callable[[PersonRow, int], Cell]


def sources_of(person: Presence) -> Sources:
    """What one published in any of its entries."""
    every = [entry.sources for entry in person.participants]
    return Sources(
        _any(one.camera for one in every),
        _any(one.microphone for one in every),
        _any(one.screen_share for one in every),
        _any(one.screen_share_audio for one in every),
    )


def _any(flags: Iterable[bool | None]) -> bool | None:
    known = [flag for flag in flags if flag is not None]
    return any(known) if known else None


def _identity(row: PersonRow, _context: Context) -> Cell:
    known = row.person.identity or row.person.name
    return cell(name_of(row.person), Tone.STRONG if known else Tone.DIM)


def _published(row: PersonRow, context: Context) -> Cell:
    return badges(sources_of(row.person), short=context.width < 15)


def _joins(row: PersonRow, _context: Context) -> Cell:
    return cell(str(row.person.joins), Tone.WARN if row.person.joins > 3 else Tone.PLAIN)


def _present(row: PersonRow, context: Context) -> Cell:
    """`~` where the API gives no time for a leave, and the end of the session stands in for it."""
    shown = units.span(row.person.present(context.now), coarse=row.person.is_here)
    return cell(f"~{shown}", Tone.DIM) if any(span.assumed for span in row.person.spans) else cell(shown)


def _bar(row: PersonRow, context: Context) -> Cell:
    return row.bar(row, context.width)


PRESENCE_COLUMNS: tuple[Column[PersonRow], ...] = (
    Column("identity", "identity", 20, _identity, narrow=14),
    Column("sources", "sources", 7, _published, rank=2),
    Column("joins", "joins", 5, _joins, rank=1, right=True),
    Column("present", "present", 8, _present, rank=3, right=True),
    Column("presence", "", 60, _bar, narrow=40, stretch=1),
)


def moment_line(attended: Attendance, moment: datetime, zone: Zone, now: datetime, width: int) -> Cell:
    """Who was in at a moment, and since when: as many as fit, those who had been there the longest first."""
    present = attended.present_at(moment)
    pieces: list[Piece] = [
        (zone.until(moment, now), Tone.ACCENT),
        ("  ", Tone.PLAIN),
        (f"{len(present)} in", Tone.STRONG if present else Tone.DIM),
    ]
    left = width - width_of(pieces)
    for number, (person, since) in enumerate(present):
        name, time = text.cut(name_of(person), 24), f" since {zone.until(since, moment)}"
        more = len(present) - number
        needed = 2 + text.width(name) + len(time) + (len(f"  +{more - 1}") if more > 1 else 0)
        if needed > left:
            pieces.append((f"  +{more}", Tone.DIM))
            break
        pieces += [("  ", Tone.PLAIN), (name, Tone.PLAIN), (time, Tone.DIM)]
        left -= 2 + text.width(name) + len(time)
    return tuple(pieces)
