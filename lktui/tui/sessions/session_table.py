"""The table of sessions as a widget: the selection keeps its place as long as it is the same page of the same query."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from lktui.analysis.changes import What
from lktui.tui.widgets.live_table import LiveTable
from lktui.view.sessions import SessionRow, session_mark

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from lktui.monitor.state import State
    from lktui.tui.sessions.table_view import TableView
    from lktui.view.columns import Cell
    from lktui.view.times import Zone


class SessionTable(LiveTable[SessionRow]):
    def __init__(self, view: TableView, *, zone: Zone, now: Callable[[], datetime], id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(
            view.placed_columns(),
            attrgetter("session.session_id"),
            zone=zone,
            now=now,
            mark=session_mark,
            is_new=lambda row: What.BEGAN in row.whats,
            id=id,
        )
        self._shown: object = None
        self._joining = True  # the first poll is not over
        self._sought: str | None = None

    def seek(self, session_id: str) -> None:
        """Selects a session of a page that is being turned to, as soon as that is there."""
        self._sought = session_id

    def show_page(self, rows: Sequence[SessionRow], state: State, view: TableView, placeholder: Sequence[Cell]) -> None:
        """The rows of a view's page."""
        shown = (state.shown, view)
        from_top = self._shown is not None and self._shown != shown
        # as long as projects join in, nobody has chosen the row that was first a moment ago
        from_top = from_top or (self._joining and not self.is_pinned)
        self._shown, self._joining = shown, state.fetched_at is None
        self.show(rows, placeholder=placeholder, from_top=from_top)
        if from_top and self._sought is not None:
            self.select(self._sought)
            self._sought = None
        self.show_order(view.column, view.sign)
