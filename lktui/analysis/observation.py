"""What was seen of the project over the polls: rates, changes and their marks, the feed, and the strip's history."""

from __future__ import annotations

from collections import ChainMap
from datetime import timedelta
from operator import is_not
from typing import TYPE_CHECKING

from lktui.analysis.alerts import AlertWatch
from lktui.analysis.changes import LISTED_LATE, changes
from lktui.analysis.feed import Feed
from lktui.analysis.findings import case_of, findings
from lktui.analysis.findings.flags import Flags
from lktui.analysis.ghosts import ghost_of
from lktui.analysis.marks import Marks
from lktui.analysis.overview import History, Overview
from lktui.analysis.rates import Rates

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from lktui.analysis.alerts import Alert, Beginning
    from lktui.analysis.changes import Change
    from lktui.analysis.findings import Finding
    from lktui.analysis.ghosts import RoomAnswer
    from lktui.analysis.presence import Attendance
    from lktui.model import Session, SessionDetail


class Observation:
    """Fed with every poll of one range; `seconds` is monotonic. `for_another_range` begins a new one.

    `changed` is what changed at the last poll, in the order of the rows, and `begun` what began to match an alert.
    """

    def __init__(self, interval: float) -> None:
        self.alerts = AlertWatch()
        self.begun: tuple[Beginning, ...] = ()
        self.changed: tuple[Change, ...] = ()
        self.rates = Rates(interval or 60.0)
        self.marks = Marks()
        self.feed = Feed()
        self.flags = Flags()
        self.history = History()
        self._overview = Overview()
        self._examined: tuple[tuple[object, ...], tuple[Finding, ...]] | None = None
        self._known: dict[str, Session] = {}
        self._gone: dict[str, tuple[Session, float]] = {}  # as last seen, and when that ended; the longest gone first
        self._seen_at: datetime | None = None
        self._covered_from: datetime | None = None  # the beginning of the oldest session seen
        self._seconds = 0.0
        self._clock = 0.0

    def watch_for(self, alerts: Iterable[Alert]) -> None:
        """What is known already was there before."""
        self.alerts = AlertWatch(alerts)
        if self._seen_at is not None:
            self.alerts.saw(self._known.values(), (), self._seen_at, self.rates.rate, self.flags.of)

    def for_another_range(self, interval: float) -> Observation:
        """The feed goes on, and what was found in details stays known."""
        another = Observation(interval)
        another.alerts, another.feed = self.alerts.for_another_range(), self.feed
        another.flags = self.flags.for_another_range()
        return another

    def saw(
        self,
        news: Sequence[Session],
        gone: Iterable[str],
        at: datetime,
        seconds: float,
        rooms: RoomAnswer | None = None,
    ) -> None:
        """A poll succeeded: `news` came or changed since the one before, newest first; `gone` are the ids of the rest.

        It costs what these are, not what is known; `rooms` is what the room service said last.
        """
        gone = list(gone)
        since = self._seen_at
        self._time_passed(at, seconds)
        self.rates.observe(self._clock, news)
        self.rates.forget(gone)
        self._overview.forget(gone)
        self._overview.observe(news)
        before = ChainMap(self._known, self._back(news)) if self._gone else self._known
        self.changed = tuple(changes(before, news, since=since, covered_from=self._covered_from))
        self.marks = self.marks.after(self.changed)
        self.flags.saw(news, gone, at, rooms)
        self.begun = tuple(self.alerts.saw(news, gone, at, self.rates.rate, self.flags.of))
        self.feed = self.feed.with_success(at).with_changes(at, self.changed).with_alerts(at, self.begun)
        if self._reaches_further_back(news):
            self.history = self.history.of_more()
        self.history = self.history.added(self._overview.sample(at, self.rates.totals, self.flags.ghosts))
        for session_id in gone:
            if (known := self._known.pop(session_id, None)) is not None:
                self._gone[session_id] = (known, self._clock)
        self._known.update((session.session_id, session) for session in news)
        moments = [session.created_at for session in news if session.created_at is not None]
        self._covered_from = min([*moments, *([self._covered_from] if self._covered_from else [])], default=None)

    def _back(self, news: Iterable[Session]) -> dict[str, Session]:
        """Those of the news that an answer had left out: they have not begun again.

        After `LISTED_LATE` one counts as begun in no case, and need not be remembered.
        """
        until = self._clock - LISTED_LATE.total_seconds()
        while self._gone and next(iter(self._gone.values()))[1] < until:
            del self._gone[next(iter(self._gone))]
        return {
            session.session_id: self._gone.pop(session.session_id)[0]
            for session in news
            if session.session_id in self._gone
        }

    def _reaches_further_back(self, news: Iterable[Session]) -> bool:
        """Whether more of the range was loaded: sessions that were there before, but not counted."""
        covered = self._covered_from
        return covered is not None and any(
            session.created_at is not None and session.created_at < covered and session.session_id not in self._known
            for session in news
        )

    def _time_passed(self, at: datetime, seconds: float) -> None:
        """By the clock that moved more: one stands still while the machine sleeps, the other can be set back."""
        moved = seconds - self._seconds
        if self._seen_at is not None:
            moved = max(moved, (at - self._seen_at).total_seconds())
        self._clock, self._seconds, self._seen_at = self._clock + moved, seconds, at

    def examine(
        self,
        session: Session,
        detail: SessionDetail | None,
        at: datetime,
        rooms: RoomAnswer | None = None,
        among: Iterable[Session] = (),
        attended: Attendance | None = None,
    ) -> tuple[Finding, ...]:
        """What the rules say of one session, `at` when its detail was fetched; its flags are known from then on.

        `among` are the sessions in which a ghost's twin may be found. The same things are looked at only once.
        """
        looked_at = (session, detail, at, rooms)
        if self._examined is None or any(map(is_not, self._examined[0], looked_at)):
            limits = self.flags.thresholds
            ghost = ghost_of(session, rooms, timedelta(seconds=limits.ghost_after), among)
            found = findings(case_of(session, detail, at, thresholds=limits, ghost=ghost, attended=attended))
            if detail is not None:
                self.flags.learn({session.session_id: [finding.rule for finding in found]})
            self._examined = (looked_at, found)
        return self._examined[1]

    def failed(self, at: datetime, reason: str) -> None:
        """A poll failed: a gap in the history."""
        self.feed = self.feed.with_failure(at, reason)
        self.history = self.history.added(None)
