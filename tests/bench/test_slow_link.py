"""How long a program goes on drawing after a key that was held on a slow link."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.measuring import Figure, compare, program
from support.slow_terminal import SlowTerminal

HELD = 5.0  # seconds


@pytest.mark.bench
@pytest.mark.parametrize(("rate", "most"), [(64_000, 1 / 50), (16_000, 1 / 20)], ids=["64 KB/s", "16 KB/s"])
def test_a_held_key(tmp_path: Path, rate: int, most: float) -> None:
    def lag(kind: str) -> float:
        with SlowTerminal(**program(tmp_path, "table", kind, "1000")) as terminal:
            terminal.wait_for("1,000 rows", "RM_000000000005")
            terminal.settle()
            return terminal.lag_of_held_key("down", HELD, rate) * 1000

    def measure() -> list[Figure]:
        name = f"lag after holding ↓ for 5 s on {rate // 1000} KB/s / DataTable"
        return [Figure(name, lag("live"), "ms", most, lag("data"))]

    compare(measure)
