"""What changed between two polls, session by session. It costs what was fetched, not what is known."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from lktui.model import Egress, Session

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

LISTED_LATE = timedelta(minutes=10)  # the API can take minutes to list a session (analytics-api.md §2)
NOT_MOVED: Mapping[str, int] = MappingProxyType({})


class What(Enum):
    BEGAN = "began"
    ENDED = "ended"
    EGRESS_STARTED = "egress started"
    EGRESS_ENDED = "egress ended"
    PEOPLE_UP = "people up"
    PEOPLE_DOWN = "people down"


class Change(NamedTuple):
    """`whats` is what happened, in the order of `What`; empty where only numbers moved.

    `moved` says by column which numbers went up (1) or down (-1). `before` is None for a session that began.
    """

    session: Session
    before: Session | None
    whats: tuple[What, ...] = ()
    moved: Mapping[str, int] = NOT_MOVED

    @property
    def session_id(self) -> str:
        return self.session.session_id


def changes(
    before: Mapping[str, Session],
    fetched: Iterable[Session],
    *,
    since: datetime | None,
    covered_from: datetime | None = None,
) -> list[Change]:
    """How the fetched sessions differ from what was known `before`, by session id; in the order of `fetched`.

    `since` is the last successful poll before, None on the first load: then no session counts as begun. A session that
    was not known began only if it was created after that: other ones are rows of a page that was not loaded before.
    As the API can list a session late, `covered_from` may widen that: the time since when all sessions were loaded;
    what was created after it was on no other page, and counts if it is younger than `LISTED_LATE` at `since`.
    """
    newest_old = since
    if since is not None and covered_from is not None:
        newest_old = min(since, max(covered_from, since - LISTED_LATE))
    found = []
    for session in fetched:
        known = before.get(session.session_id)
        if known is session:
            continue
        if known is not None:
            whats, moved = _whats(known, session), _moved(known, session)
            if whats or moved:
                found.append(Change(session, known, whats, moved))
        elif newest_old is not None and session.created_at is not None and session.created_at > newest_old:
            found.append(Change(session, None, (What.BEGAN, *_whats(_EMPTY, session))))
    return found


_EMPTY = Session("", "", egress=Egress.NEVER)


def _whats(before: Session, after: Session) -> tuple[What, ...]:
    """What is unknown before or after has not happened."""
    whats = []
    if before.ended_at is None and after.ended_at is not None:
        whats.append(What.ENDED)
    if before.egress is not after.egress and isinstance(before.egress, Egress) and isinstance(after.egress, Egress):
        if after.egress is not Egress.NEVER and before.egress is not Egress.ACTIVE:
            whats.append(What.EGRESS_STARTED)
        if after.egress is not Egress.ACTIVE and before.egress is not Egress.ENDED:
            whats.append(What.EGRESS_ENDED)
    people = _direction(before.participants_now, after.participants_now)
    if people:
        whats.append(What.PEOPLE_UP if people > 0 else What.PEOPLE_DOWN)
    return tuple(whats)


def _moved(before: Session, after: Session) -> Mapping[str, int]:
    directions = (
        ("people", _direction(before.participants_now, after.participants_now)),
        ("total", _direction(before.participants_total, after.participants_total)),
        ("in", _direction(before.bandwidth_in, after.bandwidth_in)),
        ("out", _direction(before.bandwidth_out, after.bandwidth_out)),
    )
    moved = {column: direction for column, direction in directions if direction}
    return MappingProxyType(moved) if moved else NOT_MOVED


def _direction(before: int | None, after: int | None) -> int:
    if before is None or after is None or before == after:
        return 0
    return 1 if after > before else -1
