"""What stands where there are no sessions, word by word."""

from __future__ import annotations

from datetime import UTC

import pytest
from support.fake_clock import NOON
from support.states import DOWN, REFUSED, SHOWN, after, said

from lktui.analysis.filter import parse
from lktui.monitor.catalog import Catalog
from lktui.monitor.days import Preset
from lktui.monitor.state import Query, State
from lktui.tui.lines import no_sessions
from lktui.tui.sessions.table_view import EVERYTHING
from lktui.view.project import Project

PROJECT = Project("main", "p_123", "https://cloud-api.livekit.io")


def instead(state: State) -> list[str]:
    return [said(each) for each in no_sessions.placeholder(state, PROJECT, NOON)]


def test_a_first_load_says_from_where() -> None:
    assert instead(State()) == ["Loading sessions…", "", "from https://cloud-api.livekit.io"]


def test_a_failed_first_load_says_why_and_when_it_is_tried_again() -> None:
    state = State(error=DOWN, next_poll_at=after(7))
    assert instead(state) == [
        "! the API failed: 500",
        "",
        "If it stays: check the network.",
        "",
        "Trying again in 7s.",
        "t shows what is in the archive.",
    ]
    assert instead(state._replace(polling_since=NOON))[-2] == "Trying again now."
    assert instead(State(error=REFUSED))[0] == "✗ the key was refused"
    assert instead(State(error=REFUSED))[-2] == "r tries again, q quits."


def test_no_sessions_at_all_and_none_in_a_range_are_told_apart() -> None:
    none = SHOWN._replace(sessions=(), catalog=Catalog(complete=True), has_next=False)
    assert instead(none)[0] == "No sessions."
    ranged = instead(none._replace(shown=Query(Preset.YESTERDAY)))
    assert ranged[0] == "No sessions in this range: yesterday (UTC days)."
    assert "2025-09-29 12:00 in UTC" in ranged[2]


def test_none_so_far_is_not_none_at_all() -> None:
    assert "so far" in instead(SHOWN._replace(sessions=(), has_next=None))[0]


def test_rows_that_can_not_be_read_are_not_taken_for_no_sessions() -> None:
    state = SHOWN._replace(sessions=(), catalog=Catalog(complete=True, unreadable_rows=2), has_next=False)
    words = " ".join(instead(state))
    assert "No session that can be read." in words
    assert "2 rows without an id" in words
    assert "No sessions." not in words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("flag:drop", "drop is known only of sessions that were opened"),
        ("active flag:storm", "storm is known only of sessions that were opened"),
        ("flag:empty", ""),
        ("room:drop", ""),
    ],
)
def test_no_session_with_a_flag_that_only_opened_ones_can_have_says_so(typed: str, words: str) -> None:
    view = EVERYTHING._replace(filter=parse(typed, zone=UTC))
    told = " ".join(said(each) for each in no_sessions.nothing_matches(SHOWN, view))
    assert "No session matches." in told
    assert words in told
    assert ("known only" in told) == bool(words)
