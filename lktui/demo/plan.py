"""What a simulated session is: its whole life, past and to come, and what of it is visible at a time.

All times are whole seconds of Unix time, rates bytes a second. A plan never changes; the state at a time is the plan,
cut there. So totals can only grow, and a clock that is set anywhere finds the project as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lktui.demo.people import CLIENTS, PLACES, Client, Place, Who

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

_DOWNLOAD_CAP = 400_000  # bytes a second: what a subscriber's downlink settles at


class Person(NamedTuple):
    """Someone in a session; `visits` are (joined, left), in order and apart, `sources` a string of c, m, s, a."""

    who: Who
    client: Client
    place: Place
    visits: tuple[tuple[int, int], ...]
    sources: str  # camera, microphone, screen share, screen share audio
    connection: str
    connection_ms: int
    upload: int  # bytes a second while in the room
    quality: float  # from 0 to 1


class Rough(NamedTuple):
    """A stretch in which everyone's quality is `factor` of what it was."""

    begin: int
    end: int
    factor: float


class Plan(NamedTuple):
    """The whole life of one session. `shown` is when its incident, if it has one, can be seen in full."""

    number: int
    room: str
    scene: str
    incident: str
    begin: int
    end: int
    people: tuple[Person, ...]
    egress: tuple[int, int] | None
    failures: tuple[int, ...]  # when an attempt to connect failed
    rough: tuple[Rough, ...]
    shown: int
    forgotten: bool  # the room service no longer knows it
    upload: int  # of all people together, bytes a second


class Draft:
    """A plan in the making: a scene adds people to it, by seconds since the beginning."""

    def __init__(self, rng: Random, seed: int, number: int, begin: int) -> None:
        self.rng = rng
        self.seed = seed
        self.number = number
        self.begin = begin
        self.room = ""
        self.people: list[Person] = []
        self.failures: list[int] = []
        self.rough: list[Rough] = []
        self.egress: tuple[int, int] | None = None
        self.shown = 0
        self.stays_open = 0  # seconds from the beginning; 0: closes when the last one is gone
        self.forgotten = False

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` up to, not including, `high`."""
        return low + int(self.rng.random() * (high - low))

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def add(
        self,
        who: Who,
        visits: Sequence[tuple[int, int]],
        sources: str,
        *,
        client: Client | None = None,
        place: Place | None = None,
        connection: tuple[str, int] | None = None,
        quality: float = 0.0,
    ) -> None:
        """Let `who` be in the room during `visits`; what is not given is drawn."""
        random, begin = self.rng.random, self.begin
        share = random()
        if connection is not None:
            transport, connection_ms = connection
        elif share < 0.93:
            transport, connection_ms = "UDP", 140 + int(share * 700)
        else:
            transport, connection_ms = "TURN" if share > 0.96 else "TCP", 700 + int(random() * 1400)
        upload = 300
        if "m" in sources:
            upload += 4000 + int(random() * 2000)
        if "c" in sources:
            upload += 90_000 + int(random() * 130_000)
        if "s" in sources:
            upload += 60_000 + int(random() * 60_000)
        self.people.append(
            Person(
                who,
                client or CLIENTS[int(random() * len(CLIENTS))],
                place or PLACES[int(random() * len(PLACES))],
                tuple([(begin + joined, begin + left) for joined, left in visits]),
                sources,
                transport,
                connection_ms,
                upload,
                quality or (0.8 + 0.19 * random() if share < 0.9 else 0.45 + 0.3 * random()),
            )
        )

    def hiccup(self, joined: int, left: int, share: float = 0.06) -> tuple[tuple[int, int], ...]:
        """One visit, or for a `share` of the people two: they dropped out and came back."""
        if left - joined < 240 or self.rng.random() >= share:
            return ((joined, left),)
        gone = self.between(joined + 60, left - 120)
        return ((joined, gone), (gone + self.between(4, 50), left))

    def record(self, begin: int, end: int) -> None:
        """Let egress run between two times, in seconds since the beginning."""
        self.egress = (self.begin + begin, self.begin + end)

    def planned(self, scene: str, incident: str) -> Plan:
        """The finished plan. A room closes twenty seconds after the last one left, as LiveKit's rooms do."""
        last = max(person.visits[-1][1] for person in self.people)
        return Plan(
            number=self.number,
            room=self.room,
            scene=scene,
            incident=incident,
            begin=self.begin,
            end=self.begin + self.stays_open if self.stays_open else last + 20,
            people=tuple(sorted(self.people, key=_first_join)),
            egress=self.egress,
            failures=tuple(sorted(self.failures)),
            rough=tuple(self.rough),
            shown=self.begin + self.shown,
            forgotten=self.forgotten,
            upload=sum(person.upload for person in self.people),
        )


def _first_join(person: Person) -> int:
    return person.visits[0][0]


class Totals(NamedTuple):
    """The counters of a session at a time; `last_active` is when someone was last in the room."""

    uploaded: int
    downloaded: int
    seen: int
    inside: int
    joins: int
    failed: int
    last_active: int
    minutes: int  # of connection, each stay rounded up


def totals(plan: Plan, at: int) -> Totals:
    """What had added up in `plan` by `at`, which is not before its beginning."""
    uploaded = downloaded = seen = inside = joins = minutes = 0
    last_active = plan.begin
    for person in plan.people:
        if person.visits[0][0] > at:
            break  # they are in the order of their first joins
        seen += 1
        seconds = 0
        for joined, left in person.visits:
            if joined > at:
                break
            joins += 1
            if left > at:
                inside += 1
                left = at  # noqa: PLW2901 - the stay so far
            seconds += left - joined
            minutes += -((joined - left) // 60)
            last_active = max(last_active, left)
        uploaded += person.upload * seconds
        downloaded += min(_DOWNLOAD_CAP, (plan.upload - person.upload) * 7 // 10) * seconds
    failed = sum(1 for moment in plan.failures if moment <= at)
    return Totals(uploaded, downloaded, seen, inside, joins, failed, last_active, minutes)


def egress_state(plan: Plan, at: int) -> int:
    """0 never started, 1 active, 2 ended."""
    if plan.egress is None or at < plan.egress[0]:
        return 0
    return 1 if at < plan.egress[1] else 2
