"""`lktui archive`: what it says, and what it erases."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from support.archives import NOW, answer, archive, person, row

from lktui.cli.main import run

WHO = "alice@wonder.example"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of the test's own; nothing of the user's is ever touched."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    return tmp_path / "data" / "lktui"


async def filled(folder: Path) -> None:
    kept = archive(folder)
    kept.saw([row(1), row(2)], NOW)
    kept.keep(answer(row(1), [person(WHO, "Alice"), person("bob")]), NOW, final=False)
    await kept.close()


async def test_info_says_where_it_is_and_what_it_holds(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await filled(folder)
    assert run(["archive", "info"]) == 0
    told = capsys.readouterr().out
    for words in (
        str(folder / "archive.db"),
        "30 days",
        "p_test",
        "2 sessions, 1 with details, 2 people",
        "2025-09-29",
    ):
        assert words in told


async def test_info_for_programs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await filled(folder)
    assert run(["archive", "info", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["bytes"] > 0
    assert told["trouble"] is None
    assert told["projects"] == [
        {
            "project_id": "p_test",
            "server": "https://x.example",
            "sessions": 2,
            "details": 1,
            "people": 2,
            "samples": 0,
            "oldest": "2025-09-29T13:03:01Z",
            "newest": "2025-09-29T13:03:02Z",
        }
    ]


def test_info_without_an_archive_makes_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["archive", "info"]) == 0
    assert "there is none yet" in capsys.readouterr().out
    assert not folder.exists()


@pytest.mark.parametrize("content", [b"no database" * 1000, b"SQLite format 3\0" + b"\xff" * 9000])
def test_info_tells_of_a_damaged_file_and_leaves_it(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    folder.mkdir(parents=True)
    (folder / "archive.db").write_bytes(content)
    assert run(["archive", "info", "--json"]) == 1
    told = capsys.readouterr()
    assert "damaged" in json.loads(told.out)["trouble"]
    assert "damaged" in told.err
    assert (folder / "archive.db").read_bytes() == content


async def test_forget_erases_and_says_how_much(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await filled(folder)
    assert run(["archive", "forget", WHO]) == 0
    assert f"forgotten: {WHO}, in 1 session, with 1 name" in capsys.readouterr().err
    assert WHO.encode() not in (folder / "archive.db").read_bytes()


async def test_forgetting_nobody_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await filled(folder)
    assert run(["archive", "forget", "Alice"]) == 0
    assert "nobody is known" in capsys.readouterr().err


def test_forgetting_without_an_archive_makes_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["archive", "forget", WHO]) == 0
    assert "there is no archive" in capsys.readouterr().err
    assert not folder.exists()


@pytest.mark.parametrize("typed", [["forget"], ["purge", WHO], ["info", WHO], [], ["other"]])
def test_what_is_typed_wrong_is_told(typed: list[str], folder: Path) -> None:
    assert run(["archive", *typed]) == 2
    assert not folder.exists()


async def test_purge_without_a_terminal_needs_to_be_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await filled(folder)
    assert run(["archive", "purge"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert (folder / "archive.db").exists()
    assert run(["archive", "purge", "--yes"]) == 0
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("answered", "gone"), [("y\n", True), ("yes\n", True), ("\n", False), ("n\n", False), ("", False)]
)
async def test_purge_asks_on_a_terminal(
    folder: Path, monkeypatch: pytest.MonkeyPatch, answered: str, *, gone: bool
) -> None:
    await filled(folder)
    monkeypatch.setattr(sys, "stdin", Terminal(answered))
    assert run(["archive", "purge"]) == 0
    assert (folder / "archive.db").exists() is not gone
