"""Whether a session is live, and how long it was: with what was measured, and what is only a fallback.

The API leaves `endedAt` out while a session is active, and leaves some sessions "active" for days
(`analytics-api.md` §2). A session that nobody is in any more is therefore told apart, and its duration is measured to
when it was last active.
"""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from lktui.model import Session

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lktui.model import Participant, SessionDetail, Stay

IDLE_AFTER = timedelta(minutes=5)
CLOCKS_APART = timedelta(minutes=1)  # so much later than now a session may have begun, and be zero seconds old


class Status(Enum):
    """`IDLE` is active by the API, but empty and without activity for five minutes.

    A `GHOST` is active by the API, but the room service does not know it.
    """

    ACTIVE = "active"
    IDLE = "idle"
    GHOST = "ghost"
    ENDED = "ended"


class Until(Enum):
    """What a duration was measured to; the last one is a fallback and labelled as one."""

    END = "end"
    NOW = "now"
    LAST_ACTIVE = "last active"


class Duration(NamedTuple):
    length: timedelta
    until: Until


def status(session: Session, now: datetime, *, ghost: bool = False) -> Status:
    if session.ended_at is not None:
        return Status.ENDED
    if ghost:
        return Status.GHOST
    silent = session.last_active is not None and now - session.last_active >= IDLE_AFTER
    return Status.IDLE if silent and session.participants_now == 0 else Status.ACTIVE


def duration(session: Session, now: datetime) -> Duration | None:
    """None where the API does not say when it began, or says that it ended, was last active, or is seen before that."""
    began = session.created_at
    if began is None:
        return None
    if session.ended_at is not None:
        length = session.ended_at - began
        return Duration(length, Until.END) if length >= timedelta() else None
    if status(session, now) is Status.IDLE and session.last_active is not None:
        length, until = session.last_active - began, Until.LAST_ACTIVE
    else:
        length, until = now - began, Until.NOW
    return Duration(max(length, timedelta()), until) if length >= -CLOCKS_APART else None


def combined(session: Session | None, detail: SessionDetail | None, session_id: str) -> Session:
    """What the list and the detail tell of one session; the detail wins where it says something.

    Who is in the room now is counted from the detail's participants, where it has all of them.
    """
    known = session or Session(session_id, "")
    if detail is None:
        return known
    ended_at = detail.ended_at or known.ended_at
    here = sum(1 for person in detail.participants if is_here(person, ended_at))
    total = detail.participants_total
    complete = not detail.unreadable and not awaits_participants(detail)
    return known._replace(
        room_name=detail.room_name or known.room_name,
        created_at=detail.started_at or known.created_at,
        ended_at=ended_at,
        participants_total=known.participants_total if total is None else total,
        participants_now=here if detail.participants and complete else known.participants_now,
    )


def awaits_participants(detail: SessionDetail) -> bool:
    """Whether the detail is still empty or partial: fewer participants than it says there were (§5.7)."""
    if detail.participants_total is None:
        return not detail.participants
    return len(detail.participants) + detail.unreadable < detail.participants_total


def left_at(stay: Stay, session_end: datetime | None) -> tuple[datetime | None, bool]:
    """When a stay ended, and whether that is only the end of the session, for want of a time of its own."""
    if stay.left_at is not None or session_end is None:
        return stay.left_at, False
    return session_end, True


def is_here(participant: Participant, session_end: datetime | None) -> bool:
    """Whether a participant is in the room: one of its stays is open in a session that has not ended."""
    if session_end is not None:
        return False
    if participant.stays:
        return any(stay.left_at is None for stay in participant.stays)
    return participant.joined_at is not None and participant.left_at is None


def last_left_at(participant: Participant, session_end: datetime | None) -> tuple[datetime | None, bool]:
    """When a participant left for good, and whether that is only the end of the session; as `left_at`.

    None while it is here or where that is not known.
    """
    if is_here(participant, session_end):
        return None, False
    times = [left_at(stay, session_end) for stay in participant.stays]
    known = [(moment, by_session_end) for moment, by_session_end in times if moment is not None]
    return max(known, default=(participant.left_at, False))


def time_present(participant: Participant, *, now: datetime, session_end: datetime | None) -> timedelta | None:
    """The total of a participant's stays, open ones until now; None where no stay tells its times.

    One that ended before it began tells nothing. Stays that overlap, as two devices of one identity do, count once.
    """
    spans = [
        (stay.joined_at, left_at(stay, session_end)[0] or now)
        for stay in participant.stays
        if stay.joined_at is not None
    ]
    told = [(joined, left) for joined, left in spans if left >= joined or left is now]
    return _covered(told) if told else None


def _covered(spans: Iterable[tuple[datetime, datetime]]) -> timedelta:
    total = timedelta()
    reached: datetime | None = None
    for start, end in sorted(spans):
        begin = start if reached is None else max(start, reached)
        if end > begin:
            total += end - begin
            reached = end
    return total
