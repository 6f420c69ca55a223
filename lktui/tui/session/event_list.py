"""The events of a session as a list that can be filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from lktui.analysis.events import session_events
from lktui.tui.session import words
from lktui.tui.widgets.live_table import LiveTable
from lktui.view import text
from lktui.view.columns import Cell, Tone, cell
from lktui.view.session_events import EVENT_COLUMNS, EventRow, as_line, event_rows, matching

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from lktui.analysis.presence import Attendance
    from lktui.tui.session.opened import Opened
    from lktui.view.times import Zone


class EventList(LiveTable[EventRow]):
    """Only made while it is looked at, and only when there is news."""

    FILTER_HINT: ClassVar[str] = "words of events, or who"

    def __init__(self, *, zone: Zone, now: Callable[[], datetime], id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(EVENT_COLUMNS, lambda row: row.event.key, zone=zone, now=now, id=id)
        self._every: Sequence[EventRow] = ()
        self._typed = ""
        self._without_events: tuple[Cell, ...] = ()
        self._made_of: Attendance | None = None

    def show_session(self, opened: Opened, *, another: bool) -> None:
        """News of the session, or those of `another` one."""
        if another:
            self._every, self._without_events, self._typed, self._made_of = (), (), "", None
            self._show(from_top=True)
        placeholder = words.without_participants(opened.watched, opened.waiting)
        if self.display and (self._made_of is not opened.attended or self._without_events != placeholder):
            self._made_of, self._without_events = opened.attended, placeholder
            found = session_events(opened.attended, opened.session, self._now())
            self._every = event_rows(found, opened.attended.began)
            self._show()

    def _show(self, *, from_top: bool = False) -> None:
        found = matching(self._every, self._typed) if self._typed else self._every
        nothing = cell("No event matches.", Tone.STRONG), cell(""), cell(f"The filter: {text.visible(self._typed)}.")
        self.show(found, placeholder=nothing if self._every else self._without_events, from_top=from_top)

    @property
    def filter(self) -> str:
        return self._typed

    def filter_by(self, typed: str) -> None:
        self._typed = typed.strip()
        self._show()

    def select_nearest(self, moment: float, person: str | None) -> None:
        """Puts the cursor on the event nearest to a moment; of several, one of that person."""
        distances = [
            (abs(row.event.at.timestamp() - moment), row.event.person is None or row.event.person.key != person, number)
            for number, row in enumerate(self.rows)
            if row.event.at is not None
        ]
        if distances:
            self.select(self.rows[min(distances)[2]].event.key)

    def selected_text(self) -> tuple[str, str] | None:
        """The event as a line of text, and what to call it."""
        return None if self.selected is None else (as_line(self.selected, self._zone), "event")
