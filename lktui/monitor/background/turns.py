"""Whose turn it is to be fetched again, of what is loaded: the pages in view, those that live, the rest in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.monitor.background.sweep import page_count

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from lktui.model import SessionPage
    from lktui.monitor.catalog import Catalog


class Turns:
    """Keeps account of what was fetched when; that costs what is fetched and what lives, not what is loaded."""

    def __init__(self) -> None:
        self._pages: dict[int, None] = {}  # the one that was fetched the longest ago first
        self._live: dict[str, int] = {}  # the place of each session that has not ended, less `_grown` at that time
        self._grown = 0  # sessions that came in above

    def came(self, page: SessionPage) -> None:
        self._pages.pop(page.page, None)
        self._pages[page.page] = None
        for place, session in enumerate(page.sessions, page.page * page.limit):
            if session.ended_at is None:
                self._live[session.session_id] = place - self._grown
            else:
                self._live.pop(session.session_id, None)

    def grew(self, by: int) -> None:
        """So many sessions came in above, and moved the others down."""
        self._grown += by

    def forget_gone(self, catalog: Catalog) -> None:
        self._live = {id_: place for id_, place in self._live.items() if catalog.get(id_) is not None}

    def next(
        self, catalog: Catalog, limit: int, *, visible: Collection[int], fetched: Collection[int], most: int
    ) -> list[int]:
        """At most so many pages; `fetched` were fetched just now.

        However many are in view or live, the one that was fetched the longest ago is among them if two may be fetched.
        """
        count = page_count(catalog, limit)
        if len(self._pages) < count:
            self._pages = dict.fromkeys(page for page in range(count) if page not in self._pages) | self._pages
        live = {(place + self._grown) // limit for place in self._live.values()}
        rest = [page for page in self._pages if page < count and page not in fetched]
        first = [page for page in visible if page < count and page not in fetched]
        first += [page for page in rest if page in live]
        return list(dict.fromkeys([*first[: max(1, most - 1)], *rest[:1], *first, *rest]))[:most]


def pages_of(catalog: Catalog, ids: Iterable[str], limit: int) -> list[int]:
    """The pages that hold these sessions, the one with most of them first."""
    counts: dict[int, int] = {}
    for session_id in ids:
        session = catalog.get(session_id)
        place = catalog.place(session) if session is not None else None
        if place is not None:
            counts[place // limit] = counts.get(place // limit, 0) + 1
    return sorted(counts, key=lambda page: (-counts[page], page))
