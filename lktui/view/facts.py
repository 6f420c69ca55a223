"""The facts of one session, each with its name, for a listing and a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.analysis.status import Status, status
from lktui.view import text, units
from lktui.view.sessions import duration_text, egress_cell, room_text, status_cell

if TYPE_CHECKING:
    from datetime import datetime

    from lktui.model import Session, SessionDetail
    from lktui.view.times import Zone


def facts(session: Session, detail: SessionDetail | None, zone: Zone, now: datetime) -> tuple[tuple[str, str], ...]:
    """What is not known at all is left out, but for what every session has."""
    found = [
        ("room", room_text(session.room_name)),
        ("session", text.visible(session.session_id)),
        ("status", "".join(piece for piece, _ in status_cell(session, now))),
        ("started", zone.stamp(session.created_at)),
    ]
    if session.ended_at is not None:
        found.append(("ended", zone.stamp(session.ended_at)))
    elif status(session, now) is Status.IDLE:
        found.append(("empty since", zone.stamp(session.last_active)))
    found.append(("duration", duration_text(session, now, coarse=False)))
    found.append(
        ("people", f"{units.count(session.participants_now)} now, {units.count(session.participants_total)} in all")
    )
    if detail is not None:
        found.append(("billable", units.size(detail.bandwidth)))
        if detail.connection_minutes is not None:
            found.append(("connection minutes", str(detail.connection_minutes)))
    if session.egress is not None:
        found.append(("egress", "".join(piece for piece, _ in egress_cell(session.egress))))
    counts = session.connection_counts
    if counts is not None and counts.attempts is not None:
        found.append(("connected", f"{units.count(counts.success)} of {counts.attempts} tries"))
    return tuple(found)
