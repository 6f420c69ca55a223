"""Typed commands: what they mean, what is wrong with them and where, and what is offered."""

from __future__ import annotations

from datetime import UTC, date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lktui.analysis.filter import parse
from lktui.monitor.days import Days, Preset
from lktui.tui.command_line import (
    Around,
    CommandError,
    ExportTo,
    Intent,
    OpenSession,
    Run,
    ShowColumns,
    ShowRange,
    ShowSessions,
    SortBy,
    UseTheme,
    WatchProject,
    understood,
)
from lktui.tui.command_offers import found, offered
from lktui.tui.commands import COMMANDS, Scope, typed_form

TODAY = date(2026, 11, 22)
TABLE = Around(
    COMMANDS,
    (Scope.SESSIONS, Scope.EVERYWHERE, Scope.TABLE),
    TODAY,
    UTC,
    ("lktui-dark", "lktui-light", "nord"),
    lambda: ("prod", "staging"),
)
SESSION = Around(COMMANDS, (Scope.TIMELINE, Scope.SESSION, Scope.EVERYWHERE, Scope.TABLE), TODAY, UTC)


def meant(line: str) -> Intent:
    return understood(line, TABLE)


@pytest.mark.parametrize(
    ("line", "intent"),
    [
        ("session RM_abc", OpenSession("RM_abc")),
        ("range today", ShowRange(Preset.TODAY)),
        ("range 3D", ShowRange(Preset.THREE_DAYS)),
        ("range 2d", ShowRange(Days(date(2026, 11, 21)))),
        ("range 2026-11-20 2026-11-21", ShowRange(Days(date(2026, 11, 20), date(2026, 11, 21)))),
        ("range 2026-11-20", ShowRange(Days(date(2026, 11, 20)))),
        ("range yesterday today", ShowRange(Days(date(2026, 11, 21), TODAY))),
        ("sort people", SortBy("people", descending=False)),
        ("sort -people", SortBy("people", descending=True)),
        ("columns room people in/s", ShowColumns(("room", "people", "in/s"))),
        ("columns room,people, room", ShowColumns(("room", "people"))),
        ("columns all", ShowColumns(TABLE.columns)),
        ("export csv", ExportTo("csv", "")),
        ("export csv ~/a file.txt", ExportTo("csv", "~/a file.txt")),
        ("export out.ndjson", ExportTo("ndjson", "out.ndjson")),
        ("export out", ExportTo("csv", "out")),
        ("theme nord", UseTheme("nord")),
        ("project prod", WatchProject("prod")),
        ("  ::sort   people  ", SortBy("people", descending=False)),
    ],
)
def test_a_command_is_understood_with_what_it_takes(line: str, intent: Intent) -> None:
    assert meant(line) == intent


def test_sessions_takes_a_filter() -> None:
    asked = meant("sessions active people>3")
    assert isinstance(asked, ShowSessions)
    assert asked.filter.text == "active people>3"
    everything = meant("sessions")
    assert isinstance(everything, ShowSessions)
    assert everything.filter.is_everything


def test_every_command_that_applies_can_be_typed_by_its_id() -> None:
    for command in COMMANDS:
        if command.keys and command.scope in TABLE.scopes:
            assert meant(command.id) == Run(command)


