"""How long it takes until there are rows on the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.measuring import Figure, app, compare, median
from support.surroundings import lktui

RUNS = 11
ROW = b"RM_"  # the session id of a row


@pytest.mark.bench
def test_first_rows_of_the_demo(tmp_path: Path) -> None:
    def measure() -> list[Figure]:
        ours: list[float] = []
        smallest: list[float] = []
        for run in range(RUNS + 1):
            with app(tmp_path, "smallest") as terminal:
                baseline = terminal.time_of(ROW)
            with lktui(tmp_path, "--demo", size=(120, 40)) as terminal:
                value = terminal.time_of(ROW)
            if run:  # the first one reads the files from the disk
                ours.append(value * 1000)
                smallest.append(baseline * 1000)
        return [
            Figure("first rows of the demo / smallest app with a DataTable", median(ours), "ms", 1.25, median(smallest))
        ]

    compare(measure)
