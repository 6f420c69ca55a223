"""What happened between two polls, one by one and in order: for a log, not for a screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lktui.analysis.feed import EventKind

if TYPE_CHECKING:
    from datetime import datetime

    from lktui.analysis.filter import Filter
    from lktui.analysis.observation import Observation
    from lktui.analysis.rates import Rate
    from lktui.model import Session


@dataclass(frozen=True, slots=True)
class Happening:
    """`at` is when it was seen. `before` is the session as it was, None where it was not known; `alert` is a name."""

    at: datetime
    kind: EventKind
    session: Session
    rate: Rate
    before: Session | None = None
    alert: str = ""


def happenings(observation: Observation, at: datetime, wanted: Filter | None = None) -> list[Happening]:
    """Of the last poll, the oldest sessions first. `wanted` are sessions that match it now, or matched before."""
    found = []
    rate_of, flags_of = observation.rates.rate, observation.flags.of

    def is_wanted(session: Session, before: Session | None) -> bool:
        either = [session] if before is None else [session, before]
        return wanted is None or bool(wanted.select(either, now=at, rate_of=rate_of, flags_of=flags_of))

    for change in reversed(observation.changed):
        session, before = change.session, change.before
        if change.whats and is_wanted(session, before):
            rate = rate_of(session.session_id)
            found += [Happening(at, EventKind(what.value), session, rate, before) for what in change.whats]
    for begun in reversed(observation.begun):
        session = begun.session
        if is_wanted(session, None):
            rate = rate_of(session.session_id)
            found.append(Happening(at, EventKind.ALERT, session, rate, alert=begun.alert.name))
    return found
