"""How the table is looked at outlives the program, however that ends."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from support.surroundings import lktui
from support.table_on_screen import wait_for_table


@pytest.mark.parametrize("ending", ["quit at once", "killed later"])
def test_sort_and_filter_are_as_they_were_but_not_with_fresh(tmp_path: Path, ending: str) -> None:
    with lktui(tmp_path, "--demo") as terminal:
        wait_for_table(terminal)
        terminal.press("S", "/", *"room:support", "enter")
        terminal.wait_for("▴started", "/ room:support")
        if ending == "quit at once":
            terminal.press("q")
            assert terminal.wait_exit() == 0
        else:
            file = tmp_path / "state" / "lktui" / "projects.json"
            terminal.wait_until(lambda _screen: file.exists() and "room:support" in file.read_text(), "the file")
            terminal.send_signal(signal.SIGKILL)
            terminal.wait_exit()
    with lktui(tmp_path, "--demo", "--fresh") as terminal:
        wait_for_table(terminal)
        terminal.wait_for("▾started")
        assert "/ room:support" not in terminal.screen.text
        terminal.press("S")
        terminal.wait_for("▴started")
        terminal.press("q")
        terminal.wait_exit()
    with lktui(tmp_path, "--demo") as terminal:
        terminal.wait_for("▴started", "/ room:support")


def test_typed_commands_are_remembered_but_not_with_fresh(tmp_path: Path) -> None:
    with lktui(tmp_path, "--demo") as terminal:
        wait_for_table(terminal)
        terminal.press(":", *"sort people", "enter")
        terminal.wait_for("▴people")
        terminal.press("q")
        assert terminal.wait_exit() == 0
    with lktui(tmp_path, "--demo", "--fresh") as terminal:
        wait_for_table(terminal)
        terminal.press(":")
        terminal.wait_for("a command, or words")
        terminal.press("up", *"zoo")
        terminal.wait_until(lambda screen: " zoo " in screen.text, "nothing in front of it")
        terminal.press("ctrl+c")
        terminal.wait_exit()
    with lktui(tmp_path, "--demo") as terminal:
        terminal.wait_for("▴people")
        terminal.press(":")
        terminal.wait_for("a command, or words")
        terminal.press("up")
        terminal.wait_for("sort people")


def test_a_state_folder_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    with lktui(tmp_path, "--demo") as terminal:
        wait_for_table(terminal)
        terminal.press("S", "q")
        assert terminal.wait_exit() == 0
        assert "can't be remembered" in terminal.last_words()
