"""Which pages of what is loaded to fetch again, in which order: those in view, those that live, the rest in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.monitor.sweep import page_count

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from lktui.model import Session
    from lktui.monitor.catalog import Catalog

MANUAL_INTERVAL = 10.0  # seconds: what a poll that the user asks for may cost
SPARE_FOR_THE_USER = 4  # requests a minute that are never planned: details, other pages


def allowance(budget: int, refresh: float, spent: int, *, filling: bool) -> int:
    """How many pages may be fetched again after a poll that took `spent` requests; half while more is to be loaded."""
    requests = int((budget - spare(budget)) * (refresh or MANUAL_INTERVAL) / 60)
    requests = min(requests, budget // 2)
    return max(0, (requests // 2 if filling else requests) - spent)


def reserve(budget: int, refresh: float, spent: int, polled: int) -> int:
    """How many requests are kept for the polls to come, each of which takes `spent`; `polled` went to them already."""
    polls = 60 / refresh if refresh else 0.0
    return min(budget // 2, max(0, int(polls * max(1, spent)) - polled) + spare(budget))


def spare(budget: int) -> int:
    return min(SPARE_FOR_THE_USER, budget // 10)


def pages_of(catalog: Catalog, ids: Iterable[str], limit: int) -> list[int]:
    """The pages that hold these sessions, the one with most of them first."""
    counts: dict[int, int] = {}
    for session_id in ids:
        session = catalog.get(session_id)
        place = catalog.place(session) if session is not None else None
        if place is not None:
            counts[place // limit] = counts.get(place // limit, 0) + 1
    return sorted(counts, key=lambda page: (-counts[page], page))


def pages_to_refresh(
    catalog: Catalog,
    limit: int,
    *,
    visible: Collection[int],
    active: Collection[int],
    refreshed_at: Mapping[int, float],
    fetched: Collection[int],
    most: int,
) -> list[int]:
    """At most so many; `fetched` were fetched just now. Inside each class, the longest ago first.

    However many are in view or live, the one that was fetched the longest ago is among them if two may be fetched.
    """
    count = page_count(catalog, limit)

    def longest_ago(pages: Iterable[int]) -> list[int]:
        return sorted(pages, key=lambda page: (refreshed_at.get(page, 0.0), page))

    rest = [page for page in longest_ago(range(count)) if page not in fetched]
    first = [page for page in [*visible, *longest_ago(active)] if page not in fetched and page < count]
    return list(dict.fromkeys([*first[: max(1, most - 1)], *rest[:1], *first, *rest]))[:most]


def is_live(session: Session) -> bool:
    return session.ended_at is None
