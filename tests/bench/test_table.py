"""What a change of the rows costs, in bytes on the wire, CPU and memory, beside a DataTable that shows the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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
    before = cpu(terminal)
    written = bytes_of_key(terminal, key)
    return Cost(written, cpu(terminal) - before)


@contextmanager
def table(home: Path, kind: str, rows: int) -> Iterator[Terminal]:
    with app(home, "table", kind, str(rows)) as terminal:
        terminal.wait_for(f"{rows:,} rows", "RM_000000000005")
        yield terminal


def costs(home: Path, rows: int, key: str) -> tuple[Cost, Cost]:
    """Ours and a DataTable's; by turns, so that both meet the same moods of the machine."""
    with table(home, "live", rows) as ours, table(home, "data", rows) as theirs:
        cost(ours, key), cost(theirs, key)  # the first one loads what the others find
        runs = [(cost(ours, key), cost(theirs, key)) for _ in range(RUNS)]
    medians = [Cost(*map(median, zip(*each, strict=True))) for each in zip(*runs, strict=True)]
    return medians[0], medians[1]


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
        ours, theirs = costs(tmp_path, rows, key)
        return [
            Figure(f"{what} / DataTable", ours.written, "B", most_written, theirs.written),
            Figure(f"{what} / DataTable, CPU", ours.worked, "ms", most_worked, theirs.worked),
        ]

    compare(measure)


@pytest.mark.bench
def test_memory(tmp_path: Path) -> None:
    def used(kind: str) -> float:
        with table(tmp_path, kind, 10_000) as terminal:
            for _ in range(RUNS):
                bytes_of_key(terminal, "m")
            return memory(terminal)

    def measure() -> list[Figure]:
        return [Figure("memory with 10,000 sessions / DataTable", used("live"), "MB", 0.9, used("data"))]

    compare(measure)
