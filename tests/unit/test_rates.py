"""Rates are measured from two polls, and what was not measured is unknown: no spikes, no zeros out of nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lktui.analysis.rates import LONGEST_SPAN, UNMEASURED, Rate, Rates, Totals
from lktui.model import Session

START = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
S = "RM_1"


def session(at: float, in_: int | None, out: int | None, *, name: str = S) -> Session:
    """As the API told it, with `lastActive` `at` seconds after the start."""
    return Session(
        name, "room", START, last_active=START + timedelta(seconds=at), bandwidth_in=in_, bandwidth_out=out
    )  # fmt: skip


def silent(in_: int | None, out: int | None) -> Session:
    """Without a `lastActive`."""
    return Session(S, "room", START, bandwidth_in=in_, bandwidth_out=out)


def rates(*polls: tuple[float, Session], interval: float = 10.0) -> Rates:
    found = Rates(interval)
    for at, one in polls:
        found.observe(at, [one])
    return found


def test_nothing_is_known_before_two_polls() -> None:
    assert Rates().rate(S) == UNMEASURED
    assert rates((0, session(0, 100, 100))).rate(S) == UNMEASURED
    assert UNMEASURED.total is None


def test_two_polls_make_a_rate() -> None:
    measured = rates((0, session(0, 1_000, 5_000)), (10, session(10, 2_000, 25_000)))

    assert measured.rate(S) == Rate(100.0, 2_000.0)
    assert measured.rate(S).total == 2_100.0
    assert measured.rate("RM_other") == UNMEASURED


def test_fresh_news_of_the_same_counters_is_a_rate_of_zero() -> None:
    assert rates((0, session(0, 5, 5)), (10, session(10, 5, 5))).rate(S) == Rate(0.0, 0.0)


def test_an_unchanged_last_active_is_no_rate_whatever_the_counters_say() -> None:
    assert rates((0, session(0, 5, 5)), (10, session(0, 5, 5))).rate(S) == UNMEASURED
    assert rates((0, session(0, 5, 5)), (10, session(0, 900, 900))).rate(S) == UNMEASURED
    moved = ((0, session(0, 0, 0)), (10, session(10, 100, 100)))
    assert rates(*moved, (20, session(10, 100, 100))).rate(S) == UNMEASURED


def test_news_after_silence_is_measured_over_all_of_it() -> None:
    polls = [(float(at), session(0, 1_000, 0)) for at in (0, 10, 20, 30, 40, 50)]

    assert rates(*polls, (60, session(60, 7_000, 0))).rate(S) == Rate(100.0, 0.0)


def test_numbers_of_a_minute_do_not_look_as_if_they_came_in_one_poll() -> None:
    """The API's numbers are of 13:59 and 14:00, but were seen 10 seconds apart."""
    assert rates((0, session(-60, 0, 0)), (10, session(0, 6_000, 60))).rate(S) == Rate(100.0, 1.0)


def test_a_last_active_that_moved_little_does_not_make_a_spike() -> None:
    assert rates((0, session(0, 0, 0)), (10, session(1, 1_000, 1_000))).rate(S) == Rate(100.0, 100.0)


def test_a_last_active_that_goes_back_begins_anew() -> None:
    polls = ((0, session(60, 0, 0)), (10, session(0, 1_000, 0)))

    assert rates(*polls).rate(S) == UNMEASURED
    assert rates(*polls, (20, session(10, 2_000, 0))).rate(S) == Rate(100.0, 0.0)


def test_a_counter_that_fell_has_no_rate_and_is_measured_from_there() -> None:
    polls = ((0, session(0, 9_000, 0)), (10, session(10, 50, 100)))

    assert rates(*polls).rate(S) == Rate(None, 10.0)
    assert rates(*polls).rate(S).total is None
    assert rates(*polls, (20, session(20, 150, 100))).rate(S) == Rate(10.0, 0.0)


def test_an_unknown_counter_has_no_rate() -> None:
    assert rates((0, session(0, None, 0)), (10, session(10, 100, 10))).rate(S) == Rate(None, 1.0)
    assert rates((0, session(0, 0, 0)), (10, session(10, None, None))).rate(S) == UNMEASURED


def test_without_a_last_active_counters_that_move_are_news() -> None:
    assert rates((0, silent(0, 0)), (10, silent(100, 0))).rate(S) == Rate(10.0, 0.0)
    assert rates((0, silent(0, 0)), (10, silent(0, 0))).rate(S) == UNMEASURED
    assert rates((0, silent(0, 0)), (10, silent(0, 0)), (20, silent(100, 0))).rate(S) == Rate(5.0, 0.0)
    assert rates((0, silent(0, 0)), (10, session(10, 100, 0))).rate(S) == Rate(10.0, 0.0)


