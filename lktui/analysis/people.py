"""Finding somebody: who was in which session, by a part of the identity or of the name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lktui.analysis.fold import folded
from lktui.analysis.status import is_here, last_left_at, time_present

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from lktui.model import Participant, Session, SessionDetail


@dataclass(frozen=True, slots=True)
class Appearance:
    """Somebody in a session, as it was `known_at`; `number` tells entries of one identity in one session apart.

    `left_at` is only the end of the session where `left_at_end`. `here` means in the room at `known_at`; `present` is
    the time spent in it until then.
    """

    session: Session
    identity: str
    name: str
    number: int
    known_at: datetime
    joined_at: datetime | None = None
    left_at: datetime | None = None
    left_at_end: bool = False
    here: bool = False
    present: timedelta | None = None
    joins: int = 0

    @property
    def person(self) -> str:
        """What makes two of them the same person: the identity, or the name where there is none."""
        return self.identity or f"\n{self.name}"

    @property
    def key(self) -> str:
        return f"{self.session.project}\n{self.session.session_id}\n{self.number}\n{self.identity}\n{self.name}"


def searchable(identity: str, name: str) -> str:
    """Where a folded needle is looked for: a line each, so that nothing matches across them."""
    return f"{folded(identity)}\n{folded(name)}"


def appearances(session: Session, detail: SessionDetail, known_at: datetime) -> list[Appearance]:
    """Everyone in a session who has an identity or a name."""
    counted: dict[tuple[str, str], int] = {}
    found = []
    for person in detail.participants:
        if not (person.identity or person.name):
            continue
        number = counted[person.identity, person.name] = counted.get((person.identity, person.name), -1) + 1
        found.append(_appearance(session, detail, person, number, known_at))
    return found


def _appearance(
    session: Session, detail: SessionDetail, person: Participant, number: int, known_at: datetime
) -> Appearance:
    left_at, at_end = last_left_at(person, detail.ended_at)
    return Appearance(
        session,
        person.identity,
        person.name,
        number,
        known_at,
        joined_at=person.joined_at or (person.stays[0].joined_at if person.stays else None),
        left_at=left_at,
        left_at_end=at_end,
        here=is_here(person, detail.ended_at),
        present=time_present(person, now=known_at, session_end=detail.ended_at),
        joins=len(person.stays),
    )


def matching(found: Iterable[Appearance], needle: str) -> list[Appearance]:
    """Those whose identity or name has `needle` in it, in whatever case."""
    wanted = folded(needle.strip())
    return [each for each in found if wanted in searchable(each.identity, each.name)]


def grouped(found: Iterable[Appearance], needle: str) -> list[Appearance]:
    """Person by person, the best match first, then who was seen last; of one person the newest session first."""
    wanted = folded(needle.strip())
    people: dict[str, list[Appearance]] = {}
    for each in found:
        people.setdefault(each.person, []).append(each)
    for person in people.values():
        person.sort(key=lambda each: (-_moment(each), each.key))
    order = sorted(people, key=lambda person: (_distance(people[person], wanted), -_moment(people[person][0]), person))
    return [each for person in order for each in people[person]]


def _distance(person: Iterable[Appearance], wanted: str) -> int:
    """0 where an identity or name is what was typed, 1 where one begins so, else 2."""
    words = {part for each in person for part in (folded(each.identity), folded(each.name)) if part}
    if wanted in words:
        return 0
    return 1 if any(word.startswith(wanted) for word in words) else 2


def _moment(each: Appearance) -> float:
    moment = each.joined_at or each.session.created_at
    return moment.timestamp() if moment is not None else 0.0
