"""A table that stands still while polling goes on, and catching up with what happened meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.analysis.changes import changes
from lktui.analysis.marks import Marks
from lktui.view.columns import Cell, Tone

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lktui.analysis.rates import Rate
    from lktui.monitor.state import State
    from lktui.view.sessions import SessionRow
    from lktui.view.times import Zone


class Freeze:
    """`frozen` is what stands still, if something does, and `at` not long after it; `rows` is all of it, by session id.

    `marks` are of what changed until the user caught up.
    """

    def __init__(self) -> None:
        self.frozen: State | None = None
        self.at: datetime | None = None
        self.rows: dict[str, SessionRow] = {}
        self.marks = Marks()

    def begin(self, state: State, rows: Iterable[SessionRow], now: datetime) -> None:
        self.frozen, self.at = state, now
        self.rows = {row.session.session_id: row for row in rows}

    def rate(self, session_id: str) -> Rate:
        """Of one of `rows`, as it was."""
        return self.rows[session_id].rate

    def flags(self, session_id: str) -> frozenset[str]:
        """Of one of `rows`, as they were."""
        return self.rows[session_id].flags

    def end(self, state: State) -> int:
        """To how many sessions something happened meanwhile."""
        frozen, self.frozen = self.frozen, None
        self.at, self.rows = None, {}
        if frozen is None:
            return 0
        before = {session.session_id: session for session in frozen.catalog.sessions}
        found = changes(before, state.catalog.sessions, since=frozen.fetched_at)
        self.marks = Marks().after(found)
        return sum(1 for change in found if change.whats)

    def poll_seen(self) -> None:
        """Another poll is over: what was marked on catching up fades."""
        self.marks = self.marks.after(())

    def line(self, zone: Zone, key: str) -> Cell:
        """That it stands still; `key` catches up."""
        more = f": polling goes on, the table stands still. {key} catches up."
        return ("‖ ", Tone.WARN), (f"frozen at {zone.time(self.at)}", Tone.STRONG), (more, Tone.PLAIN)
