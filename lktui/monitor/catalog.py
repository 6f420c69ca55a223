"""What is known of the sessions of one range: pages merged by session id, newest first, none lost and none twice.

The API's pages shift while one reads: new sessions push older rows onto the next page (`analytics-api.md` §2). So a
page of the screen is a slice of what has been merged, not a page of the API.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from lktui.monitor.days import Days

if TYPE_CHECKING:
    from datetime import datetime

    from lktui.model import Session, SessionPage


@dataclass(frozen=True, slots=True)
class Catalog:
    """`sessions` are all that were merged, newest first; those in `days` are the ones that are shown.

    `complete` means that the API has no more of this range. `newest_first` is whether its pages came in that order:
    only then does the place of a session tell its page. `unreadable` is of the last pages, by page number.
    """

    days: Days = Days()
    sessions: tuple[Session, ...] = ()
    complete: bool = False
    newest_first: bool = True
    unreadable: tuple[tuple[int, int], ...] = ()

    @property
    def in_range(self) -> tuple[Session, ...]:
        if self.days == Days():
            return self.sessions
        return tuple(session for session in self.sessions if self.days.contains(session.created_at))

    @property
    def unreadable_rows(self) -> int:
        return sum(count for _, count in self.unreadable)

    def completed(self) -> Catalog:
        return replace(self, complete=True)

    def knows_any(self, page: SessionPage) -> bool:
        """Whether a page overlaps with what is known: if not, sessions in between may be missing."""
        arriving = {session.session_id for session in page.sessions}
        return any(session.session_id in arriving for session in self.sessions)

    def merge(self, page: SessionPage) -> Catalog:
        """With one page of the API; sessions that the page shows to be gone are left out."""
        arriving = {session.session_id: session for session in page.sessions}
        ordered = self.newest_first and _is_newest_first(page)
        gone = _Gone(page) if ordered and not page.unreadable else None
        merged: list[Session] = []
        for known in self.sessions:
            news = arriving.pop(known.session_id, None)
            if news is not None:
                merged.append(known if news == known else news)
            elif gone is None or not gone(known):
                merged.append(known)
        merged.extend(arriving.values())
        merged.sort(key=_newest_first)
        reached_end = page.received < page.limit or (
            ordered and self.days.start is not None and any(_before(session, self.days) for session in page.sessions)
        )
        unreadable = dict(self.unreadable)
        unreadable.pop(page.page, None)
        if page.unreadable:
            unreadable[page.page] = page.unreadable
        return replace(
            self,
            sessions=tuple(merged),
            complete=self.complete or reached_end,
            newest_first=ordered,
            unreadable=tuple(sorted(unreadable.items())),
        )


class _Gone:
    """Whether a known session would have to be on this page if it were still there."""

    def __init__(self, page: SessionPage) -> None:
        moments = [session.created_at for session in page.sessions if session.created_at is not None]
        self._empty = not moments
        if moments:
            self._newest, self._oldest = moments[0], moments[-1]
        self._from_top = page.page == 0
        self._to_end = page.received < page.limit

    def __call__(self, known: Session) -> bool:
        at = known.created_at
        if self._empty or at is None:
            return self._empty and self._from_top and self._to_end
        return (at < self._newest or self._from_top) and (at > self._oldest or self._to_end)


def _is_newest_first(page: SessionPage) -> bool:
    moments = [session.created_at for session in page.sessions if session.created_at is not None]
    return all(earlier >= later for earlier, later in pairwise(moments))


def _newest_first(session: Session) -> tuple[bool, float, str]:
    at: datetime | None = session.created_at
    return (at is None, -at.timestamp() if at else 0.0, session.session_id if at else "")


def _before(session: Session, days: Days) -> bool:
    at = session.created_at
    return at is not None and days.start is not None and at.date() < days.start
