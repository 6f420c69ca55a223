"""A filter that can't be read says in one line what to write instead, and marks the place."""

from __future__ import annotations

from datetime import UTC

import pytest

from lktui.analysis.filter import FilterError, parse
from lktui.analysis.filter.tokens import LONGEST
from lktui.errors import UsageError


def refused(text: str) -> FilterError:
    with pytest.raises(FilterError) as caught:
        parse(text, zone=UTC)
    error = caught.value
    assert 0 <= error.position <= error.position + error.length <= len(text)
    assert "\n" not in error.message
    return error


@pytest.mark.parametrize(
    ("text", "place", "part_of_message"),
    [
        ("rom:x", "rom", "did you mean room?"),
        ("active rooom:x", "rooom", "did you mean room?"),
        ("poeple>2", "poeple", "did you mean people?"),
        ("durtion>1h", "durtion", "did you mean duration?"),
        ("participants>2", "participants", "did you mean people?"),
        ("bandwidth>2MB", "bandwidth", "did you mean rate?"),
        ("https://x", "https", "put it in quotes"),
        ("people>x", "x", "a whole number"),
        ("people>2.5", "2.5", "a whole number"),
        ("people>-1", "-1", "a whole number"),
        ("people>٣", "٣", "a whole number"),
        ("people>２", "２", "a whole number"),  # noqa: RUF001 - a full-width digit
        ("people>²", "²", "a whole number"),
        ("people＞2", "＞", "only looks like >"),  # noqa: RUF001
        ("room：x", "：", "only looks like :"),  # noqa: RUF001
        ("people>1_000", "1_000", "a whole number"),
        ("people>" + "9" * 16, "9" * 16, "at most 15 digits"),
        ("in>10XB", "XB", "use B, kB, MB, GB, TB"),
        ("in>MB", "MB", "a size"),
        ("in>10MB/s", "10MB/s", "a size"),
        ("in>1e9", "1e9", "a size"),
        ("duration>1y", "y", "use s, m, h or d"),
        ("duration>h", "h", "a span of time"),
        ("duration>1h30", "1h30", "a span of time"),
        ("duration>" + "9" * 16 + "d", "9" * 16 + "d", "at most 15 digits"),
        ("started>25:00", "25:00", "no such moment"),
        ("started>2026-02-30", "2026-02-30", "no such moment"),
        ("started>1999-01-01", "1999", "2000 to 2099"),
        ("started>9999-12-31", "9999", "2000 to 2099"),
        ("started>yesterday", "yesterday", "a time, such as 14:00"),
        ("status:activ", "activ", "did you mean active?"),
        ("egress:xyzzy", "xyzzy", "use active, ended, none, unknown"),
        ("egress:active|nonne", "nonne", "did you mean none?"),
        ("room>x", "room>x", "use : or ="),
        ("status>active", "status>active", "use : or ="),
        ("people>/2/", "/2/", "no regular expression"),
        ("flag:/x/", "/x/", "no regular expression"),
        ("people>unknown", "unknown", "write people:unknown"),
        (">2", ">", "a field is missing"),
        ("!=2", "!", "a field is missing"),
        ("foo >2", ">", "a field is missing"),
        ('"abc', '"abc', "no closing quote"),
        ('x "', '"', "no closing quote"),
        ("/abc", "/abc", "no closing /"),
        ('ab"c"', '"', "put all of it in quotes"),
        ('"a"b', "b", "a space is missing"),
        ("/a/i", "i", "a space is missing"),
        ("(a", "(", "never closed"),
        ("a)", ")", "closes nothing"),
        ("a b) c", ")", "closes nothing"),
        (") a", ")", "closes nothing"),
        ("()", "(", "something is missing after ("),
        ("a or", "or", "something is missing after or"),
        ("a |", "|", "something is missing after or"),
        ("or a", "or", "something is missing before or"),
        ("a and", "and", "something is missing after and"),
        ("!", "!", "something is missing after !"),
        ("a (not)", "not", "something is missing after !"),
        ("status:active|people>2", "|", "put a space on both sides of |"),
        ("a\x00b", "\x00", "control character"),
        ("a\x1b[31m", "\x1b", "control character"),
        ("a\ud800", "\ud800", "control character"),
        ("//", "", "missing between the slashes"),
        ("/a(/", "(", "never closed"),
        ("room:/a{3/", "{", "a repeat is"),
    ],
)
def test_the_place_is_marked(text: str, place: str, part_of_message: str) -> None:
    error = refused(text)

    assert text[error.position : error.position + error.length] == place
    assert part_of_message in error.message


@pytest.mark.parametrize(("text", "position"), [("people>", 7), ("people> ", 7), ("(room:)", 6), ("duration>10", 11)])
def test_something_missing_is_marked_where_it_belongs(text: str, position: int) -> None:
    error = refused(text)

    assert (error.position, error.length) == (position, 0)
    assert "needs a" in error.message


def test_a_very_long_filter_is_refused_at_once() -> None:
    parse("a " * (LONGEST // 2), zone=UTC)

    assert "at most 1000 characters" in refused("a" * 1_000_000).message


def test_deep_parentheses_are_refused() -> None:
    parse("(" * 30 + "a" + ")" * 30, zone=UTC)

    assert "30 deep" in refused("(" * 31 + "a" + ")" * 31).message
    assert "30 deep" in refused("(" * 1_000).message


def test_many_negations_and_many_alternatives_are_no_problem() -> None:
    parse("!" * 999 + "a", zone=UTC)
    parse("a|" * 499 + "a", zone=UTC)
    parse("(a) " * 250, zone=UTC)


def test_an_error_is_one_of_usage_and_can_be_shown_without_a_screen() -> None:
    error = refused("active rom:x\tstandup")

    assert isinstance(error, UsageError)
    assert error.exit_code == 2
    assert str(error) == error.message
    assert error.marked("active rom:x\tstandup").splitlines() == [
        "active rom:x standup",
        "       ^^^",
        "there is no field rom: did you mean room?",
    ]
