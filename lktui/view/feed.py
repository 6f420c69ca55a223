"""The columns of the feed of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.analysis.feed import EventKind, FeedEvent
from lktui.view import text, units
from lktui.view.columns import Cell, Column, Context, Tone, cell

if TYPE_CHECKING:
    from collections.abc import Sequence

_TONES = {
    EventKind.BEGAN: Tone.GOOD,
    EventKind.EGRESS_STARTED: Tone.ACCENT,
    EventKind.POLL_FAILED: Tone.BAD,
    EventKind.RECOVERED: Tone.GOOD,
    EventKind.ALERT: Tone.WARN,
}


class FeedRow:
    """An event with a key that stays its own while newer ones come in."""

    __slots__ = ("event", "key")

    def __init__(self, event: FeedEvent, key: str) -> None:
        self.event = event
        self.key = key


def feed_rows(events: Sequence[FeedEvent]) -> list[FeedRow]:
    counted: dict[str, int] = {}
    rows = []
    for event in reversed(events):  # from the oldest, so that keys do not move
        base = f"{event.at.timestamp()} {event.kind.value} {event.session_id}"
        counted[base] = counted.get(base, 0) + 1
        rows.append(FeedRow(event, f"{base} {counted[base]}"))
    return rows[::-1]


def _at(row: FeedRow, context: Context) -> Cell:
    return cell(context.zone.recent(row.event.at, context.now, narrow=True))


def _what(row: FeedRow, _context: Context) -> Cell:
    return cell(text.visible(row.event.text), _TONES.get(row.event.kind, Tone.PLAIN))


def _room(row: FeedRow, _context: Context) -> Cell:
    return cell(text.visible(row.event.room), Tone.STRONG)


def _project(row: FeedRow, context: Context) -> Cell:
    return cell(text.cut_middle(text.visible(row.event.project), context.width))


def _session_id(row: FeedRow, context: Context) -> Cell:
    return cell(text.cut_middle(text.visible(row.event.session_id), context.width) or units.UNKNOWN, Tone.DIM)


FEED_COLUMNS: tuple[Column[FeedRow], ...] = (
    Column("at", "seen", 8, _at, right=True),
    Column("room", "room", 20, _room, narrow=12, stretch=1),
    Column("what", "what", 24, _what, narrow=16, stretch=2),
    Column("id", "session id", 15, _session_id, rank=1),
)
FEED_COLUMNS_OF_MANY: tuple[Column[FeedRow], ...] = (  # projects
    FEED_COLUMNS[0],
    Column("project", "project", 12, _project, narrow=10),
    *FEED_COLUMNS[1:],
)
