"""The search for somebody: asks the archive, looks through details on the user's word, and fills in the findings."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lktui.analysis.findings import flags_of
from lktui.analysis.people import appearances
from lktui.analysis.status import combined
from lktui.errors import ArchiveError
from lktui.tui.screens.find import FindScreen
from lktui.view import text

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence
    from datetime import datetime

    from lktui.analysis.people import Appearance
    from lktui.model import SessionDetail
    from lktui.tui.app import LktuiApp

AT_ONCE = 20  # sessions whose findings are looked for before they are shown


class Search:
    """Of the application's topmost search screen, if there is one."""

    def __init__(self, app: LktuiApp) -> None:
        self._app = app

    @property
    def _screen(self) -> FindScreen | None:
        found = [screen for screen in self._app.screen_stack if isinstance(screen, FindScreen)]
        return found[-1] if found else None

    def begin(self) -> None:
        self._spawn(self._count_unread())

    def find(self, needle: str) -> None:
        self._spawn(self._find(needle))

    def look_through(self) -> None:
        self._spawn(self._look_through())

    async def _find(self, needle: str) -> None:
        problem = ""
        found: Sequence[Appearance] = ()
        people = 0
        try:
            answer = await self._app.watched.archive.find(needle)
        except ArchiveError as error:
            problem = text.visible(error.what)
        else:
            found, people = answer.appearances, answer.people
        screen = self._screen
        if screen is not None and screen.needle == needle:
            screen.show_kept(found, people, problem)
            await self._examine(screen, list(dict.fromkeys(row.appearance.session.session_id for row in screen.rows)))

    async def _examine(self, screen: FindScreen, session_ids: Sequence[str]) -> None:
        """Fills in what the rules find in what is kept of these sessions, in the order in which they are listed."""
        wanted = [session_id for session_id in session_ids if session_id not in screen.examined]
        watched, needle = self._app.watched, screen.needle
        for first in range(0, len(wanted), AT_ONCE):
            if screen.needle != needle or not screen.is_attached:
                return
            some = wanted[first : first + AT_ONCE]
            try:
                found = await watched.archive.flags(some, watched.observation.flags.thresholds)
            except ArchiveError:
                return
            screen.examined.update(some)
            watched.observation.flags.learn(found)
            screen.show_body()

    async def _unread(self) -> list[str]:
        """Loaded sessions of which no detail is kept that is final, the newest first."""
        try:
            final = await self._app.watched.archive.final()
        except ArchiveError:
            final = frozenset()
        return [each.session_id for each in self._app.monitor.state.catalog.in_range if each.session_id not in final]

    async def _count_unread(self) -> None:
        unread = len(await self._unread())
        if (screen := self._screen) is not None:
            screen.unread = unread
            screen.show_body()

    async def _look_through(self) -> None:
        unread = await self._unread()
        if self._screen is not None:
            self._app.monitor.look_through(unread, self._hunted)

    def _hunted(self, detail: SessionDetail, at: datetime) -> None:
        if self._screen is not None:
            self._spawn(self._take(detail, at))

    async def _take(self, detail: SessionDetail, at: datetime) -> None:
        watched = self._app.watched
        session = combined(watched.monitor.state.catalog.get(detail.session_id), detail, detail.session_id)
        flags = watched.observation.flags
        # a session of thousands of stays takes longer than a key may wait
        found = await asyncio.to_thread(flags_of, session, detail, at, flags.thresholds)
        flags.learn({session.session_id: found})
        if (screen := self._screen) is not None:
            screen.examined.add(session.session_id)
            screen.unread = max(0, (screen.unread or 0) - 1)
            screen.add(session.session_id, appearances(session, detail, at))

    def _spawn(self, job: Coroutine[None, None, None]) -> None:
        """A bug in it ends the application loudly."""
        self._app.run_worker(job, exit_on_error=True)
