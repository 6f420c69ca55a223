"""The sessions: their table, what stands above it, and how one looks at it: order, filter, page, or standing still."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import on

from lktui.analysis.filter import parse
from lktui.tui import messages
from lktui.tui.commands import Scope, bindings
from lktui.tui.lines import banners, no_sessions, title
from lktui.tui.lines.status import filter_text
from lktui.tui.screens.frame import FrameScreen
from lktui.tui.sessions.freeze import Freeze
from lktui.tui.sessions.rows import row_of
from lktui.tui.sessions.session_table import SessionTable
from lktui.tui.sessions.table_view import EVERYTHING, TableView
from lktui.tui.widgets.cells import Lines
from lktui.tui.widgets.live_table import LiveTable
from lktui.view import units
from lktui.view.pointer import Pointer
from lktui.view.strip import strip_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from textual.binding import BindingType
    from textual.widget import Widget

    from lktui.analysis.pseudonyms import Pseudonyms
    from lktui.model import Session
    from lktui.monitor.state import State
    from lktui.tui.command_line import ExportTo, ShowColumns, ShowSessions, SortBy
    from lktui.tui.sessions.asked import Asked
    from lktui.tui.widgets.filter_bar import FilterBar
    from lktui.view.columns import Cell, LinePair, Piece
    from lktui.view.sessions import SessionRow
    from lktui.view.times import Zone


class SessionsScreen(FrameScreen):
    LISTS = True
    SCOPES = (Scope.TABLE, Scope.SESSIONS, Scope.EVERYWHERE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.SESSIONS)]
    view: TableView = EVERYTHING
    filters: list[str]  # that were typed, the last one at the end
    matching: Sequence[Session] = ()  # on whatever page, in the table's order
    _watched: frozenset[str] = frozenset()
    _bar: FilterBar | None = None

    @cached_property
    def _freeze(self) -> Freeze:
        return Freeze()

    def compose_body(self) -> Iterable[Widget]:
        yield Lines(id="strip")
        yield Lines(id="frozen")
        yield Lines(id="archived")
        yield SessionTable(self.view, zone=self.zone, now=self.as_of, id="sessions")

    @property
    def table(self) -> SessionTable:
        return self.query_one(SessionTable)

    def hide(self, hides: Pseudonyms | None, state: State) -> None:
        super().hide(hides, state)
        if self._freeze.frozen is not None:  # what stands still must not go on telling names
            self._show_rows()

    def show_body(self) -> None:
        self._show_strip()
        if self._freeze.frozen is None:
            self._show_rows()
        self._show_archived()

    @on(LiveTable.Selected, "#sessions")
    def _show_archived(self) -> None:
        """That these are kept sessions, and how long ago the selected one was seen like this."""
        archived = self.state.archived
        lines: list[LinePair] = []
        if archived is not None:
            selected = archived.seen_at.get(self.table.selected_key or "")
            lines.append(banners.archive_line(self.state, selected, self.now(), self.keymap))
        self.query_one("#archived", Lines).show_if_any(*lines)

    def on_resize(self) -> None:
        """After the frame's own, which Textual calls too."""
        if self._is_drawable:
            self._show_strip()

    def _show_strip(self) -> None:
        seen = self.observation
        self.query_one("#strip", Lines).show(strip_line(seen.history, seen.alerts.counts, self.size.width - 2))

    def _show_rows(self) -> None:
        state, view = self.titled, self.view
        self.matching, page = view.listed(
            state,
            now=self.as_of(),
            rate_of=self.observation.rates.rate if self._freeze.frozen is None else self._freeze.rate,
            flags_of=self.observation.flags.of if self._freeze.frozen is None else self._freeze.flags,
        )
        self.table.show_page([self.row_of(session) for session in page], state, view, self._placeholder())
        watched = frozenset() if view.is_plain else frozenset(session.session_id for session in page)
        if watched != self._watched:
            self._watched = watched
            self.post_message(messages.Watch(watched))

    def row_of(self, session: Session) -> SessionRow:
        row = self._freeze.rows.get(session.session_id) or self._row_now(session)
        return row if self.hides is None else row._replace(session=self.hides.session(row.session))

    def _row_now(self, session: Session) -> SessionRow:
        return row_of(session, self.state, self.observation, since_freeze=self._freeze.marks)

    def _placeholder(self) -> tuple[Cell, ...]:
        if self.titled.sessions and not self.view.is_plain:
            return no_sessions.nothing_matches(self.titled, self.view, self.keymap)
        return no_sessions.placeholder(self.titled, self.project, self.now(), self.keymap)

    @property
    def titled(self) -> State:
        return self._freeze.frozen or self.state

    def as_of(self) -> datetime:
        """The moment that the table shows."""
        return self._freeze.at or self.now()

    @property
    def page_text(self) -> str | None:
        return title.view_text(self.titled, self.view, len(self.matching))

    @property
    def filter_text(self) -> Piece:
        return filter_text(self.view)

    def poll_seen(self) -> None:
        """Another poll is over."""
        self._freeze.poll_seen()

    def tick_body(self) -> None:
        if self._freeze.frozen is None:
            self.table.tick()

    def tick(self) -> None:
        super().tick()
        if not self.state.sessions:
            self.show(self.state)  # a countdown stands in the table's place

    def pointer(self) -> Pointer:
        return Pointer(self.view.filter.moment(self.now()))

    def neighbour(self, session_id: str, by: int) -> str | None:
        """The session so many rows from another one; None beyond the ends of the page."""
        target = self.table.neighbour(session_id, by)
        if target is not None:
            self.table.select(target)
        return target

    @property
    def session_id(self) -> str | None:
        """The session that commands are about."""
        return self.table.selected_key

    def selected_text(self) -> tuple[str, str]:
        session_id = self.session_id or ""
        return session_id, f"session id {session_id}" if session_id else "no session is selected"

    @on(LiveTable.Chosen, "#sessions")
    def _open(self) -> None:
        if (session_id := self.session_id) is not None:
            self.post_message(messages.OpenSession(session_id))

    # Pages and range.

    def action_next_page(self) -> None:
        self._turn(1)

    def action_previous_page(self) -> None:
        self._turn(-1)

    def _turn(self, by: int) -> None:
        if self.view.is_plain:
            stands = f"the table stands still: {self.keymap.key('freeze')} catches up"
            self.post_message(messages.TurnPage(by) if self._freeze.frozen is None else messages.Say(stands))
            return
        last = max(0, (len(self.matching) - 1) // self.state.page_size)
        page = self.view.page + by
        if page < 0:
            self.post_message(messages.Say("this is the first page"))
        elif page > last:
            self.post_message(messages.Say(f"page {last + 1} is the last page{title.coverage(self.state)}"))
        else:
            self.look(self.view._replace(page=page))

    def action_choose_range(self) -> None:
        self._asked.time_range()

    def show_zone(self, zone: Zone) -> None:
        """A time in the filter is one of the zone that is shown."""
        if self._bar is not None:
            self._bar.show_zone(zone.info)
        self.view = self.view._replace(filter=parse(self.view.filter.text, zone=zone.info))
        super().show_zone(zone)
        if self._freeze.frozen is not None:
            self._show_rows()
        self._show_frozen()

    # Order and filter.

    def look(self, view: TableView) -> None:
        self.view = view
        self._show_rows()
        self._show_frame()
        self._tell_view()

    def _tell_view(self) -> None:
        self.post_message(messages.ViewChanged({**self.view.kept(), "filters": self.filters}))

    def action_sort(self) -> None:
        self._asked.sort()

    def action_reverse_sort(self) -> None:
        self.look(self.view._replace(descending=not self.view.descending, page=0))

    @on(LiveTable.HeadClicked, "#sessions")
    def _head_clicked(self, event: LiveTable.HeadClicked) -> None:
        if event.column == self.view.column:
            self.action_reverse_sort()
        else:
            self.sort_by(event.column)

    def sort_by(self, column: str) -> None:
        self.look(self.view.sorted_by(column))

    async def action_filter(self) -> None:
        if self._bar is None:
            from lktui.tui.widgets.filter_bar import FilterBar

            self._bar = FilterBar(self.zone.info, self.filters, id="filter")
            await self.mount(self._bar, after=self.table)
        self._bar.open(self.view.filter.text)

    def type_filter_again(self) -> None:
        """Where it is being typed, the filter is another one now."""
        if self._bar is not None and self._bar.display:
            self._bar.open(self.view.filter.text)

    @on(messages.FilterTyped)
    def _filter(self, message: messages.FilterTyped) -> None:
        self.look(self.view._replace(filter=message.filter, page=0))

    @on(messages.FilterClosed)
    def _filter_closed(self) -> None:
        self.table.focus()
        self._tell_view()

    def action_columns(self) -> None:
        self._asked.columns()

    def show_columns(self, columns: tuple[str, ...]) -> None:
        self.view = self.view._replace(columns=columns)
        self.table.show_columns(self.view.placed_columns())
        self._tell_view()

    def action_export(self) -> None:
        self._asked.export()

    @cached_property
    def _asked(self) -> Asked:
        from lktui.tui.sessions.asked import Asked

        return Asked(self)

    def carry_out(self, asked: ShowSessions | SortBy | ShowColumns | ExportTo) -> None:
        """What was typed about the table."""
        self._asked.carry_out(asked)

    def action_toggle_open(self) -> None:
        self.look(self.view._replace(open_only=not self.view.open_only, page=0))

    def action_unselect(self) -> None:
        """Escape: first a message goes, then the filter, then loading stops, then the selection goes."""
        progress = self.state.progress
        if self.state.archive_error is not None and not self.state.archive_error_seen:
            self.post_message(messages.ArchiveErrorSeen())
        elif not self.view.filter.is_everything or self.view.open_only:
            self.look(self.view._replace(filter=EVERYTHING.filter, open_only=False, page=0))
        elif progress is not None and progress.running:
            self.post_message(messages.StopLoading())
        elif self.state.archived is not None:
            self.post_message(messages.LeaveArchive())
        else:
            self.table.unpin()

    def action_load_more(self) -> None:
        self.post_message(messages.LoadMore())

    # What changed.

    def action_next_change(self) -> None:
        self._go_to_change(backward=False)

    def action_previous_change(self) -> None:
        self._go_to_change(backward=True)

    def _go_to_change(self, *, backward: bool) -> None:
        found = None
        for marks in (self.observation.marks, self._freeze.marks):
            found = found or marks.next_change(self.table.keys, self.table.selected_key, backward=backward)
        if found is None:
            self.post_message(messages.Say("nothing has changed in the last polls"))
        else:
            self.table.select(found)

    def action_next_alert(self) -> None:
        from lktui.tui.sessions.alert_walk import next_alert

        if self._freeze.frozen is None:
            order = [session.session_id for session in self.matching]
            hidden_by = f"hidden by the filter: {self.keymap.key('unselect')} clears it"
        else:
            order = self.table.keys
            hidden_by = f"not in the frozen table: {self.keymap.key('freeze')} catches up"
        step = next_alert(self.observation.alerts, order, self.table.selected_key, hidden_by=hidden_by)
        self.post_message(messages.Say(step.words))
        if step.session_id is None or step.session_id in self.table.keys:
            self.table.select(step.session_id or "")
            return
        self.table.seek(step.session_id)
        page = step.place // self.state.page_size
        if self.view.is_plain:
            self.post_message(messages.TurnPage(page - self.state.query.page))
        else:
            self.look(self.view._replace(page=page))

    def action_freeze(self) -> None:
        if self._freeze.frozen is None:
            self._freeze.begin(self.state, map(self._row_now, self.state.catalog.in_range), self.now())
        else:
            many = self._freeze.end(self.state)
            self._show_rows()
            what = f"{units.counted(many, 'session')} changed meanwhile"
            next_key = self.keymap.key("next_change")
            self.post_message(
                messages.Say(f"{what}: {next_key} goes to the next" if many else "nothing changed meanwhile")
            )
        self._show_frozen()
        self._show_frame()

    def _show_frozen(self) -> None:
        lines = (
            [(self._freeze.line(self.zone, self.keymap.key("freeze")), ())] if self._freeze.frozen is not None else []
        )
        self.query_one("#frozen", Lines).show_if_any(*lines)

    def action_feed(self) -> None:
        self._asked.feed()
