"""Which pages of the API a page of the screen needs, and fetching them: the newest, the visible, the missing ones.

The API's pages shift while one reads, its order is not promised and it gives no total. So places are derived from what
is known, checked against each answer, and where an answer does not fit, the pages before it are fetched again. Where
the order tells nothing, nothing can be derived: then every load starts from the first page.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lktui.monitor.catalog import Catalog, is_newest_first

if TYPE_CHECKING:
    from datetime import date

    from lktui.model import SessionPage
    from lktui.monitor.client import Source
    from lktui.monitor.days import Days

SMALLEST_LIMIT = 10  # when even so few sessions time out, their number is not the reason
MOST_REQUESTS = 50  # of one load; the next one goes on from there
MOST_PAGES_WITHOUT_NEWS = 2  # a server that repeats itself has nothing more to say
MOST_ROWS = 50_000  # what is searched for a page before giving up
MOST_KEPT = 10_000  # rows that nobody looks at and that are not known to be all


class Loading:
    """One load of a page of the screen, on top of what is known; `rows` are its places in the range.

    `limit` is that of the requests. `check_end` also looks whether the end is still where it was, `keep` is how many
    rows stay that nobody looks at. More can have begun since than a page holds: `bridged` is whether somebody else
    fetches what lies between; else what was known is dropped. `catalog` is what is known
    at any moment, also when the load fails.
    """

    def __init__(
        self,
        source: Source,
        known: Catalog,
        rows: range,
        *,
        today: date,
        limit: int,
        check_end: bool = False,
        keep: int | None = None,
        bridged: bool = False,
    ) -> None:
        days: Days = known.days
        self.catalog = known if known.newest_first else Catalog(days)
        self._source = source
        self._rows = rows
        self._limit = limit
        self._start, self._end = days.asked(today)
        self._check_end = check_end
        self._keep = MOST_KEPT if keep is None else keep
        self._bridged = bridged
        self._was_complete = known.complete
        self._pages: dict[int, SessionPage] = {}  # of this load
        self._seen: set[str] = set()  # in this load
        self._doubtful: set[int] = set()  # pages to look into before all others: what follows them is out of place
        self._looked_again = False
        self._requests = 0
        self._repeats = 0

    @property
    def limit(self) -> int:
        """How many rows a page of this server has."""
        return self._limit

    @property
    def pages(self) -> tuple[SessionPage, ...]:
        return tuple(self._pages.values())

    @property
    def fetched(self) -> frozenset[int]:
        return frozenset(self._pages)

    @property
    def seen(self) -> frozenset[str]:
        """Ids that came."""
        return frozenset(self._seen)

    @property
    def requests(self) -> int:
        return self._requests

    async def run(self) -> bool:
        """Whether all that the rows need is there, or the API has no more: else the next load goes on.

        Fetches the newest page, the visible ones, and all that are missing between them. Raises ApiError.
        """
        number: int | None = 0
        while number is not None:
            if self._requests >= MOST_REQUESTS:
                return False
            await self._take(number)
            number = self._next()
        rows = sum(page.unreadable for page in self._pages.values())
        values = sum(page.unreadable_values for page in self._pages.values())
        catalog = replace(self.catalog, unreadable_rows=rows, unreadable_values=values)
        self.catalog = catalog if catalog.complete else catalog.first(max(catalog.newer + self._rows.stop, self._keep))
        return True

    def _next(self) -> int | None:
        """The page to fetch next; None when the load is done."""
        catalog, limit, rows = self.catalog, self._limit, self._rows
        doubtful = self._doubtful - self._pages.keys()
        if doubtful:
            return max(doubtful)
        if catalog.newest_first:
            visible_stop = min(catalog.newer + rows.stop + self._holes(), len(catalog.sessions))
            pages = list(range((catalog.newer + rows.start) // limit, (visible_stop + limit - 1) // limit))
            number = max(0, len(catalog.sessions) - 1) // limit  # overlaps with the last known row
            if catalog.complete and (self._check_end or len(catalog.in_range) < rows.stop):
                pages.append(number)
            if catalog.complete and self._check_end:
                pages.append(len(catalog.sessions) // limit)
        else:
            pages = list(range(max(self._pages)))
            number = 0
        missing = next((page for page in pages if page not in self._pages), None)
        if missing is not None:
            return missing
        if catalog.complete or len(catalog.in_range) >= rows.stop or self._nothing_more():
            return None
        while number in self._pages:
            number += 1
        return number

    def _nothing_more(self) -> bool:
        return self._repeats >= MOST_PAGES_WITHOUT_NEWS or len(self.catalog.sessions) >= MOST_ROWS

    async def _take(self, number: int) -> None:
        page = await self._fetch(number, self._limit)
        before = self.catalog
        overlaps = before.knows_any(page)
        if number == 0 and page.received >= page.limit and before.sessions and not overlaps:
            # more has begun than a page holds since the last load: what lies between is unknown
            self._check_end = False  # it has moved
            if not self._bridged:
                before = self.catalog = Catalog(before.days)
                self._pages, self._seen = {0: page}, set()
        last = self._is_known_to_be_last(page)
        self._merge(page, last=last)
        if number and number - 1 not in self._pages and not (overlaps and await self._is_in_place(page)):
            self._doubtful.add(number - 1)
        following = self._pages.get(number + 1)
        if page.received >= page.limit and following is not None and not following.received:
            await self._take(number + 1)  # what was on no page before may be on that one now
        elif page.received < page.limit and following is None and not last:
            await self._find_end(page)
        for above, below in ((number - 1, number), (number, number + 1)):
            await self._mend(above, below, first=above if below == number else below)
        if number * page.limit >= len(before.sessions):
            self._repeats = 0 if len(self.catalog.sessions) > len(before.sessions) else self._repeats + 1

    def _is_known_to_be_last(self, page: SessionPage) -> bool:
        """Whether no further request is needed to tell that the API has nothing after this page."""
        following = self._pages.get(page.page + 1)
        if following is not None:
            return page.received < page.limit and not following.received
        if not page.received:
            return page.page == 0
        catalog = self.catalog
        complete = catalog.complete if catalog.newest_first else self._was_complete
        return page.received < page.limit and complete and not catalog.reaches_beyond(page)

    async def _find_end(self, page: SessionPage) -> None:
        """A page came back short or empty: the end, or as much as this server gives at once. The next one tells."""
        number = page.page
        if not page.received:
            if number - 1 in self._pages:
                await self._end_before(number)
            else:
                self._doubtful.add(number - 1)
            return
        # a server that gives fewer than it is asked for counts its pages in sizes of its own
        limit = page.received if number == 0 else page.limit
        following = await self._fetch(number + 1, limit)
        if not _goes_on(page, following):
            self._merge(page, last=True)
            return
        if limit != self._limit:
            self._limit = limit
            self._pages = {0: page._replace(limit=limit), 1: following}
        self._merge(following)

    async def _end_before(self, number: int) -> None:
        """A page is empty: the one before it is the last one, unless rows moved onto that in the meantime."""
        before = self._pages[number - 1]
        if before.received >= before.limit:
            again = await self._fetch(number - 1, before.limit)
            if (
                not again.sessions
                or not before.sessions
                or again.sessions[-1].session_id != before.sessions[-1].session_id
            ):
                self._merge(again)
                del self._pages[number]
                return
            before = again
        self._merge(before, last=True)

    async def _mend(self, above: int, below: int, *, first: int) -> None:
        """Looks into what is known between two neighbouring pages and on neither of them.

        It is gone, or it moved from one to the other in the meantime: `first` is the one that was fetched before.
        """
        if above not in self._pages or below not in self._pages:
            return
        between = self.catalog.between(self._pages[above], self._pages[below]) - self._seen
        if between:
            before = self._pages[first]
            again = await self._fetch(first, before.limit)
            edge = 0 if first == below else -1
            self._merge(again)
            if again.sessions and again.sessions[edge].session_id == before.sessions[edge].session_id:
                self.catalog = self.catalog.without(between)

    def _merge(self, page: SessionPage, *, last: bool = False) -> None:
        catalog = self.catalog
        if catalog.newest_first and (not is_newest_first(page) or catalog.gone(page, last=last) & self._seen):
            # what was known was placed by an order that does not hold: only this load's pages count
            catalog = Catalog(catalog.days, newest_first=False)
            for fetched in self._pages.values():
                catalog = catalog.merge(fetched)
        self.catalog = catalog.merge(page, last=last)
        self._seen |= {session.session_id for session in page.sessions}

    async def _is_in_place(self, page: SessionPage) -> bool:
        """Whether as many sessions are known before a page as there have to be."""
        at = page.sessions[0].created_at if page.sessions else None

        def fits() -> bool:
            if at is None or not self.catalog.newest_first:
                return True
            first, stop = self.catalog.places(at)
            return first <= page.page * page.limit < stop + self._holes()

        if not fits() and not self._looked_again:
            self._looked_again = True  # most often something has just begun
            await self._take(0)
        return fits()

    def _holes(self) -> int:
        """Rows of the API that are not in the catalog because they can't be read."""
        return sum(page.received - len(page.sessions) for page in self._pages.values())

    async def _fetch(self, number: int, limit: int) -> SessionPage:
        self._requests += 1
        page = await self._source.list_sessions(number, limit, self._start, self._end)
        self._pages[number] = page
        return page


def _goes_on(page: SessionPage, following: SessionPage) -> bool:
    """Whether the next page has what comes after this one, and not only the same again."""
    if is_newest_first(page) and is_newest_first(following) and page.sessions and following.sessions:
        oldest, last = page.sessions[-1].created_at, following.sessions[-1].created_at
        if oldest is not None and last is not None and last != oldest:
            return last < oldest
    there = {session.session_id for session in page.sessions}
    return any(session.session_id not in there for session in following.sessions)
