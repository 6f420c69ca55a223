"""Bytes per second of each session, measured from two polls; what was not measured is unknown, never 0.

A rate is the growth of a counter between two answers of the API that are news, divided by the time between them:

- News is an answer whose `lastActive` has moved; where the API gives none, one whose counters have moved. Without news
  there is no rate, and the next news is measured from the last one: three polls of the same numbers and then a jump are
  one rate over all four, not a spike. Moved `lastActive` with the same counters is a rate of 0.
- The time is that between the polls, or that by which `lastActive` moved where that is longer: numbers that the API
  brings up to date once a minute must not look as if they had come in one second.
- A counter that fell has no rate, nor has an ended session, nor what was measured over a gap (`Rates`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lktui.model import Session

SHORTEST_GAP = 30.0  # seconds: with a very short interval, a slow answer is no gap
LONGEST_SPAN = 300.0  # seconds: a mean over a longer time says nothing of now


class Rate(NamedTuple):
    """Bytes per second, uploaded and downloaded; None is not measured."""

    in_: float | None = None
    out: float | None = None

    @property
    def total(self) -> float | None:
        return None if self.in_ is None or self.out is None else self.in_ + self.out


UNMEASURED = Rate()
FINEST = 1024  # parts of a byte per second: totals are of whole numbers, which come back to exactly 0


class Totals(NamedTuple):
    """The rates that are known now, added up, and of how many sessions each is."""

    in_: float
    in_known: int
    out: float
    out_known: int


class _Seen(NamedTuple):
    """`session` and `at` are the last news; `rate` was measured at `seen_at`, when the session was last fetched."""

    session: Session
    at: float
    seen_at: float
    rate: Rate = UNMEASURED


class Rates:
    """Knows the rates of the sessions that were fetched lately, and their totals; times are monotonic, in seconds.

    `interval` is the time between polls and may be changed. Three of them without a poll are a gap: all is unknown and
    measured anew. A session that was not in the latest polls, as only some pages were fetched, keeps its rate for as
    long. Costs what was fetched, not what is known; sessions that were not fetched for `LONGEST_SPAN` are forgotten.
    """

    def __init__(self, interval: float = 10.0) -> None:
        self.interval = interval
        self._seen: dict[str, _Seen] = {}  # the longest unseen first
        self._known: dict[str, Rate] = {}  # the rates that hold, in the same order
        self._sums = [0, 0]
        self._counts = [0, 0]
        self._at: float | None = None  # the last poll

    def __len__(self) -> int:
        return len(self._seen)

    def observe(self, at: float, sessions: Iterable[Session]) -> None:
        """What a poll has fetched; call it for every successful one, even an empty one."""
        if self._at is not None and not 0 <= at - self._at <= self._gap:
            self.forget(list(self._seen))
        self._at = at
        for session in sessions:
            session_id = session.session_id
            seen = self._seen.pop(session_id, None)
            self._drop(session_id)
            if session.ended_at is None:
                seen = _Seen(session, at, at) if seen is None else _next(seen, session, at)
                self._seen[session_id] = seen
                if seen.rate is not UNMEASURED:
                    self._known[session_id] = seen.rate
                    self._add(seen.rate, 1)
        self._forget_old(at)

    def forget(self, session_ids: Iterable[str]) -> None:
        """Sessions that are in the range no more."""
        for session_id in session_ids:
            self._seen.pop(session_id, None)
            self._drop(session_id)

    @property
    def totals(self) -> Totals:
        """As of the last poll."""
        (in_, out), (in_known, out_known) = self._sums, self._counts
        return Totals(in_ / FINEST, in_known, out / FINEST, out_known)

    def rate(self, session_id: str, at: float | None = None) -> Rate:
        """The rate as of `at`, by default the last poll."""
        seen = self._seen.get(session_id)
        if seen is None or self._at is None:
            return UNMEASURED
        return seen.rate if max(self._at, at or self._at) - seen.seen_at <= self._gap else UNMEASURED

    @property
    def _gap(self) -> float:
        return max(3 * self.interval, SHORTEST_GAP)

    def _forget_old(self, at: float) -> None:
        while self._known and at - self._seen[next(iter(self._known))].seen_at > self._gap:
            self._drop(next(iter(self._known)))
        limit = max(LONGEST_SPAN, self._gap)
        while self._seen and at - next(iter(self._seen.values())).seen_at > limit:
            del self._seen[next(iter(self._seen))]

    def _drop(self, session_id: str) -> None:
        rate = self._known.pop(session_id, None)
        if rate is not None:
            self._add(rate, -1)

    def _add(self, rate: Rate, sign: int) -> None:
        for direction, value in enumerate((rate.in_, rate.out)):
            if value is not None:
                self._sums[direction] += sign * round(value * FINEST)
                self._counts[direction] += sign


def _next(seen: _Seen, session: Session, at: float) -> _Seen:
    if at <= seen.seen_at:  # the same session on two pages of one poll
        return seen
    before = seen.session
    seconds = at - seen.at
    if before.last_active is not None and session.last_active is not None:
        moved = (session.last_active - before.last_active).total_seconds()
        if moved == 0:
            return _Seen(before, seen.at, at)
        seconds = max(seconds, moved) if moved > 0 else LONGEST_SPAN + 1
    elif (before.bandwidth_in, before.bandwidth_out) == (session.bandwidth_in, session.bandwidth_out):
        return _Seen(before, seen.at, at)
    if seconds > LONGEST_SPAN:
        return _Seen(session, at, at)
    rate = Rate(
        _per_second(before.bandwidth_in, session.bandwidth_in, seconds),
        _per_second(before.bandwidth_out, session.bandwidth_out, seconds),
    )
    return _Seen(session, at, at, rate)


def _per_second(before: int | None, after: int | None, seconds: float) -> float | None:
    if before is None or after is None or after < before:
        return None
    return (after - before) / seconds