def test_an_ended_session_has_no_rate_and_takes_no_memory() -> None:
    ended = session(10, 100, 100)._replace(ended_at=START + timedelta(seconds=10))
    measured = rates((0, session(0, 0, 0)), (10, ended))

    assert measured.rate(S) == UNMEASURED
    assert len(measured) == 0


@pytest.mark.parametrize(("pause", "measured"), [(30.0, True), (31.0, False), (3_600.0, False), (-5.0, False)])
def test_a_gap_in_the_polls_is_a_gap(pause: float, measured: bool) -> None:  # noqa: FBT001 - it is a table
    found = rates((0, session(0, 0, 0)), (10, session(10, 100, 0)), (10 + pause, session(10 + pause, 9_000, 0)))

    assert (found.rate(S) != UNMEASURED) is measured


def test_after_a_gap_it_is_measured_anew() -> None:
    found = rates((0, session(0, 0, 0)), (3_600, session(3_600, 10**9, 0)), (3_610, session(3_610, 10**9 + 50, 0)))

    assert found.rate(S) == Rate(5.0, 0.0)


def test_a_longer_interval_makes_gaps_longer() -> None:
    polls = ((0, session(0, 0, 0)), (60, session(60, 600, 0)))

    assert rates(*polls).rate(S) == UNMEASURED
    assert rates(*polls, interval=60.0).rate(S) == Rate(10.0, 0.0)


def test_a_mean_over_a_very_long_silence_is_not_called_a_rate() -> None:
    polls = [(float(at), session(0, 0, 0)) for at in range(0, int(LONGEST_SPAN) + 10, 10)]
    last = polls[-1][0] + 10

    assert rates(*polls, (last, session(last, 600, 0))).rate(S) == UNMEASURED
    assert rates(*polls, (last, session(last, 600, 0)), (last + 10, session(last + 10, 700, 0))).rate(S).in_ == 10.0


def test_a_session_that_was_not_fetched_keeps_its_rate_for_three_intervals() -> None:
    found = rates((0, session(0, 0, 0)), (10, session(10, 100, 0)))
    for at in (20, 30, 40):
        found.observe(at, [])
        assert found.rate(S) == Rate(10.0, 0.0)
    found.observe(50, [])

    assert found.rate(S) == UNMEASURED


def test_a_rate_ages_while_no_poll_succeeds() -> None:
    found = rates((0, session(0, 0, 0)), (10, session(10, 100, 0)))

    assert found.rate(S, at=40) == Rate(10.0, 0.0)
    assert found.rate(S, at=41) == UNMEASURED


def test_a_session_on_a_page_that_is_fetched_now_and_then_is_measured_over_that_time() -> None:
    found = rates((0, session(0, 0, 0)))
    for at in range(10, 100, 10):
        found.observe(at, [])
    found.observe(100, [session(100, 1_000, 0)])

    assert found.rate(S) == Rate(10.0, 0.0)


def test_the_same_session_on_two_pages_of_a_poll_counts_once() -> None:
    found = Rates()
    found.observe(0, [session(0, 0, 0), session(0, 0, 0)])
    found.observe(10, [session(10, 100, 0), session(11, 120, 0)])

    assert found.rate(S) == Rate(10.0, 0.0)


def test_sessions_that_are_no_longer_fetched_are_forgotten() -> None:
    found = Rates()
    for at in range(0, 2_000, 10):
        found.observe(at, [session(at, at, 0, name=f"RM_{at}")])

    assert len(found) <= LONGEST_SPAN / 10 + 1


def test_totals_are_of_the_rates_that_are_known_now() -> None:
    found = Rates()
    found.observe(0, [session(0, 0, 0), session(0, 0, 0, name="RM_2")])
    assert found.totals == Totals(0.0, 0, 0.0, 0)
    found.observe(10, [session(10, 1_000, 500), session(10, 3_000, None, name="RM_2")])
    assert found.totals == Totals(400.0, 2, 50.0, 1)
    found.observe(20, [session(20, 2_000, 700)._replace(ended_at=START)])
    assert found.totals == Totals(300.0, 1, 0.0, 0)
    found.observe(41, [])
    assert found.totals == Totals(0.0, 0, 0.0, 0)


def test_totals_forget_what_left_the_range_and_what_was_before_a_gap() -> None:
    found = rates((0, session(0, 0, 0)), (10, session(10, 1_000, 1_000)))
    found.forget([S, "RM_other"])
    assert found.totals.in_known == 0
    assert found.rate(S) == UNMEASURED
    found = rates((0, session(0, 0, 0)), (10, session(10, 1_000, 1_000)), (1000, session(1000, 9_000, 9_000)))
    assert found.totals == Totals(0.0, 0, 0.0, 0)
