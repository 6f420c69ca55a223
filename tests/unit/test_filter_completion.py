"""What is offered while a filter is typed."""

from __future__ import annotations

from datetime import UTC

import pytest

from lktui.analysis.filter import FilterError, parse
from lktui.analysis.filter.completion import complete
from lktui.analysis.filter.fields import FIELDS, SYNTAX
from lktui.analysis.filter.problem import nearest


def offered(text: str, cursor: int | None = None) -> list[str]:
    found = complete(text, len(text) if cursor is None else cursor)
    return [candidate.text for candidate in found.candidates]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ro", ["room:"]),
        ("RO", ["room:"]),
        ("active pe", ["people>"]),
        ("!eg", ["egress:"]),
        ("(x|ag", ["age<"]),
        ("st", ["status:", "started>"]),
        ("people", ["people>", "people>=", "people<", "people<=", "people=", "people!=", "people:"]),
        ("in", ["in>", "in>=", "in<", "in<=", "in=", "in!=", "in:", "in/s>"]),
        ("egress:", ["active", "ended", "none", "unknown"]),
        ("egress:n", ["none"]),
        ("egress:active|", ["active", "ended", "none", "unknown"]),
        ("egress = e", ["ended"]),
        ("status:i", ["idle"]),
        ("flag:re", ["recording", "relay"]),
        ("flag:s", ["storm", "slow", "silent"]),
        ("in>10", ["10B", "10kB", "10MB", "10GB", "10TB"]),
        ("in>1.5m", ["1.5MB"]),
        ("rate > 5", ["5B", "5kB", "5MB", "5GB", "5TB"]),
        ("duration>1h3", ["1h3s", "1h3m", "1h3h", "1h3d"]),
        ("people:", ["unknown"]),
        ("people>", []),
        ("room:", []),
        ("idl", ["idle"]),
        ("x o", ["out>", "out/s>", "or"]),
        ("o", ["out>", "out/s>"]),
        ("active", []),
        ('"ro', []),
        ('"ro"', []),
        ('"x" ro', ["room:"]),
        (r'"x\" ro', []),
        ("/ro", []),
        ("/a ro", []),
        ("/a/ ro", ["room:"]),
        ("room:/a pe", []),
        ("rom:x pe", ["people>"]),
        ("nofield:a", []),
        ("people>2|ac", ["active"]),
    ],
)
def test_names_operators_and_values_are_offered(text: str, expected: list[str]) -> None:
    assert offered(text) == expected


def test_an_empty_filter_offers_all_there_is() -> None:
    names = offered("")

    assert len(names) == len(FIELDS) + 4
    assert "or" not in names
    assert "or" in offered("x ")


def test_only_what_is_before_the_cursor_counts_and_is_replaced() -> None:
    found = complete("active eg people>2", 9)

    assert found.start == 7
    assert [candidate.text for candidate in found.candidates] == ["egress:"]
    assert complete("egress:active|en", 16).start == 14
    assert offered("active", -5) == offered("")
    assert offered("ro", 99) == ["room:"]


def test_nothing_is_offered_in_a_text_that_is_too_long() -> None:
    assert offered("x " * 5_000) == []


@pytest.mark.parametrize("text", [field.example for field in FIELDS] + [form.example for form in SYNTAX])
def test_every_example_of_the_help_is_a_filter(text: str) -> None:
    parse(text, zone=UTC)


@pytest.mark.parametrize("name", [field.name for field in FIELDS])
def test_every_operator_that_is_offered_is_taken(name: str) -> None:
    found = next(field for field in FIELDS if field.name == name)
    value = found.example.removeprefix(found.name).lstrip(":=<>!")
    for operator in found.operators:
        parse(f"{found.name}{operator}{value}", zone=UTC)
    for operator in {">", "<", ">=", "<="} - set(found.operators):
        with pytest.raises(FilterError):
            parse(f"{found.name}{operator}{value}", zone=UTC)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("rom", "room"),
        ("dur", "duration"),
        ("totla", "total"),
        ("xyz", None),
        ("", None),
        ("stauts", "status"),
        ("z" * 99, None),
    ],
)
def test_the_nearest_name(word: str, name: str | None) -> None:
    assert nearest(word, [field.name for field in FIELDS]) == name
