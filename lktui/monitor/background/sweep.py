"""Looks at all that is loaded, page by page: what was on no page twice in a row is gone, and whether there is an order.

Pages are fetched at different moments, and a row can move from one that comes onto one that was: hence twice. While
nothing moves on the server, two passes tell exactly what is there. Of a pass in which something was seen to move only
the order is told: what is gone lies inside a page then, sooner or later, whose merging shows that.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from lktui.monitor.catalog import is_newest_first

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lktui.model import SessionPage
    from lktui.monitor.catalog import Catalog


def page_count(catalog: Catalog, limit: int) -> int:
    """How many pages hold what is loaded; where that is all, the place after it too: more may have come there."""
    reach = catalog.newer + len(catalog.in_range)
    if reach < len(catalog.sessions) or not catalog.complete:
        return -(-reach // limit)
    return reach // limit + 1


class Sweep:
    """Passes over the pages of a catalog, in any order; each begins with `begin` and ends with `end`, once `done`."""

    def __init__(self) -> None:
        self._to_come: set[int] = set()
        self._pages: dict[int, SessionPage] = {}
        self._seen: set[str] = set()
        self._grew = False  # at its top, since the pass began
        self._missed: frozenset[str] = frozenset()  # in the pass before

    @property
    def running(self) -> bool:
        return bool(self._to_come or self._pages)

    @property
    def done(self) -> bool:
        return self.running and not self._to_come

    def begin(self, count: int) -> None:
        self._to_come, self._pages, self._seen, self._grew = set(range(count)), {}, set(), False

    def saw(self, pages: Iterable[SessionPage]) -> None:
        if not self.running:
            return
        for page in pages:
            self._to_come.discard(page.page)
            if page.page == 0 and 0 in self._pages:
                self._grew = self._grew or _ids(page)[:1] != _ids(self._pages[0])[:1]
            self._pages[page.page] = page
            self._seen.update(_ids(page))

    def end(self, catalog: Catalog) -> tuple[frozenset[str], bool]:
        """The ids of sessions that are gone, and whether the pages came newest first."""
        missed, before = frozenset() if self._has_moved() else self._not_seen(catalog), self._missed
        ordered = self._is_newest_first()
        self._missed, self._pages = missed, {}
        return missed & before, ordered

    def _not_seen(self, catalog: Catalog) -> frozenset[str]:
        """Where the end was not reached, of what lies above the last row alone; without an order that is nothing."""
        if any(page.received > len(page.sessions) for page in self._pages.values()):
            return frozenset()  # it may be one of those that can't be read
        last, known = self._pages[max(self._pages)], catalog.sessions
        if last.received >= last.limit:
            oldest = last.sessions[-1].created_at if last.sessions else None
            known = known[: catalog.places(oldest)[0]] if catalog.newest_first and oldest is not None else ()
        return frozenset(session.session_id for session in known if session.session_id not in self._seen)

    def _has_moved(self) -> bool:
        """Whether something began meanwhile: then a page that came before the one above it hides rows between them.

        It pushed a row onto a second page further up, or the first page has changed.
        """
        on_pages = [session_id for page in self._pages.values() for session_id in set(_ids(page))]
        return self._grew or len(on_pages) > len(set(on_pages))

    def _is_newest_first(self) -> bool:
        """Also from page to page: what is newer than the page before is on that one as well, and has moved."""
        pages = [self._pages[number] for number in sorted(self._pages)]
        return all(map(is_newest_first, pages)) and all(_follows(above, below) for above, below in pairwise(pages))


def _ids(page: SessionPage) -> list[str]:
    return [session.session_id for session in page.sessions]


def _follows(above: SessionPage, below: SessionPage) -> bool:
    oldest = above.sessions[-1].created_at if above.sessions else None
    there = {session.session_id for session in above.sessions}
    return oldest is None or all(
        session.session_id in there or (session.created_at is not None and session.created_at <= oldest)
        for session in below.sessions
    )
