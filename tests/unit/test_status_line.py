"""What the status line says of a state, word by word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.fake_clock import NOON
from support.states import DOWN, REFUSED, SHOWN, STALE, after, said

from lktui.monitor.catalog import Catalog
from lktui.monitor.days import Preset
from lktui.monitor.state import Progress, Query, State
from lktui.tui.lines import status
from lktui.view.columns import Tone


def line(state: State, seconds: float = 2, message: str = "") -> tuple[str, str]:
    left, right = status.status_line(state, after(seconds), message)
    return said(left), said(right)


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


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(300, 5000, running=True), " · loading 300"),
        (Progress(5000, 5000), " · 5,000 loaded, more on the server: L"),
        (Progress(300, 5000, stopped=True), " · 300 loaded, more on the server: L"),
        (Progress(100, 5000), " · 100 loaded, no more came: L asks again"),
        (Progress(300, 300, complete=True), ""),
    ],
)
def test_how_far_the_range_is_loaded_is_told_without_claiming_more_than_is_known(
    progress: Progress, words: str
) -> None:
    assert line(SHOWN._replace(progress=progress))[0] == f"● updated now · next in 8s{words}"


def test_while_nothing_may_be_loaded_it_is_not_said_that_no_more_came() -> None:
    waiting = Progress(100, 5000)
    for state in (SHOWN._replace(paused=True), STALE):
        assert "more on the server: L" in line(state._replace(progress=waiting))[0]
