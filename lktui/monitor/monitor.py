"""The background worker: one loop that polls, waits, and is interrupted by what the user asks for."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from math import ceil, inf
from random import Random
from typing import TYPE_CHECKING, Protocol

from lktui.errors import ApiError, ClockOff, RateLimited, TimedOut
from lktui.monitor import events as ev
from lktui.monitor import schedule
from lktui.monitor.catalog import Catalog
from lktui.monitor.days import days_of
from lktui.monitor.loading import Loading, Source
from lktui.monitor.reduce import reduce
from lktui.monitor.state import Query, State

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from lktui.monitor.days import DateRange

SMALLEST_LIMIT = 10  # when even so few sessions time out, their number is not the reason
LIMIT_RECOVERS_AFTER = 600.0  # seconds
END_CHECKED_AFTER = 300.0  # seconds: old sessions drop off the end that nobody looks at


class Client(Source, Protocol):
    """The source, with what it measures of itself."""

    @property
    def latency(self) -> float | None: ...
    @property
    def clock_off(self) -> timedelta | None: ...
    @property
    def token_expires_at(self) -> datetime | None: ...
    @property
    def token_renewable(self) -> bool: ...
    def requests_last_minute(self) -> int: ...


class Monitor:
    """Owns the client for its whole life; `run` it once, and call the intents from the same event loop.

    `publish` gets every new state. Polls never overlap: what the user asks for cancels the running one and starts the
    next, and an answer to an older query is dropped by its generation.
    """

    def __init__(
        self,
        client: AbstractAsyncContextManager[Client],
        *,
        refresh: float = 10.0,
        page_size: int = 100,
        chosen: DateRange | None = None,
        clock: schedule.Clock | None = None,
        random: Random | None = None,
    ) -> None:
        shown = Query(chosen) if chosen is not None else Query()
        self.state = State(refresh=refresh, page_size=page_size, request_limit=page_size, shown=shown)
        self._client = client
        self._clock = clock or schedule.SystemClock()
        self._random = random or Random()
        self._woken = asyncio.Event()
        self._poll: asyncio.Task[None] | None = None
        self._listing = False  # the running poll fetches the list, not only the open session
        self._asking_detail = False  # the open session's detail is being fetched right now
        self._detail_asked = False  # and this is wanted now, whatever the schedule says
        # all that is waited for is monotonic: wall clocks get set
        self._due_at: float | None = self._clock.monotonic()
        self._not_before = -inf  # the API asked to be left alone until then
        self._ended_at = -inf  # the last poll of the list
        self._limit_changed_at = -inf
        self._end_checked_at = -inf
        self._known = Catalog()  # also what a failed or cancelled load had fetched
        self._publish: Callable[[State], None] = lambda _state: None

    async def run(self, publish: Callable[[State], None]) -> None:
        """Until cancelled. Raises nothing that the API could cause."""
        self._publish = publish
        async with self._client as client:
            while True:
                self._woken.clear()
                if self._list_is_due() or self._detail_is_due():
                    await self._poll_once(client)
                else:
                    await self._clock.wait(self._woken, self._seconds_to_wait())

    # Intents: what the user asks for.

    def refresh(self) -> None:
        """Polls now, or as soon as the API allows it; a poll that is running already is that one."""
        if not self._listing:
            self._ask_list()

    def show(self, chosen: DateRange) -> None:
        """Goes to the first page of a range."""
        self._query(Query(chosen))

    def turn_page(self, by: int) -> None:
        state = self.state
        query = state.query
        target = query.page + by
        if target < 0:
            self._apply(ev.Noticed("this is the first page"))
        elif by > 0 and state.wanted is None and state.has_next is False:
            self._apply(ev.Noticed(f"page {query.page + 1} is the last page"))
        else:
            self._query(replace(query, page=target))

    def open_session(self, session_id: str) -> None:
        """Watches a session; its detail is fetched at once, before the list if that is due."""
        if self.state.open is None or self.state.open.session_id != session_id:
            self._apply(ev.SessionOpened(session_id))
            self._interrupt()
            self._detail_asked = True
            self._say_when_it_has_to_wait()
            self._woken.set()

    def close_session(self) -> None:
        self._apply(ev.SessionClosed())
        self._detail_asked = False
        if self._asking_detail:
            self._interrupt()

    def toggle_pause(self) -> None:
        """Going on polls at once, unless that waits for the user anyway."""
        self._apply(ev.PauseToggled())
        self._plan(0.0 if self.state.refresh else None)
        self._woken.set()

    def change_refresh(self, seconds: float) -> None:
        """`seconds` after the last poll, 0 for never by itself; after a failure its wait stays as it is."""
        self._apply(ev.RefreshChanged(seconds))
        if not seconds or self._due_at is None or self.state.error is None:
            self._plan(max(0.0, self._ended_at + seconds - self._clock.monotonic()) if seconds else None)
        self._woken.set()

    def _query(self, query: Query) -> None:
        self._apply(ev.QueryAsked(query))
        self._interrupt()
        self._ask_list()

    def _ask_list(self) -> None:
        self._due_at = max(self._clock.monotonic(), self._not_before)
        self._say_when_it_has_to_wait()
        self._announce()
        self._woken.set()

    def _interrupt(self) -> None:
        if self._poll is not None:
            self._poll.cancel()

    def _say_when_it_has_to_wait(self) -> None:
        left = self._not_before - self._clock.monotonic()
        if left > 0:
            self._apply(ev.Noticed(f"the API asked to wait: {ceil(left)} s to go"))

    # The schedule.

    def _list_is_due(self) -> bool:
        return self._due_at is not None and self._clock.monotonic() >= self._due_at

    def _detail_is_due(self) -> bool:
        return self._detail_asked and self._clock.monotonic() >= self._not_before

    def _seconds_to_wait(self) -> float | None:
        moments = [self._due_at] if self._due_at is not None else []
        if self._detail_asked:
            moments.append(self._not_before)
        return max(0.0, min(moments) - self._clock.monotonic()) if moments else None

    def _plan(self, seconds: float | None) -> None:
        """The next poll of the list, not before the API allows it; None, a pause, a fatal error wait for the user."""
        error = self.state.error
        if seconds is None or self.state.paused or (error is not None and error.fatal):
            self._due_at = None
        else:
            self._due_at = max(self._clock.monotonic() + seconds, self._not_before)
        self._announce()

    def _announce(self) -> None:
        """Tells when the next poll is; while one runs, its end does."""
        if self._poll is None or self._poll.done():
            left = None if self._due_at is None else max(0.0, self._due_at - self._clock.monotonic())
            self._apply(ev.PollPlanned(None if left is None else self._clock.now() + timedelta(seconds=left)))

    # The poll.

    async def _poll_once(self, client: Client) -> None:
        self._listing = self._list_is_due()
        self._detail_asked = False
        poll = self._poll = asyncio.create_task(self._fetch(client))
        try:
            await asyncio.wait({poll})
        finally:
            if not poll.done():
                poll.cancel()
                await asyncio.wait({poll})
            self._poll, self._listing = None, False
        self._apply(ev.PollEnded())
        self._announce()
        if not poll.cancelled():
            poll.result()  # a bug crashes loudly

    async def _fetch(self, client: Client) -> None:
        self._apply(ev.PollStarted(self._clock.now()))
        try:
            await self._fetch_open_session(client)
            if self._listing:
                generation = self.state.generation
                await self._fetch_sessions(client)
                self._ended_at = self._clock.monotonic()
                if generation == self.state.generation:  # else the newer query is due already
                    self._plan(self.state.refresh or None)
        except ApiError as error:
            self._failed(error)
        finally:
            self._apply(
                ev.Called(
                    client.latency,
                    client.requests_last_minute(),
                    client.token_expires_at,
                    client.token_renewable,
                    client.clock_off,
                )
            )

    async def _fetch_open_session(self, client: Client) -> None:
        watched = self.state.open
        if watched is None or watched.settled:
            return
        self._asking_detail = True
        try:
            detail = await client.get_session(watched.session_id)
        except ApiError as error:
            self._apply(ev.SessionFailed(watched.session_id, error))
            if error.fatal or error.retry_after is not None or isinstance(error, (RateLimited, ClockOff)):
                raise  # else it may be about this session only: the list tells
        else:
            self._apply(ev.SessionFetched(detail, self._clock.now()))
        finally:
            self._asking_detail = False

    async def _fetch_sessions(self, client: Client) -> None:
        state = self.state
        now = self._clock.monotonic()
        self._let_limit_recover()
        today = self._clock.now().date()
        days = days_of(state.query.chosen, today)
        size = state.page_size
        first = state.query.page * size
        check_end = now - self._end_checked_at >= END_CHECKED_AFTER
        loading = Loading(
            client,
            next((known for known in (self._known, state.catalog) if known.days == days), Catalog(days)),
            range(first, first + size),
            today=today,
            limit=self.state.request_limit,
            check_end=check_end,
        )
        try:
            reached = await loading.run()
        except TimedOut:
            self._halve_limit()
            raise
        finally:
            self._known = loading.catalog
        if check_end:
            self._end_checked_at = now
        self._apply(ev.SessionsFetched(state.generation, loading.catalog, self._clock.now(), reached))

    def _failed(self, error: ApiError) -> None:
        wait = schedule.backoff(self.state.failures + 1, self._random.random())
        if isinstance(error, RateLimited):
            wait = max(wait, schedule.BACKOFF_START)
        if error.retry_after is not None:
            wait = max(wait, error.retry_after)
        if isinstance(error, RateLimited) or error.retry_after is not None:
            self._not_before = self._clock.monotonic() + wait
        self._ended_at = self._clock.monotonic()
        self._apply(ev.PollFailed(error))
        self._plan(wait if self.state.refresh else None)

    def _halve_limit(self) -> None:
        """Asks for fewer sessions at once (§5.10); when even few time out it is an outage, and size is not to blame."""
        state = self.state
        smaller = state.request_limit // 2
        limit = smaller if smaller >= SMALLEST_LIMIT else state.page_size
        if limit != state.request_limit:
            self._limit_changed_at = self._clock.monotonic()
            self._apply(ev.RequestLimitChanged(limit))
            if limit < state.page_size:
                self._apply(ev.Noticed(f"the API timed out: asking for {limit} sessions at once"))

    def _let_limit_recover(self) -> None:
        state = self.state
        now = self._clock.monotonic()
        if state.request_limit < state.page_size and now - self._limit_changed_at >= LIMIT_RECOVERS_AFTER:
            self._limit_changed_at = now
            self._apply(ev.RequestLimitChanged(min(state.page_size, state.request_limit * 2)))

    def _apply(self, event: ev.Event) -> None:
        state = reduce(self.state, event)
        if state is not self.state:
            self.state = state
            self._publish(state)
