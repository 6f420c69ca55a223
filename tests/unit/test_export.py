"""An export into a file: what goes into it, what its path is, and what is said when it can't be written."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lktui.demo.hostile import NAMES
from lktui.errors import AlreadyThere, NotExported
from lktui.model import Session
from lktui.tui.export import Export, default_name, form_of, shown_path, typed_path, write_file
from lktui.view.session_fields import SESSION_FIELDS, exported
from lktui.view.sessions import SESSION_COLUMNS, SessionRow

NOW = datetime(2026, 11, 20, 14, 0, 5, tzinfo=UTC)
ALL = tuple(column.name for column in SESSION_COLUMNS)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def export(count: int, columns: tuple[str, ...] = ("id", "room"), covers: str = "") -> Export:
    def rows() -> Iterator[SessionRow]:
        return (SessionRow(Session(f"RM_{number}", NAMES[number % len(NAMES)])) for number in range(count))

    return Export(rows, exported(columns), NOW, covers)


def test_it_says_how_many_were_written_where_and_what_is_missing(home: Path) -> None:
    assert export(1234).write(home / "out.csv", "csv", overwrite=False) == "1,234 sessions written to ~/out.csv"
    said = export(1, covers="; more on the server").write(home / "one.csv", "csv", overwrite=False)
    assert said == "1 session written to ~/one.csv; more on the server"


def test_names_of_strangers_come_through_every_format(home: Path) -> None:
    count = len(NAMES)
    for form in ("csv", "json", "ndjson"):
        export(count).write(home / f"out.{form}", form, overwrite=False)
    with (home / "out.csv").open(encoding="utf-8", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == [f"RM_{number}" for number in range(count)]
    rooms = [record["room"] for record in json.loads((home / "out.json").read_text(encoding="utf-8"))]
    assert rooms == list(NAMES)
    lines = (home / "out.ndjson").read_text(encoding="utf-8").split("\n")
    assert [json.loads(line)["room"] for line in lines[:-1]] == rooms


def test_chosen_columns_are_exported_in_their_order_with_what_belongs_to_them() -> None:
    names = [field.name for field in exported(("people", "duration", "room"))]
    assert names == ["people", "total", "duration", "until", "room"]


def test_without_a_choice_all_that_is_known_is_exported() -> None:
    names = [field.name for field in exported(ALL)]
    assert {field.name for field in SESSION_FIELDS if field.usual} | {"in/s", "out/s"} == set(names)
    assert len(set(names)) == len(names)
    assert names[:3] == ["status", "room", "id"]


def test_the_default_name_holds_the_time() -> None:
    assert default_name("json", NOW) == "./lktui-sessions-20261120-140005.json"


def test_the_ending_of_a_path_says_the_format() -> None:
    assert [form_of(path) for path in ("a.csv", "b.NDJSON ", "c.json", "d.txt", "csv", "")] == [
        "csv", "ndjson", "json", None, "csv", None,
    ]  # fmt: skip


def test_a_path_is_taken_from_here_or_from_home(home: Path) -> None:
    assert typed_path(" ~/a b.csv ") == home / "a b.csv"
    assert typed_path("x/y.csv") == home / "x" / "y.csv"
    assert typed_path("/tmp/z") == Path("/tmp/z")
    assert shown_path(Path("/nowhere/\x1b[2Jx")) == "/nowhere/␛[2Jx"


@pytest.mark.parametrize("typed", ["", "  ", "~nobody-of-this-name/x"])
def test_what_is_no_path_is_refused(typed: str) -> None:
    with pytest.raises(NotExported):
        typed_path(typed)


def test_what_is_there_stays_until_it_may_be_overwritten(home: Path) -> None:
    path = home / "kept.csv"
    path.write_text("precious")
    with pytest.raises(AlreadyThere) as refused:
        write_file(path, "new", overwrite=False)
    assert refused.value.what == "~/kept.csv is already there"
    assert path.read_text() == "precious"
    write_file(path, "new", overwrite=True)
    assert path.read_text() == "new"


def test_each_refusal_says_what_is_wrong(home: Path) -> None:
    (home / "folder").mkdir()
    os.mkfifo(home / "pipe")
    told = []
    for name in ("folder", "pipe", "missing/out.csv", "a" * 300, "nul\0"):
        with pytest.raises(NotExported) as refused:
            write_file(home / name, "", overwrite=False)
        told.append(refused.value.what)
    assert told[:3] == ["~/folder is a folder", "~/pipe is no file", "there is no folder ~/missing"]
    assert told[3].endswith("can't be written: File name too long")
    assert "␀" in told[4]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(home: Path) -> None:
    (home / "shut").mkdir(mode=0o500)
    with pytest.raises(NotExported) as refused:
        write_file(home / "shut" / "out.csv", "", overwrite=False)
    assert refused.value.what == "~/shut/out.csv can't be written: Permission denied"


def test_what_could_not_be_written_to_its_end_leaves_no_half_file(home: Path) -> None:
    with pytest.raises(NotExported):
        write_file(home / "half.csv", "a line\nhalf of a pair: \ud83d", overwrite=False)
    assert not (home / "half.csv").exists()
