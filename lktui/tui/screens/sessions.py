"""The table of sessions, with the strip above it, its filter and its order."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on

from lktui.analysis.changes import What, changes
from lktui.analysis.filter import parse
from lktui.analysis.marks import Marks
from lktui.tui import messages, status
from lktui.tui.alert_walk import next_alert
from lktui.tui.commands import Scope, bindings
from lktui.tui.screens.frame import FrameScreen
from lktui.tui.table_view import EVERYTHING, TableView
from lktui.tui.widgets.cells import Lines
from lktui.tui.widgets.live_table import LiveTable
from lktui.view.columns import Cell, Tone
from lktui.view.sessions import SessionRow, session_mark
from lktui.view.strip import strip_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from textual.binding import BindingType
    from textual.widget import Widget

    from lktui.analysis.feed import Feed
    from lktui.analysis.pseudonyms import Pseudonyms
    from lktui.model import Session
    from lktui.monitor.state import Query, State
    from lktui.tui.command_line import ExportTo, ShowColumns, ShowSessions, SortBy
    from lktui.tui.screens.time_range import Choice
    from lktui.tui.widgets.filter_bar import FilterBar
    from lktui.view.times import Zone


class SessionsScreen(FrameScreen):
    LISTS = True
    SCOPES = (Scope.TABLE, Scope.SESSIONS, Scope.EVERYWHERE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.SESSIONS)]
    view: TableView = EVERYTHING
    filters: list[str]  # that were typed, the last one at the end
    _shown: tuple[Query, TableView] | None = None
    _matching: Sequence[Session] = ()
    _watched: frozenset[str] = frozenset()
    _joining = True  # the first poll is not over
    _sought: str | None = None  # a session on a page that is being turned to
    _frozen: State | None = None
    _frozen_at: datetime | None = None  # of when the picture is
    _froze_at: datetime | None = None
    _since_freeze: Marks = Marks()
    _bar: FilterBar | None = None

    def compose_body(self) -> Iterable[Widget]:
        yield Lines(id="strip")
        yield Lines(id="frozen")
        yield Lines(id="archived")
        yield LiveTable(
            self.view.placed_columns(),
            lambda row: row.session.session_id,
            zone=self.zone,
            now=self.now,
            mark=session_mark,
            is_new=lambda row: What.BEGAN in row.whats,
            id="sessions",
        )

    @property
    def table(self) -> LiveTable[SessionRow]:
        return self.query_one("#sessions", LiveTable)

    def hide(self, hides: Pseudonyms | None, state: State) -> None:
        super().hide(hides, state)
        if self._frozen is not None and hides is not None:  # what stands still must not go on telling names
            rows = [row._replace(session=hides.session(row.session)) for row in self.table.rows]
            self.table.show(rows, placeholder=self._placeholder())

    def show_body(self) -> None:
        self._show_strip()
        if self._frozen is None:
            self._show_rows()
        self._show_archived()

    @on(LiveTable.Selected, "#sessions")
    def _show_archived(self) -> None:
        """That these are kept sessions, and how long ago the selected one was seen like this."""
        archived = self.state.archived
        banner = self.query_one("#archived", Lines)
        if archived is not None:
            selected = archived.seen_at.get(self.table.selected_key or "")
            banner.show(status.archive_line(self.state, selected, self.now(), self.keymap))
        if banner.display != (archived is not None):  # setting it lays the screen out anew
            banner.display = archived is not None

    def on_resize(self) -> None:
        """After the frame's own, which Textual calls too."""
        if self._is_drawable:
            self._show_strip()

    def _show_strip(self) -> None:
        seen = self.observation
        self.query_one("#strip", Lines).show(strip_line(seen.history, seen.alerts.counts, self.size.width - 2))

    def _show_rows(self) -> None:
        state, view = self.state, self.view
        seen = self.observation
        if view.is_plain:
            self._matching, page = state.catalog.in_range, state.sessions
        else:
            self._matching = view.matching(
                state.catalog.in_range, now=self.now(), rate_of=seen.rates.rate, flags_of=seen.flags.of
            )
            size = state.page_size
            page = tuple(self._matching[view.page * size : (view.page + 1) * size])
        shown = (state.shown, view)
        from_top = self._shown is not None and self._shown != shown
        # as long as projects join in, nobody has chosen the row that was first a moment ago
        from_top = from_top or (self._joining and not self.table.is_pinned)
        self._joining = state.fetched_at is None
        self.table.show([self._row(session) for session in page], placeholder=self._placeholder(), from_top=from_top)
        if from_top and self._sought is not None:
            self.table.select(self._sought)
            self._sought = None
        self.table.show_order(view.column, view.sign)
        self._shown = shown
        watched = frozenset() if view.is_plain else frozenset(session.session_id for session in page)
        if watched != self._watched:
            self._watched = watched
            self.post_message(messages.Watch(watched))

    def _row(self, session: Session) -> SessionRow:
        session_id, marks = session.session_id, self.observation.marks
        if self._since_freeze.level(session_id):
            marks = self._since_freeze
        return SessionRow(
            session if self.hides is None else self.hides.session(session),
            self.observation.rates.rate(session_id),
            marks.whats(session_id),
            marks.level(session_id),
            marks.moved(session_id) if marks.moved_level(session_id) == marks.fades_over else {},
            self.observation.alerts.level(session_id),
            self.observation.flags.of(session_id),
            self.state.archived.seen_at.get(session_id) if self.state.archived is not None else None,
        )

    def _placeholder(self) -> tuple[Cell, ...]:
        if self.state.sessions and not self.view.is_plain:
            return status.nothing_matches(self.state, self.view, self.keymap)
        return status.placeholder(self.state, self.project, self.now(), self.keymap)

    def title_line(self) -> status.LinePair:
        state = self._frozen or self.state
        return status.title_line(
            state,
            self.project,
            self.zone,
            self.now(),
            self.size.width,
            status.view_text(state, self.view, len(self._matching)),
            hidden=self.hides is not None,
            is_ghost=self.observation.flags.is_ghost,
        )

    def status_line(self, message: str) -> status.LinePair:
        return status.status_line(self.state, self.now(), message, status.filter_text(self.view), self.keymap)

    def poll_seen(self) -> None:
        """Another poll is over: what was marked on thawing fades."""
        self._since_freeze = self._since_freeze.after(())

    def tick_body(self) -> None:
        if self._frozen is None:
            self.table.tick()

    def tick(self) -> None:
        super().tick()
        if not self.state.sessions:
            self.show(self.state)  # a countdown stands in the table's place

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
            self.post_message(messages.TurnPage(by))
            return
        last = max(0, (len(self._matching) - 1) // self.state.page_size)
        page = self.view.page + by
        if page < 0:
            self.post_message(messages.Say("this is the first page"))
        elif page > last:
            self.post_message(messages.Say(f"page {last + 1} is the last page{status.coverage(self.state)}"))
        else:
            self._look(self.view._replace(page=page))

    def action_choose_range(self) -> None:
        from lktui.tui.screens.time_range import TimeRangeScreen

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self.post_message(messages.ShowRange(choice.chosen, archived=choice.archived))

        archived = self.state.archived is not None
        screen = TimeRangeScreen(self.state.query.chosen, archived=archived, today=self.now().date())
        self.app.push_screen(screen, chosen)

    def show_zone(self, zone: Zone) -> None:
        """A time in the filter is one of the zone that is shown."""
        if self._bar is not None:
            self._bar.show_zone(zone.info)
        self.view = self.view._replace(filter=parse(self.view.filter.text, zone=zone.info))
        super().show_zone(zone)
        self._tell_frozen()

    # Order and filter.

    def _look(self, view: TableView) -> None:
        self.view = view
        self._show_rows()
        self._show_frame()
        self._tell_view()

    def _tell_view(self) -> None:
        self.post_message(messages.ViewChanged({**self.view.kept(), "filters": self.filters}))

    def action_sort(self) -> None:
        from lktui.tui.screens.sort import SortScreen

        def chosen(column: str | None) -> None:
            if column is not None:
                self._sort_by(column)

        self.app.push_screen(SortScreen(self.view.sortable, self.view.column, self.keymap), chosen)

    def action_reverse_sort(self) -> None:
        self._look(self.view._replace(descending=not self.view.descending, page=0))

    @on(LiveTable.HeadClicked, "#sessions")
    def _head_clicked(self, event: LiveTable.HeadClicked) -> None:
        if event.column == self.view.column:
            self.action_reverse_sort()
        else:
            self._sort_by(event.column)

    def _sort_by(self, column: str) -> None:
        """Numbers begin with the most, names and states with the first."""
        descending = column not in ("room", "id", "project", "status", "egress")
        self._look(self.view._replace(column=column, descending=descending, page=0))

    async def action_filter(self) -> None:
        if self._bar is None:
            from lktui.tui.widgets.filter_bar import FilterBar

            self._bar = FilterBar(self.zone.info, self.filters, id="filter")
            await self.mount(self._bar, after=self.table)
        self._bar.open(self.view.filter.text)

    @on(messages.FilterTyped)
    def _filter(self, message: messages.FilterTyped) -> None:
        self._look(self.view._replace(filter=message.filter, page=0))

    @on(messages.FilterClosed)
    def _filter_closed(self) -> None:
        self.table.focus()
        self._tell_view()

    def action_columns(self) -> None:
        from lktui.tui.screens.columns import ColumnsScreen

        self.app.push_screen(ColumnsScreen(self.view.all_columns, self.view.columns, self._show_columns))

    def _show_columns(self, columns: tuple[str, ...]) -> None:
        self.view = self.view._replace(columns=columns)
        self.table.show_columns(self.view.placed_columns())
        self._tell_view()

    def action_export(self) -> None:
        self.export()

    def export(self, form: str = "", path: str = "") -> None:
        """Asks where to, or writes to a given path at once."""
        from lktui.tui.export import Export
        from lktui.tui.screens.export import ExportScreen
        from lktui.view.formats import FORMATS
        from lktui.view.session_fields import exported

        def written(words: str | None) -> None:
            if words is not None:
                self.post_message(messages.Say(words))

        matching, now = self._matching, self.now()
        if not matching:
            self.post_message(messages.Say("there is nothing to export: no session is shown"))
            return
        covers = "" if self.state.catalog.complete else "; more on the server"
        what = Export(lambda: map(self._row, matching), exported(self.view.columns), now, covers)
        screen = ExportScreen(what, local=self.zone.local(now), form=form or FORMATS[0], path=path)
        self.app.push_screen(screen, written)

    def carry_out(self, asked: ShowSessions | SortBy | ShowColumns | ExportTo) -> None:
        """What was typed about the table."""
        from lktui.tui.command_line import ExportTo, ShowColumns, ShowSessions, SortBy

        match asked:
            case ShowSessions(wanted):
                self._look(self.view._replace(filter=wanted, open_only=False, page=0))
                if self._bar is not None and self._bar.display:
                    self._bar.open(wanted.text)
            case SortBy(column, descending):
                self._look(self.view._replace(column=column, descending=descending, page=0))
            case ShowColumns(columns):
                self._show_columns(columns)
            case ExportTo(form, path):
                self.export(form, path)

    def action_toggle_open(self) -> None:
        self._look(self.view._replace(open_only=not self.view.open_only, page=0))

    def action_unselect(self) -> None:
        """Escape: first a message goes, then the filter, then loading stops, then the selection goes."""
        progress = self.state.progress
        if self.state.archive_error is not None and not self.state.archive_error_seen:
            self.post_message(messages.ArchiveErrorSeen())
        elif not self.view.filter.is_everything or self.view.open_only:
            self._look(self.view._replace(filter=EVERYTHING.filter, open_only=False, page=0))
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
        for marks in (self.observation.marks, self._since_freeze):
            found = found or marks.next_change(self.table.keys, self.table.selected_key, backward=backward)
        if found is None:
            self.post_message(messages.Say("nothing has changed in the last polls"))
        else:
            self.table.select(found)

    def action_next_alert(self) -> None:
        if self._frozen is None:
            order = [session.session_id for session in self._matching]
            hidden_by = f"hidden by the filter: {self.keymap.key('unselect')} clears it"
        else:
            order = self.table.keys
            hidden_by = f"not in the frozen picture: {self.keymap.key('freeze')} catches up"
        step = next_alert(self.observation.alerts, order, self.table.selected_key, hidden_by=hidden_by)
        self.post_message(messages.Say(step.words))
        if step.session_id is None or step.session_id in self.table.keys:
            self.table.select(step.session_id or "")
            return
        self._sought = step.session_id
        page = step.place // self.state.page_size
        if self.view.is_plain:
            self.post_message(messages.TurnPage(page - self.state.query.page))
        else:
            self._look(self.view._replace(page=page))

    def _tell_frozen(self) -> None:
        at = self.zone.time(self._froze_at)
        more = f": polling goes on, the picture stands still. {self.keymap.key('freeze')} catches up."
        said: Cell = (("‖ ", Tone.WARN), (f"frozen at {at}", Tone.STRONG), (more, Tone.PLAIN))
        self.query_one("#frozen", Lines).show((said, ()))

    def action_freeze(self) -> None:
        if self._frozen is None:
            self._frozen, self._frozen_at, self._froze_at = self.state, self.state.fetched_at, self.now()
            self._tell_frozen()
        else:
            before = {session.session_id: session for session in self._frozen.catalog.sessions}
            found = changes(before, self.state.catalog.sessions, since=self._frozen_at)
            self._since_freeze = Marks().after(found)
            self._frozen = None
            self._show_rows()
            happened = sum(1 for change in found if change.whats)
            self.post_message(
                messages.Say(
                    f"{happened} session{'' if happened == 1 else 's'} changed meanwhile:"
                    f" {self.keymap.key('next_change')} goes to the next"
                )
            )
        self.query_one("#frozen").display = self._frozen is not None
        self._show_frame()

    def action_feed(self) -> None:
        from lktui.tui.screens.feed import FeedScreen

        def chosen(session_id: str | None) -> None:
            if session_id is not None:
                self.post_message(messages.OpenSession(session_id))

        feed_screen = FeedScreen(self._events, keymap=self.keymap, zone=self.zone, now=self.now)
        self.app.push_screen(feed_screen, chosen)

    def _events(self) -> Feed:
        feed = self.observation.feed
        return feed if self.hides is None else feed.with_rooms(self.hides.room)
