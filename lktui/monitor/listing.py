"""Polls of the list: what is loaded of the range that is asked for, and how many sessions are asked for at once."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from lktui.errors import TimedOut
from lktui.monitor import events as ev
from lktui.monitor.catalog import Catalog
from lktui.monitor.days import days_of
from lktui.monitor.loading import MOST_KEPT, SMALLEST_LIMIT, Loading

if TYPE_CHECKING:
    from lktui.monitor.background.background import Background
    from lktui.monitor.client import Source
    from lktui.monitor.picture import Picture
    from lktui.monitor.schedule import Clock

LIMIT_RECOVERS_AFTER = 600.0  # seconds
END_CHECKED_AFTER = 300.0  # seconds: old sessions drop off the end that nobody looks at


class Listing:
    """`known` is what is loaded, also by what failed or was cancelled later."""

    def __init__(self, picture: Picture, background: Background, clock: Clock) -> None:
        self.known = Catalog()
        self._picture = picture
        self._background = background
        self._clock = clock
        self._limit_changed_at = -inf
        self._end_checked_at = -inf

    async def poll(self, source: Source) -> None:
        """Fetches what the query needs. Raises ApiError."""
        now, today = self._clock.monotonic(), self._clock.now().date()
        self._let_limit_recover(now)
        state, background = self._picture.state, self._background
        days = days_of(state.query.chosen, today)
        size = state.page_size
        first = state.query.page * size
        check_end = background.end_is_new or now - self._end_checked_at >= END_CHECKED_AFTER
        known = next((known for known in (self.known, state.catalog) if known.days == days), Catalog(days))
        rows = range(first, first + size)
        if not known.newest_first and background.wanted.max_sessions and len(known.in_range) >= rows.stop:
            rows = range(size)  # the rest is fetched again in turn
        loading = Loading(
            source,
            known,
            rows,
            today=today,
            limit=state.request_limit,
            check_end=check_end,
            keep=max(MOST_KEPT, background.wanted.sessions + known.newer + size),
            bridged=bool(background.wanted.max_sessions),
        )
        try:
            reached = await loading.run()
        except TimedOut:
            self.halve_limit()
            raise
        finally:
            self.known = self._united(known, loading)
        if check_end:
            self._end_checked_at = now
            background.end_is_new = False
        self.known = background.polled(known, self.known, loading)
        self._picture.apply(ev.SessionsFetched(state.generation, self.known, self._clock.now(), reached))

    def _united(self, known: Catalog, loading: Loading) -> Catalog:
        """What is known after a load: where the order tells nothing, that only adds to what was known."""
        catalog = loading.catalog
        if not self._background.wanted.max_sessions or (
            catalog.newest_first and (known.newest_first or catalog.complete)
        ):
            return catalog
        united = replace(known, newest_first=False, complete=known.complete or catalog.complete)
        for page in loading.pages:
            united = united.merge(page)
        return replace(united, unreadable_rows=catalog.unreadable_rows, unreadable_values=catalog.unreadable_values)

    def halve_limit(self) -> None:
        """Asks for fewer sessions at once (§5.10); when even few time out it is an outage, and size is not to blame."""
        state = self._picture.state
        smaller = state.request_limit // 2
        limit = smaller if smaller >= SMALLEST_LIMIT else state.page_size
        if limit != state.request_limit:
            self._limit_changed_at = self._clock.monotonic()
            self._picture.apply(ev.RequestLimitChanged(limit))
            self._background.resize(limit)
            if limit < state.page_size:
                self._picture.apply(ev.Noticed(f"the API timed out: asking for {limit} sessions at once"))

    def _let_limit_recover(self, now: float) -> None:
        state = self._picture.state
        if state.request_limit < state.page_size and now - self._limit_changed_at >= LIMIT_RECOVERS_AFTER:
            self._limit_changed_at = now
            self._picture.apply(ev.RequestLimitChanged(min(state.page_size, state.request_limit * 2)))
