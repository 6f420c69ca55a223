"""Sessions, pages and details in a line each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from lktui.model import Participant, Session, SessionDetail, SessionPage, Stay

BEGAN = datetime(2025, 9, 29, 0, 0, tzinfo=UTC)


def session(number: int, *, began: datetime | None = None) -> Session:
    """The higher the number, the later it began, a minute each."""
    return Session(f"RM_{number:05}", f"room-{number}", began or BEGAN + timedelta(minutes=number))


def sessions(numbers: Iterable[int]) -> tuple[Session, ...]:
    return tuple(session(number) for number in numbers)


def page(
    rows: Iterable[Session], *, number: int = 0, limit: int = 3, received: int | None = None, unreadable: int = 0
) -> SessionPage:
    rows = tuple(rows)
    return SessionPage(rows, number, limit, len(rows) + unreadable if received is None else received, unreadable)


def ids(rows: Iterable[Session]) -> list[str]:
    return [row.session_id for row in rows]


def at(clock: str, day: int = 29) -> datetime:
    """A moment of September 2025, `14:03` or `14:03:20`."""
    return datetime.fromisoformat(f"2025-09-{day:02}T{clock}+00:00")


def participant(*stays: tuple[str, str | None], identity: str = "ann", left: str | None = None) -> Participant:
    """One who joined and left at these times of the day."""
    times = tuple(
        Stay(f"PA_{number}", at(joined), at(gone) if gone else None) for number, (joined, gone) in enumerate(stays)
    )
    first = times[0].joined_at if times else None
    return Participant(identity, identity, "", first, at(left) if left else None, stays=times)


def detail(
    session_id: str, *, ended: datetime | None = None, people: Iterable[Participant] = (), total: int | None = None
) -> SessionDetail:
    return SessionDetail(
        session_id, "room", BEGAN, ended_at=ended, participants=tuple(people), participants_total=total
    )
