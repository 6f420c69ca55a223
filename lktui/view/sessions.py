"""The columns of the table of sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lktui.analysis.changes import NOT_MOVED, What
from lktui.analysis.findings import Severity
from lktui.analysis.findings.flags import GHOST, NO_FLAGS, letter, ordered, severity
from lktui.analysis.rates import UNMEASURED, Rate
from lktui.analysis.status import Status, Until, duration, status
from lktui.model import Egress, Session
from lktui.view import text, units
from lktui.view.columns import Cell, Column, Context, Piece, Tone, cell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

STATUS_GLYPHS = {
    Status.ACTIVE: ("●", Tone.GOOD),
    Status.IDLE: ("◌", Tone.WARN),
    Status.GHOST: ("◇", Tone.WARN),
    Status.ENDED: ("○", Tone.DIM),
}
ALERT_GLYPH = "⚑"
ARCHIVED_GLYPH = "▫"
_EGRESS = {
    Egress.NEVER: ("none", Tone.DIM),
    Egress.ACTIVE: ("active", Tone.ACCENT),
    Egress.ENDED: ("ended", Tone.DIM),
}


def status_cell(session: Session, now: datetime, *, ghost: bool = False) -> Cell:
    """Glyph and word, both: the glyph alone where it is narrow."""
    state = status(session, now, ghost=ghost)
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


class SessionRow(NamedTuple):
    """A session with what was seen of it over the last polls: see `analysis.marks`, `rates` and `alerts`.

    `level` and `alert` are those of the marks and of the alerts, `flags` are the findings.
    `seen_at` is set for a session from the archive: it was like this then.
    """

    session: Session
    rate: Rate = UNMEASURED
    whats: tuple[What, ...] = ()
    level: int = 0
    moved: Mapping[str, int] = NOT_MOVED
    alert: int = 0
    flags: frozenset[str] = NO_FLAGS
    seen_at: datetime | None = None


def _status(row: SessionRow, context: Context) -> Cell:
    if row.seen_at is not None:
        words = (
            (f"{ARCHIVED_GLYPH} ended", Tone.DIM) if row.session.ended_at else (f"{ARCHIVED_GLYPH} open?", Tone.WARN)
        )
        return cell(words[0] if context.width >= len(words[0]) else ARCHIVED_GLYPH, words[1])
    shown = status_cell(row.session, context.now, ghost=GHOST in row.flags)
    (label, tone) = shown[0]
    return shown if context.width >= text.width(label) else cell(label[0], tone)


def _room(row: SessionRow, context: Context) -> Cell:
    tone = Tone.PLAIN if row.session.room_name and status(row.session, context.now) is not Status.ENDED else Tone.DIM
    return cell(room_text(row.session.room_name), Tone.STRONG if tone is Tone.PLAIN else tone)


def _project(row: SessionRow, context: Context) -> Cell:
    return cell(text.cut_middle(text.visible(row.session.project), context.width))


def _id(row: SessionRow, context: Context) -> Cell:
    return cell(text.cut_middle(text.visible(row.session.session_id), context.width), Tone.DIM)


def _started(row: SessionRow, context: Context) -> Cell:
    return cell(context.zone.recent(row.session.created_at, context.now, narrow=context.width < 12))


def _duration(row: SessionRow, context: Context) -> Cell:
    if row.seen_at is not None and row.session.ended_at is None:
        return cell(f"~{duration_text(row.session, row.seen_at, coarse=True).removeprefix('~')}", Tone.DIM)
    return cell(duration_text(row.session, context.now, coarse=True))


def _people(row: SessionRow, context: Context) -> Cell:
    now, total = row.session.participants_now, row.session.participants_total
    shown = units.count
    if len(units.now_of_total(now, total)) > context.width:
        shown = units.short_count
    moved = row.moved.get("people", 0)
    tone = Tone.GOOD if moved > 0 else Tone.WARN if moved < 0 else Tone.STRONG if now else Tone.DIM
    return (shown(now), tone), (f"/{shown(total)}", Tone.DIM)


def _in(row: SessionRow, _context: Context) -> Cell:
    return cell(units.size(row.session.bandwidth_in))


def _out(row: SessionRow, _context: Context) -> Cell:
    return cell(units.size(row.session.bandwidth_out))


def _egress(row: SessionRow, _context: Context) -> Cell:
    return egress_cell(row.session.egress)


def flags_cell(flags: frozenset[str], context: Context) -> Cell:
    """The worst in a word, and how many more; where that does not fit, a letter for each."""
    found = ordered(flags)
    if not found:
        return cell("")
    more = f" +{len(found) - 1}" if len(found) > 1 else ""
    if len(found[0]) + len(more) <= context.width:
        return (found[0], SEVERITIES[severity(found[0])]), (more, Tone.DIM)
    return tuple((letter(flag), SEVERITIES[severity(flag)]) for flag in found)


def _flags(row: SessionRow, context: Context) -> Cell:
    return flags_cell(row.flags, context)


SEVERITIES = {Severity.BAD: Tone.BAD, Severity.WARNING: Tone.WARN, Severity.NOTE: Tone.DIM}


def _rate_in(row: SessionRow, _context: Context) -> Cell:
    return cell(units.rate(row.rate.in_), Tone.DIM if row.rate.in_ is None else Tone.PLAIN)


def _rate_out(row: SessionRow, _context: Context) -> Cell:
    return cell(units.rate(row.rate.out), Tone.DIM if row.rate.out is None else Tone.PLAIN)


def session_mark(row: SessionRow) -> Piece:
    """One cell for an alert that the session matches, or for what happened to it lately, fading from poll to poll."""
    if row.alert:
        return ALERT_GLYPH, Tone.BAD if row.alert > 1 else Tone.WARN
    if not row.whats or not row.level:
        return " ", Tone.PLAIN
    glyph, tone = MARKS[row.whats[0]]
    return glyph, tone if row.level > 1 else Tone.DIM


MARKS = {
    What.BEGAN: ("+", Tone.GOOD),
    What.ENDED: ("×", Tone.WARN),
    What.EGRESS_STARTED: ("◉", Tone.ACCENT),
    What.EGRESS_ENDED: ("◎", Tone.DIM),
    What.PEOPLE_UP: ("▴", Tone.GOOD),
    What.PEOPLE_DOWN: ("▾", Tone.WARN),
}

SESSION_COLUMNS: tuple[Column[SessionRow], ...] = (
    Column("status", "status", 8, _status, narrow=1),
    Column("room", "room", 20, _room, narrow=16, stretch=1),
    Column("id", "session id", 15, _id, rank=7),
    Column("started", "started", 12, _started, rank=2, narrow=8, right=True),
    Column("duration", "duration", 8, _duration, rank=1, right=True),
    Column("flag", "flag", 9, _flags, rank=2, narrow=4),
    Column("people", "people", 9, _people, rank=3, narrow=7, right=True),
    Column("in", "in", 7, _in, rank=5, right=True),
    Column("out", "out", 7, _out, rank=4, right=True),
    Column("in/s", "in/s", 9, _rate_in, rank=9, right=True, luxury=True),
    Column("out/s", "out/s", 9, _rate_out, rank=8, right=True, luxury=True),
    Column("egress", "egress", 6, _egress, rank=6),
)
PROJECT_COLUMN: Column[SessionRow] = Column("project", "project", 12, _project, narrow=10)  # where there are several
