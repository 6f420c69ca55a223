"""The background worker: one loop that polls, waits, and is interrupted by what the user asks for."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from math import ceil
from random import Random
from typing import TYPE_CHECKING

from lktui.errors import ApiError
from lktui.monitor import budget as budgets
from lktui.monitor import events as ev
from lktui.monitor import schedule
from lktui.monitor.background.background import Background
from lktui.monitor.details import Details
from lktui.monitor.failures import Failures, says_so_to_all
from lktui.monitor.hunting import Hunting
from lktui.monitor.listing import Listing
from lktui.monitor.meanwhile import Meanwhile
from lktui.monitor.picture import Picture
from lktui.monitor.rooms import RoomWatch
from lktui.monitor.state import Query, State
from lktui.monitor.timetable import Timetable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from lktui.errors import ArchiveError
    from lktui.model import SessionDetail
    from lktui.monitor.client import Client, Source
    from lktui.monitor.days import DateRange
    from lktui.monitor.store import DetailStore

MAX_SESSIONS = 5_000


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
        self._picture = Picture(
            State(
                refresh=refresh,
                page_size=page_size,
                request_limit=page_size,
                shown=shown,
                budget=self._budget.limit,
                full_budget=self._budget.full,
            )
        )
        self._client = client
        self._clock = schedule.WakefulClock(clock or schedule.SystemClock())
        self._random = random or Random()
        self._woken = asyncio.Event()
        self._background = Background(self._budget, self._woken, max_sessions)
        self._background.pace.refresh = refresh
        self._poll: asyncio.Task[None] | None = None
        self._polls_list = False  # the running poll fetches the list, not only the open session
        self._detail_failed = False  # the last time, in a way that stopped the poll
        self._timetable = Timetable(self._clock)
        self._details = Details(self._picture, store, self._clock, ask=self._ask_detail, woken=self._woken)
        self._listing = Listing(self._picture, self._background, self._clock)
        self._failures = Failures(
            self._timetable, self._background, self._listing, self._budget, self._clock, self._random
        )
        self._hunting = Hunting(
            self._picture, store, self._timetable, self._background, self._budget, self._clock, self._woken
        )
        self._meanwhile = Meanwhile(
            self._picture,
            self._listing,
            self._background,
            RoomWatch(self._budget, self._woken, self._clock),
            self._timetable,
            self._budget,
            self._clock,
        )

    @property
    def state(self) -> State:
        return self._picture.state

    async def run(self, publish: Callable[[State], None]) -> None:
        """Until cancelled. Raises nothing that the API could cause."""
        self._picture.publish = publish
        async with self._client as client:
            source = budgets.Metered(client, self._budget, self._clock, self._budget_told)
            try:
                while True:
                    self._woken.clear()
                    if self._clock.woke_up():
                        self._background.cancel()  # the connections of what is under way are dead
                    self._details.settle()
                    if self._timetable.list_is_due or self._timetable.detail_is_due:
                        await self._poll_once(client, source)
                    else:
                        await self._clock.wait(self._woken, self._go_on(client))
            finally:
                self._details.forget()
                await self._hunting.close()
                await self._meanwhile.close()

    def _go_on(self, client: Client) -> float | None:
        """Between two polls; seconds until something is due, None where that takes an answer or the user."""
        error = self._meanwhile.take_in(client)
        if error is not None:
            self._failed_meanwhile(error)
        error = self._hunting.take_in()
        if error is not None:
            self._failed_hunting(error)
        seconds = self._hunting.send(client)
        waits = seconds, self._meanwhile.send(client), self._timetable.seconds_to_wait
        return min((seconds for seconds in waits if seconds is not None), default=None)

    def hold(self) -> None:
        """Leaves the background load for later: what is to be on the screen first comes first."""
        self._meanwhile.held = True

    def release(self) -> None:
        self._meanwhile.held = False
        self._woken.set()

    # Intents: what the user asks for.

    def refresh(self) -> None:
        """Polls now, or as soon as the API allows it; a poll that is running already is that one."""
        if not self._polls_list:
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
            self._query(query._replace(page=target))

    def watch(self, ids: Iterable[str]) -> None:
        """Tells which sessions are in view: their pages are fetched again after every poll."""
        self._background.watch(ids)

    def need(self, rows: int) -> None:
        """So many sessions of the range are wanted next, before what else is loaded; also after a stop."""
        self._background.wanted.need(rows)
        self._woken.set()

    def has(self, rows: int) -> bool:
        """Whether so many sessions of the range are there, as were needed, or no more will come."""
        catalog = self.state.catalog
        return len(catalog.in_range) >= rows or not self._background.wants_more(catalog)

    def load_more(self) -> None:
        """Loads another `max_sessions` of the range."""
        self._background.more(len(self.state.catalog.in_range))
        self._meanwhile.tell_progress()
        self._woken.set()

    def stop_loading(self) -> None:
        """Leaves the range as far as it is loaded, until more is asked for or another range."""
        if self.state.progress is not None and not self.state.progress.complete:
            self._background.stop()
            self._meanwhile.tell_progress()

    def look_through(self, session_ids: Iterable[str], hunted: Callable[[SessionDetail, datetime], None]) -> None:
        """Fetches these sessions' details, in this order; each is given to `hunted` as it comes.

        Polls come first, and what else is loaded in the background comes after it.
        """
        self._hunting.begin(session_ids, hunted)

    def stop_looking(self) -> None:
        self._hunting.stop()

    def open_session(self, session_id: str) -> None:
        """Watches a session; its detail is fetched at once, before the list if that is due."""
        if self.state.open is None or self.state.open.session_id != session_id:
            self._apply(ev.SessionOpened(session_id))
            self._leave_session()
            self._details.look_up(session_id)

    def _ask_detail(self) -> None:
        self._interrupt()
        self._timetable.detail_asked = True
        self._say_when_it_has_to_wait()
        self._details.waits(self._timetable.left_alone_for, "The API asked to wait")
        self._woken.set()

    def archive_told(self, error: ArchiveError | None) -> None:
        """What is wrong with the archive, or None when it is well again."""
        self._apply(ev.ArchiveFailed(error))

    def archive_error_seen(self) -> None:
        self._apply(ev.ArchiveFailureSeen())

    def close_session(self) -> None:
        self._apply(ev.SessionClosed())
        self._leave_session()

    def _leave_session(self) -> None:
        self._details.forget()
        self._timetable.detail_asked = False
        if self._details.asking:
            self._interrupt()

    def toggle_pause(self) -> None:
        """Going on polls at once, unless that waits for the user anyway."""
        self._apply(ev.PauseToggled())
        self._meanwhile.tell_progress()
        if self.state.wanted is None:  # what was asked for comes all the same
            self._plan(0.0 if self.state.refresh else None)
        self._woken.set()

    def change_refresh(self, seconds: float) -> None:
        """`seconds` after the last poll, 0 for never by itself; after a failure its wait stays as it is."""
        self._apply(ev.RefreshChanged(seconds))
        self._background.pace.refresh = seconds
        waits = bool(seconds) and self._timetable.due_at is not None and self.state.error is not None
        if self.state.wanted is None and not waits:  # what was asked for is due already
            self._plan(self._timetable.after_the_last(seconds) if seconds else None)
        self._woken.set()

    def _query(self, query: Query) -> None:
        self._apply(ev.QueryAsked(query))
        self._interrupt()
        self._ask_list()

    def _ask_list(self) -> None:
        self._timetable.plan(0.0)
        self._say_when_it_has_to_wait()
        self._announce()
        self._woken.set()

    def _interrupt(self) -> None:
        if self._poll is not None:
            self._poll.cancel()

    def _say_when_it_has_to_wait(self) -> None:
        left = self._timetable.left_alone_for
        if left:
            self._apply(ev.Noticed(f"the API asked to wait: {ceil(left)} s to go"))

    def _budget_told(self, seconds: float) -> None:
        self._meanwhile.tell_budget(used_up=seconds > 0)
        if self._details.asking:
            self._details.waits(seconds, f"{self._budget.limit} requests a minute are allowed, and used up")

    # The schedule.

    def _plan(self, seconds: float | None) -> None:
        """The next poll of the list; a pause and a fatal error wait for the user."""
        error = self.state.error
        waits = self.state.paused or (error is not None and error.fatal)
        self._timetable.plan(None if waits else seconds)
        self._announce()

    def _announce(self) -> None:
        """Tells when the next poll is; while one runs, its end does."""
        if self._poll is None or self._poll.done():
            left = self._timetable.seconds_to_list
            self._apply(ev.PollPlanned(None if left is None else self._clock.now() + timedelta(seconds=left)))

    # The poll.

    async def _poll_once(self, client: Client, source: Source) -> None:
        self._polls_list = self._timetable.list_is_due
        self._timetable.detail_asked = False
        poll = self._poll = asyncio.create_task(self._fetch(client, source))
        detail_only = not self._polls_list
        try:
            await self._clock.wait_for(poll)  # after a sleep the connections are dead
            if detail_only and not poll.done():
                self._timetable.detail_asked = True
        finally:
            if not poll.done():
                poll.cancel()
                await asyncio.wait({poll})
            self._poll, self._polls_list = None, False
        self._apply(ev.PollEnded())
        self._announce()
        if not poll.cancelled():
            poll.result()  # a bug crashes loudly

    async def _fetch(self, client: Client, source: Source) -> None:
        self._apply(ev.PollStarted(self._clock.now()))
        self._budget.recover(self._clock.monotonic())
        self._meanwhile.tell_budget(used_up=self.state.budget_used_up)
        listed = not self._polls_list
        try:
            if not listed and self._detail_failed:  # which would keep the list from ever being asked for
                self._detail_failed = False
                await self._fetch_list(source)
                listed = True
            await self._fetch_detail(source)
            if not listed:
                await self._fetch_list(source)
        except ApiError as error:
            self._failed(error, list_is_due=self._detail_failed and not listed)
        finally:
            self._meanwhile.called(client)

    async def _fetch_detail(self, source: Source) -> None:
        self._detail_failed = False
        try:
            await self._details.fetch(source)
        except ApiError:
            self._detail_failed = True
            raise

    async def _fetch_list(self, source: Source) -> None:
        generation = self.state.generation
        await self._listing.poll(source)
        self._meanwhile.tell_progress()
        self._timetable.ended()
        if generation == self.state.generation:  # else the newer query is due already
            self._plan(self.state.refresh or None)

    def _failed_meanwhile(self, error: ApiError) -> None:
        if error.fatal:
            self._failed(error)
            return
        self._failures.of_load(error)
        if says_so_to_all(error):
            self._announce()

    def _failed_hunting(self, error: ApiError) -> None:
        if error.fatal:
            self._hunting.stop()
        if error.fatal or says_so_to_all(error):
            self._failed_meanwhile(error)
        else:
            self._hunting.back_off(self._random.random())

    def _failed(self, error: ApiError, *, list_is_due: bool = False) -> None:
        wait = self._failures.of_poll(error, self.state.failures + 1)
        self._timetable.ended()
        self._apply(ev.PollFailed(error))
        self._plan(wait if self.state.refresh or list_is_due else None)

    def _apply(self, event: ev.Event) -> None:
        self._picture.apply(event)
