"""1,000 rows in lktui's table (`live`) or in a DataTable (`data`); the key c changes one visible cell."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import ClassVar

from bench.apps.rows import NOW, TITLES, session, texts
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import DataTable

import lktui.tui
from lktui.tui.app import LktuiApp
from lktui.tui.widgets.cells import Lines
from lktui.tui.widgets.live_table import LiveTable
from lktui.view.columns import cell
from lktui.view.sessions import SESSION_COLUMNS, SessionRow
from lktui.view.times import Zone

CHANGED = 5  # its row
IN = TITLES.index("in")


class Frame(App[None]):
    """Both tables stand between the same two lines; each change writes another number."""

    CSS_PATH = Path(lktui.tui.__file__).parent / LktuiApp.CSS_PATH
    BINDINGS: ClassVar[list[BindingType]] = [("c", "change")]

    def __init__(self) -> None:
        super().__init__()
        self.sessions = [session(number) for number in range(1000)]

    def compose(self) -> ComposeResult:
        yield Lines(id="title")
        yield self.table()
        yield Lines(id="keys")

    def table(self) -> Widget:
        raise NotImplementedError

    def on_mount(self) -> None:
        self.query_one("#title", Lines).show((cell("1,000 rows"), ()))

    def action_change(self) -> None:
        known = self.sessions[CHANGED].bandwidth_in or 0
        self.sessions[CHANGED] = replace(self.sessions[CHANGED], bandwidth_in=known + 1_000_000)
        self.show_change()

    def show_change(self) -> None:
        raise NotImplementedError


class Live(Frame):
    def table(self) -> Widget:
        return LiveTable(SESSION_COLUMNS, lambda row: row.session.session_id, zone=Zone(UTC), now=lambda: NOW)

    def on_mount(self) -> None:
        super().on_mount()
        self.show_change()

    def show_change(self) -> None:
        self.query_one(LiveTable).show([SessionRow(each) for each in self.sessions])


class Data(Frame):
    def table(self) -> Widget:
        return DataTable(cursor_type="row")

    def on_mount(self) -> None:
        super().on_mount()
        table: DataTable[str] = self.query_one(DataTable)
        for title in TITLES:
            table.add_column(title, key=title)
        for row, shown in zip(texts(self.sessions), self.sessions, strict=True):
            table.add_row(*row, key=shown.session_id)

    def show_change(self) -> None:
        changed = self.sessions[CHANGED]
        self.query_one(DataTable).update_cell(changed.session_id, "in", texts([changed])[0][IN])


{"live": Live, "data": Data}[sys.argv[1]]().run()
