"""Who was in the room when: the stays of each identity, and how many people there were over time.

A stay is half-open, `[joined, left)`: who leaves in the second in which another one joins was not there with them.
LiveKit lets an identity into a room once at a time, so entries of the same identity are one person's joins and are
merged; entries without an identity are kept apart, since nothing says that they belong together.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from lktui.model import Stay

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from lktui.model import Participant, SessionDetail

NOTHING = timedelta()


class Span(NamedTuple):
    """A stay with a place in time; `left` is None while it is open.

    `assumed`: it left at the end of the session at the latest, the API gives no time of its own. `backwards`: by the
    API it left before it joined, so that only its join counts.
    """

    stay: Stay
    joined: datetime
    left: datetime | None
    assumed: bool = False
    backwards: bool = False

    def length(self, now: datetime) -> timedelta:
        return max((self.left or now) - self.joined, NOTHING)


class Stretch(NamedTuple):
    """Time without a break; `end` is None while it lasts."""

    start: datetime
    end: datetime | None


class Step(NamedTuple):
    """From this moment on there are `present` people in the room; `only` is who is alone in it."""

    at: datetime
    present: int
    only: Presence | None = None


class Presence(NamedTuple):
    """One person in one session.

    `key` is that of the first of the `participants`. `spans` are in the order of their joins; `stretches` are the same
    with those merged that overlap or touch. `unplaced` are stays of which the API does not say when they began.
    """

    key: str
    identity: str
    name: str
    participants: tuple[Participant, ...]
    spans: tuple[Span, ...]
    stretches: tuple[Stretch, ...]
    unplaced: tuple[Stay, ...] = ()

    @property
    def joins(self) -> int:
        return len(self.spans) + len(self.unplaced)

    @property
    def first_joined(self) -> datetime | None:
        return self.spans[0].joined if self.spans else None

    @property
    def last_left(self) -> datetime | None:
        """None while it is here, and where that is not known."""
        if self.is_here:
            return None
        times = [span.left for span in self.spans] + [stay.left_at for stay in self.unplaced]
        return max((moment for moment in times if moment is not None), default=None)

    @property
    def is_here(self) -> bool:
        return bool(self.stretches) and self.stretches[-1].end is None

    def present(self, now: datetime) -> timedelta | None:
        """The time in the room, overlaps counted once; None where no stay tells it."""
        if all(span.backwards for span in self.spans):
            return None
        return sum((max((end or now) - start, NOTHING) for start, end in self.stretches), NOTHING)

    def since(self, moment: datetime) -> datetime | None:
        """When it came, if it was in the room at `moment`."""
        index = bisect_right(self.stretches, moment, key=_start) - 1
        if index < 0:
            return None
        start, end = self.stretches[index]
        return start if end is None or moment < end or moment == start else None

    def gaps(self) -> tuple[tuple[datetime, datetime], ...]:
        """Each time it was away: left, and back."""
        return tuple((one.end, other.start) for one, other in pairwise(self.stretches) if one.end is not None)


class Attendance(NamedTuple):
    """Everyone in a session, in the order of their first joins, those without one last; `steps` are in time order."""

    people: tuple[Presence, ...] = ()
    steps: tuple[Step, ...] = ()
    began: datetime | None = None
    ended: datetime | None = None

    def count_at(self, moment: datetime) -> int:
        """How many people there were; a stay without length counts for nobody."""
        index = bisect_right(self.steps, moment, key=_at) - 1
        return self.steps[index].present if index >= 0 else 0

    def present_at(self, moment: datetime) -> tuple[tuple[Presence, datetime], ...]:
        """Who was in the room, and since when; the longest first."""
        found = [(person, since) for person in self.people if (since := person.since(moment)) is not None]
        return tuple(sorted(found, key=lambda each: each[1]))

    @property
    def peak(self) -> Step | None:
        """The first moment with the most people."""
        return max(self.steps, key=lambda step: step.present, default=None)

    @property
    def stays(self) -> int:
        return sum(person.joins for person in self.people)


def attendance(detail: SessionDetail, *, began: datetime | None = None, ended: datetime | None = None) -> Attendance:
    """`began` and `ended` are what the list says, for a detail that does not."""
    began, ended = detail.started_at or began, detail.ended_at or ended
    entries: dict[str, list[Participant]] = {}
    for participant in sorted(detail.participants, key=_first_join):
        entries.setdefault(participant.identity or f"\0{participant.key}", []).append(participant)
    people = [_presence(same, ended) for same in entries.values()]
    people.sort(key=lambda person: _order(person.first_joined))
    return Attendance(tuple(people), _steps(people), began, ended)


def _presence(entries: Sequence[Participant], ended: datetime | None) -> Presence:
    stays = [stay for entry in entries for stay in stays_of(entry)]
    spans, unplaced = [], []
    seen: set[Stay] = set()
    for stay in stays:
        if stay.session_id and stay in seen:
            continue  # the same join in two entries
        seen.add(stay)
        if stay.joined_at is None:
            unplaced.append(stay)
        else:
            spans.append(_span(stay, stay.joined_at, ended))
    spans.sort(key=lambda span: span.joined)
    name = next((entry.name for entry in entries if entry.name), "")
    first = entries[0]
    return Presence(
        first.key, first.identity, name, tuple(entries), tuple(spans), tuple(_merged(spans)), tuple(unplaced)
    )


def stays_of(participant: Participant) -> tuple[Stay, ...]:
    """Its own times stand in for those of an only stay that has none; of several stays they tell too little."""
    stays = participant.stays
    only = stays[0] if len(stays) == 1 else None
    if participant.joined_at is None or len(stays) > 1 or (only is not None and only.joined_at is not None):
        return stays
    known = only or Stay("", None, None)
    return (Stay(known.session_id, participant.joined_at, known.left_at or participant.left_at),)


def _span(stay: Stay, joined: datetime, ended: datetime | None) -> Span:
    left = stay.left_at or ended
    backwards = left is not None and left < joined
    return Span(stay, joined, joined if backwards else left, stay.left_at is None and left is not None, backwards)


def _merged(spans: Sequence[Span]) -> Iterable[Stretch]:
    """`spans` in the order of their joins."""
    merged: list[Stretch] = []
    for span in spans:
        last = merged[-1] if merged else None
        if last is None or (last.end is not None and last.end < span.joined):
            merged.append(Stretch(span.joined, span.left))
        elif last.end is not None and (span.left is None or span.left > last.end):
            merged[-1] = Stretch(last.start, span.left)
    return merged


def _steps(people: Iterable[Presence]) -> tuple[Step, ...]:
    changes: dict[datetime, list[Presence]] = {}
    for person in people:
        for start, end in person.stretches:
            if start != end:
                changes.setdefault(start, []).append(person)
                if end is not None:
                    changes.setdefault(end, []).append(person)
    steps: list[Step] = []
    inside: dict[str, Presence] = {}
    for at, changing in sorted(changes.items()):
        for person in changing:
            if inside.pop(person.key, None) is None:
                inside[person.key] = person
        only = next(iter(inside.values())) if len(inside) == 1 else None
        steps.append(Step(at, len(inside), only))
    return tuple(steps)


def _start(stretch: Stretch) -> datetime:
    return stretch.start


def _at(step: Step) -> datetime:
    return step.at


def _first_join(participant: Participant) -> tuple[bool, float]:
    return _order(participant.joined_at or next((stay.joined_at for stay in participant.stays), None))


def _order(moment: datetime | None) -> tuple[bool, float]:
    return moment is None, moment.timestamp() if moment is not None else 0.0
