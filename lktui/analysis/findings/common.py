"""What the people whom a finding concerns have in common against the rest, where that is telling.

Telling is what at least three of them share, with a share at least 40 points above that of the others, and what chance
alone would bring less often than once in a hundred (Fisher's exact test, one-sided): small numbers say nothing. Only
those of whom the value is known are counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import comb
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lktui.analysis.presence import Presence
    from lktui.model import Participant

FEWEST = 3
LIFT = 0.4
CHANCE = 0.01
MOST = 4  # things in common that are told

TRAITS: dict[str, tuple[str, Callable[[Participant], str | None]]] = {
    "sdk": ("on", attrgetter("sdk_version")),
    "os": ("on", attrgetter("os")),
    "browser": ("on", attrgetter("browser")),
    "device": ("on", attrgetter("device_model")),
    "region": ("in region", attrgetter("region")),
    "location": ("in", attrgetter("location")),
    "connection": ("over", attrgetter("connection_type")),
}


@dataclass(frozen=True, slots=True)
class Shared:
    """`count` of `of` have this `value`, and `others` of `of_others`."""

    trait: str
    value: str
    count: int
    of: int
    others: int
    of_others: int

    @property
    def words(self) -> str:
        """`7 of 9 on SWIFT 2.1.0, 1 of 14 others`; the value as it came."""
        said, _ = TRAITS[self.trait]
        return f"{self.count} of {self.of} {said} {self.value}, {self.others} of {self.of_others} others"

    @property
    def chance(self) -> float:
        """How often as many of them would have it if it had nothing to do with them."""
        having, total = self.count + self.others, self.of + self.of_others
        ways = sum(
            comb(self.of, count) * comb(self.of_others, having - count)
            for count in range(self.count, min(self.of, having) + 1)
        )
        return ways / comb(total, having)


def in_common(
    concerned: Sequence[Presence], others: Sequence[Presence], *, besides: str | None = None
) -> tuple[Shared, ...]:
    """What is telling, in the order of `TRAITS`; `besides` is the trait that the finding itself is about."""
    telling: list[tuple[float, Shared]] = []
    for trait, (_, read) in TRAITS.items():
        if trait == besides:
            continue
        mine, theirs = _values(concerned, read), _values(others, read)
        of, of_others = mine.total(), theirs.total()
        for value, count in mine.items():
            if count < FEWEST or not of_others or count / of - theirs[value] / of_others < LIFT:
                continue
            shared = Shared(trait, value, count, of, theirs[value], of_others)
            chance = shared.chance
            if chance < CHANCE:
                telling.append((chance, shared))
    least_likely = sorted(telling, key=lambda each: each[0])[:MOST]
    return tuple(each[1] for each in telling if each in least_likely)


def _values(people: Sequence[Presence], read: Callable[[Participant], str | None]) -> Counter[str]:
    """What each person had, the last time where that changed."""
    found = (next(filter(None, map(read, reversed(person.participants))), None) for person in people)
    return Counter(value for value in found if value is not None)
