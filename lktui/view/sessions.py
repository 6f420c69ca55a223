"""The columns of the table of sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.analysis.status import Status, Until, duration, status
from lktui.model import Egress, Session
from lktui.view import text, units
from lktui.view.columns import Cell, Column, Context, Tone, cell

if TYPE_CHECKING:
    from datetime import datetime

STATUS_GLYPHS = {
    Status.ACTIVE: ("●", Tone.GOOD),
    Status.IDLE: ("◌", Tone.WARN),
    Status.ENDED: ("○", Tone.DIM),
}
_EGRESS = {
    Egress.NEVER: ("none", Tone.DIM),
    Egress.ACTIVE: ("active", Tone.ACCENT),
    Egress.ENDED: ("ended", Tone.DIM),
}


def status_cell(session: Session, now: datetime) -> Cell:
    """Glyph and word, both: the glyph alone where it is narrow."""
    state = status(session, now)
    glyph, tone = STATUS_GLYPHS[state]
    return cell(f"{glyph} {state.value}", tone)


def duration_text(session: Session, now: datetime, *, coarse: bool) -> str:
    """`~` marks a duration that reaches only to when the session was last active."""
    found = duration(session, now)
    if found is None:
        return units.UNKNOWN
    mark = "~" if found.until is Until.LAST_ACTIVE else ""
    return mark + units.span(found.length, coarse=coarse and found.until is Until.NOW)


def egress_cell(egress: Egress | str | None) -> Cell:
    if egress is None:
        return cell(units.UNKNOWN, Tone.DIM)
    if isinstance(egress, Egress):
        return cell(*_EGRESS[egress])
    return cell(text.visible(egress), Tone.WARN)


def room_text(room_name: str) -> str:
    return text.visible(room_name) or "(no name)"


def _status(session: Session, context: Context) -> Cell:
    shown = status_cell(session, context.now)
    (label, tone) = shown[0]
    return shown if context.width >= text.width(label) else cell(label[0], tone)


def _room(session: Session, context: Context) -> Cell:
    tone = Tone.PLAIN if session.room_name and status(session, context.now) is not Status.ENDED else Tone.DIM
    return cell(room_text(session.room_name), Tone.STRONG if tone is Tone.PLAIN else tone)


def _id(session: Session, context: Context) -> Cell:
    return cell(text.cut_middle(text.visible(session.session_id), context.width), Tone.DIM)


def _started(session: Session, context: Context) -> Cell:
    return cell(context.zone.recent(session.created_at, context.now, narrow=context.width < 12))


def _duration(session: Session, context: Context) -> Cell:
    return cell(duration_text(session, context.now, coarse=True))


def _people(session: Session, context: Context) -> Cell:
    now, total = session.participants_now, session.participants_total
    shown = units.count
    if len(units.now_of_total(now, total)) > context.width:
        shown = units.short_count
    return (shown(now), Tone.STRONG if now else Tone.DIM), (f"/{shown(total)}", Tone.DIM)


def _in(session: Session, _context: Context) -> Cell:
    return cell(units.size(session.bandwidth_in))


def _out(session: Session, _context: Context) -> Cell:
    return cell(units.size(session.bandwidth_out))


def _egress(session: Session, _context: Context) -> Cell:
    return egress_cell(session.egress)


SESSION_COLUMNS: tuple[Column[Session], ...] = (
    Column("status", "status", 8, _status, narrow=1),
    Column("room", "room", 20, _room, narrow=12, stretch=1),
    Column("id", "session id", 15, _id, rank=7),
    Column("started", "started", 12, _started, rank=2, narrow=8, right=True),
    Column("duration", "duration", 8, _duration, rank=1, right=True),
    Column("people", "people", 9, _people, rank=3, narrow=7, right=True),
    Column("in", "in", 7, _in, rank=5, right=True),
    Column("out", "out", 7, _out, rank=4, right=True),
    Column("egress", "egress", 6, _egress, rank=6),
)
