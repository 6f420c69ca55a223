"""What a change of the rows costs, in bytes on the wire, CPU and memory, beside a DataTable that shows the same."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from bench.measuring import Figure, app, bytes_of_key, compare, cpu, median, memory
from support.terminal import Terminal

RUNS = 7


class Cost(NamedTuple):
    """Of a key: how many bytes came, and milliseconds of CPU."""

    written: float
    worked: float


def cost(terminal: Terminal, key: str) -> Cost:
    bytes_of_key(terminal, key)  # the first one loads what the others find
    costs = []
    for _ in range(RUNS):
        before = cpu(terminal)
        written = bytes_of_key(terminal, key)
        costs.append(Cost(written, cpu(terminal) - before))
    return Cost(median([each.written for each in costs]), median([each.worked for each in costs]))


def costs(home: Path, kind: str, rows: int, key: str) -> Cost:
    with app(home, "table", kind, str(rows)) as terminal:
        terminal.wait_for(f"{rows:,} rows", "RM_000000000005")
        return cost(terminal, key)


@pytest.mark.bench
@pytest.mark.parametrize(
    ("what", "rows", "key", "most_written", "most_worked"),
    [
        ("one visible cell of 1,000 rows", 1_000, "c", 1 / 200, 1 / 8),
        ("5 % of 10,000 rows", 10_000, "m", 1 / 100, 1 / 4),
        ("sorting 10,000 rows", 10_000, "s", 1 / 3, 1 / 3),
    ],
    ids=["one cell", "many rows", "sorting"],
)
def test_change(tmp_path: Path, what: str, rows: int, key: str, most_written: float, most_worked: float) -> None:
    def measure() -> list[Figure]:
        ours, theirs = costs(tmp_path, "live", rows, key), costs(tmp_path, "data", rows, key)
        return [
            Figure(f"{what} / DataTable", ours.written, "B", most_written, theirs.written),
            Figure(f"{what} / DataTable, CPU", ours.worked, "ms", most_worked, theirs.worked),
        ]

    compare(measure)


@pytest.mark.bench
def test_memory(tmp_path: Path) -> None:
    def used(kind: str) -> float:
        with app(tmp_path, "table", kind, "10000") as terminal:
            terminal.wait_for("10,000 rows", "RM_000000000005")
            cost(terminal, "m")
            return memory(terminal)

    def measure() -> list[Figure]:
        return [Figure("memory with 10,000 sessions / DataTable", used("live"), "MB", 0.9, used("data"))]

    compare(measure)
