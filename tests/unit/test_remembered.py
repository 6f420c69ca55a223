"""What is remembered of a project from one run to the next."""

from __future__ import annotations

import json
import stat
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from lktui.analysis.filter import parse
from lktui.config.remembered import Remembered, pseudonym_key, state_folder
from lktui.errors import NotRemembered
from lktui.monitor.days import DateRange, Days, Preset, from_kept_word, kept_word
from lktui.tui.sessions.table_view import EVERYTHING, TableView

TODAY = date(2026, 11, 20)


def remembered(home: Path, project: str = "p_one") -> Remembered:
    return Remembered(state_folder({}, home), project, home)


def test_each_project_gets_back_what_it_kept(tmp_path: Path) -> None:
    remembered(tmp_path).save({"sort": "people"})
    remembered(tmp_path, "p_two").save({"sort": "room"})
    assert remembered(tmp_path).load() == {"sort": "people"}
    assert remembered(tmp_path, "p_two").load() == {"sort": "room"}
    assert remembered(tmp_path, "p_three").load() == {}


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    remembered(tmp_path).save({"filter": "room:anna"})
    file = tmp_path / ".local/state/lktui/projects.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [each.name for each in file.parent.iterdir()] == ["projects.json"]


def test_xdg_says_where_it_lies(tmp_path: Path) -> None:
    assert state_folder({"XDG_STATE_HOME": str(tmp_path)}, Path("/home/x")) == tmp_path / "lktui"
    assert state_folder({"XDG_STATE_HOME": "relative"}, Path("/home/x")) == Path("/home/x/.local/state/lktui")


@pytest.mark.parametrize("damaged", ["", "{", "[]", "null", '{"p_one": 7}', "[" * 100_000, "\x00\xff"])
def test_a_damaged_file_is_as_good_as_none_and_is_replaced(tmp_path: Path, damaged: str) -> None:
    file = tmp_path / ".local/state/lktui/projects.json"
    file.parent.mkdir(parents=True)
    file.write_text(damaged, "latin-1")
    assert remembered(tmp_path).load() == {}
    remembered(tmp_path).save({"sort": "room"})
    assert json.loads(file.read_text()) == {"p_one": {"sort": "room"}}


def test_a_folder_that_cannot_be_written_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / ".local").write_text("in the way")
    with pytest.raises(NotRemembered) as problem:
        remembered(tmp_path).save({"sort": "room"})
    assert "~/.local/state/lktui/projects.json" in problem.value.what
    assert "--fresh" in problem.value.todo


def test_a_view_comes_back_as_it_was() -> None:
    view = TableView(
        parse("active people>2", zone=UTC), "people", descending=False, open_only=True, columns=("room", "status")
    )
    assert TableView.of(json.loads(json.dumps(view.kept())), UTC) == view
    assert EVERYTHING.kept() == {}


@pytest.mark.parametrize(
    "kept",
    [
        {"filter": "people>", "sort": "nonsense", "descending": "no", "open_only": 1, "columns": ["nonsense", 3]},
        {"filter": 3, "sort": None, "columns": "room"},
        {"columns": []},
    ],
)
def test_what_makes_no_sense_any_more_is_left_out(kept: dict[str, object]) -> None:
    assert TableView.of(kept, None) == EVERYTHING


@pytest.mark.parametrize(
    "chosen", [*Preset, Days(date(2026, 11, 18)), Days(None, date(2026, 11, 18)), Days(TODAY, TODAY)]
)
def test_a_range_comes_back_as_it_was(chosen: DateRange) -> None:
    assert from_kept_word(kept_word(chosen), TODAY) == chosen


@pytest.mark.parametrize("word", ["", "/", "2026-10-01/2026-10-02", "nonsense", "2026-11-19/2026-11-01"])
def test_a_range_that_the_api_keeps_no_more_is_forgotten(word: str) -> None:
    assert from_kept_word(word, datetime(2026, 11, 20, tzinfo=UTC).date()) is None


def test_the_secret_of_the_stand_ins_stays_the_same_and_is_its_owners_alone(tmp_path: Path) -> None:
    key = pseudonym_key(tmp_path / "state", 32)
    assert len(key) == 32
    assert pseudonym_key(tmp_path / "state", 32) == key
    assert stat.S_IMODE((tmp_path / "state" / "pseudonyms.key").stat().st_mode) == 0o600
    (tmp_path / "state" / "pseudonyms.key").write_bytes(b"damaged")
    assert pseudonym_key(tmp_path / "state", 32) not in (key, b"damaged")


def test_where_no_secret_can_be_kept_there_is_one_for_this_run(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    assert pseudonym_key(tmp_path / "state", 32) != pseudonym_key(tmp_path / "state", 32)
