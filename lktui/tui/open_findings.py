"""The findings of the session that is open, out of what a state knows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.model import Session

if TYPE_CHECKING:
    from lktui.analysis.findings import Finding
    from lktui.analysis.observation import Observation
    from lktui.analysis.presence import Attendance
    from lktui.monitor.state import State


def found_in(state: State, observation: Observation, attended: Attendance) -> tuple[Finding, ...]:
    opened = state.open
    at = (opened.fetched_at if opened is not None else None) or state.fetched_at
    if opened is None or at is None:
        return ()
    session = state.catalog.get(opened.session_id) or opened.session or Session(opened.session_id, "")
    return observation.examine(session, opened.detail, at, state.rooms, state.catalog.sessions, attended)
