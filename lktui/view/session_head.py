"""The facts of one session in three lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.analysis.status import Status, status
from lktui.model import Session
from lktui.view import text, units
from lktui.view.columns import Cell, Piece, Tone
from lktui.view.sessions import duration_text, egress_cell, room_text, status_cell

if TYPE_CHECKING:
    from datetime import datetime

    from lktui.model import SessionDetail
    from lktui.view.times import Zone


def session_head(
    session: Session, detail: SessionDetail | None, zone: Zone, now: datetime, *, ghost: bool = False
) -> tuple[tuple[Cell, Cell], ...]:
    """Three lines of left and right: who, when, how much."""
    gap: Piece = ("  ", Tone.PLAIN)
    session_id: Piece = (text.visible(session.session_id), Tone.ACCENT)
    if detail is None and session == Session(session.session_id, ""):  # only its id was typed
        return (((units.UNKNOWN, Tone.DIM), gap, session_id), ()), ((), ()), ((), ())
    state = status(session, now, ghost=ghost)
    # the id comes first: a room's name may be long, and the id is what gets copied
    who: Cell = (
        *status_cell(session, now, ghost=ghost),
        gap,
        session_id,
        gap,
        (room_text(session.room_name), Tone.STRONG),
        *([gap, (text.visible(session.project), Tone.DIM)] if session.project else []),
    )
    if session.ended_at:
        end = ("ended", zone.until(session.ended_at, session.created_at))
    elif state is Status.GHOST:
        end = ("last active", zone.until(session.last_active, session.created_at))
    elif state is Status.IDLE:
        end = ("empty since", zone.until(session.last_active, session.created_at))
    else:
        end = ("still", "active")
    length = duration_text(session, now, coarse=False)
    when = _facts(("started", zone.stamp(session.created_at)), end, ("for", length))
    people = units.now_of_total(session.participants_now, session.participants_total)
    facts = [("people", people), ("billable", units.size(detail.bandwidth if detail else None))]
    if detail is not None and detail.connection_minutes is not None:
        facts.append(("connection minutes", str(detail.connection_minutes)))
    facts.append(("egress", "".join(word for word, _ in egress_cell(session.egress))))
    counts = session.connection_counts
    if counts is not None and counts.attempts is not None:
        facts.append(("connected", f"{units.count(counts.success)} of {counts.attempts} tries"))
    return (who, ()), (when, ()), (_facts(*facts), ())


def _facts(*facts: tuple[str, str]) -> Cell:
    pieces: list[Piece] = []
    for name, value in facts:
        if pieces:
            pieces.append(("  ", Tone.PLAIN))
        pieces += [(f"{name} ", Tone.DIM), (value, Tone.PLAIN)]
    return tuple(pieces)
