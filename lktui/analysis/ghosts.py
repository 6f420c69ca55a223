"""Sessions that the analytics call active while the room service no longer knows them (`analytics-api.md` §2 and §6).

The analytics can be minutes late with the end of a session, and a room that was made a moment ago may be in one answer
and not yet in the other: neither is a ghost. So a session must have been silent, or unknown to every answer, for a
while. An answer that may not be whole says nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from lktui.model import LiveRooms, Room, Session

JUST_BEGUN = timedelta(minutes=2)
ROUND = 100  # rooms: a multiple of that looks like a list that was cut off


class RoomAnswer(NamedTuple):
    """What the room service said when it was last asked. `live` are its rooms by session id.

    `absent_since` is, for each session that the analytics call active, the first of the answers in a row without it.
    `by_project` are the answers of several projects: then only these count, each for the sessions of its own.
    """

    asked_at: datetime
    live: Mapping[str, Room]
    absent_since: Mapping[str, datetime]
    by_project: Mapping[str, RoomAnswer] | None = None

    def about(self, session: Session) -> RoomAnswer | None:
        return self if self.by_project is None else self.by_project.get(session.project)


class Ghost(NamedTuple):
    """What speaks for one: `successor` is the room that is live under the same name, `twin` its closed session."""

    asked_at: datetime
    successor: Room | None = None
    twin: Session | None = None


def heard(
    before: RoomAnswer | None, answer: LiveRooms, asked_at: datetime, sessions: Iterable[Session]
) -> RoomAnswer | None:
    """After one more answer; None where it may not be whole. `sessions` are all that are known."""
    count = len(answer.rooms)
    if answer.unreadable or (count and count % ROUND == 0):
        return None
    live = {room.session_id: room for room in answer.rooms}
    known = before.absent_since if before is not None else {}
    absent = {
        session.session_id: known.get(session.session_id, asked_at)
        for session in sessions
        if session.ended_at is None and session.session_id not in live
    }
    return RoomAnswer(asked_at, live, absent)


def is_ghost(session: Session, answer: RoomAnswer | None, after: timedelta) -> bool:
    answer = answer and answer.about(session)
    session_id = str(session.session_id)  # as its own project knows it
    if answer is None or session.ended_at is not None or session_id in answer.live:
        return False
    if session.created_at is None or session.created_at > answer.asked_at - JUST_BEGUN:
        return False
    long_ago = answer.asked_at - after
    absent = answer.absent_since.get(session_id)
    silent = session.last_active is not None and session.last_active <= long_ago
    return silent or (absent is not None and absent <= long_ago)


def ghost_of(
    session: Session, answer: RoomAnswer | None, after: timedelta, sessions: Iterable[Session]
) -> Ghost | None:
    """What speaks for it, looked for among all `sessions`; None where it is none."""
    answer = answer and answer.about(session)
    if answer is None or not is_ghost(session, answer, after):
        return None
    name = session.room_name
    if not name:
        return Ghost(answer.asked_at)
    twins = [one for one in sessions if (one.room_name, one.project) == (name, session.project) and one.ended_at]
    return Ghost(
        answer.asked_at,
        next((room for room in answer.live.values() if room.name == name), None),
        min(twins, key=lambda one: _apart(one, session), default=None),
    )


def _apart(one: Session, other: Session) -> timedelta:
    """How far from each other they began."""
    if one.created_at is None or other.created_at is None:
        return timedelta.max
    return abs(one.created_at - other.created_at)
