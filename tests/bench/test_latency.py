"""How long a cursor key takes while a thousand rows are fetched and shown every second."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bench.measuring import Figure, app, compare, median, percentile
from support.surroundings import pointed_at
from support.terminal import Terminal

from lktui.api.auth import mint
from lktui.demo.answers import Answer
from lktui.demo.project import Request
from lktui.demo.server import DemoServer
from lktui.demo.world import World

ROWS = 1000
POLLS = 30  # different answers, a second apart
ROUNDS = 3
KEYS = 100  # in one run
TURN = 20  # so many down, as many up: the cursor stays on the screen
GAP = 0.03, 0.05  # seconds between two keys, about as fast as a held key repeats; they fall anywhere in a refresh


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    """A busy project, whose answers are made beforehand: this process measures."""
    now = datetime.now(UTC)
    with DemoServer(World(7, 20_000), clock=lambda: now) as serving:
        target = f"{serving.list_path}?limit={ROWS}&page=0"
        token = mint(serving.api_key, serving.api_secret, now=now, ttl=timedelta(hours=1)).value
        request = Request("GET", target, f"Bearer {token}", b"")
        answers = [serving.project.answer(request, now + timedelta(seconds=second), {}) for second in range(POLLS)]
        coming = itertools.cycle(answers)

        def next_answer(_request: Request) -> Answer:
            return next(coming)

        serving.overrides[serving.list_path] = next_answer
        yield serving


def latencies(terminal: Terminal) -> list[float]:
    """In milliseconds, of keys that move the cursor up and down the first screen."""
    terminal.time_of(b"RM_")
    terminal.settle(0.2)
    chance = random.Random(1)
    times: list[float] = []
    for number in range(KEYS):
        terminal.listen(chance.uniform(*GAP))
        times.append(terminal.latency("up" if number // TURN % 2 else "down") * 1000)
    return times


def typical(runs: list[list[float]], share: float) -> float:
    """The median of the runs' percentiles: one run that the machine disturbed does not count."""
    return median([percentile(run, share) for run in runs])


@pytest.mark.bench
def test_cursor_keys_while_a_thousand_rows_are_refreshed(tmp_path: Path, server: DemoServer) -> None:
    leading = pointed_at(server)

    def run(name: str, *arguments: str) -> list[float]:
        with app(tmp_path, name, *arguments, environ=leading) as terminal:
            return latencies(terminal)

    def measure() -> list[Figure]:
        idle: list[list[float]] = []
        ours: list[list[float]] = []
        theirs: list[list[float]] = []
        for _ in range(ROUNDS):
            idle.append(run("hasty", "--limit", str(ROWS), "--refresh", "0"))
            ours.append(run("hasty", "--limit", str(ROWS), "--refresh", "1"))
            theirs.append(run("polling_data_table", "1", str(ROWS)))
        p50 = [
            Figure(f"cursor key, {what}, p50", typical(runs, 0.5), "ms")
            for what, runs in (("idle", idle), ("1,000 rows a second", ours), ("the same, DataTable", theirs))
        ]
        loaded = typical(ours, 0.99)
        return [
            *p50,
            Figure("cursor key, 1,000 rows a second / idle, p99", loaded, "ms", 3, typical(idle, 0.99)),
            Figure("cursor key, 1,000 rows a second / DataTable, p99", loaded, "ms", 1 / 4, typical(theirs, 0.99)),
        ]

    compare(measure)
