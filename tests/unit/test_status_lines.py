"""What the lines around the tables say about a state, word by word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len
from support.builders import sessions
from support.fake_clock import NOON

from lktui.errors import KeyRefused, Unavailable
from lktui.monitor.catalog import Catalog
from lktui.monitor.days import DateRange, Days, Preset
from lktui.monitor.state import Query, State
from lktui.tui import status
from lktui.view.columns import Piece, Tone
from lktui.view.project import Project
from lktui.view.times import Zone

PROJECT = Project("main", "p_123", "https://cloud-api.livekit.io")
LIVE = tuple(replace(row, last_active=NOON) for row in sessions([3, 2, 1]))
SHOWN = State(
    page_size=3,
    catalog=Catalog(sessions=LIVE),
    sessions=LIVE,
    fetched_at=NOON,
    next_poll_at=NOON + timedelta(seconds=10),
    latency=0.045,
    requests_last_minute=6,
)
DOWN = Unavailable("the API failed: 500", "If it stays: check the network.")
REFUSED = KeyRefused("the key was refused", "Check LIVEKIT_API_KEY.")
STALE = SHOWN._replace(error=DOWN, stale_since=NOON, failures=1)


def said(pieces: Iterable[Piece]) -> str:
    return "".join(content for content, _ in pieces)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def line(state: State, seconds: float = 2, message: str = "") -> tuple[str, str]:
    left, right = status.status_line(state, after(seconds), message)
    return said(left), said(right)


# The status line.


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State(polling_since=NOON), "… loading · asking for 2s"),
        (SHOWN, "● updated now · next in 8s"),
        (SHOWN._replace(polling_since=after(1.5)), "● updated now · next now"),
        (SHOWN._replace(polling_since=NOON), "● updated now · asking for 2s"),
        (SHOWN._replace(next_poll_at=None), "● updated now · r refreshes"),
        (SHOWN._replace(paused=True, next_poll_at=None), "‖ paused, updated now · Space resumes"),
        (SHOWN._replace(error=REFUSED, stale_since=NOON, next_poll_at=None), "✗ stopped · r tries again"),
        (SHOWN._replace(wanted=Query(page=1), polling_since=NOON), "● updated now · loading page 2 for 2s"),
        (SHOWN._replace(wanted=Query(Preset.TODAY), polling_since=after(1.5)), "● updated now · loading today"),
        (SHOWN._replace(catalog=Catalog(unreadable_rows=1)), "● updated now · next in 8s · 1 row unreadable"),
        (SHOWN._replace(catalog=Catalog(unreadable_rows=2)), "● updated now · next in 8s · 2 rows unreadable"),
        (SHOWN._replace(page_size=100, request_limit=50), "● updated now · next in 8s · 50 at once"),
        (SHOWN._replace(budget=30), "● updated now · next in 8s · at most 30 req/min"),
        (SHOWN._replace(budget_used_up=True), "● updated now · next in 8s · waits, 60 req/min allowed"),
        (SHOWN._replace(budget=30, budget_used_up=True), "● updated now · next in 8s · waits, 30 req/min allowed"),
    ],
)
def test_it_says_how_fresh_the_data_are_and_what_happens_next(state: State, words: str) -> None:
    assert line(state)[0] == words


def test_an_age_goes_on_while_nothing_comes() -> None:
    assert line(SHOWN, 7)[0].startswith("● updated 5s ago")
    assert line(STALE._replace(next_poll_at=after(200)), 180)[0] == "▲ stale, 3m old · retry in 20s"


def test_a_poll_that_hangs_past_two_intervals_is_stale_though_nothing_has_failed() -> None:
    hanging = SHOWN._replace(polling_since=after(10))
    assert line(hanging, 20)[0] == "● updated 20s ago · asking for 10s"
    assert line(hanging, 25)[0] == "▲ stale, 25s old · asking for 15s"


def test_a_failure_without_any_data_does_not_claim_to_load() -> None:
    assert line(State(error=DOWN, next_poll_at=after(5)))[0] == "! no data yet · retry in 3s"


def test_a_message_takes_the_place_of_the_rest_but_not_of_the_age() -> None:
    assert line(SHOWN, 2, "page 1 is the last page") == ("page 1 is the last page", "● updated now")


@pytest.mark.parametrize(
    ("refresh", "words"),
    [(0.0, "manual"), (10.0, "every 10s"), (2.5, "every 2.5s"), (60.0, "every 1m"), (600.0, "every 10m")],
)
def test_the_interval_stands_on_the_right(refresh: float, words: str) -> None:
    assert line(SHOWN._replace(refresh=refresh))[1] == f"45 ms · 6 req/min · {words}"
    assert line(State()._replace(refresh=refresh))[1] == words


@pytest.mark.parametrize(
    ("left", "words", "tone"),
    [
        (timedelta(hours=2), "token expires in 2h", Tone.DIM),
        (timedelta(minutes=9), "token expires in 9m", Tone.WARN),
        (timedelta(), "token expired", Tone.WARN),
    ],
)
def test_a_token_that_cannot_be_renewed_says_when_it_ends(left: timedelta, words: str, tone: Tone) -> None:
    state = SHOWN._replace(token_renewable=False, token_expires_at=NOON + left)
    assert (words, tone) in status.status_line(state, NOON)[0]
    assert "token" not in line(state._replace(token_renewable=True))[0]


# The title.


def heading(state: State, width: int = 120) -> tuple[str, str]:
    left, right = status.title_line(state, PROJECT, Zone(UTC), NOON, width)
    return said(left), said(right)


def test_the_title_says_whose_sessions_these_are_and_which() -> None:
    assert heading(SHOWN) == ("lktui  main  p_123", "3 of 3 active · everything · page 1 · rows 1–3 · UTC")


@pytest.mark.parametrize("width", range(20, 130))
def test_the_title_leaves_out_what_does_not_fit_and_the_page_last(width: int) -> None:
    left, right = heading(SHOWN, width)
    assert left.startswith("lktui  main")
    if width >= 40:
        assert cell_len(left + right) + 4 <= width
        assert "page 1" in right


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State(), "page 1"),
        (SHOWN, "page 1 · rows 1–3"),
        (SHOWN._replace(shown=Query(page=1), sessions=LIVE[:2]), "page 2 · rows 4–5"),
        (SHOWN._replace(catalog=Catalog(sessions=LIVE, complete=True)), "page 1 · rows 1–3 of 3"),
        (SHOWN._replace(sessions=(), catalog=Catalog(complete=True)), "page 1"),
    ],
)
def test_the_page_says_its_rows_and_their_number_once_that_is_known(state: State, words: str) -> None:
    assert status.page_text(state) == words


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (Preset.ALL, "everything"),
        (Preset.TODAY, "today (UTC days)"),
        (Days(NOON.date()), "since 2025-09-29 (UTC days)"),
    ],
)
def test_a_range_of_days_says_that_they_are_utc(chosen: DateRange, words: str) -> None:
    assert status.range_title(SHOWN._replace(shown=Query(chosen))) == words


# The banner.


def banner(state: State, seconds: float = 2, width: int = 80) -> list[str]:
    return [said(left) for left, _ in status.banner(state, Zone(UTC), after(seconds), width)]


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


# Where there are no sessions.


def instead(state: State) -> list[str]:
    return [said(each) for each in status.placeholder(state, PROJECT, NOON)]


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


def test_a_clock_that_is_off_is_told_because_ages_and_durations_are_off_too() -> None:
    off = SHOWN._replace(clock_off=timedelta(minutes=6))
    assert "clock 6m behind" in line(off)[0]
    assert "clock 6m ahead" in line(SHOWN._replace(clock_off=-timedelta(minutes=6)))[0]
    assert "clock" not in line(SHOWN._replace(clock_off=timedelta(seconds=2)))[0]


def test_a_poll_that_has_just_begun_is_not_drawn_but_a_slow_one_a_first_one_and_a_wanted_page_are() -> None:
    polling = SHOWN._replace(polling_since=NOON, next_poll_at=None)
    assert status.is_in_passing(polling, after(0.5))
    assert not status.is_in_passing(polling, after(1.5))
    assert not status.is_in_passing(polling._replace(fetched_at=None), after(0.5))
    assert not status.is_in_passing(polling._replace(wanted=Query(page=1)), after(0.5))
    assert not status.is_in_passing(SHOWN, after(0.5))
    due = SHOWN._replace(next_poll_at=NOON)
    assert status.is_in_passing(due, after(0.5))
    assert not status.is_in_passing(due, after(1.5))


# What is shown out of the archive.


def test_a_kept_session_tells_how_long_ago_it_was_seen_like_that() -> None:
    def right(seen_at: datetime | None) -> str:
        return said(status.archive_line(SHOWN, seen_at, NOON)[1])

    assert right(after(0)) == "this one just now"
    assert right(after(-3 * 86_400)) == "this one 3d ago"
    assert right(None) == ""
