"""A client without a network: a list of sessions that tests change, and answers that they hold back or replace."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import TracebackType
from typing import Self

from lktui.errors import ApiError, SessionNotFound
from lktui.model import LiveRooms, Session, SessionDetail, SessionPage


@dataclass(frozen=True)
class Asked:
    """A request for a page of the list."""

    page: int
    limit: int
    start: date | None
    end: date | None


class ListServer:
    """The list as the API is documented: newest first, cut into pages; each of its habits can be changed.

    `before_each` runs before a request is answered, to let the world move between two requests.
    """

    def __init__(self, rows: Sequence[Session] = ()) -> None:
        self.rows = list(rows)
        self.requests: list[Asked] = []
        self.before_each: Callable[[], None] = lambda: None
        self.answer: Callable[[Asked], SessionPage] = self.page

    async def list_sessions(
        self, page: int, limit: int, start: date | None = None, end: date | None = None
    ) -> SessionPage:
        self.before_each()
        asked = Asked(page, limit, start, end)
        self.requests.append(asked)
        return self.answer(asked)

    async def get_session(self, session_id: str) -> SessionDetail:
        raise SessionNotFound(f"no {session_id}")

    def listed(self, start: date | None = None, end: date | None = None) -> list[Session]:
        def wanted(day: date) -> bool:
            return (start is None or start <= day) and (end is None or day <= end)

        return [row for row in self.rows if row.created_at is None or wanted(row.created_at.date())]

    def page(self, asked: Asked) -> SessionPage:
        first = asked.page * asked.limit
        rows = tuple(self.listed(asked.start, asked.end)[first : first + asked.limit])
        return SessionPage(rows, asked.page, asked.limit, len(rows))

    @property
    def pages(self) -> list[int]:
        """Which pages were asked for since the last look."""
        numbers = [asked.page for asked in self.requests]
        self.requests.clear()
        return numbers


@dataclass
class FakeClient(ListServer):
    """What the monitor owns. `calls` says what was asked for: `list 0`, `rooms` or a session id, in order.

    `held` holds answers back, by that name, until its event is set; `failing` answers with errors.
    """

    rows: list[Session] = field(default_factory=list)
    details: dict[str, SessionDetail] = field(default_factory=dict)
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    failing: dict[str, Exception] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    running: int = 0
    most_running: int = 0
    opened: int = 0
    closed: int = 0
    latency: float | None = 0.1
    token_expires_at: datetime | None = datetime(2025, 9, 29, 13, 0, tzinfo=UTC)
    token_renewable: bool = True
    clock_off: timedelta | None = None
    rooms: LiveRooms | None = None  # what the room service says; without it, it can't be asked

    def __post_init__(self) -> None:
        super().__init__(self.rows)

    async def __aenter__(self) -> Self:
        self.opened += 1
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert not self.running
        self.closed += 1

    def requests_last_minute(self) -> int:
        return len(self.calls)

    async def list_sessions(
        self, page: int, limit: int, start: date | None = None, end: date | None = None
    ) -> SessionPage:
        await self._call(f"list {page}", "list")
        return await super().list_sessions(page, limit, start, end)

    async def get_session(self, session_id: str) -> SessionDetail:
        await self._call(session_id, "detail")
        return self.details.get(session_id) or SessionDetail(session_id, "")

    @property
    def can_list_rooms(self) -> bool:
        return self.rooms is not None

    async def list_rooms(self) -> LiveRooms:
        await self._call("rooms", "rooms")
        assert self.rooms is not None
        return self.rooms

    def hold(self, name: str) -> asyncio.Event:
        """Answers to `name` only once the event is set."""
        self.held[name] = asyncio.Event()
        return self.held[name]

    def fail(self, name: str, error: Exception) -> None:
        """`name` is `list`, `detail`, or one request."""
        self.failing[name] = error

    def recent(self) -> list[str]:
        """What was asked for since the last look."""
        calls, self.calls = self.calls, []
        return calls

    async def _call(self, name: str, kind: str) -> None:
        self.calls.append(name)
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            for each in (name, kind):
                if each in self.held:
                    await self.held[each].wait()
            for each in (name, kind):
                if each in self.failing:
                    raise self.failing[each]
        except asyncio.CancelledError:
            self.cancelled.append(name)
            raise
        finally:
            self.running -= 1


def refusal(kind: type[ApiError], *, retry_after: float | None = None) -> ApiError:
    return kind("it failed", "try again", retry_after=retry_after)
