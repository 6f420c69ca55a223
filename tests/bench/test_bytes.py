"""How many bytes reach the terminal for what changed on the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.measuring import Figure, app, bytes_of_key, compare, median
from support.terminal import Terminal

RUNS = 5


@pytest.mark.bench
def test_one_visible_cell(tmp_path: Path) -> None:
    def written(kind: str) -> float:
        with app(tmp_path, "one_cell", kind) as terminal:
            terminal.wait_for("1,000 rows", "RM_000000000005")
            return median([bytes_of_key(terminal, "c") for _ in range(RUNS)])

    def measure() -> list[Figure]:
        return [Figure("one visible cell of 1,000 rows / DataTable", written("live"), "B", 1 / 50, written("data"))]

    compare(measure)


def refresh(terminal: Terminal) -> int:
    """The bytes of a refresh after which nothing but the age of the data has changed, and that has changed."""
    terminal.wait_for("updated 5s ago")
    terminal.settle(0.25)
    mark = terminal.mark
    terminal.press("r")
    terminal.wait_for("updated now")
    terminal.settle(0.25)
    return terminal.mark - mark


@pytest.mark.bench
def test_a_refresh_that_changes_nothing_but_the_age(tmp_path: Path) -> None:
    def measure() -> list[Figure]:
        with app(tmp_path, "unchanging") as terminal:
            terminal.wait_for("RM_000000000005")
            written = median([refresh(terminal) for _ in range(2)])
        return [Figure("a refresh that changes nothing but the age", written, "B", 220)]

    compare(measure)
