"""Rows that are the same in the program and in its baseline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from lktui.model import Egress, Session
from lktui.view.columns import Context
from lktui.view.sessions import SESSION_COLUMNS, SessionRow
from lktui.view.times import Zone

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TITLES = tuple(column.title for column in SESSION_COLUMNS)


def session(number: int) -> Session:
    """One that ended long ago: nothing about it changes by itself."""
    began = NOW - timedelta(days=2, minutes=number)
    return Session(
        session_id=f"RM_{number:012}",
        room_name=f"support-{number:05}",
        created_at=began,
        last_active=began + timedelta(minutes=10),
        ended_at=began + timedelta(minutes=10),
        bandwidth_in=number * 1_234_567,
        bandwidth_out=number * 2_345_678,
        egress=Egress.NEVER,
        participants_total=2,
        participants_now=0,
    )


def texts(sessions: Iterable[Session], now: datetime = NOW) -> list[tuple[str, ...]]:
    """What stands in the columns of lktui's table, as the plain strings that a DataTable takes."""
    zone = Zone(UTC)
    return [
        tuple(
            "".join(piece for piece, _ in column.show(SessionRow(session), Context(now, zone, column.width)))
            for column in SESSION_COLUMNS
        )
        for session in sessions
    ]
