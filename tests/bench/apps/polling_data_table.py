"""What one writes with a DataTable: asks the API as often as lktui does, and brings what changed into the table."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import httpx
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

from lktui.api.auth import mint

SECONDS, TOTAL = float(sys.argv[1]), int(sys.argv[2])
LIMIT = 1000  # the largest page there is
TITLES = ("status", "room", "session id", "started", "duration", "people", "in", "out", "in/s", "out/s", "egress")
Row = tuple[str, ...]


def size(text: str) -> str:
    value = float(text)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.3g} {unit}"
        value /= 1000
    return f"{value:.3g} TB"


Counters = tuple[float, int, int]


def rate(after: int, before: int, seconds: float) -> str:
    return "–" if after < before else f"{size(str((after - before) / seconds))}/s"


def shown(session: dict[str, str], before: Counters | None, after: Counters) -> Row:
    began = datetime.fromisoformat(session["createdAt"])
    ended = datetime.fromisoformat(session["endedAt"]) if "endedAt" in session else None
    lasted = (ended or datetime.now(UTC)) - began
    return (
        "ended" if ended else "active",
        session["roomName"].replace("[", "\\["),
        session["sessionId"],
        f"{began:%H:%M:%S}",
        str(timedelta(minutes=lasted // timedelta(minutes=1))),
        f"{session['numActiveParticipants']}/{session['numParticipants']}",
        size(session["bandwidthIn"]),
        size(session["bandwidthOut"]),
        rate(after[1], before[1], after[0] - before[0]) if before and not ended else "–",
        rate(after[2], before[2], after[0] - before[0]) if before and not ended else "–",
        str(session["egress"]),
    )


class Polling(App[None]):
    CSS = "#status { dock: bottom; height: 1; }"

    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")
        yield Static("", id="status")

    def on_mount(self) -> None:
        self.rows: dict[str, Row] = {}
        self.counters: dict[str, Counters] = {}
        for title in TITLES:
            self.table.add_column(title, key=title)
        self.run_worker(self.poll())

    @property
    def table(self) -> DataTable[str]:
        return self.query_one(DataTable)

    async def poll(self) -> None:
        project = quote(os.environ["LIVEKIT_PROJECT_ID"])
        url = f"{os.environ['LKTUI_SERVER_URL']}/api/project/{project}/sessions"
        key, secret = os.environ["LIVEKIT_API_KEY"], os.environ["LIVEKIT_API_SECRET"]
        token = mint(key, secret, now=datetime.now(UTC), ttl=timedelta(hours=1)).value
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(headers=headers) as client:
            while True:
                rows: dict[str, Row] = {}
                for page in range(-(-TOTAL // LIMIT)):
                    answer = await client.get(url, params={"limit": LIMIT, "page": page})
                    rows |= {session["sessionId"]: self.row(session) for session in answer.json()["sessions"]}
                self.show(rows)
                self.query_one("#status", Static).update(f"{len(self.rows)} rows", layout=False)
                await asyncio.sleep(SECONDS or 3600)

    def row(self, session: dict[str, str]) -> Row:
        after = time.monotonic(), int(session["bandwidthIn"]), int(session["bandwidthOut"])
        before = self.counters.get(session["sessionId"])
        self.counters[session["sessionId"]] = after
        return shown(session, before, after)

    def show(self, rows: dict[str, Row]) -> None:
        table = self.table
        if list(rows) != list(self.rows):
            at = table.cursor_row
            table.clear()
            for key, row in rows.items():
                table.add_row(*row, key=key)
            table.move_cursor(row=at)
        else:
            for key, row in rows.items():
                for title, before, after in zip(TITLES, self.rows[key], row, strict=True):
                    if before != after:
                        table.update_cell(key, title, after)
        self.rows = rows


Polling().run()
