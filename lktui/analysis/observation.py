"""What was seen of the project over the polls: rates, changes and their marks, the feed, and the strip's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.analysis.alerts import AlertWatch
from lktui.analysis.changes import changes
from lktui.analysis.feed import Feed
from lktui.analysis.marks import Marks
from lktui.analysis.overview import History, Overview
from lktui.analysis.rates import Rates

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lktui.analysis.alerts import Alert, Beginning
    from lktui.analysis.changes import Change
    from lktui.model import Session


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
        self.history = History()
        self._overview = Overview()
        self._known: dict[str, Session] = {}
        self._seen_at: datetime | None = None

    def watch_for(self, alerts: Iterable[Alert]) -> None:
        """Before the first poll."""
        self.alerts = AlertWatch(alerts)

    def for_another_range(self, interval: float) -> Observation:
        """The feed goes on."""
        another = Observation(interval)
        another.alerts, another.feed = self.alerts.for_another_range(), self.feed
        return another

    def saw(self, sessions: Iterable[Session], at: datetime, seconds: float) -> None:
        """A poll succeeded; `sessions` are all that are known now. What is the same object as before was not news."""
        known = {session.session_id: session for session in sessions}
        news = [session for session_id, session in known.items() if self._known.get(session_id) is not session]
        self.rates.observe(seconds, news)
        gone = [session_id for session_id in self._known if session_id not in known]
        self._overview.forget(gone)
        self._overview.observe(news)
        covered_from = min((one.created_at for one in self._known.values() if one.created_at), default=None)
        self.changed = tuple(changes(self._known, news, since=self._seen_at, covered_from=covered_from))
        self.marks = self.marks.after(self.changed)
        self.begun = tuple(self.alerts.saw(news, gone, at, self.rates.rate))
        self.feed = self.feed.with_success(at).with_changes(at, self.changed).with_alerts(at, self.begun)
        self.history = self.history.added(self._overview.sample(at, self.rates.rate))
        self._known, self._seen_at = known, at

    def failed(self, at: datetime, reason: str) -> None:
        """A poll failed: a gap in the history."""
        self.feed = self.feed.with_failure(at, reason)
        self.history = self.history.added(None)
