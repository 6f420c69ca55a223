"""What is written when there is nothing new to see: the age of the data, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bench.measuring import Figure, app, compare
from support.surroundings import lktui
from support.table_on_screen import wait_for_table
from support.terminal import Terminal

IDLE = 12.0  # seconds: one poll of the demo, whose project changes
LINES = 40
STATUS = LINES - 1  # counted from 1
_PLACE = re.compile(rb"\x1b\[(\d*)(?:;\d+)?H")
_CODE = re.compile(rb"\x1b\[[\d;?]*[a-zA-Z]")


def lines_written(written: bytes) -> set[int]:
    """Where text was written, counted from 1."""
    _, *parts = _PLACE.split(written)
    return {int(line or 1) for line, after in zip(parts[::2], parts[1::2], strict=True) if _CODE.sub(b"", after)}


def idle(terminal: Terminal) -> float:
    """Bytes a second, once the project is loaded."""
    wait_for_table(terminal)
    terminal.listen(3.0)
    mark = terminal.mark
    terminal.listen(IDLE)
    return (terminal.mark - mark) / IDLE


@pytest.mark.bench
def test_a_refresh_after_which_all_rows_are_the_same(tmp_path: Path) -> None:
    with app(tmp_path, "table", "live", "10000") as terminal:
        terminal.wait_for("10,000 rows", "RM_000000000005")
        terminal.settle(0.5)
        before = terminal.mark
        terminal.press("n")
        terminal.listen(1.0)
        assert terminal.since(before) == b""
        terminal.press("c")
        terminal.wait_for_output()


@pytest.mark.bench
def test_a_refresh_that_changes_nothing_but_the_age(tmp_path: Path) -> None:
    def refresh(terminal: Terminal) -> bytes:
        terminal.wait_for("updated 5s ago")
        terminal.settle(0.25)
        mark = terminal.mark
        terminal.press("r")
        terminal.wait_for("updated now")
        terminal.settle(0.25)
        return terminal.since(mark)

    def measure() -> list[Figure]:
        with app(tmp_path, "unchanging") as terminal:
            terminal.wait_for("RM_000000000005")
            written = refresh(terminal)
        assert lines_written(written) == {STATUS}
        return [Figure("a refresh that changes nothing but the age", len(written), "B", 200)]

    compare(measure)


@pytest.mark.bench
def test_idle(tmp_path: Path) -> None:
    def measure() -> list[Figure]:
        with app(tmp_path, "unchanging") as terminal:
            still = idle(terminal)
        with lktui(tmp_path, "--demo", size=(120, LINES)) as terminal:
            moving = idle(terminal)
        return [
            Figure("idle, a second", still, "B", 80),
            Figure("idle, the demo with what changes in it, a second", moving, "B"),
        ]

    compare(measure)
