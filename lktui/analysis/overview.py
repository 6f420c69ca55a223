"""The project as a whole: how much is live, how much flows, how well people connect; now, and over the last polls.

A sum is over the sessions that are active by the status column, and says of how many of them the number is known: the
bandwidth of ten sessions of which three were measured is "at least", and of none is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lktui.analysis.status import Status, status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from lktui.analysis.rates import Rate
    from lktui.model import Session

KEPT = 240  # samples


@dataclass(frozen=True, slots=True)
class Sum:
    """`value` is the sum over those `known` out of `of` that have a number; None if none has."""

    value: float | None
    known: int
    of: int

    @property
    def is_complete(self) -> bool:
        return self.known == self.of


@dataclass(frozen=True, slots=True)
class ProjectSample:
    """The project at one poll. `rate_in` and `rate_out` are bytes per second."""

    at: datetime
    active: int
    people: Sum
    rate_in: Sum
    rate_out: Sum
    attempts: int
    success: int

    @property
    def connection_success(self) -> float | None:
        """From 0 to 1; None where nobody is known to have tried."""
        return min(1.0, self.success / self.attempts) if self.attempts else None


class Overview:
    """Adds up the sessions of a range as they are fetched: a poll costs what it fetched, a sample what is not ended."""

    def __init__(self) -> None:
        self._open: dict[str, Session] = {}
        self._connections: dict[str, tuple[int, int]] = {}
        self._attempts = 0
        self._success = 0

    def observe(self, sessions: Iterable[Session]) -> None:
        for session in sessions:
            if session.ended_at is None:
                self._open[session.session_id] = session
            else:
                self._open.pop(session.session_id, None)
            counts = session.connection_counts
            if counts is not None and counts.attempts is not None and counts.success is not None:
                self._count(session.session_id, (counts.attempts, counts.success))

    def forget(self, session_ids: Iterable[str]) -> None:
        """Sessions that are in the range no more."""
        for session_id in session_ids:
            self._open.pop(session_id, None)
            self._count(session_id, (0, 0))
            self._connections.pop(session_id, None)

    def sample(self, at: datetime, rate_of: Callable[[str], Rate]) -> ProjectSample:
        """As of `at`, the time of the poll."""
        active = [session for session in self._open.values() if status(session, at) is Status.ACTIVE]
        rates = [rate_of(session.session_id) for session in active]
        return ProjectSample(
            at,
            len(active),
            _sum([session.participants_now for session in active]),
            _sum([rate.in_ for rate in rates]),
            _sum([rate.out for rate in rates]),
            self._attempts,
            self._success,
        )

    def _count(self, session_id: str, counts: tuple[int, int]) -> None:
        attempts, success = self._connections.get(session_id, (0, 0))
        self._attempts += counts[0] - attempts
        self._success += counts[1] - success
        self._connections[session_id] = counts


@dataclass(frozen=True, slots=True)
class Series:
    """One number over the last polls, oldest first; None is a gap. `low` and `high` are None if all is one."""

    values: tuple[float | None, ...]
    low: float | None
    high: float | None

    @property
    def last(self) -> float | None:
        return self.values[-1] if self.values else None


@dataclass(frozen=True, slots=True)
class History:
    """The samples of the last polls, oldest first, at most `kept`; None is a poll that failed."""

    samples: tuple[ProjectSample | None, ...] = ()
    kept: int = KEPT

    def added(self, sample: ProjectSample | None) -> History:
        return History((*self.samples, sample)[-self.kept :], self.kept)

    def active(self) -> Series:
        return self._series(lambda sample: sample.active)

    def people(self) -> Series:
        return self._series(lambda sample: sample.people.value)

    def rate_in(self) -> Series:
        return self._series(lambda sample: sample.rate_in.value)

    def rate_out(self) -> Series:
        return self._series(lambda sample: sample.rate_out.value)

    def connection_success(self) -> Series:
        return self._series(lambda sample: sample.connection_success)

    def _series(self, read: Callable[[ProjectSample], float | None]) -> Series:
        values = tuple(None if sample is None else read(sample) for sample in self.samples)
        known = [value for value in values if value is not None]
        return Series(values, min(known, default=None), max(known, default=None))


def _sum(values: Sequence[float | None]) -> Sum:
    """Of no sessions at all it is 0, and known."""
    known = [value for value in values if value is not None]
    return Sum(sum(known) if known or not values else None, len(known), len(values))
