"""The participants of a session, and the joins of the selected one: two views of the same widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical

from lktui.tui.session import words
from lktui.tui.widgets.cells import Lines
from lktui.tui.widgets.live_table import LiveTable
from lktui.view.columns import Cell, Tone
from lktui.view.participants import PARTICIPANT_COLUMNS, STAY_COLUMNS, ParticipantRow, StayRow, stay_rows, who

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Self

    from textual.app import ComposeResult

    from lktui.tui.session.opened import Opened
    from lktui.view.times import Zone


class People(Vertical):
    """Selecting a participant shows its joins; which of the two tables has most of the room is as `show_joins` says."""

    def __init__(self, *, zone: Zone, now: Callable[[], datetime], id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.participants: LiveTable[ParticipantRow] = LiveTable(
            PARTICIPANT_COLUMNS, lambda row: row.participant.key, zone=zone, now=now, id="participants"
        )
        self.stays: LiveTable[StayRow] = LiveTable(STAY_COLUMNS, lambda row: row.key, zone=zone, now=now, id="stays")
        self._whose = Lines(id="whose")

    def compose(self) -> ComposeResult:
        yield self.participants
        yield self._whose
        yield self.stays

    def show_session(self, opened: Opened, *, another: bool) -> None:
        """News of the session, or `another` one."""
        until = opened.session.ended_at or opened.watched.recalled_at
        self.participants.show(
            [ParticipantRow(person, until) for person in (opened.detail.participants if opened.detail else ())],
            placeholder=words.without_participants(opened.watched, opened.waiting),
            from_top=another,
        )
        self._show_stays()

    def show_joins(self, *, foremost: bool) -> None:
        self.set_class(foremost, "joins")

    def focus(self, scroll_visible: bool = True) -> Self:  # noqa: FBT001, FBT002 - Textual's signature
        """The table that has most of the room."""
        (self.stays if self.has_class("joins") else self.participants).focus(scroll_visible)
        return self

    def tick(self) -> None:
        """Time has passed: draws what it changed."""
        self.participants.tick()
        self.stays.tick()

    def selected_text(self) -> tuple[str, str] | None:
        """The id of the selected join or the identity of the selected participant, and what to call it."""
        if self.has_class("joins"):
            if (stay := self.stays.selected) is None:
                return None
            stay_id = stay.stay.session_id
            return stay_id, f"participant session id {stay_id}" if stay_id else "this join has no id"
        if (row := self.participants.selected) is None:
            return None
        identity = row.participant.identity or row.participant.name
        return identity, f"identity {identity}" if identity else "this participant has no identity"

    @on(LiveTable.Selected, "#participants")
    def _show_stays(self) -> None:
        row = self.participants.selected
        if row is None:
            self._whose.show(((), ()))
            self.stays.show(())
            return
        joins = len(row.participant.stays)
        whose: Cell = (("joins of ", Tone.DIM), (who(row.participant), Tone.STRONG), (f"  {joins}", Tone.DIM))
        self._whose.show((whose, ()))
        self.stays.show(stay_rows(row.participant, row.session_end))
