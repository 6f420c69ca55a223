"""Alerts: filters that are watched. Which sessions match which, which of them have begun to, and when to ring the bell.

To begin to match is to match now and not before. What matches when it is first seen, and is older than the watch, was
there already: it is marked and counted, but it has not begun, and the bell stays silent. A filter on rates can tell
nothing before a rate was measured; so for it a session is first seen then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lktui.analysis.findings.flags import NO_FLAGS
from lktui.analysis.marks import FADES_OVER
from lktui.analysis.rates import UNMEASURED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from lktui.analysis.filter import Filter
    from lktui.analysis.rates import Rate
    from lktui.model import Session


class Alert(NamedTuple):
    name: str
    filter: Filter
    bell: bool = False


class Beginning(NamedTuple):
    """A session began to match an alert; `rings` is whether the bell is to ring for it."""

    alert: Alert
    session: Session
    rings: bool = False


class _Watched:
    """`since` are the sessions that match, with the poll at which they began to: 0 for those that were there already.

    `rung` are those for which the bell has rung, be it long ago.
    """

    def __init__(self, alert: Alert, rung: set[str] | None = None) -> None:
        self.alert = alert
        self.since: dict[str, int] = {}
        self.rung = set() if rung is None else rung

    def ring(self, session_id: str) -> bool:
        """Whether the bell is to ring for a session that began to match: once."""
        rings = self.alert.bell and session_id not in self.rung
        if rings:
            self.rung.add(session_id)
        return rings


class AlertWatch:
    """Fed with every poll of one range; `for_another_range` begins anew, but rings for no session twice.

    A poll costs what it fetched; for a filter on time or rates also the sessions that have not ended, and for one on
    `age`, `started` or flags all of them.
    """

    def __init__(self, alerts: Iterable[Alert] = ()) -> None:
        self._watched = tuple(_Watched(alert) for alert in alerts)
        self._poll = 0
        self._began: datetime | None = None
        self._known: dict[str, Session] = {}
        self._open: dict[str, Session] = {}
        self._measured: set[str] = set()

    def for_another_range(self) -> AlertWatch:
        another = AlertWatch()
        another._watched = tuple(_Watched(watched.alert, rung=watched.rung) for watched in self._watched)
        return another

    def saw(
        self,
        news: Iterable[Session],
        gone: Iterable[str],
        at: datetime,
        rate_of: Callable[[str], Rate] = lambda _session_id: UNMEASURED,
        flags_of: Callable[[str], frozenset[str]] = lambda _session_id: NO_FLAGS,
    ) -> list[Beginning]:
        """A poll brought `news`, and the sessions of these ids are `gone`; answers with what began to match."""
        if not self._watched:
            return []
        fetched = {session.session_id: session for session in news}
        unknown = fetched.keys() - self._known.keys()
        self._poll += 1
        self._keep(fetched, gone)
        changing = {**self._open, **fetched}
        found = []
        for watched in self._watched:
            wanted = watched.alert.filter
            candidates: Mapping[str, Session] = fetched
            if wanted.depends_on_time_after_end or "flag" in wanted.fields:
                candidates = self._known
            elif wanted.depends_on_time or wanted.depends_on_rates:
                candidates = changing
            chosen = wanted.select(candidates.values(), now=at, rate_of=rate_of, flags_of=flags_of)
            matching = {one.session_id: one for one in chosen}
            for session_id in [id_ for id_ in watched.since if id_ in candidates and id_ not in matching]:
                del watched.since[session_id]
            for session_id, session in matching.items():
                if session_id in watched.since:
                    continue
                first_seen = session_id not in self._measured if wanted.depends_on_rates else session_id in unknown
                if first_seen and not self._is_younger(session):
                    watched.since[session_id] = 0
                else:
                    watched.since[session_id] = self._poll
                    found.append(Beginning(watched.alert, session, watched.ring(session_id)))
        if any(watched.alert.filter.depends_on_rates for watched in self._watched):
            self._measured.update(session_id for session_id in self._open if rate_of(session_id) != UNMEASURED)
        self._began = self._began or at
        return found

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many sessions match, by the alert's name, in the order of the alerts."""
        return tuple((watched.alert.name, len(watched.since)) for watched in self._watched)

    @property
    def matching(self) -> frozenset[str]:
        """Ids of the sessions that match any alert."""
        return frozenset().union(*(watched.since for watched in self._watched))

    def names(self, session_id: str) -> tuple[str, ...]:
        """Of the alerts that a session matches."""
        return tuple(watched.alert.name for watched in self._watched if session_id in watched.since)

    def level(self, session_id: str) -> int:
        """0: it matches none; 1: it matches one; 2: it began to in the last polls."""
        since = [watched.since[session_id] for watched in self._watched if session_id in watched.since]
        if not since:
            return 0
        return 2 if max(since) and self._poll - max(since) < FADES_OVER else 1

    def _keep(self, fetched: Mapping[str, Session], gone: Iterable[str]) -> None:
        for session_id in gone:
            self._known.pop(session_id, None)
            self._open.pop(session_id, None)
            self._measured.discard(session_id)
            for watched in self._watched:
                watched.since.pop(session_id, None)
        self._known.update(fetched)
        for session_id, session in fetched.items():
            if session.ended_at is None:
                self._open[session_id] = session
            else:
                self._open.pop(session_id, None)

    def _is_younger(self, session: Session) -> bool:
        """Than the watch."""
        began = session.created_at
        return began is not None and self._began is not None and began > self._began
