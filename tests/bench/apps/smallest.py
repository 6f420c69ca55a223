"""The smallest Textual application with a table: 100 rows in 9 columns."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Smallest(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable()

    def on_mount(self) -> None:
        table: DataTable[str] = self.query_one(DataTable)
        table.add_columns("status", "room", "session id", "started", "duration", "people", "in", "out", "egress")
        for number in range(100):
            row = f"support-{number:05}", f"RM_{number:012}", "12:00:00", "10m 00s", "0/2", "1.23 MB", "4.56 MB"
            table.add_row("ended", *row, "none")


Smallest().run()
