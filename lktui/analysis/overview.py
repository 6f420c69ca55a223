"""The project as a whole: how much is live, how much flows, how well people connect; now, and over the last polls.

A sum is over the sessions that are active by the status column, and says of how many of them the number is known: the
bandwidth of ten sessions of which three were measured is "at least", and of none is unknown. What flowed counts until
it is measured again, also where a session fell idle in the meantime.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from lktui.analysis.status import IDLE_AFTER, Status, status

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime, timedelta

    from lktui.analysis.rates import Totals
    from lktui.model import Session

KEPT = 240  # samples


class Sum(NamedTuple):
    """`value` is the sum over those `known` out of `of` that have a number; None if none has."""

    value: float | None
    known: int
    of: int

    @property
    def is_complete(self) -> bool:
        return self.known == self.of


class ProjectSample(NamedTuple):
    """The project at one poll. `rate_in` and `rate_out` are bytes per second.

    `ghosts` are apart from `active`; None where nobody remembers how many there were. `whole` is whether all of the
    project was counted.
    """

    at: datetime
    active: int
    people: Sum
    rate_in: Sum
    rate_out: Sum
    attempts: int
    success: int
    ghosts: int | None = 0
    whole: bool = True

    @property
    def connection_success(self) -> float | None:
        """From 0 to 1; None where nobody is known to have tried."""
        return min(1.0, self.success / self.attempts) if self.attempts else None


class Overview:
    """Adds up the sessions of a range as they are fetched: a poll costs what it fetched, and what fell idle since."""

    def __init__(self) -> None:
        self._active: dict[str, Session] = {}
        self._people = 0
        self._counted = 0  # sessions whose people are known
        self._empty: list[tuple[datetime, str]] = []  # a heap: when a session that nobody is in was last active
        self._connections: dict[str, tuple[int, int]] = {}
        self._attempts = 0
        self._success = 0

    def observe(self, sessions: Iterable[Session]) -> None:
        for session in sessions:
            self._leave(session.session_id)
            if session.ended_at is None:
                self._join(session)
            counts = session.connection_counts
            if counts is not None and counts.attempts is not None and counts.success is not None:
                self._count(session.session_id, (counts.attempts, counts.success))

    def forget(self, session_ids: Iterable[str]) -> None:
        """Sessions that are in the range no more."""
        for session_id in session_ids:
            self._leave(session_id)
            self._count(session_id, (0, 0))
            self._connections.pop(session_id, None)

    def sample(self, at: datetime, rates: Totals, ghosts: Collection[str] = ()) -> ProjectSample:
        """As of `at`, the time of the poll; `ghosts` are counted apart."""
        while self._empty and at - self._empty[0][0] >= IDLE_AFTER:
            _, session_id = heappop(self._empty)
            session = self._active.get(session_id)
            if session is not None and status(session, at) is Status.IDLE:
                self._leave(session_id)
        haunting = [session for session_id in ghosts if (session := self._active.get(session_id)) is not None]
        counted = [session.participants_now for session in haunting if session.participants_now is not None]
        active = len(self._active) - len(haunting)
        return ProjectSample(
            at,
            active,
            _sum(self._people - sum(counted), self._counted - len(counted), active),
            _sum(rates.in_, rates.in_known, active),
            _sum(rates.out, rates.out_known, active),
            self._attempts,
            self._success,
            len(ghosts),
        )

    def _join(self, session: Session) -> None:
        self._active[session.session_id] = session
        if session.participants_now is not None:
            self._people += session.participants_now
            self._counted += 1
        if session.participants_now == 0 and session.last_active is not None:
            heappush(self._empty, (session.last_active, session.session_id))

    def _leave(self, session_id: str) -> None:
        session = self._active.pop(session_id, None)
        if session is not None and session.participants_now is not None:
            self._people -= session.participants_now
            self._counted -= 1

    def _count(self, session_id: str, counts: tuple[int, int]) -> None:
        attempts, success = self._connections.get(session_id, (0, 0))
        self._attempts += counts[0] - attempts
        self._success += counts[1] - success
        self._connections[session_id] = counts


class Series(NamedTuple):
    """One number over the last polls, oldest first; None is a gap. `low` and `high` are None if all is one.

    `last` is that of the last poll that succeeded: what is shown stays while polls fail, marked as stale.
    """

    values: tuple[float | None, ...]
    low: float | None
    high: float | None
    last: float | None = None


class History(NamedTuple):
    """The samples of the last polls, oldest first, at most `kept`; None is a poll that failed.

    `earlier` are those of a run before, with a gap where nobody looked.
    """

    samples: tuple[ProjectSample | None, ...] = ()
    kept: int = KEPT
    earlier: tuple[ProjectSample | None, ...] = ()

    def added(self, sample: ProjectSample | None) -> History:
        return self._replace(samples=(*self.samples, sample)[-self.kept :])

    def of_more(self) -> History:
        """More of the project is known from now on: what was counted before is too little, so that is a gap."""
        return self._replace(samples=(None,) * len(self.samples))

    def after(self, earlier: Iterable[ProjectSample], interval: timedelta) -> History:
        """With what an earlier run saw, in its order; longer than two intervals between two of them is a gap."""
        first = next((sample.at for sample in self.samples if sample is not None), None)
        found: list[ProjectSample | None] = []
        at: datetime | None = None
        for sample in earlier:
            if first is not None and sample.at >= first:
                break
            if at is not None and sample.at - at > 2 * interval:
                found.append(None)
            found.append(sample)
            at = sample.at
        if at is not None and (first is None or first - at > 2 * interval):
            found.append(None)
        return self._replace(earlier=tuple(found[-self.kept :]))

    def active(self) -> Series:
        return self._series(lambda sample: sample.active)

    def ghosts(self) -> Series:
        return self._series(lambda sample: sample.ghosts)

    def people(self) -> Series:
        return self._series(lambda sample: sample.people.value)

    def rate_in(self) -> Series:
        return self._series(lambda sample: sample.rate_in.value)

    def rate_out(self) -> Series:
        return self._series(lambda sample: sample.rate_out.value)

    def connection_success(self) -> Series:
        return self._series(lambda sample: sample.connection_success)

    def _series(self, read: Callable[[ProjectSample], float | None]) -> Series:
        samples = (*self.earlier, *self.samples)[-self.kept :]
        values = tuple(None if sample is None else read(sample) for sample in samples)
        known = [value for value in values if value is not None]
        good = next((sample for sample in reversed(self.samples) if sample is not None), None)
        last = None if good is None else read(good)
        return Series(values, min(known, default=None), max(known, default=None), last)


def _sum(value: float, known: int, of: int) -> Sum:
    """Of no sessions at all it is 0, and known."""
    return Sum(value if known or not of else None, min(known, of), of)
