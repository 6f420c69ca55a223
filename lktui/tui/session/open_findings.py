"""The findings of the session that is open, out of what a state knows of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lktui.analysis.ghosts import ghost_of
from lktui.model import Session

if TYPE_CHECKING:
    from lktui.analysis.findings import Finding
    from lktui.analysis.ghosts import Ghost
    from lktui.analysis.observation import Observation
    from lktui.analysis.presence import Attendance
    from lktui.monitor.state import OpenSession, State


def found_in(state: State, observation: Observation, attended: Attendance) -> tuple[Finding, ...]:
    opened = state.open
    at = (opened.fetched_at if opened is not None else None) or state.fetched_at
    if opened is None or at is None:
        return ()
    return observation.examine(row_in(state, opened), opened.detail, at, state.rooms, state.catalog.sessions, attended)


def row_in(state: State, opened: OpenSession) -> Session:
    """As the list has it, or had."""
    return state.catalog.get(opened.session_id) or opened.session or Session(opened.session_id, "")


def ghost_in(state: State, observation: Observation) -> Ghost | None:
    if state.open is None:
        return None
    silent = timedelta(seconds=observation.flags.thresholds.ghost_after)
    return ghost_of(row_in(state, state.open), state.rooms, silent, state.catalog.sessions)
