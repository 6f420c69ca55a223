"""What goes wrong in the simulated project, and in which sessions: something worth finding, at any time.

Incidents are placed by the number of the session. Each short one comes once in a cycle of 60 sessions, so that one of
each is always active or ended within the last hundred. Rooms that stay open for hours or days come in cycles of a
length in time, and stay open for longer than a cycle: one is always open. So does the one in which all is well, so
that no hour is without someone in a room.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, NamedTuple

from lktui.demo.people import (
    FLUTTER_OLD,
    GERMANY,
    INDIA,
    PORTAL,
    SWIFT_OLD,
    Who,
    community,
    customer,
    employee,
    roster,
)
from lktui.demo.plan import Rough
from lktui.demo.scenes import MEETINGS, lesson, support

if TYPE_CHECKING:
    from collections.abc import Callable

    from lktui.demo.plan import Draft

CYCLE = 60
HOUR = 3600
DAY = 86_400
LONGEST = 13 * DAY // 2  # less than what the list goes back: what is active is listed
_GHOST = 56
TWIN_AFTER = 2  # sessions after the forgotten one


class Incident(NamedTuple):
    """An incident: where it stands in a cycle, how often it comes, how old it is when it shows, and what happens.

    `every` is the cycle in seconds, of `CYCLE` sessions at least; 0 for what is over before the next one. `play` gets
    the draft, the cycle's length in seconds and the cycle's number.
    """

    name: str
    residue: int
    every: int
    play: Callable[[Draft, int, int], None]
    summary: str


def storm(draft: Draft, cycle: int, nth: int) -> None:
    """In a meeting, one identity rejoins 8 to 15 times within a few minutes."""
    del cycle, nth
    draft.room = MEETINGS[draft.between(0, 3)]
    *others, victim = roster(draft.seed, draft.room, 4)
    length = draft.between(1000, 1500)
    for index, who in enumerate(others):
        draft.add(who, ((1 + 9 * index, length - 4 * index),), "cm")
    moment = draft.between(180, 300)
    visits = [(20, moment)]
    for _ in range(draft.between(8, 16)):
        joined = moment + draft.between(3, 9)
        moment = joined + draft.between(2, 9)
        visits.append((joined, moment))
        if draft.chance(0.3):
            draft.failures.append(draft.begin + joined - 2)
    visits[-1] = (visits[-1][0], length)
    draft.shown = visits[-1][0]
    draft.add(victim, visits, "cm", client=FLUTTER_OLD, place=INDIA, connection=("UDP", 1340), quality=0.5)


def drop(draft: Draft, cycle: int, nth: int) -> None:
    """In a class, nine of 23 drop within five seconds; most of them are on one SDK, and most come back."""
    del cycle, nth
    draft.room = "class-algebra-2b" if draft.chance(0.5) else "class-python-101"
    length = draft.between(2400, 3000)
    moment = draft.between(700, 900)
    for index, who in enumerate(roster(draft.seed, draft.room, 23)):
        joined = 1 + index * 3 + draft.between(0, 40)
        left = length + draft.between(-40, 20)
        sources = "cms" if index == 0 else "cm"
        if index % 5 not in (1, 3) or index > 21:  # 14 stay, one of them with the same SDK
            client = SWIFT_OLD if index == 5 else None
            draft.add(who, ((joined, left),), sources, client=client, quality=0.9)
            continue
        gone = moment + draft.between(0, 5)
        back = ((joined, gone), (gone + draft.between(6, 45), left)) if index not in (8, 13) else ((joined, gone),)
        client, place = (SWIFT_OLD, GERMANY) if index not in (3, 16) else (None, None)
        draft.add(who, back, sources, client=client, place=place)
    draft.shown = moment + 60


def empty(draft: Draft, cycle: int, nth: int) -> None:
    """A meeting whose room stays open for hours after the last one left."""
    del nth
    meeting_until_empty(draft)
    draft.room = f"webinar-{draft.room}"
    draft.stays_open = min(cycle + 3 * HOUR, LONGEST)
    draft.shown = 2 * HOUR + HOUR // 2


def recording(draft: Draft, cycle: int, nth: int) -> None:
    """The same, and its egress goes on recording nobody."""
    empty(draft, cycle, nth)
    draft.record(30, draft.stays_open)


def ghost(draft: Draft, cycle: int, nth: int) -> None:
    """A room that analytics call active for days, though the room service has forgotten it."""
    meeting_until_empty(draft)
    draft.room = ghost_room(draft.seed, nth)
    draft.stays_open = min(cycle + 2 * DAY, LONGEST)
    draft.shown = 2 * DAY
    draft.forgotten = True


def twin(draft: Draft, cycle: int, nth: int) -> None:
    """The closed session of the same room name that a forgotten one has."""
    del cycle
    support(draft)
    draft.room = ghost_room(draft.seed, nth)


def ghost_room(seed: int, nth: int) -> str:
    return f"support-{Random(f'{seed}:ghost:{nth}').randint(10_000, 99_999)}"


def meeting_until_empty(draft: Draft) -> None:
    draft.room = MEETINGS[draft.between(0, len(MEETINGS))]
    length = draft.between(900, 1800)
    for index, who in enumerate(roster(draft.seed, draft.room, 4)):
        draft.add(who, ((1 + 11 * index, length - 7 * index),), "cm")


def alone(draft: Draft, cycle: int, nth: int) -> None:
    """The agent hangs up, the customer stays for more than an hour."""
    del cycle, nth
    draft.room = f"support-{draft.between(10_000, 99_999)}"
    left = draft.between(300, 420)
    draft.add(customer(draft.rng, draft.seed), ((1, left + draft.between(3700, 4500)),), "cm")
    draft.add(employee(draft.rng, draft.seed), ((25, left),), "cm")
    draft.shown = left + HOUR


def slow(draft: Draft, cycle: int, nth: int) -> None:
    """Two of four join over TURN or TCP, which takes them 4 to 12 seconds."""
    del cycle, nth
    draft.room = "hiring-panel"
    length = draft.between(700, 1000)
    for index, who in enumerate(roster(draft.seed, draft.room, 4)):
        relayed = ("TURN" if index == 1 else "TCP", draft.between(4000, 12_001)) if index in (1, 2) else ("UDP", 310)
        draft.add(who, ((1 + 7 * index, length),), "cm", connection=relayed)
    draft.shown = 30


def silent(draft: Draft, cycle: int, nth: int) -> None:
    """A support call in which nobody published a microphone."""
    del cycle, nth
    draft.room = f"support-{draft.between(10_000, 99_999)}"
    length = draft.between(420, 900)
    draft.add(customer(draft.rng, draft.seed), ((1, length),), "c")
    draft.add(employee(draft.rng, draft.seed), ((20, length + 4),), "c" if draft.chance(0.5) else "cs")
    draft.shown = 300


def failing(draft: Draft, cycle: int, nth: int) -> None:
    """Nine attempts to connect, of which four succeeded."""
    del cycle, nth
    draft.room = "board-sync"
    length = draft.between(700, 1100)
    for index, who in enumerate(community(draft.seed)[:4]):
        draft.add(who, ((1 + 40 * index, length - index),), "cm")
    draft.failures = [draft.begin + 9 + 31 * index for index in range(5)]
    draft.shown = 180


def poor(draft: Draft, cycle: int, nth: int) -> None:
    """A class whose quality falls to a third for ten minutes."""
    del cycle, nth
    lesson(draft)
    draft.rough.append(Rough(draft.begin + 480, draft.begin + 1080, 0.3))
    draft.shown = 1200


def flapping(draft: Draft, cycle: int, nth: int) -> None:
    """Someone comes six times and stays for seconds."""
    del cycle, nth
    support(draft)
    draft.shown = 900
    moment = 60
    visits = []
    for _ in range(6):
        visits.append((moment, moment + draft.between(4, 15)))
        moment += draft.between(70, 130)
    here = {person.who.identity for person in draft.people}
    who = next(who for who in roster(draft.seed, draft.room, 4) if who.identity not in here)
    draft.add(who, visits, "m", quality=0.6)


def portal(draft: Draft, cycle: int, nth: int) -> None:
    """Two offices that see each other all day: nothing goes wrong, and so somebody is in a room at any time."""
    del nth
    draft.room = "portal-berlin-mumbai"
    for name, place in (("Berlin", GERMANY), ("Mumbai", INDIA)):
        who = Who(f"portal-{name.lower()}", f"{name} office")
        draft.add(who, ((1, cycle),), "cm", client=PORTAL, place=place, connection=("UDP", 190), quality=0.94)
    draft.shown = 1


INCIDENTS = (
    Incident("storm", 3, 0, storm, "one identity rejoins 8 to 15 times within a few minutes"),
    Incident("drop", 9, 0, drop, "nine of 23 drop within five seconds, seven of them on SWIFT 2.1.0"),
    Incident("alone", 14, 0, alone, "someone is left alone for more than an hour"),
    Incident("slow", 20, 0, slow, "joins over TURN and TCP that take 4 to 12 seconds"),
    Incident("silent", 26, 0, silent, "nobody published a microphone"),
    Incident("failing", 31, 0, failing, "nine attempts to connect, four succeed"),
    Incident("poor", 37, 0, poor, "ten minutes of poor quality"),
    Incident("flapping", 43, 0, flapping, "six stays of a few seconds each"),
    Incident("empty", 48, 10 * HOUR, empty, "a room open for hours with nobody in it"),
    Incident("recording", 53, 10 * HOUR, recording, "the same, its egress still active"),
    Incident("portal", 12, 1, portal, "two offices linked all day, so that someone is in a room at any time"),
    Incident("ghost", _GHOST, 7 * DAY // 2, ghost, "open for days, unknown to the room service"),
    Incident("twin", _GHOST + TWIN_AFTER, 7 * DAY // 2, twin, "the closed session with the name of the forgotten one"),
)


def cycles(incident: Incident, slot: float) -> int:
    """How many cycles of `CYCLE` sessions lie between two of `incident`, with `slot` seconds a session."""
    return max(1, int(incident.every / (CYCLE * slot)))


def incident_of(number: int, slot: float) -> Incident | None:
    """The incident of session `number`, None for most."""
    cycle, residue = divmod(number, CYCLE)
    for incident in INCIDENTS:
        if incident.residue == residue:
            return incident if cycle % cycles(incident, slot) == 0 else None
    return None


def stage(draft: Draft, incident: Incident, slot: float) -> None:
    """Let `incident` happen in `draft`."""
    every = cycles(incident, slot)
    incident.play(draft, int((every * CYCLE + 2) * slot), draft.number // CYCLE // every)
