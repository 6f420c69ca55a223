"""What `lktui doctor` looks into: each module one part, each check with what it found and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """`TOLD` is a fact that is neither good nor bad; `SKIPPED` could not be looked into."""

    GOOD = "good"
    TOLD = "told"
    SKIPPED = "skipped"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """`found` and `todo` can be shown to anyone: there is no secret in them, and the home is `~`."""

    part: str
    name: str
    outcome: Outcome
    found: str
    todo: str = ""
