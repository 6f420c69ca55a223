"""How many seconds a session was, for thousands of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.analysis.status import duration

if TYPE_CHECKING:
    from datetime import datetime

    from lktui.model import Session


def seconds(session: Session, now: datetime) -> float | None:
    """The length of `duration`, which takes four times as long for an ended session, the most frequent one."""
    began, ended = session.created_at, session.ended_at
    if began is not None and ended is not None:
        length = (ended - began).total_seconds()
        return length if length >= 0 else None
    found = duration(session, now)
    return None if found is None else found.length.total_seconds()
