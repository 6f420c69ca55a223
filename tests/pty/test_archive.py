"""The archive of a real lktui: where it lies, what happens to a damaged one, and what a second start knows."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from support.surroundings import lktui
from support.table_on_screen import wait_for_table

from lktui.demo.server import DemoServer

WIDE = (140, 30)


def archive_of(home: Path) -> Path:
    return home / "data" / "lktui" / "archive.db"


def has_sample(home: Path) -> bool:
    with closing(sqlite3.connect(archive_of(home))) as connection:
        return bool(connection.execute("SELECT count(*) FROM samples").fetchone()[0])


def test_what_is_seen_is_kept_in_the_data_folder_for_its_owner_alone(tmp_path: Path, server: DemoServer) -> None:
    with lktui(tmp_path, server=server) as terminal:
        wait_for_table(terminal)
        terminal.wait_until(lambda _: archive_of(tmp_path).exists(), "the archive")
        terminal.press("enter")
        terminal.wait_for(" at most ")
        terminal.wait_until(lambda _: has_sample(tmp_path), "a sample, which comes once all is loaded")
        terminal.press("q")
        assert terminal.wait_exit() == 0
    assert stat.S_IMODE(archive_of(tmp_path).stat().st_mode) == 0o600
    assert stat.S_IMODE(archive_of(tmp_path).parent.stat().st_mode) == 0o700
    with closing(sqlite3.connect(archive_of(tmp_path))) as connection:
        counts = [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("sessions", "details", "people", "samples")
        ]
    assert counts[0] >= 100
    assert counts[1] == 1
    assert counts[2] >= 1
    assert counts[3] >= 1


@pytest.mark.parametrize("arguments", [["--demo"], ["--no-archive"]])
def test_the_demo_and_no_archive_keep_nothing(tmp_path: Path, server: DemoServer, arguments: list[str]) -> None:
    with lktui(tmp_path, *arguments, server=server) as terminal:
        wait_for_table(terminal)
        terminal.press("enter")
        terminal.wait_for(" at most ")
        terminal.press("q")
        assert terminal.wait_exit() == 0
    assert not archive_of(tmp_path).exists()


def test_a_damaged_archive_is_told_and_set_aside_and_the_monitor_runs(tmp_path: Path, server: DemoServer) -> None:
    archive_of(tmp_path).parent.mkdir(parents=True)
    archive_of(tmp_path).write_bytes(b"no database" * 1000)
    with lktui(tmp_path, server=server, size=WIDE) as terminal:
        terminal.wait_for("rows 1–")
        terminal.wait_for("archive.db: was damaged", "It is kept as archive-damaged-", "Esc hides this")
        terminal.press("escape")
        terminal.wait_until(lambda screen: "was damaged" not in screen.text, "the end of the message")
        terminal.press("enter")
        terminal.wait_for(" at most ")
        terminal.press("q")
        assert terminal.wait_exit() == 0
    (kept,) = archive_of(tmp_path).parent.glob("archive-damaged-*.db")
    assert kept.read_bytes() == b"no database" * 1000


def test_a_place_that_can_not_be_written_is_told_and_the_monitor_runs(tmp_path: Path, server: DemoServer) -> None:
    (tmp_path / "data").write_bytes(b"")
    with lktui(tmp_path, server=server, size=WIDE) as terminal:
        terminal.wait_for("rows 1–")
        terminal.wait_for("can't be written", "--no-archive", "not archiving")
        terminal.press("escape")
        terminal.wait_until(lambda screen: "can't be written" not in screen.text, "the end of the message")
        terminal.wait_for("not archiving")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert "warning" in terminal.last_words()


def test_a_session_that_was_opened_before_comes_from_the_archive(tmp_path: Path, server: DemoServer) -> None:
    for fault in (None, "detail:server-error"):
        with lktui(tmp_path, "--fresh", server=server, size=WIDE) as terminal:
            wait_for_table(terminal)
            if fault is not None:
                server.faults.add(fault)
            terminal.press("/")
            terminal.press(*"ended age>3h", "enter")
            terminal.press("enter")
            terminal.wait_for(" at most ")
            if fault is not None:
                terminal.wait_for("archived")
            terminal.press("q")
            terminal.wait_exit()
