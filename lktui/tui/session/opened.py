"""The open session as its views need it: its facts, who was there when, and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lktui.analysis.presence import Attendance, attendance
from lktui.analysis.status import combined
from lktui.tui.session.open_findings import found_in

if TYPE_CHECKING:
    from lktui.analysis.findings import Finding
    from lktui.analysis.observation import Observation
    from lktui.analysis.pseudonyms import Pseudonyms
    from lktui.model import Session, SessionDetail
    from lktui.monitor.state import OpenSession, State


class Opened(NamedTuple):
    """`session` is what the list and the detail know of it together. `attended` is another object once it changed."""

    watched: OpenSession
    session: Session
    attended: Attendance
    found: tuple[Finding, ...] = ()
    waiting: str = ""  # for what, and how long

    @property
    def detail(self) -> SessionDetail | None:
        return self.watched.detail


class Reader:
    """Reads it out of one state after the other; most of them are about something else."""

    def __init__(self) -> None:
        self._facts: tuple[object, ...] = ()
        self._attended = Attendance()

    def read(
        self, watched: OpenSession, state: State, observation: Observation, hides: Pseudonyms | None = None
    ) -> Opened:
        """`hides` are the stand-ins in `watched` and in `state.open`, if there are any."""
        known = state.catalog.get(watched.session_id) or watched.session
        if known is not None and hides is not None:
            known = hides.session(known)
        detail = watched.detail
        session = combined(known, detail, watched.session_id)
        until = session.ended_at or watched.recalled_at  # what was kept says nothing of later
        facts = (watched.session_id, detail, session.created_at, until)
        if len(self._facts) != len(facts) or any(
            one is not other for one, other in zip(facts, self._facts, strict=True)
        ):
            self._facts = facts
            self._attended = attendance(detail, began=session.created_at, ended=until) if detail else Attendance()
        return Opened(watched, session, self._attended, found_in(state, observation, self._attended))
