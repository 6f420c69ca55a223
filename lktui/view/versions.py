"""How many participants were on which SDK, and how many of those whom a finding concerns: for a report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lktui.analysis.findings import Finding
    from lktui.analysis.presence import Presence


@dataclass(frozen=True, slots=True)
class VersionRow:
    """`version` is as it came, empty where it is not known; `concerned` are counts in the order of the rules."""

    version: str
    people: int
    concerned: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Versions:
    """`rules` are those that concern several people."""

    rules: tuple[str, ...]
    rows: tuple[VersionRow, ...]


def versions(people: Sequence[Presence], found: Sequence[Finding]) -> Versions:
    """The most used one first, what is not known last; no rows where none is known."""
    on = {person.key: _version(person) for person in people}
    counts = Counter(on.values())
    if not any(counts):
        return Versions((), ())
    shared = [finding for finding in found if len(finding.keys) > 1]
    concerned = [Counter(on.get(key, "") for key in finding.keys) for finding in shared]
    order = sorted(counts, key=lambda version: (not version, -counts[version], version))
    rows = [VersionRow(each, counts[each], tuple([count[each] for count in concerned])) for each in order]
    return Versions(tuple(finding.rule for finding in shared), tuple(rows))


def _version(person: Presence) -> str:
    """The last one, where it changed."""
    return next(filter(None, (one.sdk_version for one in reversed(person.participants))), "")
