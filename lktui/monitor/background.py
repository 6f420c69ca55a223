"""What is fetched between two polls: the rest of the range, and again what is loaded of it, a few pages at a time.

Pages that are fetched at once shift against each other: what begins between two answers pushes rows from one page to
the next, and if the next one was answered first, a row is on neither. Such a hole shows later, by rows that come
once more than they have to: then the pages after the seams in question are fetched again (see `Seams`).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from math import inf
from typing import TYPE_CHECKING

from lktui.errors import ApiError
from lktui.monitor import plan, schedule
from lktui.monitor.catalog import Catalog, is_newest_first
from lktui.monitor.gap import Gap
from lktui.monitor.loading import MOST_PAGES_WITHOUT_NEWS
from lktui.monitor.seams import Seams
from lktui.monitor.sweep import Sweep, page_count
from lktui.monitor.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from lktui.model import SessionPage
    from lktui.monitor.budget import Budget
    from lktui.monitor.loading import Loading, Source

AT_ONCE = 2  # requests under way; with a poll three


@dataclass(eq=False, slots=True)
class Request:
    """A page that is under way; `fresher` are ids that came in other answers since it was sent."""

    page: int
    limit: int
    filling: bool
    bridging: bool
    task: asyncio.Task[SessionPage]
    fresher: set[str] = field(default_factory=set)


class Background:
    """Sends, and merges what came: `collect` and `send` are called by the monitor between two polls, never in one."""

    def __init__(self, budget: Budget, woken: asyncio.Event, max_sessions: int) -> None:
        self.max_sessions = max_sessions
        self.stopped = False
        self.refresh = 0.0  # seconds between polls
        self.waits_for_budget = False
        self._budget = budget
        self._woken = woken
        self._target = max_sessions
        self._needed = 0
        self._limit = 0  # of the requests
        self._requests: list[Request] = []
        self._dropped: set[asyncio.Task[SessionPage]] = set()
        self._not_before = -inf
        self._failures = 0
        self._spent = 1  # requests of the last poll
        self._visible: frozenset[str] = frozenset()
        self._forget()

    def _forget(self) -> None:
        self._next = 0  # the page that the load goes on with
        self._seams = Seams()
        self._again: list[int] = []  # pages
        self._turns = Turns()
        self._recent: set[str] = set()  # ids that came since the last poll began
        self._repeats = 0
        self._ending: SessionPage | None = None  # came back short or full: the next page tells whether it is the last
        self._sweep = Sweep()
        self._gap: Gap | None = None
        self.end_is_new = False  # the next poll looks again whether that was the end

    # What the user asks for.

    def reset(self) -> None:
        """Another range is wanted: what is under way is of no use."""
        self.cancel()
        self._target, self._needed, self.stopped = self.max_sessions, 0, False
        self._visible = frozenset()
        self._forget()

    def more(self, loaded: int) -> None:
        """Goes on, also after a stop, by another `max_sessions`."""
        self._target = (loaded if self.stopped else max(self._target, loaded)) + self.max_sessions
        self.stopped = False
        self._repeats = 0

    def stop(self) -> None:
        self.stopped = True
        self._needed = 0
        for request in [each for each in reversed(self._requests) if each.filling]:
            self._drop(request)

    def need(self, rows: int) -> None:
        self._needed = max(self._needed, rows)

    def watch(self, ids: Iterable[str]) -> None:
        self._visible = frozenset(ids)

    @property
    def target(self) -> int:
        """How many sessions of the range are to be loaded."""
        return self._needed if self.stopped else max(self._target, self._needed)

    def wants_more(self, catalog: Catalog) -> bool:
        if self._gap is not None:
            return not self.stopped
        return not catalog.complete and len(catalog.in_range) < self.target and self._repeats < MOST_PAGES_WITHOUT_NEWS

    # Around a poll.

    def polled(self, before: Catalog, catalog: Catalog, loading: Loading) -> Catalog:
        """Takes in what a poll found, and plans which pages to fetch again until the next one."""
        self.resize(loading.limit)
        seen = loading.seen
        self._came(seen)
        self._recent = set(seen)
        if catalog.changed_since(before) is None:  # nothing of what was known is left: the places are new
            self._restart()
            self._gap = None
        elif loading.gap:
            self._restart()
            self._gap = Gap.opened(before, self._gap)
        if len(catalog.sessions) > len(before.sessions):
            self._repeats = 0
        self._turns.grew(len(catalog.sessions) - len(before.sessions))
        for page in loading.pages:
            self._turns.came(page)
        self._spent = loading.requests
        if before.days == catalog.days:
            self._seams.grew(len(catalog.sessions) - len(before.sessions), idle=not self.wants_more(catalog))
        if catalog.newest_first and not self._filling():
            self._next = min(self._next, (len(catalog.sessions) + self._seams.holes) // self._limit)
        if not catalog.newest_first and loading.fetched:
            self._next = max(self._next, max(loading.fetched) + 1)
        if not self._sweep.running and self._gap is None:
            self._sweep.begin(page_count(catalog, self._limit))
        catalog = self._swept(catalog, loading.pages)
        self._plan(catalog, loading.fetched)
        return catalog

    def _restart(self) -> None:
        self.cancel()
        self._next, self._again, self._ending, self._repeats = 0, [], None, 0
        self._seams, self._sweep = Seams(), Sweep()
        self._turns = Turns()
        if self._gap is not None:
            self._gap.page = 1

    def resize(self, limit: int) -> None:
        """Pages of another size: what is under way and planned is of no use."""
        if limit != self._limit:
            doubtful = self._seams.doubtful
            self._restart()
            self._limit, self._seams.doubtful = limit, doubtful

    def _plan(self, catalog: Catalog, fetched: Collection[int]) -> None:
        most = 0
        if self.max_sessions:
            most = plan.allowance(self._budget.limit, self.refresh, self._spent, filling=self.wants_more(catalog))
        under_way = {request.page for request in self._requests if not request.filling}
        self._again = []
        if most:
            visible = plan.pages_of(catalog, self._visible, self._limit)
            self._again = self._turns.next(
                catalog, self._limit, visible=visible, fetched={*fetched, *under_way}, most=most
            )

    # Between two polls.

    def collect(self, catalog: Catalog) -> tuple[Catalog, ApiError | None]:
        """With what came since the last time; and the failure, if one did. A bug in the source comes out here."""
        error: ApiError | None = None
        blocked = False  # pages of the load are merged in their order
        for request in sorted(self._requests, key=lambda one: (one.filling, one.page)):
            if blocked and request.filling:
                if error is not None:
                    self._drop(request)
            elif not request.task.done():
                blocked = blocked or request.filling
            else:
                self._requests.remove(request)
                try:
                    page = request.task.result()
                except ApiError as failure:
                    error = failure
                    self._failures += 1
                    if request.filling:
                        self._next, blocked = request.page, True
                else:
                    self._failures = 0
                    catalog = self._taken(catalog, request, page)
        if not any(request.filling for request in self._requests):
            self._seams.wave_ended()
        return catalog, error

    def _taken(self, catalog: Catalog, request: Request, page: SessionPage) -> Catalog:
        before = len(catalog.sessions)
        if request.filling and page.received:
            known = sum(catalog.get(session.session_id) is not None for session in page.sessions)
            first = request.page * request.limit
            self._seams.filled(first, known - (before + self._seams.holes - first), page.received - len(page.sessions))
        catalog = self._merged(catalog, page, frozenset(request.fresher))
        self._turns.came(page)
        ids = {session.session_id for session in page.sessions}
        self._recent |= ids
        self._came(ids)
        if request.bridging:
            self._turns.grew(len(catalog.sessions) - before)
            return self._bridged(catalog, page)
        if request.filling:
            if page.received:
                self._repeats = 0 if len(catalog.sessions) > before else self._repeats + 1
            catalog = self._ended(catalog, page)
        else:
            self._seams.grew(len(catalog.sessions) - before, idle=False)
            if (
                not catalog.newest_first
                and page.received >= page.limit
                and page.page + 1 >= page_count(catalog, page.limit)
            ):
                self._next = page.page + 1  # more has come at the end
                catalog = replace(catalog, complete=False)
        return self._swept(catalog, [page])

    def _bridged(self, catalog: Catalog, page: SessionPage) -> Catalog:
        """After a page of the gap was merged."""
        gap = self._gap
        if gap is None:
            return catalog
        gap.page = page.page + 1
        if not catalog.newest_first:
            self._gap, self._next = None, gap.page
        elif gap.is_closed_by(page):
            catalog, self._gap = gap.closed(catalog), None
            self._next = len(catalog.sessions) // page.limit
        elif gap.page * page.limit >= self.target:
            catalog, self._gap = gap.cut(catalog), None
            self._next, self._again = gap.page, []
        return catalog

    def _merged(self, catalog: Catalog, page: SessionPage, fresher: frozenset[str], *, last: bool = False) -> Catalog:
        gone = catalog.gone(page, last=last) - fresher
        if catalog.newest_first and (not is_newest_first(page) or gone & self._recent):
            catalog = replace(catalog, newest_first=False)  # places tell nothing, so nothing is taken for gone
        return catalog.merge(page, last=last, fresher=fresher)

    def _ended(self, catalog: Catalog, page: SessionPage) -> Catalog:
        """Whether that was the end: the page after the last one is empty."""
        before, self._ending = self._ending, page
        if page.received or catalog.complete:
            return catalog
        if before is not None and before.page == page.page - 1 and before.received:
            catalog = self._merged(catalog, before, frozenset(self._recent), last=True)
        self.end_is_new = True
        return replace(catalog, complete=True)

    def _swept(self, catalog: Catalog, pages: Iterable[SessionPage]) -> Catalog:
        self._sweep.saw(pages)
        if not self._sweep.done:
            return catalog
        gone, ordered = self._sweep.end(catalog)
        self._turns.forget_gone(catalog)
        if ordered and not catalog.newest_first:  # what looked like disorder was something that vanished
            self._seams, self._next = Seams(), len(catalog.sessions) // self._limit
            catalog = replace(catalog, newest_first=True)
        return catalog.without(gone) if gone else catalog

    def send(self, source: Source, catalog: Catalog, today: date, now: float) -> float | None:
        """Sends what may be sent; seconds until it can be more, None where that takes an answer or the user."""
        start, end = catalog.days.asked(today)
        self.waits_for_budget = False
        while len(self._requests) < AT_ONCE:
            wave = [] if self._gap or self._filling() or not self.wants_more(catalog) else self._wave(catalog)
            urgent = bool(wave) and len(catalog.in_range) < self._needed
            pages, filling = self._next_pages(wave, urgent=urgent)
            if not pages:
                return None
            if now < self._not_before:
                return self._not_before - now
            kept = 0 if urgent else self._reserve(now)
            room = self._budget.left(now) - kept
            if room <= 0:
                self.waits_for_budget = True
                return self._budget.wait(now, kept + 1)
            for page in pages[: min(room, AT_ONCE - len(self._requests))]:
                self._budget.count(now, planned=False)
                task = asyncio.create_task(source.list_sessions(page, self._limit, start, end))
                task.add_done_callback(lambda _task: self._woken.set())
                bridging = self._gap is not None
                self._requests.append(Request(page, self._limit, filling, bridging, task))
                if filling:
                    self._next = page + 1
                elif not bridging:
                    self._done(page)
        return None

    def _reserve(self, now: float) -> int:
        return plan.reserve(self._budget.limit, self.refresh, self._spent, self._budget.planned(now))

    def _next_pages(self, wave: list[int], *, urgent: bool) -> tuple[list[int], bool]:
        if self._gap is not None:
            return ([] if any(request.bridging for request in self._requests) else [self._gap.page]), False
        seams = [row // self._limit for row in self._seams.doubtful] if self._limit else []
        again = list(dict.fromkeys([*seams, *self._again]))
        if wave and (urgent or not again):
            return wave, True
        return again[:1], False

    def _done(self, page: int) -> None:
        self._again = [each for each in self._again if each != page]
        self._seams.doubtful = [row for row in self._seams.doubtful if row // self._limit != page]

    def _wave(self, catalog: Catalog) -> list[int]:
        if not self._limit:
            return []
        if catalog.newest_first:
            self._next = max(self._next, len(catalog.sessions) // self._limit)
        pages = -(-(self.target - len(catalog.in_range)) // self._limit)
        return list(range(self._next, self._next + max(1, min(AT_ONCE, pages))))

    def _filling(self) -> bool:
        return any(request.filling for request in self._requests)

    def wait_after(self, error: ApiError, chance: float, now: float) -> float:
        """Seconds that nothing is sent after a failure."""
        wait = max(schedule.backoff(max(1, self._failures), chance), error.retry_after or 0.0)
        self._not_before = now + wait
        return wait

    # Requests.

    @property
    def busy(self) -> bool:
        return bool(self._requests)

    def cancel(self) -> None:
        for request in list(reversed(self._requests)):
            self._drop(request)

    async def close(self) -> None:
        """Waits for what was cancelled to have ended: until then the client is in use."""
        self.cancel()
        if self._dropped:
            await asyncio.wait(self._dropped)
            for _ in range(3):
                await asyncio.sleep(0)  # the connections of what was cancelled end a turn of the loop later

    def _drop(self, request: Request) -> None:
        request.task.cancel()
        self._dropped.add(request.task)
        request.task.add_done_callback(self._dropped.discard)
        self._requests.remove(request)
        if request.filling:
            self._next = min(self._next, request.page)
        elif not request.bridging:
            self._again.insert(0, request.page)

    def _came(self, ids: Collection[str]) -> None:
        for request in self._requests:
            request.fresher.update(ids)
