"""What is asked of the table of sessions, in dialogs or typed: its order, columns and range, exports, and the feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.tui import messages
from lktui.tui.command_line import ExportTo, ShowColumns, ShowSessions, SortBy
from lktui.tui.export import Export
from lktui.tui.screens.columns import ColumnsScreen
from lktui.tui.screens.export import ExportScreen
from lktui.tui.screens.feed import FeedScreen
from lktui.tui.screens.sort import SortScreen
from lktui.tui.screens.time_range import Choice, TimeRangeScreen
from lktui.view.formats import FORMATS
from lktui.view.session_fields import exported

if TYPE_CHECKING:
    from lktui.tui.screens.sessions import SessionsScreen


class Asked:
    """Of a screen, which does what was chosen."""

    def __init__(self, screen: SessionsScreen) -> None:
        self._screen = screen

    def sort(self) -> None:
        screen = self._screen

        def chosen(column: str | None) -> None:
            if column is not None:
                screen.sort_by(column)

        screen.app.push_screen(SortScreen(screen.view.sortable, screen.view.column, screen.keymap), chosen)

    def columns(self) -> None:
        screen = self._screen
        screen.app.push_screen(ColumnsScreen(screen.view.all_columns, screen.view.columns, screen.show_columns))

    def time_range(self) -> None:
        screen, state = self._screen, self._screen.state

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                screen.post_message(messages.ShowRange(choice.chosen, archived=choice.archived))

        archived, today = state.archived is not None, screen.now().date()
        screen.app.push_screen(TimeRangeScreen(state.query.chosen, archived=archived, today=today), chosen)

    def export(self, form: str = "", path: str = "") -> None:
        """Asks where to, or writes to a given path at once."""
        screen = self._screen
        matching, now = screen.matching, screen.as_of()
        if not matching:
            screen.post_message(messages.Say("there is nothing to export: no session is shown"))
            return

        def written(words: str | None) -> None:
            if words is not None:
                screen.post_message(messages.Say(words))

        covers = "" if screen.state.catalog.complete else "; more on the server"
        what = Export(lambda: map(screen.row_of, matching), exported(screen.view.columns), now, covers)
        dialog = ExportScreen(what, local=screen.zone.local(now), form=form or FORMATS[0], path=path)
        screen.app.push_screen(dialog, written)

    def feed(self) -> None:
        screen = self._screen

        def chosen(session_id: str | None) -> None:
            if session_id is not None:
                screen.post_message(messages.OpenSession(session_id))

        feed = FeedScreen(screen.feed, many=screen.view.many, keymap=screen.keymap, zone=screen.zone, now=screen.now)
        screen.app.push_screen(feed, chosen)

    def carry_out(self, asked: ShowSessions | SortBy | ShowColumns | ExportTo) -> None:
        """What was typed."""
        screen = self._screen
        match asked:
            case ShowSessions(wanted):
                screen.look(screen.view._replace(filter=wanted, open_only=False, page=0))
                screen.type_filter_again()
            case SortBy(column, descending):
                screen.look(screen.view._replace(column=column, descending=descending, page=0))
            case ShowColumns(columns):
                screen.show_columns(columns)
            case ExportTo(form, path):
                self.export(form, path)
