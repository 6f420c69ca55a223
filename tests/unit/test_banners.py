"""What the banners say of a state, word by word."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rich.cells import cell_len
from support.fake_clock import NOON
from support.states import DOWN, REFUSED, SHOWN, STALE, after, said

from lktui.errors import Unavailable
from lktui.monitor.state import State
from lktui.tui.lines import banners
from lktui.view.times import Zone


def banner(state: State, seconds: float = 2, width: int = 80) -> list[str]:
    return [said(left) for left, _ in banners.banner(state, Zone(UTC), after(seconds), width)]


def test_there_is_no_banner_while_all_is_well_or_nothing_is_shown_yet() -> None:
    assert banner(SHOWN, 19) == []
    assert banner(State(error=DOWN), 90) == []
    assert banner(SHOWN._replace(paused=True), 3600) == []


def test_past_two_intervals_the_banner_says_of_when_the_data_are_whether_or_not_there_is_an_error() -> None:
    assert banner(STALE, 21, 120) == [
        "! the API failed: 500",
        "  What is shown is of 12:00:00. If it stays: check the network. Trying again by itself.",
    ]
    waits = SHOWN._replace(budget=30, budget_used_up=True)
    assert banner(waits, 21, 120) == [
        "! requests wait: 30 a minute are allowed",
        "  What is shown is of 12:00:00. Polling less often (+) needs fewer.",
    ]
    assert banner(SHOWN._replace(polling_since=after(10)), 21) == [
        "! no answer from the API",
        "  What is shown is of 12:00:00.",
    ]


def test_the_banner_says_what_failed_and_what_to_do() -> None:
    assert banner(STALE) == ["! the API failed: 500", "  If it stays: check the network. Trying again by itself."]


def test_the_banner_of_what_waits_for_the_user_says_so() -> None:
    assert banner(SHOWN._replace(error=REFUSED)) == ["✗ the key was refused", "  Check LIVEKIT_API_KEY. Then press r."]


@pytest.mark.parametrize("width", [20, 60, 200])
def test_the_banner_fits_its_width_and_a_hostile_answer_does_no_harm(width: int) -> None:
    error = Unavailable("全角文字 " * 20 + "\x1b[2J", "x" * 300)
    lines = banner(SHOWN._replace(error=error), width=width)
    assert all(cell_len(each) <= width and each.isprintable() for each in lines)
    assert "␛[2J" in "".join(lines)


def test_a_kept_session_tells_how_long_ago_it_was_seen_like_that() -> None:
    def right(seen_at: datetime | None) -> str:
        return said(banners.archive_line(SHOWN, seen_at, NOON)[1])

    assert right(after(0)) == "this one just now"
    assert right(after(-3 * 86_400)) == "this one 3d ago"
    assert right(None) == ""
