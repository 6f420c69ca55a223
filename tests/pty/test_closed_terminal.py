"""A terminal that is closed takes its program along: nothing is left that runs on, unseen."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.surroundings import lktui
from support.table_on_screen import wait_for_table

HUNG_UP = 129


@pytest.mark.parametrize("controlling", [True, False], ids=["SIGHUP", "no signal"])
@pytest.mark.parametrize("arguments", [("--demo",), ("--demo", "--no-frame-diff")], ids=["frame diff", "stock"])
def test_the_monitor_ends_with_its_terminal(tmp_path: Path, arguments: tuple[str, ...], *, controlling: bool) -> None:
    with lktui(tmp_path, *arguments, controlling=controlling) as terminal:
        wait_for_table(terminal)
        assert terminal.hang_up() == HUNG_UP


@pytest.mark.parametrize("controlling", [True, False], ids=["SIGHUP", "no signal"])
def test_so_does_the_screen_without_credentials(tmp_path: Path, *, controlling: bool) -> None:
    with lktui(tmp_path, controlling=controlling) as terminal:
        terminal.wait_for("It found no credentials")
        assert terminal.hang_up() == HUNG_UP
