"""A session as a list of events in time order: who came and went, and what that made of the room.

Everything follows from the times of the stays. What the API gives no time for is listed without one, and what is only a
fallback (a leave that is known from the end of the session, an end from when it was last active) says so.
"""

from __future__ import annotations

from collections import Counter
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from lktui.analysis.status import Status, status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, timedelta

    from lktui.analysis.presence import Attendance, Presence
    from lktui.model import Session


class Happening(Enum):
    BEGAN = "began"
    JOINED = "joined"
    REJOINED = "rejoined"
    LEFT = "left"
    ALONE = "alone"
    EMPTY = "empty"
    PEAK = "peak"
    LAST_ACTIVE = "last active"
    ENDED = "ended"


class SessionEvent(NamedTuple):
    """Something that happened in the session; `at` is None where the API does not say when.

    `span` is how long: after which one left, the gap before a rejoin, how long one was alone, or the room empty or
    open; None where that is not known or not over. `inside` is how many are in the room from then on. `edge` marks the
    first join and the last leave, `assumed` a time that is only a fallback.
    """

    key: str
    at: datetime | None
    happening: Happening
    person: Presence | None = None
    span: timedelta | None = None
    inside: int | None = None
    edge: bool = False
    assumed: bool = False


# what comes first of the things of one moment
_RANKS = {
    Happening.BEGAN: 0,
    Happening.LEFT: 1,
    Happening.JOINED: 2,
    Happening.REJOINED: 2,
    Happening.ALONE: 4,
    Happening.EMPTY: 4,
    Happening.PEAK: 4,
    Happening.LAST_ACTIVE: 5,
    Happening.ENDED: 6,
}


def _rank(event: SessionEvent) -> int:
    """Who leaves in the same moment does so after joining."""
    return 3 if event.happening is Happening.LEFT and not event.span else _RANKS[event.happening]


def session_events(attended: Attendance, session: Session, now: datetime) -> tuple[SessionEvent, ...]:
    """In time order, those without a time last; `session` is what list and detail say together."""
    found = [*_of_session(attended, session, now), *_of_people(attended), *_of_room(attended)]
    found.sort(key=_rank)
    found.sort(key=lambda event: (event.at is None, event.at.timestamp() if event.at is not None else 0.0))
    return tuple(_with_keys(found))


def _of_session(attended: Attendance, session: Session, now: datetime) -> Iterator[SessionEvent]:
    began, ended = attended.began, session.ended_at
    if began is not None:
        yield SessionEvent("", began, Happening.BEGAN)
    if ended is not None:
        yield SessionEvent("", ended, Happening.ENDED, span=ended - began if began and began <= ended else None)
    elif status(session, now) is Status.IDLE:
        yield SessionEvent("", session.last_active, Happening.LAST_ACTIVE, assumed=True)


def _of_people(attended: Attendance) -> Iterator[SessionEvent]:
    steps = attended.steps
    first = steps[0].at if steps else None
    emptied = steps[-1].at if steps and not steps[-1].present else None
    for person in attended.people:
        reached: datetime | None = None  # until when it was in before; None where it is not known to have left
        for number, span in enumerate(person.spans):
            again, joined = number > 0, span.joined
            yield SessionEvent(
                "",
                joined,
                Happening.REJOINED if again else Happening.JOINED,
                person,
                joined - reached if again and reached is not None and reached <= joined else None,
                attended.count_at(joined),
                edge=joined == first,
            )
            if span.left is not None:
                yield SessionEvent(
                    "",
                    span.left,
                    Happening.LEFT,
                    person,
                    None if span.backwards else span.left - joined,
                    attended.count_at(span.left),
                    edge=span.left == emptied,
                    assumed=span.assumed,
                )
            reached = span.left if reached is None or span.left is None else max(reached, span.left)
        for stay in person.unplaced:
            yield SessionEvent("", None, Happening.JOINED, person)
            if stay.left_at is not None:
                yield SessionEvent("", stay.left_at, Happening.LEFT, person, None, attended.count_at(stay.left_at))


def _of_room(attended: Attendance) -> Iterator[SessionEvent]:
    """Who was left alone and since when it was empty; not at the end of the session, where that means nothing."""
    steps, ended = attended.steps, attended.ended
    peak = attended.peak
    if peak is not None and peak.present > 1:
        yield SessionEvent("", peak.at, Happening.PEAK, inside=peak.present)
    for before, step, after in zip(steps, steps[1:], [*steps[2:], None], strict=False):
        if step.present > 1 or step.present > before.present or (ended is not None and step.at >= ended):
            continue
        until = after.at if after is not None else ended
        lasted = until - step.at if until is not None else None
        if step.present == 1:
            yield SessionEvent("", step.at, Happening.ALONE, step.only, lasted, 1)
        else:
            yield SessionEvent("", step.at, Happening.EMPTY, None, lasted, 0)


def _with_keys(events: Sequence[SessionEvent]) -> Iterator[SessionEvent]:
    """Keys that stay the same from answer to answer."""
    numbers: Counter[str] = Counter()
    for event in events:
        at = event.at.isoformat() if event.at is not None else ""
        key = f"{event.happening.value} {at} {event.person.key if event.person is not None else ''}"
        numbers[key] += 1
        yield event._replace(key=f"{key}#{numbers[key]}" if numbers[key] > 1 else key)
