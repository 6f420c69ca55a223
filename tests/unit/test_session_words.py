"""What is said of an open session: the row of its views, notes about its detail, and what stands where nothing is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta

import pytest
from support.builders import BEGAN, detail, participant
from support.fake_clock import NOON

from lktui.analysis.presence import Attendance
from lktui.errors import SessionNotFound, Unavailable
from lktui.model import Session, SessionDetail
from lktui.monitor.state import OpenSession, Wait
from lktui.tui.session import words
from lktui.tui.session.opened import Opened
from lktui.view.columns import Piece, Tone
from lktui.view.times import Zone

VIEWS = (("timeline", 0), ("participants", 23), ("findings", 1))
THERE = detail("RM_1", people=[participant(("14:00", "14:10"))])
GONE = SessionNotFound("the API does not know RM_1", "Wait.")
DOWN = Unavailable("the API failed: 500", "If it stays: check the network.")


def said(pieces: Iterable[Piece]) -> str:
    return "".join(content for content, _ in pieces)


@pytest.mark.parametrize(
    ("width", "row"),
    [
        (80, " 1 timeline [2 participants 23] 3 findings 1 "),
        (79, " 1 timeline [2 participants] 3 findings "),
        (69, " 1 time [2 participants] 3 find "),
    ],
)
def test_the_row_of_views_says_how_much_is_in_them_as_far_as_there_is_room(width: int, row: str) -> None:
    assert said(words.views_line(VIEWS, "participants", width)) == row


ALL_VIEWS = (("timeline", 0), ("participants", 23), ("joins", 2), ("events", 0), ("findings", 1), ("raw", 0))


@pytest.mark.parametrize("width", range(60, 130))
@pytest.mark.parametrize("note", ["! not up to date: still trying", "not all are there yet", "2 items unreadable"])
def test_what_is_wrong_with_the_detail_has_room_beside_the_views(width: int, note: str) -> None:
    line = said(words.views_line(ALL_VIEWS, "participants", width, ((note, Tone.WARN),)))
    assert "[2 part" in line
    assert len(line) + 2 + len(note) + 2 <= width


def test_the_views_give_up_counts_then_names_for_a_note() -> None:
    rows = [
        said(words.views_line(ALL_VIEWS, "raw", width, (("not all are there yet", Tone.WARN),)))
        for width in (100, 80, 60)
    ]
    assert rows == [
        " 1 timeline  2 participants 23  3 joins 2  4 events  5 findings 1 [6 raw]",
        " 1 time  2 part  3 join  4 even  5 find [6 raw]",
        " 1  2  3  4  5 [6 raw]",
    ]


@pytest.mark.parametrize(
    ("watched", "note"),
    [
        (None, ""),
        (OpenSession("RM_1"), ""),
        (OpenSession("RM_1", THERE), ""),
        (OpenSession("RM_1", THERE, settled=True), "final"),
        (OpenSession("RM_1", THERE, settled=True, error=GONE), "! not known to the API now: still trying"),
        (OpenSession("RM_1", THERE, error=DOWN), "! not up to date: still trying"),
        (OpenSession("RM_1", THERE._replace(unreadable=2)), "2 items unreadable"),
        (OpenSession("RM_1", THERE._replace(participants_total=9)), "not all are there yet"),
    ],
)
def test_a_note_says_what_is_not_as_it_should_be_with_the_detail_first(watched: OpenSession | None, note: str) -> None:
    assert said(words.detail_note(watched)) == note


@pytest.mark.parametrize(
    ("watched", "first"),
    [
        (OpenSession("RM_1"), "Loading the session…"),
        (OpenSession("RM_1", error=GONE), "The API does not know this session now."),
        (OpenSession("RM_1", error=DOWN), "! the API failed: 500"),
        (OpenSession("RM_1", settled=True, recalled=True), "No detail of this session was kept."),
        (OpenSession("RM_1", detail("RM_1")), "The API has no participants for this session yet."),
        (OpenSession("RM_1", detail("RM_1", total=0)), "Nobody has been in this room."),
    ],
)
def test_where_there_is_nobody_it_says_why(watched: OpenSession, first: str) -> None:
    assert said(words.without_participants(watched)[0]) == first


def test_that_nothing_was_found_is_said_only_of_what_was_looked_at() -> None:
    assert said(words.without_findings(OpenSession("RM_1", THERE))[0]) == "Nothing was found."
    assert said(words.without_findings(OpenSession("RM_1"))[0]) == "Loading the session…"


def test_where_the_session_would_be_stands_what_it_waits_for_and_how_long() -> None:
    watched = OpenSession(
        "RM_1", wait=Wait(NOON + timedelta(seconds=42), "60 requests a minute are allowed, and used up")
    )
    waits = "60 requests a minute are allowed, and used up: asked for in 45s."

    assert words.waiting(watched, NOON) == waits
    assert said(words.without_participants(watched, waits)[-1]) == waits
    assert said(words.without_findings(watched, waits)[-1]) == waits
    assert words.waiting(watched._replace(detail=THERE), NOON) == ""
    assert words.waiting(OpenSession("RM_1"), NOON) == ""


def test_a_name_that_is_hidden_is_not_told_by_what_was_typed() -> None:
    assert said(words.filter_note("ann", hidden=False)) == "/ ann"
    assert "ann" not in said(words.filter_note("ann", hidden=True))


@pytest.mark.parametrize(("height", "lines"), [(21, 1), (22, 2), (30, 3)])
def test_a_high_screen_has_more_lines_for_the_facts(height: int, lines: int) -> None:
    opened = Opened(OpenSession("RM_1", THERE), Session("RM_1", "room", BEGAN), Attendance())
    assert len(words.head_lines(opened, Zone(UTC), BEGAN, height=height, ghost=False)) == lines


@pytest.mark.parametrize(("seconds", "age"), [(1, "archived just now"), (30, "archived 30s ago")])
def test_how_long_ago_a_kept_detail_was_fetched_is_a_sentence(seconds: int, age: str) -> None:
    watched = OpenSession("RM_1", SessionDetail("RM_1", "room"), NOON, recalled=True)
    assert said(words.archived(watched, NOON + timedelta(seconds=seconds))) == age


def test_of_what_was_just_asked_for_no_age_is_told() -> None:
    assert words.archived(OpenSession("RM_1", SessionDetail("RM_1", "room"), NOON), NOON) == ()
