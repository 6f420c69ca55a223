"""What the monitor needs of a client; `lktui.api.client.AnalyticsClient` is the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date, datetime, timedelta

    from lktui.model import LiveRooms, SessionDetail, SessionPage


class Source(Protocol):
    """Lists of sessions and their details."""

    async def list_sessions(
        self, page: int, limit: int, start: date | None = None, end: date | None = None
    ) -> SessionPage: ...
    async def get_session(self, session_id: str) -> SessionDetail: ...


class RoomSource(Protocol):
    """Where live rooms are listed; each call raises ApiError."""

    @property
    def can_list_rooms(self) -> bool: ...
    async def list_rooms(self) -> LiveRooms: ...


class Client(Source, RoomSource, Protocol):
    """All of that, with what it measures of itself."""

    @property
    def latency(self) -> float | None: ...
    @property
    def clock_off(self) -> timedelta | None: ...
    @property
    def token_expires_at(self) -> datetime | None: ...
    @property
    def token_renewable(self) -> bool: ...
    def requests_last_minute(self) -> int: ...
