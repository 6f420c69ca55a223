"""What is known of the sessions of one range: pages merged by session id, newest first, none lost and none twice.

The API's pages shift while one reads: new sessions push older rows onto the next page (`analytics-api.md` §2). So a
page of the screen is a slice of what has been merged, not a page of the API.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from itertools import count, pairwise
from typing import TYPE_CHECKING, NamedTuple

from lktui.monitor.days import Days
from lktui.monitor.index import Index

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from lktui.model import Session, SessionPage

JOURNAL_LENGTH = 256  # merges that are remembered, for `changed_since`
_versions = count(1)


class News(NamedTuple):
    """How the sessions of a range differ from an earlier moment: what came or changed, newest first, and what went."""

    sessions: tuple[Session, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)  # its version tells it from others
class Catalog:
    """`sessions` are all that were merged, newest first; `in_range` are those in `days`, the ones that are shown.

    `complete` means that the API has no more of this range. `newest_first` is whether its pages came in that order:
    only then does the place of a session tell its page. `unreadable_rows`, and
    `unreadable_values` of rows that can be read, are those of the pages last fetched.
    `newer` is how many sessions lie after the range: the API is asked for a day more than wanted.
    `version` names this content; `journal` holds of the last merges which version they changed, and which ids.
    A merge costs what arrives, plus a copy of the tuple where something changed.
    """

    days: Days = Days()
    sessions: tuple[Session, ...] = ()
    complete: bool = False
    newest_first: bool = True
    unreadable_rows: int = 0
    unreadable_values: int = 0
    index: Index | None = None
    version: int = 0
    journal: tuple[tuple[int, frozenset[str]], ...] = ()
    newer: int = field(init=False)
    in_range: tuple[Session, ...] = field(init=False)

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
        if not self.version:
            object.__setattr__(self, "version", next(_versions))

    def get(self, session_id: str) -> Session | None:
        """By id, without a search."""
        return self._indexed().get(session_id)

    def changed_since(self, earlier: Catalog) -> frozenset[str] | None:
        """Ids that came, changed or went since an earlier catalog of the same range; None where that is not known."""
        version = self.version
        changed: set[str] = set()
        for before, ids in reversed(self.journal):
            if version == earlier.version:
                break
            changed |= ids
            version = before
        return frozenset(changed) if version == earlier.version else None

    def news_since(self, earlier: Catalog) -> News:
        """Costs what has changed, where `changed_since` knows that."""
        changed = self.changed_since(earlier)
        if changed is None:
            known = {session.session_id: session for session in earlier.in_range}
            news = [session for session in self.in_range if known.pop(session.session_id, None) is not session]
            return News(tuple(news), tuple(known.keys() - {session.session_id for session in news}))
        news, gone = [], []
        for session_id in changed:
            now, before = self._get_in_range(session_id), earlier._get_in_range(session_id)
            if now is None and before is not None:
                gone.append(session_id)
            elif now is not None and now is not before:
                news.append(now)
        return News(tuple(sorted(news, key=_newest_first)), tuple(gone))

    def _get_in_range(self, session_id: str) -> Session | None:
        session, days = self.get(session_id), self.days
        outside = session is None or days.lies_before(session.created_at) or days.lies_after(session.created_at)
        return None if outside else session

    def place(self, session: Session) -> int | None:
        """Where a known session stands in `sessions`; None if it is not there."""
        sessions = self.sessions
        at = bisect_left(sessions, _newest_first(session), key=_newest_first)
        if at < len(sessions) and sessions[at].session_id == session.session_id:
            return at
        undated, moment, _ = _newest_first(session)
        first = bisect_left(sessions, (undated, moment), key=_by_time)
        stop = bisect_right(sessions, (undated, moment), lo=first, key=_by_time)
        return next((at for at in range(first, stop) if sessions[at].session_id == session.session_id), None)

    def knows_any(self, page: SessionPage) -> bool:
        """Whether a page overlaps with what is known: if not, sessions in between may be missing."""
        return any(self.get(session.session_id) is not None for session in page.sessions)

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

    def without(self, gone: Iterable[str]) -> Catalog:
        return self.patched({}, gone)

    def patched(self, arriving: Mapping[str, Session], gone: Iterable[str]) -> Catalog:
        """With sessions that are new or changed, by id, and without others."""
        known = (self.get(session_id) for session_id in gone)
        return self._edited(arriving, [session for session in known if session is not None])

    def merge(self, page: SessionPage, *, last: bool = False, fresher: frozenset[str] = frozenset()) -> Catalog:
        """With one page of the API; sessions that the page shows to be gone are left out.

        `fresher` are ids that came in an answer while this page was under way: of them it says nothing.
        """
        arriving = {session.session_id: session for session in page.sessions}
        fresh: list[Session] = []
        changed: dict[str, Session] = {}
        for session_id, session in arriving.items():
            known = self.get(session_id)
            if known is None:
                fresh.append(session)
            elif session_id not in fresher and session != known:
                changed[session_id] = session
        gone = [known for known in map(self.get, self.gone(page, last=last) - fresher) if known is not None]
        ordered = self.newest_first and is_newest_first(page)
        beyond_range = ordered and any(self.days.lies_after(session.created_at) for session in page.sessions)
        known_end = self.complete and not self._grows_at_its_end(fresh)
        edited = self._edited(changed | {session.session_id: session for session in fresh}, gone)
        complete = last or beyond_range or known_end
        if (edited.complete, edited.newest_first) == (complete, ordered):
            return edited
        return replace(edited, complete=complete, newest_first=ordered)

    def _indexed(self) -> Index:
        index = self.index
        if index is None:
            index = Index.of(self.sessions)
            object.__setattr__(self, "index", index)
        return index

    def _edited(self, arriving: Mapping[str, Session], gone: Sequence[Session]) -> Catalog:
        """With sessions that are new or changed, and without others; itself if there are none."""
        if not arriving and not gone:
            return self
        index, sessions = self._indexed(), self.sessions
        cuts: dict[int, Session | None] = {}  # places that are left out, or whose session is replaced
        inserts: list[Session] = []
        for session_id, session in arriving.items():
            known = index.get(session_id)
            at = self.place(known) if known is not None else None
            if known is None or at is None:
                inserts.append(session)
            elif known.created_at == session.created_at:
                cuts[at] = session
            else:
                cuts[at] = None
                inserts.append(session)
        for known in gone:
            at = self.place(known)
            if at is not None:
                cuts[at] = None
        inserts.sort(key=_newest_first)
        merged = list(sessions)
        between: dict[int, list[Session]] = {}  # what is inserted before a place, in its order
        for session in inserts:
            between.setdefault(bisect_right(sessions, _newest_first(session), key=_newest_first), []).append(session)
        for at in sorted({*cuts, *between}, reverse=True):
            kept = [cuts[at]] if at in cuts else sessions[at : at + 1]
            merged[at : at + 1] = [*between.get(at, ()), *(session for session in kept if session is not None)]
        ids = frozenset(arriving).union(known.session_id for known in gone)
        return self._with(tuple(merged), index.changed(arriving, (known.session_id for known in gone)), ids)

    def _with(self, sessions: tuple[Session, ...], index: Index, changed: frozenset[str]) -> Catalog:
        journal = (*self.journal[-JOURNAL_LENGTH + 1 :], (self.version, changed))
        return replace(self, sessions=sessions, index=index, version=next(_versions), journal=journal)

    def first(self, count: int) -> Catalog:
        """Without what lies beyond so many sessions."""
        if len(self.sessions) <= count:
            return self
        cut = frozenset(session.session_id for session in self.sessions[count:])
        return replace(self._with(self.sessions[:count], self._indexed().changed({}, cut), cut), complete=False)

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


def _by_time(session: Session) -> tuple[bool, float]:
    return (session.created_at is None, _descending(session))


def _descending(session: Session) -> float:
    return -session.created_at.timestamp() if session.created_at else 0.0
