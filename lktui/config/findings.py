"""The `[findings]` table of config.toml: from when on something in a session is a finding."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lktui.config import checks
from lktui.config.files import shown
from lktui.config.schema import INTEGER, NUMBER, Kind, Wrong, nearest, row, table

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class FindingSettings:
    """A row for each threshold. The rules know them by the same names and defaults, which a test holds."""

    storm_rejoins: int = field(
        default=4, metadata=row(INTEGER, "rejoins of one identity that make a storm", checks.number_of_times)
    )
    storm_window: float = field(
        default=120.0, metadata=row(NUMBER, "seconds in which they come", checks.span_of_seconds)
    )
    flapping_stays: int = field(
        default=3, metadata=row(INTEGER, "short stays of one identity that are flapping", checks.number_of_times)
    )
    flapping_length: float = field(
        default=30.0, metadata=row(NUMBER, "seconds; what is shorter is a short stay", checks.span_of_seconds)
    )
    drop_people: int = field(
        default=3, metadata=row(INTEGER, "people who leave at once, for a drop", checks.number_of_times)
    )
    drop_share: float = field(
        default=0.2, metadata=row(NUMBER, "share of those present, from 0 to 1, that this is at least", checks.share)
    )
    drop_window: float = field(
        default=10.0, metadata=row(NUMBER, "seconds in which they leave", checks.span_of_seconds)
    )
    slow_join: float = field(
        default=3.0, metadata=row(NUMBER, "seconds to connect that are slow", checks.span_of_seconds)
    )
    relay_people: int = field(
        default=2, metadata=row(INTEGER, "people with a relayed or TCP connection", checks.number_of_times)
    )
    relay_share: float = field(
        default=0.5, metadata=row(NUMBER, "share, from 0 to 1, that this is at least", checks.share)
    )
    silent_after: float = field(
        default=120.0, metadata=row(NUMBER, "seconds together without any microphone", checks.span_of_seconds)
    )
    alone_after: float = field(default=1800.0, metadata=row(NUMBER, "seconds left alone", checks.span_of_seconds))
    empty_after: float = field(
        default=600.0, metadata=row(NUMBER, "seconds open with nobody in it", checks.span_of_seconds)
    )
    long_after: float = field(default=43_200.0, metadata=row(NUMBER, "seconds that are long", checks.span_of_seconds))
    recording_after: float = field(
        default=120.0, metadata=row(NUMBER, "seconds of egress with nobody in the room", checks.span_of_seconds)
    )
    failing_attempts: int = field(
        default=5, metadata=row(INTEGER, "attempts to connect, at least", checks.number_of_times)
    )
    failing_below: float = field(
        default=0.6, metadata=row(NUMBER, "share of them, from 0 to 1; fewer that succeed are too few", checks.share)
    )
    poor_below: float = field(
        default=0.4, metadata=row(NUMBER, "quality, from 0 to 1 of the best; below that it is poor", checks.share)
    )
    poor_length: float = field(
        default=120.0, metadata=row(NUMBER, "seconds for which it is poor", checks.span_of_seconds)
    )
    ghost_after: float = field(
        default=900.0,
        metadata=row(NUMBER, "seconds without activity, or unknown to the room service", checks.span_of_seconds),
    )


ROWS: Final = table(FindingSettings)
_RULES: Final = {column.name: column.rule for column in ROWS}


def _thresholds(raw: object) -> FindingSettings | None:
    """Raises Wrong, with the key that it is about."""
    if isinstance(raw, FindingSettings):
        return raw
    return _read(raw) if isinstance(raw, dict) else None


def _read(raw: Mapping[str, object]) -> FindingSettings:
    values: dict[str, object] = {}
    for key, value in raw.items():
        if key not in _RULES:
            meant = nearest(key, _RULES)
            hint = f"did you mean {meant}?" if meant else f"known here: {', '.join(_RULES)}"
            raise Wrong(f"unknown key; {hint}", f".{shown(key)}")
        try:
            values[key] = _RULES[key].accept(value).value
        except Wrong as wrong:
            raise Wrong(f"{wrong.problem}; it is: {_RULES[key].meaning}", f".{key}") from None
    return FindingSettings(**values)  # type: ignore[arg-type]  # each value has passed the check of its row


def _no_thresholds(_text: str) -> None:
    """No variable sets them."""


FINDINGS: Final = Kind("a table [findings]", _thresholds, _no_thresholds)
