"""The background worker: one loop that polls, waits, and is interrupted by what the user asks for."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from math import ceil, inf
from random import Random
from typing import TYPE_CHECKING, Protocol

from lktui.errors import ApiError, ArchiveError, ClockOff, RateLimited, TimedOut
from lktui.monitor import budget as budgets
from lktui.monitor import events as ev
from lktui.monitor import schedule
from lktui.monitor.background import Background
from lktui.monitor.catalog import Catalog
from lktui.monitor.days import KEPT_DAYS, days_of
from lktui.monitor.loading import MOST_KEPT, SMALLEST_LIMIT, Loading, Source
from lktui.monitor.reduce import is_final, reduce
from lktui.monitor.rooms import RoomSource, RoomWatch
from lktui.monitor.state import Progress, Query, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from lktui.model import Session, SessionDetail
    from lktui.monitor.days import DateRange
    from lktui.monitor.state import OpenSession
    from lktui.monitor.store import DetailStore

LIMIT_RECOVERS_AFTER = 600.0  # seconds
MAX_SESSIONS = 5_000
RECALL_PATIENCE = 1.0  # seconds until the API is asked instead of a store that does not answer
END_CHECKED_AFTER = 300.0  # seconds: old sessions drop off the end that nobody looks at


class Client(Source, RoomSource, Protocol):
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
    next, and an answer to an older query is dropped by its generation. Between polls the rest of the range is loaded,
    up to `max_sessions`, and what is loaded is fetched again, all inside `budget` requests a minute; with
    `max_sessions` 0, only what is shown is fetched. Details go into `store`, and come from it where they are final.
    """

    def __init__(
        self,
        client: AbstractAsyncContextManager[Client],
        *,
        refresh: float = 10.0,
        page_size: int = 100,
        chosen: DateRange | None = None,
        max_sessions: int = MAX_SESSIONS,
        budget: int = budgets.DEFAULT,
        store: DetailStore | None = None,
        clock: schedule.Clock | None = None,
        random: Random | None = None,
    ) -> None:
        shown = Query(chosen) if chosen is not None else Query()
        self._budget = budgets.Budget(budget)
        self.state = State(
            refresh=refresh,
            page_size=page_size,
            request_limit=page_size,
            shown=shown,
            budget=self._budget.limit,
            full_budget=self._budget.full,
        )
        self._client = client
        self._store = store
        self._recall: asyncio.Task[None] | None = None
        self._clock = schedule.WakefulClock(clock or schedule.SystemClock())
        self._random = random or Random()
        self._woken = asyncio.Event()
        self._background = Background(self._budget, self._woken, max_sessions)
        self._background.refresh = refresh
        self._rooms = RoomWatch(self._budget, self._woken, self._clock)
        self._held = False
        self._slept = 0.0
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
            source = budgets.Metered(client, self._budget, self._clock, self._tell_budget)
            try:
                while True:
                    self._woken.clear()
                    self._wake_up()
                    if self._recall is not None and self._recall.done():
                        self._forget_recall()
                    if self._list_is_due() or self._detail_is_due():
                        await self._poll_once(client, source)
                    else:
                        seconds = self._go_on(client)
                        self._look_for_ghosts(client)
                        await self._clock.wait(self._woken, _sooner(self._seconds_to_wait(), seconds))
            finally:
                self._forget_recall()
                await self._rooms.close()
                await self._background.close()

    def hold(self) -> None:
        """Leaves the background load for later: what is to be on the screen first comes first."""
        self._held = True

    def release(self) -> None:
        self._held = False
        self._woken.set()

    # Intents: what the user asks for.

    def refresh(self) -> None:
        """Polls now, or as soon as the API allows it; a poll that is running already is that one."""
        if not self._listing:
            self._ask_list()

    def show(self, chosen: DateRange) -> None:
        """Goes to the first page of a range."""
        if chosen != self.state.query.chosen:
            self._background.reset()
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

    def watch(self, ids: Iterable[str]) -> None:
        """Tells which sessions are in view: their pages are fetched again after every poll."""
        self._background.watch(ids)

    def need(self, rows: int) -> None:
        """So many sessions of the range are wanted next, before what else is loaded; also after a stop."""
        self._background.need(rows)
        self._woken.set()

    def load_more(self) -> None:
        """Loads another `max_sessions` of the range."""
        self._background.more(len(self.state.catalog.in_range))
        self._tell_progress()
        self._woken.set()

    def stop_loading(self) -> None:
        """Leaves the range as far as it is loaded, until more is asked for or another range."""
        if self.state.progress is not None and not self.state.progress.complete:
            self._background.stop()
            self._tell_progress()

    def open_session(self, session_id: str) -> None:
        """Watches a session; its detail is fetched at once, before the list if that is due."""
        if self.state.open is None or self.state.open.session_id != session_id:
            self._apply(ev.SessionOpened(session_id))
            self._forget_recall()
            if self._asking_detail:
                self._interrupt()
            self._detail_asked = False
            if self._store is None:
                self._ask_detail()
            else:
                self._recall = asyncio.create_task(self._recall_session(self._store, session_id))
                self._recall.add_done_callback(lambda _task: self._woken.set())

    def _ask_detail(self) -> None:
        self._interrupt()
        self._detail_asked = True
        self._say_when_it_has_to_wait()
        self._woken.set()

    async def _recall_session(self, store: DetailStore, session_id: str) -> None:
        """Shows what is kept, and asks the API for what may have changed since."""
        try:
            async with asyncio.timeout(RECALL_PATIENCE):
                kept = await store.recall(session_id)
        except (ArchiveError, TimeoutError):
            kept = None
        final = False
        if kept is not None:
            final = (kept.final and kept.detail is not None) or self._is_beyond_the_api(kept.session)
            self._apply(ev.SessionRecalled(kept.session, kept.detail, kept.fetched_at, final))
        if not final:
            self._ask_detail()

    def _is_beyond_the_api(self, session: Session) -> bool:
        last = session.ended_at or session.last_active or session.created_at
        return last is not None and self._clock.now() - last > timedelta(days=KEPT_DAYS + 1)

    def _forget_recall(self) -> None:
        """What it was looked for is not wanted any more; a bug in it comes out here."""
        recall, self._recall = self._recall, None
        if recall is not None and not recall.cancel() and not recall.cancelled():
            recall.result()

    def archive_told(self, error: ArchiveError | None) -> None:
        """What is wrong with the archive, or None when it is well again."""
        self._apply(ev.ArchiveFailed(error))

    def archive_error_seen(self) -> None:
        self._apply(ev.ArchiveFailureSeen())

    def close_session(self) -> None:
        self._apply(ev.SessionClosed())
        self._forget_recall()
        self._detail_asked = False
        if self._asking_detail:
            self._interrupt()

    def toggle_pause(self) -> None:
        """Going on polls at once, unless that waits for the user anyway."""
        self._apply(ev.PauseToggled())
        self._tell_progress()
        self._plan(0.0 if self.state.refresh else None)
        self._woken.set()

    def change_refresh(self, seconds: float) -> None:
        """`seconds` after the last poll, 0 for never by itself; after a failure its wait stays as it is."""
        self._apply(ev.RefreshChanged(seconds))
        self._background.refresh = seconds
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

    def _wake_up(self) -> None:
        """After a sleep of the machine, the connections of what is under way are dead."""
        if self._clock.slept > self._slept:
            self._slept = self._clock.slept
            self._background.cancel()

    # The poll.

    async def _poll_once(self, client: Client, source: Source) -> None:
        self._listing = self._list_is_due()
        self._detail_asked = False
        poll = self._poll = asyncio.create_task(self._fetch(client, source))
        done = asyncio.Event()
        poll.add_done_callback(lambda _poll: done.set())
        detail_only = not self._listing
        try:
            await self._clock.wait(done, None)  # also ends after a sleep: the connections are dead then
            self._detail_asked = self._detail_asked or (detail_only and not poll.done())
        finally:
            if not poll.done():
                poll.cancel()
                await asyncio.wait({poll})
            self._poll, self._listing = None, False
        self._apply(ev.PollEnded())
        self._announce()
        if not poll.cancelled():
            poll.result()  # a bug crashes loudly

    async def _fetch(self, client: Client, source: Source) -> None:
        self._apply(ev.PollStarted(self._clock.now()))
        self._budget.recover(self._clock.monotonic())
        self._tell_budget(used_up=self.state.budget_used_up)
        try:
            await self._fetch_open_session(source)
            if self._listing:
                generation = self.state.generation
                await self._fetch_sessions(source)
                self._ended_at = self._clock.monotonic()
                if generation == self.state.generation:  # else the newer query is due already
                    self._plan(self.state.refresh or None)
        except ApiError as error:
            self._failed(error)
        finally:
            self._called(client)

    def _called(self, client: Client) -> None:
        self._apply(
            ev.Called(
                client.latency,
                client.requests_last_minute(),
                client.token_expires_at,
                client.token_renewable,
                client.clock_off,
            )
        )

    async def _fetch_open_session(self, source: Source) -> None:
        watched = self.state.open
        if watched is None or watched.settled or self._recall is not None:
            return
        self._asking_detail = True
        try:
            detail = await source.get_session(watched.session_id)
        except ApiError as error:
            self._apply(ev.SessionFailed(watched.session_id, error))
            if error.fatal or error.retry_after is not None or isinstance(error, (RateLimited, ClockOff)):
                raise  # else it may be about this session only: the list tells
        else:
            now = self._clock.now()
            self._apply(ev.SessionFetched(detail, now))
            self._keep(watched, detail, now)
        finally:
            self._asking_detail = False

    def _keep(self, before: OpenSession, detail: SessionDetail, now: datetime) -> None:
        """Only what is news: an open session is fetched with every poll."""
        settled = self.state.open is not None and self.state.open.settled
        if self._store is not None and (before.recalled or settled or detail != before.detail):
            self._store.keep(detail, now, final=settled or is_final(detail, now))

    async def _fetch_sessions(self, source: Source) -> None:
        state = self.state
        now = self._clock.monotonic()
        self._let_limit_recover()
        today = self._clock.now().date()
        days = days_of(state.query.chosen, today)
        size = state.page_size
        first = state.query.page * size
        check_end = self._background.end_is_new or now - self._end_checked_at >= END_CHECKED_AFTER
        known = next((known for known in (self._known, state.catalog) if known.days == days), Catalog(days))
        rows = range(first, first + size)
        if not known.newest_first and self._background.max_sessions and len(known.in_range) >= rows.stop:
            rows = range(size)  # the rest is fetched again in turn
        loading = Loading(
            source,
            known,
            rows,
            today=today,
            limit=self.state.request_limit,
            check_end=check_end,
            keep=max(MOST_KEPT, self._background.target + known.newer + size),
            bridged=bool(self._background.max_sessions),
        )
        try:
            reached = await loading.run()
        except TimedOut:
            self._halve_limit()
            raise
        finally:
            self._known = self._united(known, loading)
        if check_end:
            self._end_checked_at = now
            self._background.end_is_new = False
        self._known = self._background.polled(known, self._known, loading)
        self._apply(ev.SessionsFetched(state.generation, self._known, self._clock.now(), reached))
        self._tell_progress()

    def _united(self, known: Catalog, loading: Loading) -> Catalog:
        """What is known after a load: where the order tells nothing, that only adds to what was known."""
        catalog = loading.catalog
        if not self._background.max_sessions or (catalog.newest_first and (known.newest_first or catalog.complete)):
            return catalog
        united = replace(known, newest_first=False, complete=known.complete or catalog.complete)
        for page in loading.pages:
            united = united.merge(page)
        return replace(united, unreadable_rows=catalog.unreadable_rows)

    # Between two polls.

    def _go_on(self, client: Client) -> float | None:
        """Takes in what came in the background and sends what may be sent; seconds until it wants to go on."""
        state, background = self.state, self._background
        if (
            state.fetched_at is None
            or self._known.days != state.catalog.days
            or state.query.chosen != state.shown.chosen
        ):
            return None  # a first answer comes first
        now = self._clock.monotonic()
        self._known, error = background.collect(self._known)
        if self._known is not state.catalog:
            self._apply(ev.SessionsLoaded(self._known))
            self._called(client)
        if error is not None:
            self._failed_in_background(error)
        seconds = None
        if self._may_go_on() and now < self._not_before:
            seconds = self._not_before - now
        elif self._may_go_on():
            self._budget.recover(now)
            seconds = background.send(client, self._known, self._clock.now().date(), now)
        self._tell_progress()
        return seconds

    def _look_for_ghosts(self, client: Client) -> None:
        """What comes of it is never a failure of the poll: without an answer nothing is said of ghosts."""
        answer = self._rooms.collect()
        if answer is not None:
            self._apply(ev.RoomsListed(*answer))
            self._called(client)
        if self._may_go_on():
            self._rooms.ask(client, self.state)

    def _may_go_on(self) -> bool:
        return not self._held and not self.state.paused and self.state.error is None

    def _tell_progress(self) -> None:
        state, background = self.state, self._background
        if state.fetched_at is None:
            return
        catalog = state.catalog
        running = background.wants_more(catalog) and self._may_go_on()
        loaded = len(catalog.in_range)
        stopped = background.stopped and not catalog.complete
        self._apply(ev.Progressed(Progress(loaded, background.target, running, stopped, catalog.complete)))
        self._tell_budget(used_up=running and background.waits_for_budget)

    def _tell_budget(self, *, used_up: bool) -> None:
        self._apply(ev.BudgetChanged(self._budget.limit, used_up))

    def _failed_in_background(self, error: ApiError) -> None:
        """What is shown is fresh all the same: only what the API says to all of us holds for the polls too."""
        if error.fatal:
            self._failed(error)
            return
        now = self._clock.monotonic()
        wait = self._background.wait_after(error, self._random.random(), now)
        if isinstance(error, TimedOut):
            self._halve_limit()
        if isinstance(error, RateLimited) or error.retry_after is not None:
            self._budget.shrink(now)
            self._not_before = max(self._not_before, now + max(wait, schedule.BACKOFF_START))
            if self._due_at is not None:
                self._due_at = max(self._due_at, self._not_before)
            self._announce()

    def _failed(self, error: ApiError) -> None:
        wait = schedule.backoff(self.state.failures + 1, self._random.random())
        if isinstance(error, RateLimited):
            wait = max(wait, schedule.BACKOFF_START)
        if error.retry_after is not None:
            wait = max(wait, error.retry_after)
        if isinstance(error, RateLimited) or error.retry_after is not None:
            self._not_before = self._clock.monotonic() + wait
            self._budget.shrink(self._clock.monotonic())
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
            self._background.resize(limit)
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


def _sooner(one: float | None, other: float | None) -> float | None:
    return min((seconds for seconds in (one, other) if seconds is not None), default=None)
