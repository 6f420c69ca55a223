"""A row of the table: a session with all that was observed of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.view.sessions import SessionRow

if TYPE_CHECKING:
    from lktui.analysis.marks import Marks
    from lktui.analysis.observation import Observation
    from lktui.model import Session
    from lktui.monitor.state import State


def row_of(session: Session, state: State, seen: Observation, *, since_freeze: Marks) -> SessionRow:
    """What changed while the table stood still is marked before what changed in the last polls."""
    session_id = session.session_id
    marks = since_freeze if since_freeze.level(session_id) else seen.marks
    return SessionRow(
        session,
        seen.rates.rate(session_id),
        marks.whats(session_id),
        marks.level(session_id),
        marks.moved(session_id) if marks.moved_level(session_id) == marks.fades_over else {},
        seen.alerts.level(session_id),
        seen.flags.of(session_id),
        state.archived.seen_at.get(session_id) if state.archived is not None else None,
    )
