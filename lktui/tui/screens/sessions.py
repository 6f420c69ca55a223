"""The table of sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on

from lktui.tui import messages, status
from lktui.tui.commands import Scope, bindings
from lktui.tui.screens.frame import FrameScreen
from lktui.tui.screens.time_range import TimeRangeScreen
from lktui.tui.widgets.live_table import LiveTable
from lktui.view.sessions import SESSION_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.widget import Widget

    from lktui.model import Session
    from lktui.monitor.days import DateRange
    from lktui.monitor.state import Query


class SessionsScreen(FrameScreen):
    SCOPES = (Scope.TABLE, Scope.SESSIONS, Scope.EVERYWHERE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.SESSIONS)]
    _shown: Query | None = None

    def compose_body(self) -> Iterable[Widget]:
        yield LiveTable(
            SESSION_COLUMNS, lambda session: session.session_id, zone=self.zone, now=self.now, id="sessions"
        )

    @property
    def table(self) -> LiveTable[Session]:
        return self.query_one("#sessions", LiveTable)

    def show_body(self) -> None:
        state = self.state
        self.table.show(
            state.sessions,
            placeholder=status.placeholder(state, self.project, self.now()),
            from_top=self._shown is not None and self._shown != state.shown,
        )
        self._shown = state.shown

    def tick_body(self) -> None:
        self.table.tick()

    def tick(self) -> None:
        super().tick()
        if not self.state.sessions:
            self.show(self.state)  # a countdown stands in the table's place

    @property
    def session_id(self) -> str | None:
        """The session that commands are about."""
        return self.table.selected_key

    @on(LiveTable.Chosen, "#sessions")
    def _open(self) -> None:
        if (session_id := self.session_id) is not None:
            self.post_message(messages.OpenSession(session_id))

    def action_next_page(self) -> None:
        self.post_message(messages.TurnPage(1))

    def action_previous_page(self) -> None:
        self.post_message(messages.TurnPage(-1))

    def action_unselect(self) -> None:
        self.table.unpin()

    def action_choose_range(self) -> None:
        def chosen(days: DateRange | None) -> None:
            if days is not None:
                self.post_message(messages.ShowRange(days))

        self.app.push_screen(TimeRangeScreen(self.state.query.chosen, today=self.now().date()), chosen)
