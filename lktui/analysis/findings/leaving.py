"""The rule about a drop: several people leave at once, and the room goes on without them.

People also leave together when a meeting is over. So a drop counts only if the room goes on, a minute later with at
least half of those who were in it, and if hardly anyone else leaves around it.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from lktui.analysis.findings.common import in_common
from lktui.analysis.findings.finding import Evidence, Found, span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lktui.analysis.findings.finding import Case
    from lktui.analysis.presence import Presence

AROUND = timedelta(minutes=1)


class Leave(NamedTuple):
    at: datetime
    person: Presence
    since: datetime


class Drop(NamedTuple):
    """Those who left, in order, and those who were in the room just before and stayed."""

    left: tuple[Leave, ...]
    stayed: tuple[Presence, ...]

    @property
    def present(self) -> int:
        return len(self.left) + len(self.stayed)

    @property
    def length(self) -> timedelta:
        return self.left[-1].at - self.left[0].at


def drop(case: Case) -> Found | None:
    if not case.is_whole:
        return None
    drops = _drops(case)
    if not drops:
        return None
    worst = max(drops, key=lambda each: len(each.left))
    back = sum(1 for leave in worst.left if _back(leave) is not None)
    came = {0: "nobody came back", len(worst.left): "all of them came back"}.get(back, f"{back} came back")
    more = "" if len(drops) == 1 else f"; {len(drops) - 1} more such drop{'s' if len(drops) > 2 else ''}"
    return Found(
        f"{len(worst.left)} of {worst.present} left {_within(worst.length)}, {came}{more}",
        tuple(_evidence(leave) for each in drops for leave in each.left),
        tuple(dict.fromkeys(leave.person.key for each in drops for leave in each.left)),
        worst.left[0].at,
        in_common([leave.person for leave in worst.left], worst.stayed),
    )


def _drops(case: Case) -> list[Drop]:
    """In time order, none of them overlapping another."""
    limits = case.thresholds
    leaves = _leaves(case)
    window = timedelta(seconds=limits.drop_window)
    rows: list[tuple[int, int]] = []
    stop = 0
    for start in range(len(leaves)):
        while stop < len(leaves) and leaves[stop].at - leaves[start].at <= window:
            stop += 1
        if stop - start >= limits.drop_people:
            rows.append((start, stop))
    rows.sort(key=lambda row: (row[0] - row[1], row))
    found: list[tuple[int, Drop]] = []
    taken: set[int] = set()
    for start, stop in rows:
        if taken.isdisjoint(range(start, stop)):
            taken.update(range(start, stop))  # also where it is none: a part of it would be a drop that is not there
            one = _drop(case, leaves, start, stop)
            if one is not None:
                found.append((start, one))
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def _drop(case: Case, leaves: Sequence[Leave], start: int, stop: int) -> Drop | None:
    limits = case.thresholds
    first, last = leaves[start].at, leaves[stop - 1].at
    later = last + AROUND
    if later > case.until(None):
        return None  # the session was over by then, or nobody knows yet
    left = {leave.person.key: leave for leave in leaves[start:stop] if leave.since < first}
    near = bisect_left(leaves, last + AROUND, key=_at) - bisect_left(leaves, first - AROUND, key=_at) - (stop - start)
    if len(left) < limits.drop_people or near > len(left) // 2:
        return None
    stayed = tuple(person for person in case.attended.people if person.key not in left and _was_in(person, first))
    present = len(left) + len(stayed)
    there = sum(1 for person in (*stayed, *(leave.person for leave in left.values())) if person.since(later))
    if len(left) < limits.drop_share * present or there * 2 < present:
        return None
    return Drop(tuple(left.values()), stayed)


def _leaves(case: Case) -> list[Leave]:
    """Every time that someone is known to have left, in order."""
    leaves = []
    for person in case.attended.people:
        assumed = {each.left for each in person.spans if each.assumed}
        leaves += [
            Leave(end, person, start)
            for start, end in person.stretches
            if end is not None and end > start and end not in assumed
        ]
    return sorted(leaves, key=_at)


def _was_in(person: Presence, moment: datetime) -> bool:
    """Before the moment, not from it on."""
    since = person.since(moment)
    return since is not None and since < moment


def _back(leave: Leave) -> datetime | None:
    return next((start for start, _ in leave.person.stretches if start > leave.at), None)


def _evidence(leave: Leave) -> Evidence:
    back = _back(leave)
    words = "left, and did not come back" if back is None else f"left, and came back after {span(back - leave.at)}"
    return Evidence(words, leave.at, back, leave.person.key)


def _within(length: timedelta) -> str:
    return f"within {span(length)}" if length >= timedelta(seconds=1) else "in the same second"


def _at(leave: Leave) -> datetime:
    return leave.at
