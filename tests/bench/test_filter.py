"""What filtering ten thousand sessions adds to each character that is typed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from bench.measuring import Figure, app, bytes_of_key, compare, cpu, median
from support.surroundings import pointed_at
from support.terminal import Terminal

from lktui.demo.server import DemoServer
from lktui.demo.world import World

MANY, FEW = 10_000, 100
TYPED = "support !ended in>10MB or agent duration>1h"
FRAME = 16 / 40  # a frame of 16 ms, where a DataTable takes 40 ms to change one cell of 1,000 rows


def cost_of_typing(terminal: Terminal) -> float:
    """Milliseconds of CPU for one character, of which each one makes another filter."""
    bytes_of_key(terminal, "/")
    costs = []
    for character in TYPED:
        before = cpu(terminal)
        bytes_of_key(terminal, character)
        costs.append(cpu(terminal) - before)
    return sum(costs) / len(costs)


def cost_of_a_cell(home: Path) -> float:
    with app(home, "table", "data", "1000") as terminal:
        terminal.wait_for("1,000 rows", "RM_000000000005")
        costs = []
        for _ in range(8):
            before = cpu(terminal)
            bytes_of_key(terminal, "c")
            costs.append(cpu(terminal) - before)
        return median(costs)


@pytest.mark.bench
def test_filtering_as_one_types(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with DemoServer(World(7, 2 * MANY), clock=lambda: now) as server:

        def typing(sessions: int) -> float:
            around = pointed_at(server) | {"LKTUI_BUDGET": "1000", "LKTUI_MAX_SESSIONS": str(sessions)}
            with app(tmp_path, "hasty", "--refresh", "0", environ=around) as terminal:
                terminal.wait_for(f"{sessions:,} loaded")
                return cost_of_typing(terminal)

        def measure() -> list[Figure]:
            few, many = typing(FEW), typing(MANY)
            return [
                Figure("a character of a filter, 100 sessions, CPU", few, "ms"),
                Figure("a character of a filter, 10,000 sessions, CPU", many, "ms"),
                Figure("what 10,000 add / a cell of a DataTable", many - few, "ms", FRAME, cost_of_a_cell(tmp_path)),
            ]

        compare(measure)
