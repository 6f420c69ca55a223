"""The bell of an alert reaches the terminal, drawn either way; a mistake in an alert is told without a screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.moved_world import now, served
from support.surroundings import lktui
from support.table_on_screen import wait_for_table

from lktui.demo.server import DemoServer


class ShiftedClock:
    """The true time, moved by what a test says."""

    shift = timedelta()

    def __call__(self) -> datetime:
        return now() + self.shift


@pytest.fixture
def clock() -> ShiftedClock:
    return ShiftedClock()


@pytest.fixture
def server(clock: ShiftedClock) -> Iterator[DemoServer]:
    with served(clock=clock) as serving:
        yield serving


def bells(written: bytes) -> int:
    return re.sub(rb"\x1b\][^\x07\x1b]*\x07", b"", written).count(b"\x07")  # which also ends an OSC sequence


def configure(home: Path, text: str) -> None:
    path = home / "config" / "lktui" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text)


@pytest.mark.parametrize("flags", [(), ("--no-frame-diff",)], ids=["frame-diff", "stock"])
def test_the_bell_rings_once_for_all_that_begins_with_a_poll(
    tmp_path: Path, server: DemoServer, clock: ShiftedClock, flags: tuple[str, ...]
) -> None:
    configure(tmp_path, 'refresh = 0\ntoken_ttl = 86400\nalerts = [{ name = "new", filter = "age<1s", bell = true }]')
    with lktui(tmp_path, *flags, server=server) as terminal:
        wait_for_table(terminal)
        assert bells(terminal.since(0)) == 0
        clock.shift = timedelta(hours=6)  # what begins in that time has no age yet
        mark = terminal.mark
        terminal.press("r")
        terminal.wait_until(lambda screen: "⚑" in screen.lines[1], "the count in the strip")
        terminal.wait_until(lambda _: bells(terminal.since(mark)) > 0, "the bell")
        terminal.settle()
        assert bells(terminal.since(mark)) == 1


def test_a_mistake_in_a_filter_is_told_with_its_place(tmp_path: Path, server: DemoServer) -> None:
    configure(tmp_path, '[[alerts]]\nname = "crowd"\nfilter = "active peple>2"')
    with lktui(tmp_path, server=server, size=(120, 30)) as terminal:
        assert terminal.wait_exit() == 2
        told = terminal.since(0).decode()
        assert 'alerts #1 "crowd": filter: there is no field peple: did you mean people?' in told
        assert "active peple>2\r\n              ^^^^^\r\n" in told
        assert not terminal.left_over()
