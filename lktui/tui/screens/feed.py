"""The feed: what happened in the project since lktui was started, as it was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.screen import ModalScreen

from lktui.tui.commands import Scope, binding, bindings
from lktui.tui.widgets.live_table import LiveTable
from lktui.view.columns import Tone, cell
from lktui.view.feed import FEED_COLUMNS, FEED_COLUMNS_OF_MANY, FeedRow, feed_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from lktui.analysis.feed import Feed
    from lktui.tui.keymap import Keymap
    from lktui.view.times import Zone

NOTHING = (
    cell("Nothing has happened yet.", Tone.STRONG),
    cell(""),
    cell("Sessions that begin and end, egress, people and failed polls are listed here as they are seen.", Tone.DIM),
)


class FeedScreen(ModalScreen["str | None"]):
    """Ends with the id of the session to open."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.DIALOG), binding("feed", "close")]

    def __init__(
        self,
        feed: Callable[[], Feed],
        *,
        many: bool,
        keymap: Keymap,
        zone: Zone,
        now: Callable[[], datetime],
    ) -> None:
        """`many` is whether there are several projects."""
        super().__init__()
        self._columns = FEED_COLUMNS_OF_MANY if many else FEED_COLUMNS
        self._feed = feed
        self._keymap = keymap
        self._zone = zone
        self._now = now

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="full") as dialog:
            dialog.border_title = "Events, as they were seen"
            dialog.border_subtitle = (
                f"{self._keymap.key('choose')}: open the session   {self._keymap.key('close')}: back"
            )
            yield LiveTable(self._columns, lambda row: row.key, zone=self._zone, now=self._now, id="feed")

    def on_mount(self) -> None:
        self._show()
        self.set_interval(1.0, self._show)

    def action_close(self) -> None:
        self.dismiss(None)

    @property
    def _table(self) -> LiveTable[FeedRow]:
        return self.query_one("#feed", LiveTable)

    def _show(self) -> None:
        self._table.show(feed_rows(self._feed().events), placeholder=NOTHING)

    @on(LiveTable.Chosen, "#feed")
    def _open(self) -> None:
        row = self._table.selected
        if row is not None and row.event.session_id:
            self.dismiss(row.event.session_id)
