"""So many rows in lktui's table (`live`) or in a DataTable (`data`), and a key for each thing that happens to them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC
from operator import attrgetter
from pathlib import Path
from typing import ClassVar

from bench.apps.rows import NOW, TITLES, session, texts
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable

import lktui.tui
from lktui.analysis.order import ordered
from lktui.analysis.rates import UNMEASURED
from lktui.model import Session
from lktui.tui.app import LktuiApp
from lktui.tui.terminal.quiet_app import QuietApp
from lktui.tui.widgets.cells import Lines
from lktui.tui.widgets.live_table import LiveTable
from lktui.view.columns import cell
from lktui.view.sessions import SESSION_COLUMNS, SessionRow
from lktui.view.times import Zone

KIND, COUNT = sys.argv[1], int(sys.argv[2])
VISIBLE = 5  # a row on the screen
SHARE = 20  # of so many rows one changes
IN, ROOM = TITLES.index("in"), TITLES.index("room")
BINDINGS: list[BindingType] = [("c", "change_one"), ("m", "change_many"), ("n", "refresh"), ("s", "sort")]
STYLES = Path(lktui.tui.__file__).parent / LktuiApp.CSS_PATH


class Rows:
    """What both tables show; every change writes another number of bytes."""

    def __init__(self) -> None:
        self.sessions = [session(number) for number in range(COUNT)]
        self.descending = False

    def change(self, places: Sequence[int]) -> list[Session]:
        for place in places:
            known = self.sessions[place].bandwidth_in or 0
            self.sessions[place] = self.sessions[place]._replace(bandwidth_in=known + 10_000_000)
        return [self.sessions[place] for place in places]

    @property
    def many(self) -> range:
        return range(VISIBLE, COUNT, SHARE)


class Live(QuietApp[None]):
    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    def compose(self) -> ComposeResult:
        self.rows = Rows()
        yield Lines(id="title")
        yield LiveTable(SESSION_COLUMNS, attrgetter("session.session_id"), zone=Zone(UTC), now=lambda: NOW)
        yield Lines(id="keys")

    def on_mount(self) -> None:
        self.query_one("#title", Lines).show((cell(f"{COUNT:,} rows"), ()))
        self.shown: dict[str, SessionRow] = {}  # kept, as a DataTable keeps its cells
        self.update(self.rows.sessions)

    def update(self, changed: Sequence[Session]) -> None:
        self.shown.update((each.session_id, SessionRow(each)) for each in changed)
        self.show(self.rows.sessions)

    def show(self, sessions: Sequence[Session]) -> None:
        self.query_one(LiveTable).show([self.shown[each.session_id] for each in sessions])

    def action_change_one(self) -> None:
        self.update(self.rows.change([VISIBLE]))

    def action_change_many(self) -> None:
        self.update(self.rows.change(self.rows.many))

    def action_refresh(self) -> None:
        self.update([each._replace() for each in self.rows.sessions])

    def action_sort(self) -> None:
        self.rows.descending = not self.rows.descending
        self.show(
            ordered(
                self.rows.sessions, "room", descending=self.rows.descending, now=NOW, rate_of=lambda _id: UNMEASURED
            )
        )


class Data(App[None]):
    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    def compose(self) -> ComposeResult:
        self.rows = Rows()
        yield Lines(id="title")
        yield DataTable(cursor_type="row")
        yield Lines(id="keys")

    @property
    def table(self) -> DataTable[str]:
        found: DataTable[str] = self.query_one(DataTable)
        return found

    def on_mount(self) -> None:
        self.query_one("#title", Lines).show((cell(f"{COUNT:,} rows"), ()))
        for title in TITLES:
            self.table.add_column(title, key=title)
        for row, shown in zip(texts(self.rows.sessions), self.rows.sessions, strict=True):
            self.table.add_row(*row, key=shown.session_id)

    def update(self, changed: Sequence[Session]) -> None:
        for shown, row in zip(changed, texts(changed), strict=True):
            self.table.update_cell(shown.session_id, TITLES[IN], row[IN])

    def action_change_one(self) -> None:
        self.update(self.rows.change([VISIBLE]))

    def action_change_many(self) -> None:
        self.update(self.rows.change(self.rows.many))

    def action_refresh(self) -> None:
        self.update([])

    def action_sort(self) -> None:
        self.rows.descending = not self.rows.descending
        self.table.sort(TITLES[ROOM], reverse=self.rows.descending)


kinds: dict[str, type[App[None]]] = {"live": Live, "data": Data}
kinds[KIND]().run()