@pytest.mark.parametrize(
    ("line", "place", "words"),
    [
        ("", "", "type a command"),
        ("sesions active", "sesions", "there is no command sesions: did you mean sessions?"),
        ("xyzzyx", "xyzzyx", "there is no command xyzzyx"),
        ("quit now", "now", "quit takes nothing more"),
        ("sessions active peple>3", "peple", "there is no field peple: did you mean people?"),
        ("session", "", "which one? Type its id: RM_…"),
        ("session RM_a RM_b", "RM_b", "a session id is one word"),
        ("range soon", "soon", "“soon” is not a date: write it as 2026-11-22 (UTC)"),
        ("range 2026-11-20 2026-11-21 x", "x", "a range has a first and a last day"),
        ("range", "", "which one? today, 3d, 2026-11-22, or two days"),
        ("sort poeple", "poeple", "there is no column poeple: did you mean people?"),
        ("sort -", "-", "there is no column : there are "),
        ("columns room rom", "rom", "there is no column rom: did you mean room?"),
        ("columns ,", ",", "name at least one column"),
        ("theme nrod", "nrod", "there is no theme nrod: did you mean nord?"),
        ("project zzzzzz", "zzzzzz", "there is no project zzzzzz: there are prod, staging"),
        ("zoom_in", "zoom_in", "zoom_in does nothing here; it is for: Timeline of a session"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(line: str, place: str, words: str) -> None:
    with pytest.raises(CommandError) as refused:
        meant(line)
    problem = refused.value
    assert problem.what.startswith(words)
    assert line[problem.position : problem.position + problem.length] == place


def test_a_command_of_another_screen_says_where_it_belongs() -> None:
    with pytest.raises(CommandError, match="sort does nothing here; it is for: Sessions"):
        understood("sort people", SESSION)
    assert understood("session RM_x", SESSION) == OpenSession("RM_x")


@given(st.text(), st.sampled_from([command.id for command in COMMANDS] + [""]))
def test_whatever_is_typed_is_understood_or_refused_at_a_place_in_it(text: str, name: str) -> None:
    line = f"{name} {text}"
    for cursor in (0, len(line) // 2, len(line)):
        completion = offered(line, cursor, TABLE)
        assert completion is None or 0 <= completion.start <= cursor
    found(line, COMMANDS)
    place = 0
    try:
        understood(line, TABLE)
    except CommandError as problem:
        place = problem.position
    assert 0 <= place <= len(line)


def follows(line: str) -> list[str]:
    completion = offered(line, len(line), TABLE)
    assert completion is not None
    return [line[: completion.start] + candidate.text for candidate in completion.candidates]


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("range to", ["range today"]),
        ("range 2026-11-20 2026-11-2", ["range 2026-11-20 2026-11-22", "range 2026-11-20 2026-11-21",
                                        "range 2026-11-20 2026-11-20"]),
        ("sort du", ["sort duration"]),
        ("sort -du", ["sort -duration"]),
        ("columns room,peo", ["columns room,people"]),
        ("export n", ["export ndjson"]),
        ("export csv pa", []),
        ("theme lktui-", ["theme lktui-dark", "theme lktui-light"]),
        ("project ", ["project prod", "project staging"]),
        ("sessions active peo", ["sessions active people>"]),
        ("session RM_", []),
    ],
)  # fmt: skip
def test_what_a_command_could_take_is_offered(line: str, offers: list[str]) -> None:
    assert follows(line) == offers


@pytest.mark.parametrize("line", ["", "sor", "sort", "quit ", "nothing like it"])
def test_nothing_is_offered_before_a_command_that_takes_something(line: str) -> None:
    assert offered(line, len(line), TABLE) is None


def test_all_that_is_offered_is_understood() -> None:
    for command in COMMANDS:
        if command.takes and command.id != "sessions":
            for line in follows(f"{command.id} "):
                understood(line, TABLE)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("q", "quit"), ("sor", "sort"), ("srt", "sort"), ("range", "range"), ("page", "page_down"), ("hide", "privacy"),
        ("next al", "next_alert"), ("ALERT", "next_alert"), ("?", "help"), (":freeze", "freeze"),
        ("nxtpg", "next_page"), ("spreadsheet", ""), ("csv", "export"),
    ],
)  # fmt: skip
def test_the_likeliest_command_comes_first(typed: str, first: str) -> None:
    likely = found(typed, COMMANDS)
    assert (likely[0].id if likely else "") == first


def test_nothing_typed_finds_all_in_their_order() -> None:
    assert found("", COMMANDS) == list(COMMANDS)


def test_the_typed_form_tells_what_a_command_takes() -> None:
    forms = {typed_form(command) for command in COMMANDS}
    assert {"sessions [FILTER]", "session ID", "range FIRST [LAST]", "export [FORMAT] [PATH]", "quit"} <= forms


def test_what_is_only_typed_says_what_it_takes() -> None:
    assert all(command.takes for command in COMMANDS if not command.keys)


def test_filters_are_those_of_the_one_grammar() -> None:
    asked = meant("sessions started>14:00")
    assert isinstance(asked, ShowSessions)
    assert asked.filter.fields == parse("started>14:00", zone=UTC).fields
