"""Keys that come in one packet, as over SSH, go to what each key before them has opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.surroundings import lktui
from support.table_on_screen import wait_for_table
from support.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    with lktui(tmp_path, "--demo") as running:
        wait_for_table(running)
        yield running


@pytest.mark.parametrize("number", range(3))
def test_a_filter_typed_ahead_is_a_filter(terminal: Terminal, number: int) -> None:
    terminal.press(f"/ro{number}/rs\x7f or room:support\r")
    terminal.wait_until(
        lambda screen: f"/ ro{number}/r or room:support" in screen.text and "Enter keeps it" not in screen.text,
        "the filter, kept",
    )


def test_what_lies_above_the_table_gets_the_keys_typed_after_it_opened(terminal: Terminal) -> None:
    terminal.press("s\x1b[B\x1b[B\r")  # from started past duration
    terminal.wait_for("▾people")
    terminal.press("tj\r")
    terminal.wait_for("today")


def test_a_session_gets_the_keys_typed_after_enter(terminal: Terminal) -> None:
    terminal.press("/!active\rgj\r\t")
    terminal.wait_for("joins of")
    terminal.press("hq")
    assert terminal.wait_exit() == 0


def test_a_command_typed_in_one_burst_is_carried_out(terminal: Terminal) -> None:
    terminal.press(":sessions active\r")
    terminal.wait_for("/ active", "match")
    terminal.press(":sort -people\rj")
    terminal.wait_for("▾people")
    terminal.press("\x10quit\r")
    assert terminal.wait_exit() == 0


def test_an_open_palette_is_quiet(tmp_path: Path) -> None:
    with lktui(tmp_path, "--demo", "--refresh", "0") as terminal:
        wait_for_table(terminal)
        terminal.press(":sort p")
        terminal.wait_for("the least first")
        terminal.settle(1.2)  # a cursor that blinks, or anything that spins, leaves no such pause


def test_a_name_and_enter_in_one_packet_look_for_somebody(terminal: Terminal) -> None:
    terminal.press("Fzzz-nobody\r")
    terminal.wait_for("Nobody so far.")
