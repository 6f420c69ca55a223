"""A picture of the project that stands still while polling goes on, and catching up with what happened meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.analysis.changes import changes
from lktui.analysis.marks import Marks
from lktui.view.columns import Cell, Tone

if TYPE_CHECKING:
    from datetime import datetime

    from lktui.monitor.state import State
    from lktui.view.times import Zone


class Freeze:
    """`frozen` is what stands still, if something does; `marks` are of what changed until the user caught up."""

    def __init__(self) -> None:
        self.frozen: State | None = None
        self.marks = Marks()
        self._at: datetime | None = None  # not long after the picture is from

    def begin(self, state: State, now: datetime) -> None:
        self.frozen, self._at = state, now

    def end(self, state: State) -> int:
        """To how many sessions something happened meanwhile."""
        frozen, self.frozen = self.frozen, None
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
        more = f": polling goes on, the picture stands still. {key} catches up."
        return ("‖ ", Tone.WARN), (f"frozen at {zone.time(self._at)}", Tone.STRONG), (more, Tone.PLAIN)
