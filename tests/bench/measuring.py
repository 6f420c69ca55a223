"""Comparing two programs in one run: medians and percentiles, a table to print, and another try on a noisy machine."""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

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


def app(home: Path, name: str, *arguments: str, environ: dict[str, str] | None = None) -> Terminal:
    """A program of `tests/bench/apps`, in a terminal of the size that all benchmarks have."""
    path = os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])
    return Terminal(
        [sys.executable, TESTS / "bench" / "apps" / f"{name}.py", *arguments],
        size=(120, 40),
        environ=surroundings(home, PYTHONPATH=path, **(environ or {})),
        directory=home,
    )


def bytes_of_key(terminal: Terminal, key: str) -> int:
    """How many bytes a key makes the program write."""
    terminal.settle(0.25)
    mark = terminal.mark
    terminal.press(key)
    terminal.wait_for_output()
    terminal.settle(0.25)
    return terminal.mark - mark
