"""How long a command takes: the version against an empty Python, a page against a script that does no more."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bench.measuring import TESTS, Figure, compare, median
from support.surroundings import LKTUI, pointed_at, surroundings

from lktui.demo.server import DemoServer
from lktui.demo.world import World

RUNS = 15


def seconds(command: Sequence[str | Path], environ: dict[str, str], directory: Path) -> float:
    began = time.perf_counter()
    ended = subprocess.run(
        command, env=environ, cwd=directory, stdin=subprocess.DEVNULL, capture_output=True, check=True
    )
    assert ended.stdout or "pass" in command
    return time.perf_counter() - began


def medians(
    command: Sequence[str | Path], baseline: Sequence[str | Path], environ: dict[str, str], directory: Path
) -> tuple[float, float]:
    """In milliseconds, taken in turns: what else the machine does is shared by both."""
    ours: list[float] = []
    theirs: list[float] = []
    for run in range(RUNS + 1):
        theirs.append(seconds(baseline, environ, directory) * 1000)
        ours.append(seconds(command, environ, directory) * 1000)
        if not run:  # the first one reads the files from the disk
            ours.clear()
            theirs.clear()
    return median(ours), median(theirs)


@pytest.mark.bench
def test_the_version(tmp_path: Path) -> None:
    def measure() -> list[Figure]:
        ours, empty = medians([*LKTUI, "--version"], [sys.executable, "-c", "pass"], surroundings(tmp_path), tmp_path)
        return [Figure("lktui --version / python -c pass", ours, "ms", 3.0, empty)]

    compare(measure)


@pytest.mark.bench
def test_a_page_of_sessions(tmp_path: Path) -> None:
    script = TESTS / "bench" / "apps" / "bare_page.py"

    def measure() -> list[Figure]:
        with DemoServer(World(), clock=lambda: datetime.now(UTC)) as server:
            environ = surroundings(tmp_path, **pointed_at(server))
            token = subprocess.run([*LKTUI, "token"], env=environ, cwd=tmp_path, capture_output=True, check=True)
            environ["TOKEN"] = token.stdout.decode().strip()
            ours, bare = medians([*LKTUI, "sessions", "--json"], [sys.executable, script], environ, tmp_path)
        return [Figure("lktui sessions --json / a bare httpx script", ours, "ms", 1.5, bare)]

    compare(measure)
