"""Records for programs: values that mean what they are, and nothing in them that a terminal or a spreadsheet obeys."""

from __future__ import annotations

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lktui.demo.hostile import NAMES
from lktui.view import formats


@given(st.text())
def test_json_means_the_text_as_it_came_and_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    written = formats.json_text({"room": text})
    assert json.loads(written) == {"room": text}
    assert written.isprintable()
    assert json.loads(formats.ascii_only(written)) == {"room": text}
    assert formats.ascii_only(written).isascii()


def test_json_keeps_what_people_can_read() -> None:
    assert formats.json_text("会議 é") == '"会議 é"'


def test_a_json_list_has_a_line_for_each_record() -> None:
    written = formats.json_list([{"a": 1}, {"a": None}])
    assert written.splitlines() == ["[", '{"a": 1},', '{"a": null}', "]"]
    assert json.loads(formats.json_list([])) == []


def test_csv_leaves_the_unknown_empty_and_writes_0_where_it_is_0() -> None:
    assert formats.csv_line([None, 0, "", True, 1.5, "plain"]) == ",0,,true,1.5,plain"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\uff1d1", "\t=1", "\r=1", "\u200d=1"])
def test_csv_never_begins_a_cell_with_a_formula(text: str) -> None:
    (cell,) = next(csv.reader([formats.csv_line([text])]))
    assert cell.lstrip(" \t\r")[0] not in "=+-@\uff1d"


@given(st.lists(st.one_of(st.none(), st.integers(), st.text()), min_size=1))
def test_csv_has_one_line_for_each_record_whatever_is_in_it(values: list[int | str | None]) -> None:
    line = formats.csv_line(values)
    assert line.isprintable()
    assert len(next(csv.reader([line]), [""])) == len(values)


@pytest.mark.parametrize("name", NAMES)
def test_hostile_names_stay_in_their_cell(name: str) -> None:
    row = next(csv.reader([formats.csv_line(["before", name, "after"])]))
    assert (row[0], row[2], len(row)) == ("before", "after", 3)


@pytest.mark.parametrize("form", formats.FORMATS)
def test_each_format_holds_all_records(form: str) -> None:
    written = formats.lines([{"a": 1}, {"a": 2}], ["a"], form)
    if form == "csv":
        read = [{"a": int(each["a"])} for each in csv.DictReader(written)]
    else:
        read = json.loads("\n".join(written)) if form == "json" else [json.loads(line) for line in written]
    assert read == [{"a": 1}, {"a": 2}]
