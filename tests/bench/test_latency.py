"""How long a cursor key takes while ten thousand sessions are fetched and shown every second."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
from bench.measuring import Figure, app, compare, median, percentile
from support.surroundings import pointed_at
from support.terminal import Terminal

from lktui.api.auth import mint
from lktui.demo.answers import Answer
from lktui.demo.project import Request
from lktui.demo.server import DemoServer
from lktui.demo.world import World

PAGE = 1000  # the largest that lktui asks for
PAGES = 10
POLLS = 12  # different answers, a second apart
ROUNDS = 3
KEYS = 80  # in one run
FEWER = 60  # where they take long
SHORT = "0.3"  # seconds after one poll: with the pages it asks for in between, about a second for all
TURN = 20  # so many down, as many up: the cursor stays on the screen
GAP = 0.03, 0.05  # seconds between two keys, about as fast as a held key repeats; they fall anywhere in a refresh
HURRY = {"LKTUI_BUDGET": "1000", "LKTUI_MAX_SESSIONS": str(PAGE * PAGES)}


class Asked:
    """When pages were asked for."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def a_second(self, since: float) -> float:
        return sum(moment >= since for moment in self.times) / (time.monotonic() - since)


class Run(NamedTuple):
    """Latencies in milliseconds, and how many pages were fetched a second meanwhile."""

    times: list[float]
    pages: float


@pytest.fixture(scope="module")
def asked() -> Asked:
    return Asked()


@pytest.fixture(scope="module")
def server(asked: Asked) -> Iterator[DemoServer]:
    """A busy project, whose answers are made beforehand: this process measures."""
    now = datetime.now(UTC)
    with DemoServer(World(7, 2 * PAGE * PAGES), clock=lambda: now) as serving:
        token = mint(serving.api_key, serving.api_secret, now=now, ttl=timedelta(hours=1)).value

        def answer(page: int, second: int) -> Answer:
            request = Request("GET", f"{serving.list_path}?limit={PAGE}&page={page}", f"Bearer {token}", b"")
            return serving.project.answer(request, now + timedelta(seconds=second), {})

        answers = [[answer(page, second) for page in range(PAGES + 1)] for second in range(POLLS)]

        def next_answer(request: Request) -> Answer:
            moment = time.monotonic()
            asked.times.append(moment)
            query = parse_qs(urlsplit(request.target).query)
            assert query["limit"] == [str(PAGE)]
            return answers[int(moment) % POLLS][int(query["page"][0])]

        serving.overrides[serving.list_path] = next_answer
        yield serving


def latencies(terminal: Terminal, keys: int = KEYS) -> list[float]:
    """In milliseconds, of keys that move the cursor up and down the first screen."""
    chance = random.Random(1)
    times: list[float] = []
    for number in range(keys):
        terminal.listen(chance.uniform(*GAP))
        times.append(terminal.latency("up" if number // TURN % 2 else "down") * 1000)
    return times


def typical(runs: list[list[float]], share: float) -> float:
    """The median of the runs' percentiles: one run that the machine disturbed does not count."""
    return median([percentile(run, share) for run in runs])


@pytest.mark.bench
def test_cursor_keys_while_ten_thousand_sessions_are_refreshed(
    tmp_path: Path, server: DemoServer, asked: Asked
) -> None:
    around = pointed_at(server) | HURRY

    def run(terminal: Terminal, keys: int = KEYS) -> Run:
        began = time.monotonic()
        return Run(latencies(terminal, keys), asked.a_second(began))

    def ours(seconds: str) -> Run:
        with app(tmp_path, "hasty", "--limit", str(PAGE), "--refresh", seconds, environ=around) as terminal:
            terminal.wait_for("more on the server")
            terminal.listen(1.0)
            return run(terminal)

    def theirs() -> Run:
        with app(tmp_path, "polling_data_table", "1", str(PAGE * PAGES), environ=around) as terminal:
            terminal.wait_for("10000 rows")
            return run(terminal, FEWER)

    def measure() -> list[Figure]:
        idle: list[list[float]] = []
        loaded: list[Run] = []
        for _ in range(ROUNDS):
            idle.append(ours("0").times)
            loaded.append(ours(SHORT))
        table = theirs()
        busy = [each.times for each in loaded]
        pages = median([each.pages for each in loaded])
        assert pages >= table.pages * 0.8, f"it fetched {pages:.1f} pages a second, the DataTable {table.pages:.1f}"
        p99 = typical(busy, 0.99)
        return [
            Figure("pages of 1,000 sessions a second while keys were pressed", pages, "", None, table.pages),
            Figure("cursor key, idle, p50", typical(idle, 0.5), "ms"),
            Figure("cursor key, 10,000 sessions a second, p50", typical(busy, 0.5), "ms", None, median(table.times)),
            Figure("cursor key, 10,000 sessions a second / idle, p99", p99, "ms", 5, typical(idle, 0.99)),
            Figure("the same / DataTable, p99", p99, "ms", 0.3, percentile(table.times, 0.99)),
        ]

    compare(measure)
