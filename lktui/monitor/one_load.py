"""A range loaded once, for a command that prints it and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.errors import TimedOut
from lktui.monitor.catalog import Catalog
from lktui.monitor.loading import MOST_ROWS, SMALLEST_LIMIT, Loading

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from lktui.model import SessionDetail, SessionPage
    from lktui.monitor.client import Source
    from lktui.monitor.days import Days

ALL_ROWS = range(MOST_ROWS)


async def load(
    source: Source,
    days: Days,
    rows: range,
    *,
    today: date,
    limit: int,
    loaded: Callable[[int], None] = lambda _count: None,
    smaller: Callable[[int], None] = lambda _limit: None,
) -> Catalog:
    """What the API has of these rows of the range; `complete` tells whether there is more. Raises ApiError.

    `limit` sessions are asked for at once, half as many after a time-out, which `smaller` is told. `loaded` gets the
    number of rows that came so far.
    """
    counting = _Counting(source, loaded)
    catalog = Catalog(days)
    while True:
        missing = range(max(rows.start, len(catalog.in_range)), rows.stop)
        loading = Loading(counting, catalog, missing, today=today, limit=limit, keep=0)
        before = len(catalog.sessions)
        try:
            reached = await loading.run()
        except TimedOut:
            if limit // 2 < SMALLEST_LIMIT:
                raise
            limit //= 2
            smaller(limit)
        else:
            if reached or len(loading.catalog.sessions) <= before:
                return loading.catalog
            limit = loading.limit
        catalog = loading.catalog


class _Counting:
    """A source that tells how many rows it has given."""

    def __init__(self, source: Source, loaded: Callable[[int], None]) -> None:
        self._source = source
        self._loaded = loaded
        self._rows = 0

    async def list_sessions(
        self, page: int, limit: int, start: date | None = None, end: date | None = None
    ) -> SessionPage:
        answer = await self._source.list_sessions(page, limit, start, end)
        self._rows += answer.received
        self._loaded(self._rows)
        return answer

    async def get_session(self, session_id: str) -> SessionDetail:
        return await self._source.get_session(session_id)
