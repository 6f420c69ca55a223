"""The ordinary sessions of the simulated project: calls, voice agents, classes, meetings, a town hall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.demo.people import AGENT, PHONE, Who, caller, customer, employee, roster, voice_agent

if TYPE_CHECKING:
    from collections.abc import Callable

    from lktui.demo.plan import Draft

CLASSES = (
    "class-algebra-2b",
    "class-physics-1a",
    "class-python-101",
    "class-history-3c",
    "class-français-a2",
    "class-日本語-n3",
    "class-geometría-4",
    "class-statistics-b",
)
MEETINGS = (
    "standup-web",
    "standup-mobile",
    "design-review",
    "sprint-planning",
    "1on1-lena-jonas",
    "board-sync",
    "hiring-panel",
    "marketing-weekly",
    "incident-review",
    "café-☕",
)
TOWN_HALLS = ("townhall-q4", "townhall-emea", "townhall-product")


def support(draft: Draft) -> None:
    """A customer and an agent, sometimes a supervisor; 4 to 40 minutes."""
    length = 240 + int(min(draft.rng.expovariate(1 / 900), 2160))
    draft.room = f"support-{draft.between(10_000, 99_999)}"
    sources = "cm" if draft.chance(0.6) else "m"
    wait = draft.between(6, 75)
    draft.add(customer(draft.rng, draft.seed), draft.hiccup(1, length), sources)
    draft.add(
        employee(draft.rng, draft.seed), draft.hiccup(wait, length + 5, 0.02), "cms" if draft.chance(0.2) else "cm"
    )
    if length > 600 and draft.chance(0.1):
        joined = draft.between(300, length - 200)
        draft.add(Who("supervisor.desk-2", "Supervisor"), ((joined, draft.between(joined + 90, length)),), "m")
    if draft.chance(0.3):
        draft.record(wait, length + 5)


def voice(draft: Draft) -> None:
    """Someone on the telephone, or in a browser, and a voice agent; 1 to 10 minutes."""
    length = 60 + int(min(draft.rng.expovariate(1 / 180), 540))
    by_phone = draft.chance(0.7)
    draft.room = f"agent-{'outbound' if by_phone and draft.chance(0.4) else 'inbound'}-{draft.rng.getrandbits(16):04x}"
    if by_phone:
        draft.add(caller(draft.rng), ((1, length),), "m", client=PHONE, quality=0.9)
    else:
        draft.add(customer(draft.rng, draft.seed), draft.hiccup(1, length), "m")
    draft.add(voice_agent(draft.rng), ((2, length + 3),), "m", client=AGENT, connection=("UDP", 120), quality=0.98)


def lesson(draft: Draft) -> None:
    """A teacher and 8 to 30 students, 50 to 70 minutes; late joiners, a shared screen."""
    length = draft.between(3000, 4200)
    index = draft.between(0, len(CLASSES))
    draft.room = CLASSES[index]
    teacher, *students = roster(draft.seed, draft.room, 9 + (draft.seed * 7 + index * 5) % 23)
    draft.add(Who(f"teacher.{teacher.identity}", teacher.name), draft.hiccup(1, length, 0.1), "cms")
    for student in students:
        if draft.chance(0.08) and len(draft.people) > 6:
            continue  # away today
        late = draft.chance(0.15)
        joined = draft.between(240, 1500) if late else draft.between(2, 200)
        left = draft.between(1800, length) if draft.chance(0.1) else length + draft.between(-60, 30)
        draft.add(student, draft.hiccup(joined, left), "cm" if draft.chance(0.5) else "m")
    if draft.chance(0.6):
        draft.record(draft.between(30, 120), length)


def town_hall(draft: Draft) -> None:
    """60 to 150 people for an hour and a half, recorded; four speak."""
    length = draft.between(4800, 6000)
    draft.room = TOWN_HALLS[draft.between(0, len(TOWN_HALLS))]
    for index, who in enumerate(roster(draft.seed, draft.room, 60 + draft.between(0, 91))):
        if index < 4:
            draft.add(who, draft.hiccup(1 + 8 * index, length, 0.1), "cmsa" if index == 0 else "cm")
            continue
        joined = draft.between(10, 600) if draft.chance(0.85) else draft.between(600, 2400)
        left = length + draft.between(-120, 60) if draft.chance(0.8) else draft.between(2500, length)
        draft.add(who, draft.hiccup(joined, left), "")
    draft.record(60, length)


def meeting(draft: Draft) -> None:
    """2 to 10 colleagues, 15 to 75 minutes, some of them late or early to go."""
    index = draft.between(0, len(MEETINGS))
    length = draft.between(900, 4500)
    draft.room = MEETINGS[index]
    size = 2 if draft.room.startswith("1on1") else 3 + (draft.seed + index * 3) % 8
    for place, who in enumerate(roster(draft.seed, draft.room, size)):
        if place > 1 and draft.chance(0.12):
            continue
        joined = 1 if place == 0 else draft.between(3, 240)
        left = length + draft.between(-45, 20) if draft.chance(0.85) else draft.between(length // 2, length)
        draft.add(who, draft.hiccup(joined, left), ("cms" if place == 1 else "cm") if draft.chance(0.8) else "m")
    if draft.chance(0.15):
        draft.record(draft.between(20, 300), length - draft.between(0, 200))


SCENES: tuple[tuple[float, str, Callable[[Draft], None]], ...] = (  # up to which share of the sessions, and what
    (0.42, "support", support),
    (0.66, "voice", voice),
    (0.74, "class", lesson),
    (0.746, "townhall", town_hall),
    (1.0, "meeting", meeting),
)


def play(draft: Draft) -> str:
    """Fill `draft` with an ordinary scene, drawn by its share; its name."""
    share = draft.rng.random()
    for limit, name, scene in SCENES:
        if share < limit:
            scene(draft)
            if draft.chance(0.05):
                draft.failures.append(draft.begin + draft.between(1, 20))
            return name
    raise AssertionError(share)  # the last limit is 1, and random() is below it
