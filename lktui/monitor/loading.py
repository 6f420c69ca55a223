"""Which pages of the API a page of the screen needs, and fetching them: the newest, the visible, the missing ones.

The API's pages shift while one reads, its order is not promised and it gives no total, so places are derived from what
is known, checked against each answer, and the walk goes back a page where an overlap is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from lktui.monitor.catalog import Catalog
from lktui.monitor.days import days_of

if TYPE_CHECKING:
    from datetime import date

    from lktui.model import SessionDetail, SessionPage
    from lktui.monitor.state import Query

MOST_PAGES_WITHOUT_NEWS = 2  # a server that repeats itself has come to its end


class Source(Protocol):
    """What the monitor needs of a client; `lktui.api.client.AnalyticsClient` is the real one."""

    async def list_sessions(
        self, page: int, limit: int, start: date | None = None, end: date | None = None
    ) -> SessionPage: ...
    async def get_session(self, session_id: str) -> SessionDetail: ...


class Loading:
    """One load of a page of the screen, on top of what is known; `limit` is that of the requests."""

    def __init__(
        self,
        source: Source,
        query: Query,
        known: Catalog,
        *,
        today: date,
        page_size: int,
        limit: int,
    ) -> None:
        days = days_of(query.chosen, today)
        self._limit = limit
        self.catalog = known if known.days == days else Catalog(days)
        self._source = source
        self._start, self._end = days.asked(today)
        self._first = query.page * page_size
        self._stop = self._first + page_size
        self._fetched: set[int] = set()

    async def run(self) -> Catalog:
        """The catalog with the newest page, the visible page, and all between them. Raises ApiError."""
        await self._newest()
        await self._visible()
        await self._missing()
        return self.catalog

    async def _newest(self) -> None:
        known = self.catalog
        page = await self._fetch(0)
        full = page.received >= page.limit
        if known.sessions and full and not known.knows_any(page):
            # more has begun than a page holds since the last load: what lies between is unknown
            self.catalog = Catalog(known.days)
        self.catalog = self.catalog.merge(page)

    async def _visible(self) -> None:
        """Refreshes the API's pages that the visible rows are on, and all before them if the order tells nothing."""
        newer = self._rows_newer_than_range()
        first = (newer + self._first) // self._limit if self.catalog.newest_first else 0
        last = (min(newer + self._stop, len(self.catalog.sessions)) - 1) // self._limit
        for number in range(first, last + 1):
            if number not in self._fetched:
                self.catalog = self.catalog.merge(await self._fetch(number))

    async def _missing(self) -> None:
        """Walks on from the last known row until the visible page is filled or the API has no more."""
        number = max(0, (len(self.catalog.sessions) - 1) // self._limit)
        without_news = 0
        while not self.catalog.complete and len(self.catalog.in_range) < self._stop:
            while number in self._fetched:
                number += 1
            page = await self._fetch(number)
            linked = not page.sessions or number - 1 in self._fetched or self.catalog.knows_any(page)
            known = len(self.catalog.sessions)
            self.catalog = self.catalog.merge(page)
            if not linked:
                number -= 1  # rows have moved up: what lies between is on the page before
            without_news = 0 if len(self.catalog.sessions) > known else without_news + 1
            if without_news >= MOST_PAGES_WITHOUT_NEWS:
                self.catalog = self.catalog.completed()

    def _rows_newer_than_range(self) -> int:
        end = self.catalog.days.end
        if end is None:
            return 0
        return sum(1 for session in self.catalog.sessions if session.created_at and session.created_at.date() > end)

    async def _fetch(self, number: int) -> SessionPage:
        page = await self._source.list_sessions(number, self._limit, self._start, self._end)
        self._fetched.add(number)
        return page
