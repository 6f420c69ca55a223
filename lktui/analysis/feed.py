"""The feed: what happened in the project, as it was seen, newest first."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from lktui.analysis.changes import What

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from lktui.analysis.alerts import Beginning
    from lktui.analysis.changes import Change

KEPT = 1_000  # events


class EventKind(Enum):
    BEGAN = "began"
    ENDED = "ended"
    EGRESS_STARTED = "egress started"
    EGRESS_ENDED = "egress ended"
    PEOPLE_UP = "people up"
    PEOPLE_DOWN = "people down"
    POLL_FAILED = "poll failed"
    RECOVERED = "recovered"
    ALERT = "alert"


class FeedEvent(NamedTuple):
    """`at` is when it was seen, by this machine. `session_id` and `room` are empty where it is about the polling.

    `text` says it in words: `room` and `text` hold what strangers wrote, as it came. `project` names the project where
    there are several.
    """

    at: datetime
    kind: EventKind
    session_id: str
    room: str
    text: str
    project: str = ""


class Feed(NamedTuple):
    """Immutable: every method answers with another feed. At most `kept` events, newest first."""

    events: tuple[FeedEvent, ...] = ()
    kept: int = KEPT
    failing: bool = False

    def with_rooms(self, rename: Callable[[str], str]) -> Feed:
        return self._replace(events=tuple(event._replace(room=rename(event.room)) for event in self.events))

    def with_changes(self, at: datetime, changes: Iterable[Change]) -> Feed:
        """`changes` newest first, as the rows are; those in which only numbers moved are no events."""
        return self._with([event for change in changes for event in _events(at, change)])

    def with_alerts(self, at: datetime, beginnings: Iterable[Beginning]) -> Feed:
        """Sessions began to match alerts."""
        return self._with(
            [
                FeedEvent(
                    at,
                    EventKind.ALERT,
                    begun.session.session_id,
                    begun.session.room_name,
                    f"alert {begun.alert.name}",
                    begun.session.project,
                )
                for begun in beginnings
            ]
        )

    def with_failure(self, at: datetime, reason: str) -> Feed:
        """A poll failed; only the first failure of a row of them is an event."""
        if self.failing:
            return self
        event = FeedEvent(at, EventKind.POLL_FAILED, "", "", f"poll failed: {reason}")
        return self._with([event])._replace(failing=True)

    def with_success(self, at: datetime) -> Feed:
        """A poll succeeded; that is an event after a failure."""
        if not self.failing:
            return self
        return self._with([FeedEvent(at, EventKind.RECOVERED, "", "", "polling works again")])._replace(failing=False)

    def with_project(self, at: datetime, project: str, reason: str) -> Feed:
        """The polls of one of several projects begin to fail, or work again where there is no reason."""
        if reason:
            return self._with([FeedEvent(at, EventKind.POLL_FAILED, "", "", f"poll failed: {reason}", project)])
        return self._with([FeedEvent(at, EventKind.RECOVERED, "", "", "polling works again", project)])

    def _with(self, events: list[FeedEvent]) -> Feed:
        return self._replace(events=(*events, *self.events)[: self.kept]) if events else self


def _events(at: datetime, change: Change) -> Iterator[FeedEvent]:
    """Of one session, the last to happen first."""
    session = change.session
    for what in reversed(change.whats):
        text = what.value
        if what in {What.PEOPLE_UP, What.PEOPLE_DOWN} and change.before is not None:
            text = f"people {change.before.participants_now} → {session.participants_now}"
        yield FeedEvent(at, EventKind(what.value), session.session_id, session.room_name, text, session.project)
