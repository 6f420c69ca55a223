"""From when on something is a finding: `[findings]` of config.toml. Spans are seconds, shares from 0 to 1."""

from __future__ import annotations

from typing import NamedTuple


class Thresholds(NamedTuple):
    storm_rejoins: int = 4
    storm_window: float = 120.0
    flapping_stays: int = 3
    flapping_length: float = 30.0
    drop_people: int = 3
    drop_share: float = 0.2
    drop_window: float = 10.0
    slow_join: float = 3.0
    relay_people: int = 2
    relay_share: float = 0.5
    silent_after: float = 120.0
    alone_after: float = 1800.0
    empty_after: float = 600.0
    long_after: float = 43_200.0
    recording_after: float = 120.0
    failing_attempts: int = 5
    failing_below: float = 0.6
    poor_below: float = 0.4
    poor_length: float = 120.0
    ghost_after: float = 900.0
