"""Fills the table's flags up from details that are kept: a few at a time, those on the screen first."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lktui.errors import ArchiveError
from lktui.monitor.catalog import Catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lktui.monitor.state import State
    from lktui.tui.project_watch import ProjectWatch

AT_ONCE = 10  # sessions: thousands of stays in one hold of the GIL would keep a key waiting
PAUSE = 0.02  # seconds


class KeptFindings:
    """Of one project. `look` at each state; `found` is called where there are flags that the table did not know."""

    def __init__(self, watched: ProjectWatch, found: Callable[[], None]) -> None:
        self._watched = watched
        self._found = found
        self._kept: frozenset[str] | None = None  # with details from before this run
        self._catalog = Catalog()
        self._wanted: dict[str, None] = {}
        self._asked: set[str] = set()
        self._busy = False

    def look(self, state: State) -> None:
        catalog = state.catalog
        if catalog is not self._catalog:
            changed = catalog.changed_since(self._catalog)
            self._catalog = catalog
            known = (session.session_id for session in catalog.in_range) if changed is None else changed
            self.want(known)

    @property
    def is_waiting(self) -> bool:
        """Whether there is something to `fill_up`."""
        return bool(self._wanted) and not self._busy

    def want(self, session_ids: Iterable[str]) -> None:
        for session_id in session_ids:
            if session_id not in self._asked and (self._kept is None or session_id in self._kept):
                self._wanted[session_id] = None

    async def fill_up(self) -> None:
        """Goes on until nothing is wanted any more."""
        self._busy = True
        archive = self._watched.archive
        try:
            if self._kept is None:
                self._kept = await archive.detailed()
                self._wanted = {session_id: None for session_id in self._wanted if session_id in self._kept}
            while some := self._next():
                flags = self._watched.observation.flags
                learned = await archive.flags(some, flags.thresholds)
                self._watched.observation.flags.learn(
                    {id_: found for id_, found in learned.items() if not flags.knows_detail(id_)}
                )
                if any(learned.values()):
                    self._found()
                await asyncio.sleep(PAUSE)
        except ArchiveError:
            pass  # the archive tells of it; what is still wanted waits for the next state
        finally:
            self._busy = False

    def _next(self) -> list[str]:
        shown = [session.session_id for session in self._watched.monitor.state.sessions]
        some = [session_id for session_id in shown if session_id in self._wanted][:AT_ONCE]
        some = some or list(self._wanted)[:AT_ONCE]
        for session_id in some:
            del self._wanted[session_id]
        self._asked.update(some)
        return some
