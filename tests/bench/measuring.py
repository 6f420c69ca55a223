"""Comparing two programs in one run: medians and percentiles, a table to print, and another try on a noisy machine."""

from __future__ import annotations

import os
import re
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import pytest
from support.surroundings import surroundings
from support.terminal import Terminal

TRIES = 3
TESTS = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in `unit`; where there is a baseline, at most `most` times that, else at most `most`."""

    name: str
    value: float
    unit: str
    most: float | None = None
    baseline: float | None = None

    @property
    def ratio(self) -> float:
        return self.value / self.baseline if self.baseline else self.value

    @property
    def holds(self) -> bool:
        return self.most is None or self.ratio <= self.most

    def __str__(self) -> str:
        line = f"{self.name:58} {self.value:10.1f} {self.unit:5}"
        if self.baseline is not None:
            line += f" of {self.baseline:10.1f}  ratio {self.ratio:7.4f}"
        if self.most is not None:
            line += f"  at most {self.most:.4g}" + ("" if self.holds else "  MISSED")
        return line


def compare(measure: Callable[[], Sequence[Figure]]) -> None:
    """Measures, prints the figures, and fails only when a limit is missed in every try: machines are shared."""
    missed: list[Figure] = []
    for _ in range(TRIES):
        figures = measure()
        print("", *figures, sep="\n  ")
        missed = [figure for figure in figures if not figure.holds]
        if not missed:
            return
    raise AssertionError("\n".join(map(str, missed)))


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


class Program(TypedDict):
    """What a terminal needs to run a program."""

    command: Sequence[str | Path]
    size: tuple[int, int]
    environ: dict[str, str]
    directory: Path


def program(home: Path, name: str, *arguments: str, environ: dict[str, str] | None = None) -> Program:
    """One of `tests/bench/apps`, at the size that all benchmarks have."""
    path = os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])
    return Program(
        command=[sys.executable, TESTS / "bench" / "apps" / f"{name}.py", *arguments],
        size=(120, 40),
        environ=surroundings(home, PYTHONPATH=path, **(environ or {})),
        directory=home,
    )


def app(home: Path, name: str, *arguments: str, environ: dict[str, str] | None = None) -> Terminal:
    return Terminal(**program(home, name, *arguments, environ=environ))


def cpu(terminal: Terminal) -> float:
    """Milliseconds of CPU that the program has used in all its threads; skips where nobody counts them so finely."""
    tasks = Path(f"/proc/{terminal.pid}/task")
    if not (tasks / str(terminal.pid) / "schedstat").exists():
        pytest.skip("needs /proc/PID/task/TID/schedstat")
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e6


def memory(terminal: Terminal) -> float:
    """Megabytes that the program has in use; skips where /proc does not tell."""
    status = Path(f"/proc/{terminal.pid}/status")
    if not status.exists():
        pytest.skip("needs /proc/PID/status")
    found = re.search(r"^VmRSS:\s+(\d+) kB", status.read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1024


def bytes_of_key(terminal: Terminal, key: str) -> int:
    """How many bytes a key makes the program write."""
    terminal.settle(0.25)
    mark = terminal.mark
    terminal.press(key)
    terminal.wait_for_output()
    terminal.settle(0.25)
    return terminal.mark - mark
