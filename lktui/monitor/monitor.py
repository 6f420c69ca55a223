"""The background worker: one loop that polls, waits, and is interrupted by what the user asks for."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Protocol

from lktui.errors import ApiError, BadPayload, RateLimited, SessionNotFound, TimedOut
from lktui.monitor import events as ev
from lktui.monitor import schedule
from lktui.monitor.loading import Loading, Source
from lktui.monitor.reduce import reduce
from lktui.monitor.state import Query, State

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from lktui.monitor.days import DateRange

SMALLEST_LIMIT = 10  # when even so few sessions time out, their number is not the reason
LIMIT_RECOVERS_AFTER = timedelta(minutes=10)


class Client(Source, Protocol):
    """The source, with what it measures of itself."""

    @property
    def latency(self) -> float | None: ...
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
        self._asked = True  # a poll is wanted now, whatever the schedule says
        self._due_at: float | None = None  # monotonic, like all that is waited for: wall clocks get set
        self._not_before = 0.0  # monotonic: the API asked to be left alone until then
        self._limit_changed_at: datetime | None = None
        self._publish: Callable[[State], None] = lambda _state: None

    async def run(self, publish: Callable[[State], None]) -> None:
        """Until cancelled. Raises nothing that the API could cause."""
        self._publish = publish
        async with self._client as client:
            while True:
                self._woken.clear()
                if self._due():
                    await self._poll_once(client)
                else:
                    await self._clock.wait(self._woken, self._seconds_to_wait())

    # Intents: what the user asks for.

    def refresh(self) -> None:
        """Polls now, unless a poll is running or the API asked to wait."""
        if self._poll is None:
            self._ask()

    def show(self, chosen: DateRange) -> None:
        """Goes to the first page of a range."""
        self._supersede(ev.QueryAsked(Query(chosen)))

    def turn_page(self, by: int) -> None:
        state = self.state
        query = state.query
        target = query.page + by
        if target < 0:
            self._apply(ev.Noticed("this is the first page"))
        elif by > 0 and state.wanted is None and state.has_next is False:
            self._apply(ev.Noticed(f"page {query.page + 1} is the last page"))
        else:
            self._supersede(ev.QueryAsked(replace(query, page=target)))

    def open_session(self, session_id: str) -> None:
        self._supersede(ev.SessionOpened(session_id))

    def close_session(self) -> None:
        self._apply(ev.SessionClosed())

    def toggle_pause(self) -> None:
        self._apply(ev.PauseToggled(None if not self.state.paused else self._plan(self.state.refresh)))
        if self.state.paused:
            self._due_at = None
        self._woken.set()

    def change_refresh(self, seconds: float) -> None:
        self._apply(ev.RefreshChanged(seconds, self._plan(0 if self.state.paused else seconds)))
        self._woken.set()

    # The loop.

    def _ask(self) -> None:
        left = self._not_before - self._clock.monotonic()
        if left > 0:
            self._apply(ev.Noticed(f"the API asked to wait: {left:.0f} s to go"))
        else:
            self._asked = True
            self._woken.set()

    def _supersede(self, event: ev.Event) -> None:
        self._apply(event)
        if self._poll is not None:
            self._poll.cancel()
        self._ask()

    def _due(self) -> bool:
        return self._asked or (self._due_at is not None and self._clock.monotonic() >= self._due_at)

    def _seconds_to_wait(self) -> float | None:
        return None if self._due_at is None else max(0.0, self._due_at - self._clock.monotonic())

    def _plan(self, seconds: float) -> datetime | None:
        """Plans the next poll, and tells when that is; 0 seconds is never by itself.

        What the API asked for is kept, and so is a pause that only the user can end.
        """
        error = self.state.error
        if not seconds or (error is not None and error.fatal):
            self._due_at = None
            return None
        now = self._clock.monotonic()
        self._due_at = max(now + seconds, self._not_before)
        return self._clock.now() + timedelta(seconds=self._due_at - now)

    async def _poll_once(self, client: Client) -> None:
        self._asked = False
        self._poll = asyncio.create_task(self._fetch(client))
        try:
            await asyncio.wait({self._poll})
        finally:
            self._poll.cancel()
            poll, self._poll = self._poll, None
        if not poll.cancelled():
            poll.result()  # a bug crashes loudly

    async def _fetch(self, client: Client) -> None:
        self._apply(ev.PollStarted(self._clock.now()))
        try:
            await self._fetch_open_session(client)
            await self._fetch_sessions(client)
        except ApiError as error:
            self._failed(error)
        else:
            self._apply(ev.PollEnded(self._plan(0 if self.state.paused else self.state.refresh)))
        finally:
            self._apply(
                ev.Called(
                    client.latency, client.requests_last_minute(), client.token_expires_at, client.token_renewable
                )
            )

    async def _fetch_open_session(self, client: Client) -> None:
        watched = self.state.open
        if watched is None or watched.settled:
            return
        try:
            detail = await client.get_session(watched.session_id)
        except (SessionNotFound, BadPayload) as error:  # of this session only: the list may still be fine
            self._apply(ev.SessionFailed(watched.session_id, error))
        except ApiError as error:
            self._apply(ev.SessionFailed(watched.session_id, error))
            raise
        else:
            self._apply(ev.SessionFetched(detail, self._clock.now()))

    async def _fetch_sessions(self, client: Client) -> None:
        state = self.state
        self._let_limit_recover()
        loading = Loading(
            client,
            state.query,
            state.catalog,
            today=self._clock.now().date(),
            page_size=state.page_size,
            limit=self.state.request_limit,
        )
        catalog = await loading.run()
        self._apply(ev.SessionsFetched(state.generation, catalog, self._clock.now()))

    def _failed(self, error: ApiError) -> None:
        wait = schedule.backoff(self.state.failures + 1, self._random.random())
        if isinstance(error, RateLimited):
            wait = max(wait, schedule.BACKOFF_START)
        if error.retry_after is not None:
            wait = max(wait, error.retry_after)
            self._not_before = self._clock.monotonic() + wait
        if isinstance(error, TimedOut):
            self._halve_limit(self._clock.now())
        self._apply(ev.PollFailed(error))
        by_itself = self.state.refresh and not self.state.paused
        self._apply(ev.PollEnded(self._plan(wait if by_itself else 0)))

    def _halve_limit(self, now: datetime) -> None:
        """Asks for fewer sessions at once (§5.10); when even few time out it is an outage, and size is not to blame."""
        state = self.state
        smaller = max(state.request_limit // 2, 1)
        limit = smaller if smaller >= SMALLEST_LIMIT else state.page_size
        if limit != state.request_limit:
            self._limit_changed_at = now
            self._apply(ev.RequestLimitChanged(limit))
            if limit < state.page_size:
                self._apply(ev.Noticed(f"the API timed out: asking for {limit} sessions at once"))

    def _let_limit_recover(self) -> None:
        state = self.state
        changed_at, now = self._limit_changed_at, self._clock.now()
        if changed_at and state.request_limit < state.page_size and now - changed_at >= LIMIT_RECOVERS_AFTER:
            self._limit_changed_at = now
            self._apply(ev.RequestLimitChanged(min(state.page_size, state.request_limit * 2)))

    def _apply(self, event: ev.Event) -> None:
        state = reduce(self.state, event)
        if state is not self.state:
            self.state = state
            self._publish(state)
