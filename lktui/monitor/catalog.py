"""What is known of the sessions of one range: pages merged by session id, newest first, none lost and none twice.

The API's pages shift while one reads: new sessions push older rows onto the next page (`analytics-api.md` §2). So a
page of the screen is a slice of what has been merged, not a page of the API.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from lktui.monitor.days import Days

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lktui.model import Session, SessionPage


@dataclass(frozen=True, slots=True)
class Catalog:
    """`sessions` are all that were merged, newest first; `in_range` are those in `days`, the ones that are shown.

    `complete` means that the API has no more of this range. `newest_first` is whether its pages came in that order:
    only then does the place of a session tell its page. `unreadable_rows` are those of the pages last fetched.
    `newer` is how many sessions lie after the range: the API is asked for a day more than wanted.
    """

    days: Days = Days()
    sessions: tuple[Session, ...] = ()
    complete: bool = False
    newest_first: bool = True
    unreadable_rows: int = 0
    newer: int = field(init=False, compare=False)
    in_range: tuple[Session, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        days, sessions = self.days, self.sessions
        newer, in_range = 0, sessions
        if days != Days():
            dated = bisect_left(sessions, 1, key=lambda session: session.created_at is None)
            newer = bisect_left(sessions, 1, hi=dated, key=lambda session: not days.lies_before(session.created_at))
            stop = bisect_left(sessions, 1, lo=newer, hi=dated, key=lambda one: days.lies_after(one.created_at))
            in_range = sessions[newer:stop] + sessions[dated:]
        object.__setattr__(self, "newer", newer)
        object.__setattr__(self, "in_range", in_range)

    def knows_any(self, page: SessionPage) -> bool:
        """Whether a page overlaps with what is known: if not, sessions in between may be missing."""
        arriving = {session.session_id for session in page.sessions}
        return any(session.session_id in arriving for session in self.sessions)

    def reaches_beyond(self, page: SessionPage) -> bool:
        """Whether something older is known than all that is on the page."""
        oldest = page.sessions[-1].created_at if page.sessions else None
        last = self.sessions[-1].created_at if self.sessions else None
        return last is not None and oldest is not None and last < oldest

    def places(self, moment: datetime) -> tuple[int, int]:
        """Between which places a session of that moment stands, the first included, the last one not."""
        key = -moment.timestamp()
        first = bisect_left(self.sessions, key, key=_descending)
        return first, bisect_right(self.sessions, key, lo=first, key=_descending)

    def gone(self, page: SessionPage, *, last: bool = False) -> frozenset[str]:
        """Ids of known sessions that would have to be on this page if the API still had them.

        `last` is whether the API has nothing after this page.
        """
        if not self.newest_first or not is_newest_first(page) or page.received > len(page.sessions):
            return frozenset()
        first, stop = (0 if page.page == 0 else len(self.sessions)), (len(self.sessions) if last else 0)
        moments = [session.created_at for session in page.sessions if session.created_at is not None]
        if moments:
            first = 0 if page.page == 0 else self.places(moments[0])[1]
            stop = stop or self.places(moments[-1])[0]
        there = {session.session_id for session in page.sessions}
        return frozenset(known.session_id for known in self.sessions[first:stop] if known.session_id not in there)

    def between(self, above: SessionPage, below: SessionPage) -> frozenset[str]:
        """Ids of the sessions that are known between two neighbouring pages."""
        pages = (above, below)
        if not self.newest_first or any(not page.sessions or page.received > len(page.sessions) for page in pages):
            return frozenset()
        oldest, newest = above.sessions[-1].created_at, below.sessions[0].created_at
        if oldest is None or newest is None:
            return frozenset()
        return frozenset(known.session_id for known in self.sessions[self.places(oldest)[1] : self.places(newest)[0]])

    def without(self, gone: frozenset[str]) -> Catalog:
        return replace(self, sessions=tuple(known for known in self.sessions if known.session_id not in gone))

    def merge(self, page: SessionPage, *, last: bool = False) -> Catalog:
        """With one page of the API; sessions that the page shows to be gone are left out."""
        arriving = {session.session_id: session for session in page.sessions}
        gone = self.gone(page, last=last)
        merged: list[Session] = []
        moved: list[Session] = []
        for known in self.sessions:
            news = arriving.pop(known.session_id, None)
            if news is None:
                if known.session_id not in gone:
                    merged.append(known)
            elif news == known:
                merged.append(known)
            else:
                (merged if news.created_at == known.created_at else moved).append(news)
        for session in (*moved, *arriving.values()):
            insort(merged, session, key=_newest_first)
        ordered = self.newest_first and is_newest_first(page)
        beyond_range = ordered and any(self.days.lies_after(session.created_at) for session in page.sessions)
        known_end = self.complete and not self._grows_at_its_end(arriving.values())
        return replace(self, sessions=tuple(merged), complete=last or beyond_range or known_end, newest_first=ordered)

    def first(self, count: int) -> Catalog:
        """Without what lies beyond so many sessions."""
        return self if len(self.sessions) <= count else replace(self, sessions=self.sessions[:count], complete=False)

    def _grows_at_its_end(self, arriving: Iterable[Session]) -> bool:
        """Whether what was thought to be the end is not: an older session than all known turns up."""
        if not self.newest_first:
            return False
        end = _newest_first(self.sessions[-1])[:2] if self.sessions else (False, -float("inf"))
        return any(_newest_first(session)[:2] >= end for session in arriving)


def is_newest_first(page: SessionPage) -> bool:
    """Whether its order can be relied on: all times known, and not a full page of one and the same time."""
    moments = [session.created_at for session in page.sessions if session.created_at is not None]
    if len(moments) < len(page.sessions) or any(earlier < later for earlier, later in pairwise(moments)):
        return False
    return len(moments) < 2 or page.received < page.limit or moments[0] > moments[-1]


def _newest_first(session: Session) -> tuple[bool, float, str]:
    return (session.created_at is None, _descending(session), session.session_id)


def _descending(session: Session) -> float:
    return -session.created_at.timestamp() if session.created_at else 0.0
