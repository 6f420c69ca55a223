"""The findings of many sessions in a word each: from the list at every poll, and from details as they become known."""

from __future__ import annotations

from datetime import timedelta
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from lktui.analysis.findings import RULES, From
from lktui.analysis.findings.finding import Case, Severity
from lktui.analysis.findings.session import FINDS
from lktui.analysis.findings.thresholds import Thresholds
from lktui.analysis.ghosts import RoomAnswer, ghost_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from lktui.model import Session

NO_FLAGS: frozenset[str] = frozenset()
GHOST = "ghost"
OF_DETAILS = frozenset(rule.id for rule in RULES if rule.needs is From.DETAIL)
_WORST_FIRST = {rule.id: (-rule.severity, place) for place, rule in enumerate(RULES)}
_LETTERS = {rule.id: rule.letter for rule in RULES}
_SEVERITIES = {rule.id: rule.severity for rule in RULES}
ONE_MORE = 100  # rules, at most: a worse one outweighs all that are milder


def ordered(flags: frozenset[str]) -> list[str]:
    """The worst first."""
    return sorted(flags & _LETTERS.keys(), key=_WORST_FIRST.__getitem__)


def severity(flag: str) -> Severity:
    return _SEVERITIES[flag]


def letter(flag: str) -> str:
    return _LETTERS[flag]


def weight(flags: frozenset[str]) -> int | None:
    """How bad they are together; None without any."""
    return sum(ONE_MORE ** _SEVERITIES[flag] for flag in flags & _LETTERS.keys()) or None


class Flags:
    """Costs what was fetched and what time has changed, not what is known.

    What was found in a detail stays until the next one: it is as old as that. `ghosts` are ids.
    """

    def __init__(self, thresholds: Thresholds = Thresholds()) -> None:
        self.thresholds = thresholds
        self.ghosts: set[str] = set()
        self._open: dict[str, Session] = {}
        self._due: list[tuple[datetime, str]] = []  # a heap: when time alone may change the flags of an open session
        self._due_at: dict[str, datetime] = {}
        self._rooms: RoomAnswer | None = None
        self._listed: set[str] = set()
        self._of_list: dict[str, frozenset[str]] = {}
        self._of_details: dict[str, frozenset[str]] = {}
        self._examined: set[str] = set()
        self._both: dict[str, frozenset[str]] = {}

    def for_another_range(self) -> Flags:
        """What was found in details stays known."""
        another = Flags(self.thresholds)
        another.learn(self._of_details)
        another._examined |= self._examined
        return another

    def of(self, session_id: str) -> frozenset[str]:
        return self._both.get(session_id, NO_FLAGS)

    def is_ghost(self, session_id: str) -> bool:
        return session_id in self.ghosts

    def saw(self, news: Iterable[Session], gone: Iterable[str], at: datetime, rooms: RoomAnswer | None = None) -> None:
        """A poll succeeded: `news` are the sessions that are new or changed, `gone` those in the range no more."""
        for session_id in gone:
            self._forget(session_id)
            self._keep(self._of_list, session_id, NO_FLAGS)
            self._listed.discard(session_id)
        changed = {session.session_id: session for session in news}
        for session_id in self._overdue(at) | self._haunted(rooms):
            if session_id in self._open and session_id not in changed:
                changed[session_id] = self._open[session_id]
        self._listed.update(changed)
        after = timedelta(seconds=self.thresholds.ghost_after)
        for session_id, session in changed.items():
            self._examine(Case(session, at, self.thresholds, ghost=ghost_of(session, rooms, after, ())))
            if session.ended_at is None:
                self._open[session_id] = session
                self._look_again(session, at)
            else:
                self._forget(session_id)

    def recall(self, seen: Iterable[tuple[Session, datetime]]) -> None:
        """Sessions as they were last seen, and when; of those that it knows it knows better."""
        for session, at in seen:
            if session.session_id not in self._listed:
                self._examine(Case(session, at, self.thresholds))

    def _examine(self, case: Case) -> None:
        found = frozenset(rule for rule, find in FINDS.items() if find(case) is not None)
        self._keep(self._of_list, case.session.session_id, found)

    def _haunted(self, rooms: RoomAnswer | None) -> set[str]:
        """Those that may have become ghosts, or ceased to be, with another answer of the room service."""
        if rooms is self._rooms:
            return set()
        self._rooms = rooms
        return self.ghosts | (rooms.absent_since.keys() if rooms is not None else set())

    def _overdue(self, at: datetime) -> set[str]:
        found = set()
        while self._due and self._due[0][0] <= at:
            moment, session_id = heappop(self._due)
            if self._due_at.get(session_id) == moment:
                del self._due_at[session_id]
                found.add(session_id)
        return found

    def _look_again(self, session: Session, at: datetime) -> None:
        limits = self.thresholds
        moments = [_later(session.created_at, limits.long_after)]
        if session.participants_now == 0:
            since = session.last_active or session.created_at
            moments += [_later(since, limits.empty_after), _later(since, limits.recording_after)]
        due = min((moment for moment in moments if moment is not None and moment > at), default=None)
        if due is None:
            self._due_at.pop(session.session_id, None)
        elif due != self._due_at.get(session.session_id):
            self._due_at[session.session_id] = due
            heappush(self._due, (due, session.session_id))

    def _forget(self, session_id: str) -> None:
        self._open.pop(session_id, None)
        self._due_at.pop(session_id, None)

    def knows_detail(self, session_id: str) -> bool:
        """Whether it was told what was found in a session's detail."""
        return session_id in self._examined

    def learn(self, known: Mapping[str, Iterable[str]]) -> None:
        """What was found in the details of sessions, by session id."""
        for session_id, flags in known.items():
            self._examined.add(session_id)
            self._keep(self._of_details, session_id, OF_DETAILS.intersection(flags))

    def _keep(self, where: dict[str, frozenset[str]], session_id: str, flags: frozenset[str]) -> None:
        if flags == where.get(session_id, NO_FLAGS):
            return
        where[session_id] = flags
        if where is self._of_list:
            (self.ghosts.add if GHOST in flags else self.ghosts.discard)(session_id)
        self._both[session_id] = self._of_list.get(session_id, NO_FLAGS) | self._of_details.get(session_id, NO_FLAGS)


def _later(moment: datetime | None, seconds: float) -> datetime | None:
    return None if moment is None else moment + timedelta(seconds=seconds)
