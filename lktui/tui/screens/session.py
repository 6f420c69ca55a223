"""One session: its facts, its participants, and the joins of the selected one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on

from lktui.analysis.status import combined
from lktui.errors import SessionNotFound
from lktui.monitor.reduce import awaits_participants
from lktui.tui import messages
from lktui.tui.commands import Scope, bindings
from lktui.tui.screens.frame import FrameScreen
from lktui.tui.widgets.cells import Lines
from lktui.tui.widgets.live_table import LiveTable
from lktui.view import text, units
from lktui.view.columns import Cell, Tone, cell
from lktui.view.participants import PARTICIPANT_COLUMNS, STAY_COLUMNS, ParticipantRow, StayRow, stay_rows, who
from lktui.view.session_head import session_head

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from textual.binding import BindingType
    from textual.widget import Widget

    from lktui.model import Session
    from lktui.monitor.state import OpenSession


class SessionScreen(FrameScreen):
    SCOPES = (Scope.SESSION, Scope.EVERYWHERE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.SESSION)]
    _shown_id: str | None = None

    def compose_body(self) -> Iterable[Widget]:
        yield Lines(3, id="head")
        yield LiveTable(
            PARTICIPANT_COLUMNS, lambda row: row.participant.key, zone=self.zone, now=self.now, id="participants"
        )
        yield Lines(id="whose")
        yield LiveTable(STAY_COLUMNS, lambda row: row.key, zone=self.zone, now=self.now, id="stays")

    @property
    def participants(self) -> LiveTable[ParticipantRow]:
        return self.query_one("#participants", LiveTable)

    @property
    def stays(self) -> LiveTable[StayRow]:
        return self.query_one("#stays", LiveTable)

    @property
    def session_id(self) -> str | None:
        """The session that commands are about."""
        return self.state.open.session_id if self.state.open else None

    def show_body(self) -> None:
        watched = self.state.open
        if watched is None:
            return
        session = self._session(watched)
        detail = watched.detail
        self.query_one("#head", Lines).show(*self._head(watched, session))
        people = detail.participants if detail else ()
        self.participants.show(
            [ParticipantRow(person, session.ended_at or watched.recalled_at) for person in people],
            placeholder=_placeholder(watched),
            from_top=self._shown_id not in (None, watched.session_id),
        )
        self._shown_id = watched.session_id
        self._show_stays()

    def tick_body(self) -> None:
        watched = self.state.open
        if watched is not None:
            self.query_one("#head", Lines).show(*self._head(watched, self._session(watched)))
        self.participants.tick()
        self.stays.tick()

    def _head(self, watched: OpenSession, session: Session) -> tuple[tuple[Cell, Cell], ...]:
        """As of when it was fetched, where that was in some earlier time."""
        who, *facts = session_head(session, watched.detail, self.zone, watched.recalled_at or self.now())
        return (who[0], _archived(watched, self.now())), *facts

    def _session(self, watched: OpenSession) -> Session:
        known = next((one for one in self.state.catalog.sessions if one.session_id == watched.session_id), None)
        return combined(known or watched.session, watched.detail, watched.session_id)

    def _show_stays(self) -> None:
        row = self.participants.selected
        whose = self.query_one("#whose", Lines)
        if row is None:
            whose.show(((), ()))
            self.stays.show(())
            return
        joins = len(row.participant.stays)
        whose.show(
            (
                (("joins of ", Tone.DIM), (who(row.participant), Tone.STRONG), (f"  {joins}", Tone.DIM)),
                _note(self.state.open),
            )
        )
        self.stays.show(stay_rows(row.participant, row.session_end))

    @on(LiveTable.Selected, "#participants")
    def _participant_selected(self) -> None:
        self._show_stays()

    @on(LiveTable.Chosen, "#participants")
    def action_other_table(self) -> None:
        (self.participants if self.stays.has_focus else self.stays).focus()

    @on(LiveTable.Chosen, "#stays")
    def _stay_chosen(self) -> None:
        self.participants.focus()

    def action_back(self) -> None:
        self.post_message(messages.CloseSession())

    def action_next_session(self) -> None:
        self.post_message(messages.OpenNeighbour(1))

    def action_previous_session(self) -> None:
        self.post_message(messages.OpenNeighbour(-1))


def _placeholder(watched: OpenSession) -> tuple[Cell, ...]:
    """What stands where the participants would be."""
    error, detail = watched.error, watched.detail
    if isinstance(error, SessionNotFound):
        return (
            cell("The API does not know this session now.", Tone.WARN),
            cell(""),
            cell("One that just began or ended can take minutes to appear: still trying.", Tone.DIM),
        )
    if watched.settled and detail is None:
        return (
            cell("No detail of this session was kept.", Tone.WARN),
            cell(""),
            cell("Nobody opened it while the API had it; the API gives seven days.", Tone.DIM),
        )
    if error is not None and detail is None:
        return cell(f"! {text.visible(error.what)}", Tone.WARN), cell(""), cell(error.todo, Tone.DIM)
    if detail is None:
        return (cell("Loading the session…", Tone.STRONG),)
    if awaits_participants(detail):
        return (
            cell("The API has no participants for this session yet.", Tone.WARN),
            cell(""),
            cell("After its end it can take minutes until they are there: still trying.", Tone.DIM),
        )
    return (cell("Nobody has been in this room.", Tone.STRONG),)


def _archived(watched: OpenSession, now: datetime) -> Cell:
    """How old it is, where it was not asked for just now."""
    if watched.recalled_at is None:
        return ()
    return cell(f"archived {units.age(now - watched.recalled_at)} ago", Tone.DIM if watched.settled else Tone.WARN)


def _note(watched: OpenSession | None) -> Cell:
    """What is not as it should be with the detail, or that it is final."""
    if watched is None or watched.detail is None:
        return ()
    if watched.error is not None:
        words = "not known to the API now" if isinstance(watched.error, SessionNotFound) else "not up to date"
        return cell(f"! {words}: still trying", Tone.WARN)
    if watched.detail.unreadable:
        return cell(f"{units.count(watched.detail.unreadable)} unreadable", Tone.WARN)
    if watched.detail.participants and awaits_participants(watched.detail):
        return cell("not all participants are there yet", Tone.WARN)
    return cell("final", Tone.DIM) if watched.settled else ()
