"""What happened as a line of a log, or as a record for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.analysis.feed import EventKind
from lktui.view import text, units
from lktui.view.records import moment, record
from lktui.view.session_fields import SESSION_FIELDS
from lktui.view.sessions import SessionRow, duration_text, room_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lktui.analysis.happenings import Happening
    from lktui.view.records import Value
    from lktui.view.times import Zone

_PEOPLE = (EventKind.PEOPLE_UP, EventKind.PEOPLE_DOWN)


def log_line(happening: Happening, zone: Zone) -> str:
    """Moment, what happened, session id, and the room's name, which may hold anything, last."""
    session = happening.session
    return "  ".join((
        zone.stamp(happening.at),
        _what(happening).ljust(20),
        text.visible(session.session_id),
        room_text(session.room_name),
    ))  # fmt: skip


def log_record(happening: Happening) -> Mapping[str, Value]:
    """The moment, the event, the name of an alert, how many people there were, and the session as it is now."""
    before = happening.before
    return {
        "at": moment(happening.at),
        "event": happening.kind.value,
        "alert": happening.alert or None,
        "people_before": before.participants_now if before else None,
        **record(SessionRow(happening.session, happening.rate), SESSION_FIELDS, happening.at),
    }


def _what(happening: Happening) -> str:
    session, before = happening.session, happening.before
    if happening.kind is EventKind.ALERT:
        return f"alert {text.visible(happening.alert)}"
    if happening.kind in _PEOPLE and before is not None:
        return f"people {units.count(before.participants_now)} → {units.count(session.participants_now)}"
    if happening.kind is EventKind.ENDED:
        return f"ended after {duration_text(session, happening.at, coarse=False)}"
    return str(happening.kind.value)
