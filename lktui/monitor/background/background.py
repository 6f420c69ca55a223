"""What is fetched between two polls: the rest of the range, and again what is loaded of it, a few pages at a time.

Pages that are fetched at once shift against each other: what begins between two answers pushes rows from one page to
the next, and if the next one was answered first, a row is on neither. Such a hole shows later, by rows that come
once more than they have to: then the pages after the seams in question are fetched again (see `Seams`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lktui.errors import ApiError
from lktui.monitor.background.gap import Gap
from lktui.monitor.background.pace import Pace
from lktui.monitor.background.requests import Purpose, Requests
from lktui.monitor.background.seams import Seams
from lktui.monitor.background.sweep import Sweep, page_count
from lktui.monitor.background.turns import Turns, pages_of
from lktui.monitor.background.wanted import Wanted
from lktui.monitor.catalog import Catalog, is_newest_first
from lktui.monitor.loading import MOST_PAGES_WITHOUT_NEWS

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from lktui.model import SessionPage
    from lktui.monitor.background.requests import Request
    from lktui.monitor.budget import Budget
    from lktui.monitor.client import Source
    from lktui.monitor.loading import Loading

AT_ONCE = 2  # requests under way; with a poll three


class Background:
    """Sends, and merges what came: `collect` and `send` are called by the monitor between two polls, never in one."""

    def __init__(self, budget: Budget, woken: asyncio.Event, max_sessions: int) -> None:
        self.wanted = Wanted(max_sessions)
        self.pace = Pace(budget)
        self.waits_for_budget = False
        self._limit = 0  # of the requests
        self._requests = Requests(woken)
        self._visible: frozenset[str] = frozenset()
        self._forget()

    def _forget(self) -> None:
        self._next = 0  # the page that the load goes on with
        self._seams = Seams()
        self._again: list[int] = []  # pages
        self._turn_of_load = True
        self._turns = Turns()
        self._recent: set[str] = set()  # ids that came since the last poll began
        self._repeats = 0
        self._sweep = Sweep()
        self._gap: Gap | None = None
        self._newest: datetime | None = None  # on the first page, at the last poll
        self.end_is_new = False  # the next poll looks again whether that was the end

    # What the user asks for.

    def reset(self) -> None:
        """Another range is wanted: what is under way is of no use."""
        self.cancel()
        self.wanted.reset()
        self._visible = frozenset()
        self._forget()

    def more(self, loaded: int) -> None:
        self.wanted.more(loaded)
        self._repeats = 0

    def stop(self) -> None:
        self.wanted.stop()
        for request in self._requests:
            if request.purpose is Purpose.MORE:
                self._drop(request)

    def watch(self, ids: Iterable[str]) -> None:
        self._visible = frozenset(ids)

    def wants_more(self, catalog: Catalog) -> bool:
        if self._gap is not None:
            return not self.wanted.stopped
        short = not catalog.complete and len(catalog.in_range) < self.wanted.sessions
        return short and self._repeats < MOST_PAGES_WITHOUT_NEWS

    # Around a poll.

    def polled(self, before: Catalog, catalog: Catalog, loading: Loading) -> Catalog:
        """Takes in what a poll found, and plans which pages to fetch again until the next one."""
        self.resize(loading.limit)
        seen = loading.seen
        self._requests.came(seen)
        self._recent = set(seen)
        if catalog.changed_since(before) is None:  # nothing of what was known is left: the places are new
            self._restart()
            self._gap = self._newest = None
        catalog = self._looked_for_gap(catalog, loading)
        if len(catalog.sessions) > len(before.sessions):
            self._repeats = 0
        self._turns.grew(len(catalog.sessions) - len(before.sessions))
        for page in loading.pages:
            self._turns.came(page)
        self.pace.spent = loading.requests
        if before.days == catalog.days:
            self._seams.grew(len(catalog.sessions) - len(before.sessions), idle=not self.wants_more(catalog))
        if catalog.newest_first and not self._requests.any(Purpose.MORE):
            self._next = min(self._next, (len(catalog.sessions) + self._seams.holes) // self._limit)
        if not catalog.newest_first and loading.fetched:
            self._next = max(self._next, max(loading.fetched) + 1)
        if not self._sweep.running and self._gap is None:
            self._sweep.begin(page_count(catalog, self._limit))
        catalog = self._swept(catalog, loading.pages)
        self._plan(catalog, loading.fetched)
        return catalog

    def _looked_for_gap(self, catalog: Catalog, loading: Loading) -> Catalog:
        """Between the first page of this poll and that of the one before: what came otherwise since tells nothing."""
        first = next((page for page in loading.pages if page.page == 0), None)
        moments = [session.created_at for session in first.sessions if session.created_at] if first is not None else []
        if first is None or not moments:
            return catalog
        before, self._newest = self._newest, max(moments)
        if before is None or not catalog.newest_first or first.received < first.limit or min(moments) <= before:
            return catalog
        self._gap = Gap(before, was_complete=catalog.complete) if self._gap is None else self._gap
        self._restart()
        return replace(catalog, complete=False)

    def _restart(self) -> None:
        self.cancel()
        self._next, self._again, self._repeats = 0, [], 0
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
        if self.wanted.max_sessions:
            most = self.pace.allowance(filling=self.wants_more(catalog))
        under_way = {request.page for request in self._requests if request.purpose is not Purpose.MORE}
        self._again = []
        if most:
            visible = pages_of(catalog, self._visible, self._limit)
            self._again = self._turns.next(
                catalog, self._limit, visible=visible, fetched={*fetched, *under_way}, most=most
            )

    # Between two polls.

    def collect(self, catalog: Catalog) -> tuple[Catalog, ApiError | None]:
        """With what came since the last time; and the failure, if one did. A bug in the source comes out here."""
        error: ApiError | None = None
        blocked = False  # pages of the load are merged in their order
        for request in self._requests:
            loads = request.purpose is Purpose.MORE
            if blocked and loads:
                if error is not None:
                    self._drop(request)
            elif not request.task.done():
                blocked = blocked or loads
            else:
                try:
                    page = self._requests.take(request)
                except ApiError as failure:
                    error = failure
                    self.pace.failed()
                    if loads:
                        self._next, blocked = request.page, True
                else:
                    self.pace.answered()
                    catalog = self._taken(catalog, request, page)
        if not self._requests.any(Purpose.MORE):
            self._seams.wave_ended()
        return catalog, error

    def _taken(self, catalog: Catalog, request: Request, page: SessionPage) -> Catalog:
        before = len(catalog.sessions)
        if request.purpose is Purpose.MORE and page.received:
            known = sum(catalog.get(session.session_id) is not None for session in page.sessions)
            first = request.page * request.limit
            self._seams.filled(first, known - (before + self._seams.holes - first), page.received - len(page.sessions))
        catalog = self._merged(catalog, page, frozenset(request.fresher))
        self._turns.came(page)
        ids = {session.session_id for session in page.sessions}
        self._recent |= ids
        self._requests.came(ids)
        if len(catalog.sessions) > before:
            self._repeats = 0
        elif request.purpose is Purpose.MORE and page.received:
            self._repeats += 1
        if request.purpose is Purpose.BRIDGE:
            self._turns.grew(len(catalog.sessions) - before)
            return self._bridged(catalog, page)
        if request.purpose is Purpose.MORE:
            if not page.received and not catalog.complete:
                catalog, self.end_is_new = replace(catalog, complete=True), True
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
        elif gap.page * page.limit >= self.wanted.sessions:
            catalog, self._gap = gap.cut(catalog), None
            self._next, self._again = gap.page, []
        return catalog

    def _merged(self, catalog: Catalog, page: SessionPage, fresher: frozenset[str]) -> Catalog:
        gone = catalog.gone(page) - fresher
        if catalog.newest_first and (not is_newest_first(page) or gone & self._recent):
            catalog = replace(catalog, newest_first=False)  # places tell nothing, so nothing is taken for gone
        return catalog.merge(page, fresher=fresher)

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
            pages, purpose, urgent = self._next_pages(catalog)
            if not pages:
                return None
            if wait := self.pace.left_alone_for(now):
                return wait
            room = self.pace.room(now, urgent=urgent)
            if room <= 0:
                self.waits_for_budget = True
                return self.pace.wait_for_room(now, urgent=urgent)
            for page in pages[: min(room, AT_ONCE - len(self._requests))]:
                self.pace.sent(now)
                self._requests.send(page, self._limit, purpose, source.list_sessions(page, self._limit, start, end))
                self._sent(page, purpose)
        return None

    def _next_pages(self, catalog: Catalog) -> tuple[list[int], Purpose, bool]:
        """What to fetch next, what for, and whether that is urgent: a gap comes first, loading and turns take turns."""
        if self._gap is not None:
            return [] if self._requests.any(Purpose.BRIDGE) else [self._gap.page], Purpose.BRIDGE, False
        again = [*(row // self._limit for row in self._seams.doubtful), *self._again]
        loads = self.wants_more(catalog) and not self._requests.any(Purpose.MORE)
        urgent = loads and len(catalog.in_range) < self.wanted.needed
        if loads and (urgent or not again or self._turn_of_load):
            return self._wave(catalog), Purpose.MORE, urgent
        return again[:1], Purpose.AGAIN, False

    def _sent(self, page: int, purpose: Purpose) -> None:
        self._turn_of_load = purpose is not Purpose.MORE
        if purpose is Purpose.MORE:
            self._next = page + 1
        elif purpose is Purpose.AGAIN:
            self._again = [each for each in self._again if each != page]
            self._seams.doubtful = [row for row in self._seams.doubtful if row // self._limit != page]

    def _wave(self, catalog: Catalog) -> list[int]:
        if catalog.newest_first:
            self._next = max(self._next, len(catalog.sessions) // self._limit)
        pages = -(-(self.wanted.sessions - len(catalog.in_range)) // self._limit)
        return list(range(self._next, self._next + max(1, min(AT_ONCE, pages))))

    def cancel(self) -> None:
        for request in self._requests:
            self._drop(request)

    async def close(self) -> None:
        """Waits for what was cancelled to have ended."""
        self.cancel()
        await self._requests.dropped()

    def _drop(self, request: Request) -> None:
        self._requests.drop(request)
        if request.purpose is Purpose.MORE:
            self._next = min(self._next, request.page)
        elif request.purpose is Purpose.AGAIN:
            self._again.insert(0, request.page)
