"""The `[findings]` table of config.toml: from when on something in a session is a finding."""

from collections.abc import Mapping
from typing import Annotated, Final, NamedTuple

from lktui.config import checks
from lktui.config.files import shown
from lktui.config.schema import INTEGER, NUMBER, Kind, Wrong, nearest, row, table


class FindingSettings(NamedTuple):
    """A row for each threshold. The rules know them by the same names and defaults, which a test holds."""

    storm_rejoins: Annotated[int, row(INTEGER, "rejoins of one identity that make a storm", checks.number_of_times)] = 4
    storm_window: Annotated[float, row(NUMBER, "seconds in which they come", checks.span_of_seconds)] = 120.0
    flapping_stays: Annotated[
        int, row(INTEGER, "short stays of one identity that are flapping", checks.number_of_times)
    ] = 3
    flapping_length: Annotated[
        float, row(NUMBER, "seconds; what is shorter is a short stay", checks.span_of_seconds)
    ] = 30.0
    drop_people: Annotated[int, row(INTEGER, "people who leave at once, for a drop", checks.number_of_times)] = 3
    drop_share: Annotated[
        float, row(NUMBER, "share of those present, from 0 to 1, that this is at least", checks.share)
    ] = 0.2
    drop_window: Annotated[float, row(NUMBER, "seconds in which they leave", checks.span_of_seconds)] = 10.0
    slow_join: Annotated[float, row(NUMBER, "seconds to connect that are slow", checks.span_of_seconds)] = 3.0
    relay_people: Annotated[int, row(INTEGER, "people with a relayed or TCP connection", checks.number_of_times)] = 2
    relay_share: Annotated[float, row(NUMBER, "share, from 0 to 1, that this is at least", checks.share)] = 0.5
    silent_after: Annotated[float, row(NUMBER, "seconds together without any microphone", checks.span_of_seconds)] = (
        120.0
    )
    alone_after: Annotated[float, row(NUMBER, "seconds left alone", checks.span_of_seconds)] = 1800.0
    empty_after: Annotated[float, row(NUMBER, "seconds open with nobody in it", checks.span_of_seconds)] = 600.0
    long_after: Annotated[float, row(NUMBER, "seconds that are long", checks.span_of_seconds)] = 43_200.0
    recording_after: Annotated[
        float, row(NUMBER, "seconds of egress with nobody in the room", checks.span_of_seconds)
    ] = 120.0
    failing_attempts: Annotated[int, row(INTEGER, "attempts to connect, at least", checks.number_of_times)] = 5
    failing_below: Annotated[
        float, row(NUMBER, "share of them, from 0 to 1; fewer that succeed are too few", checks.share)
    ] = 0.6
    poor_below: Annotated[
        float, row(NUMBER, "quality, from 0 to 1 of the best; below that it is poor", checks.share)
    ] = 0.4
    poor_length: Annotated[float, row(NUMBER, "seconds for which it is poor", checks.span_of_seconds)] = 120.0
    ghost_after: Annotated[
        float, row(NUMBER, "seconds without activity, or unknown to the room service", checks.span_of_seconds)
    ] = 900.0


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
