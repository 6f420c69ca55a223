"""lktui over an API whose answer stays the same; it asks only when r is pressed."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from types import TracebackType
from typing import Self

from bench.apps.rows import session

from lktui.model import LiveRooms, SessionDetail, SessionPage
from lktui.monitor.monitor import Monitor
from lktui.tui.app import LktuiApp
from lktui.tui.project_watch import ProjectWatch
from lktui.view.project import Project
from lktui.view.times import Zone


class Unchanging:
    """A client that always gets the same page, in the same time."""

    latency: float | None = 0.012
    token_expires_at: datetime | None = datetime(2100, 1, 1, tzinfo=UTC)
    token_renewable = True
    clock_off: timedelta | None = None
    can_list_rooms = False

    def __init__(self) -> None:
        self._sessions = tuple(session(number) for number in range(100))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is open."""

    def requests_last_minute(self) -> int:
        return 6

    async def list_sessions(
        self, page: int, limit: int, start: date | None = None, end: date | None = None
    ) -> SessionPage:
        del start, end
        await asyncio.sleep(0.012)
        return SessionPage(self._sessions, page, limit, received=len(self._sessions))

    async def get_session(self, session_id: str) -> SessionDetail:
        raise NotImplementedError(session_id)

    async def list_rooms(self) -> LiveRooms:
        raise NotImplementedError


monitor = Monitor(Unchanging(), refresh=600.0)
watch = ProjectWatch(monitor, Project("unchanging", "p_unchanging", "http://127.0.0.1"))
LktuiApp(watch, zone=Zone(UTC)).run()
