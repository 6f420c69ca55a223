"""Starting lktui in a terminal where something is missing or wrong."""

from __future__ import annotations

import signal
from pathlib import Path

from support.surroundings import lktui
from support.table_on_screen import wait_for_table


def test_without_credentials_the_ways_in_are_shown(tmp_path: Path) -> None:
    with lktui(tmp_path, size=(100, 40)) as terminal:
        terminal.wait_for("It found no credentials", "LIVEKIT_API_KEY", "lk cloud auth", "config.toml", "lktui --demo")
        terminal.wait_for("Looked for", "cli-config.yaml")
        terminal.press("q")
        assert terminal.wait_exit() == 2
        assert terminal.left_over() == []


def test_from_the_ways_in_the_simulated_project_is_one_key_away(tmp_path: Path) -> None:
    with lktui(tmp_path) as terminal:
        terminal.wait_for("It found no credentials")
        terminal.press("d")
        wait_for_table(terminal)
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.left_over() == []


def test_the_ways_in_can_be_interrupted(tmp_path: Path) -> None:
    with lktui(tmp_path) as terminal:
        terminal.wait_for("It found no credentials")
        terminal.press("ctrl+c")
        assert terminal.wait_exit() == 130
        assert terminal.left_over() == []


def test_the_ways_in_can_be_terminated(tmp_path: Path) -> None:
    with lktui(tmp_path) as terminal:
        terminal.wait_for("It found no credentials")
        terminal.send_signal(signal.SIGTERM)
        assert terminal.wait_exit() == 128 + signal.SIGTERM
        assert terminal.left_over() == []


def test_a_theme_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    with lktui(tmp_path, "--demo", "--theme", "nrod") as terminal:
        assert terminal.wait_exit() == 2
        assert "Did you mean nord?" in terminal.screen.text
        assert "Traceback" not in terminal.screen.text
        assert terminal.left_over() == []


def test_a_theme_can_be_chosen(tmp_path: Path) -> None:
    with lktui(tmp_path, "--demo", "--theme", "nord") as terminal:
        wait_for_table(terminal)
        terminal.press("q")
        assert terminal.wait_exit() == 0
