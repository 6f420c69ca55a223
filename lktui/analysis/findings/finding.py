"""What a finding is: a rule that holds for a session, in words, with the evidence and those whom it concerns."""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from lktui.analysis.findings.thresholds import Thresholds
from lktui.analysis.presence import Attendance, attendance
from lktui.analysis.status import awaits_participants, combined

if TYPE_CHECKING:
    from datetime import datetime

    from lktui.analysis.findings.common import Shared
    from lktui.analysis.ghosts import Ghost
    from lktui.analysis.presence import Presence
    from lktui.model import Session, SessionDetail

LONGEST_NAME = 40  # characters of an identity in the words of a finding


class Severity(IntEnum):
    """How much it matters: a note is worth knowing, a warning worth looking at, what is bad hurt someone or costs."""

    NOTE = 1
    WARNING = 2
    BAD = 3


class Evidence(NamedTuple):
    """One observation. `key` is that of a participant, empty for the session as a whole.

    `until` is the end of what lasted. `assumed` marks a time that is only a fallback.
    """

    what: str
    at: datetime | None = None
    until: datetime | None = None
    key: str = ""
    assumed: bool = False


class Finding(NamedTuple):
    """`rule` is the id of its rule, and its flag in the table. `keys` are the participants concerned.

    `words` hold identities as they came. `at` is the moment to look at, None where there is none. `shared` is what
    those concerned have in common against the rest.
    """

    rule: str
    severity: Severity
    words: str
    evidence: tuple[Evidence, ...]
    keys: tuple[str, ...] = ()
    at: datetime | None = None
    shared: tuple[Shared, ...] = ()


class Found(NamedTuple):
    """What a rule says; the rule's id and severity make it a `Finding`."""

    words: str
    evidence: tuple[Evidence, ...]
    keys: tuple[str, ...] = ()
    at: datetime | None = None
    shared: tuple[Shared, ...] = ()


class Case(NamedTuple):
    """All that the rules may look at. `at` is when the data were fetched: nothing is said of the time after it.

    `session` is what list and detail say together, `attended` is empty without a detail. `ghost` is what the room
    service said if it does not know the session.
    """

    session: Session
    at: datetime
    thresholds: Thresholds = Thresholds()
    detail: SessionDetail | None = None
    attended: Attendance = Attendance()
    ghost: Ghost | None = None

    @property
    def is_whole(self) -> bool:
        """Whether everyone is there, with the times of all their joins: only then can it be said who was not there."""
        detail = self.detail
        if detail is None or detail.unreadable or awaits_participants(detail):
            return False
        return all(person.spans and not person.unplaced for person in self.attended.people)

    def until(self, moment: datetime | None) -> datetime:
        """The end of what began before: of the session, or of what is known."""
        return moment or self.session.ended_at or self.at


def case_of(
    session: Session,
    detail: SessionDetail | None,
    at: datetime,
    *,
    thresholds: Thresholds = Thresholds(),
    ghost: Ghost | None = None,
    attended: Attendance | None = None,
) -> Case:
    """`session` is the row of the list; `attended` saves work where it is known."""
    together = combined(session, detail, session.session_id)
    if detail is None:
        return Case(together, at, thresholds, ghost=ghost)
    if attended is None:
        attended = attendance(detail, began=together.created_at, ended=together.ended_at)
    return Case(together, at, thresholds, detail, attended, ghost)


# How findings put things into words.


def name(person: Presence) -> str:
    known = person.identity or person.name or "someone without an identity"
    return known if len(known) <= LONGEST_NAME else f"{known[: LONGEST_NAME - 1]}…"


def others_too(count: int) -> str:
    """What is added to the words about one of so many."""
    if count <= 1:
        return ""
    return "; one other, too" if count == 2 else f"; {count - 1} others, too"


def span(length: timedelta | float) -> str:
    seconds = int(length.total_seconds() if isinstance(length, timedelta) else length)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    if days:
        return f"{days}d {hour}h" if hour else f"{days}d"
    if hours:
        return f"{hours}h {minute}m" if minute else f"{hours}h"
    if minutes:
        return f"{minutes}m {second}s" if second else f"{minutes}m"
    return f"{seconds}s"
