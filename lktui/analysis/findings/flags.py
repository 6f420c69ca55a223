"""The findings of many sessions in a word each: from the list at every poll, and from details as they become known."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lktui.analysis.findings import RULES, From
from lktui.analysis.findings.finding import Case
from lktui.analysis.findings.thresholds import Thresholds
from lktui.analysis.ghosts import RoomAnswer, ghost_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from lktui.model import Session

NO_FLAGS: frozenset[str] = frozenset()
GHOST = "ghost"
_OF_DETAILS = frozenset(rule.id for rule in RULES if rule.needs is From.DETAIL)
_OF_LIST = tuple(rule for rule in RULES if rule.needs is not From.DETAIL)


class Flags:
    """Costs what was fetched and what has not ended, not what is known.

    What was found in a detail stays until the next one: it is as old as that.
    """

    def __init__(self, thresholds: Thresholds = Thresholds()) -> None:
        self.thresholds = thresholds
        self._open: dict[str, Session] = {}
        self._of_list: dict[str, frozenset[str]] = {}
        self._of_details: dict[str, frozenset[str]] = {}
        self._both: dict[str, frozenset[str]] = {}

    def of(self, session_id: str) -> frozenset[str]:
        return self._both.get(session_id, NO_FLAGS)

    def is_ghost(self, session_id: str) -> bool:
        return GHOST in self.of(session_id)

    def saw(self, news: Iterable[Session], gone: Iterable[str], at: datetime, rooms: RoomAnswer | None = None) -> None:
        """A poll succeeded: `news` are the sessions that are new or changed, `gone` those in the range no more."""
        for session_id in gone:
            self._open.pop(session_id, None)
            self._keep(self._of_list, session_id, NO_FLAGS)
        fresh = list(news)
        for session in fresh:
            if session.ended_at is None:
                self._open[session.session_id] = session
            else:
                self._open.pop(session.session_id, None)
        ended = [session for session in fresh if session.ended_at is not None]
        after = timedelta(seconds=self.thresholds.ghost_after)
        for session in (*ended, *self._open.values()):
            case = Case(session, at, self.thresholds, ghost=ghost_of(session, rooms, after, ()))
            found = frozenset(rule.id for rule in _OF_LIST if rule.find(case) is not None)
            self._keep(self._of_list, session.session_id, found)

    def learn(self, known: Mapping[str, Iterable[str]]) -> None:
        """What was found in the details of sessions, by session id."""
        for session_id, flags in known.items():
            self._keep(self._of_details, session_id, _OF_DETAILS.intersection(flags))

    def _keep(self, where: dict[str, frozenset[str]], session_id: str, flags: frozenset[str]) -> None:
        if flags == where.get(session_id, NO_FLAGS):
            return
        where[session_id] = flags
        self._both[session_id] = self._of_list.get(session_id, NO_FLAGS) | self._of_details.get(session_id, NO_FLAGS)
