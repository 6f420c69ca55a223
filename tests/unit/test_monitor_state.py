"""What a state says of itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.fake_clock import NOON

from lktui.monitor.state import State

FETCHED = State(refresh=10.0, fetched_at=NOON)


def is_stale(state: State, seconds: float) -> bool:
    return state.is_stale(NOON + timedelta(seconds=seconds))


def test_it_is_stale_past_two_intervals_without_a_success_and_fresh_from_the_next_one_on() -> None:
    assert not is_stale(FETCHED, 20)
    assert is_stale(FETCHED, 20.1)
    assert not is_stale(FETCHED._replace(fetched_at=NOON + timedelta(seconds=20)), 20.1)


def test_a_poll_that_hangs_makes_it_stale_before_there_is_an_error() -> None:
    assert is_stale(FETCHED._replace(polling_since=NOON + timedelta(seconds=10)), 21)


@pytest.mark.parametrize(
    "state",
    [State(refresh=10.0), FETCHED._replace(paused=True), FETCHED._replace(refresh=0.0)],
    ids=["nothing yet", "paused", "manual"],
)
def test_nothing_is_stale_where_there_is_nothing_yet_or_the_user_wants_no_polls(state: State) -> None:
    assert not is_stale(state, 3600)


def test_a_clock_that_is_set_back_makes_nothing_stale() -> None:
    assert not is_stale(FETCHED, -3600)
