"""The project as a whole: sums that say what they cover, and series with gaps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from lktui.analysis.overview import History, Overview, ProjectSample, Sum
from lktui.analysis.rates import Totals
from lktui.model import ConnectionCounts, Session

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
LIVE = Session("RM_1", "a", NOW, NOW, participants_now=3, connection_counts=ConnectionCounts(10, 9))
OTHER = LIVE._replace(session_id="RM_2", participants_now=None, connection_counts=ConnectionCounts(10, 1))
IDLE = LIVE._replace(
    session_id="RM_3", last_active=NOW - timedelta(hours=1), participants_now=0, connection_counts=None
)
ENDED = LIVE._replace(session_id="RM_4", ended_at=NOW, connection_counts=ConnectionCounts(None, 5))
RATES = Totals(100.0, 1, 0.0, 0)


def overview(*sessions: Session) -> Overview:
    found = Overview()
    found.observe(sessions)
    return found


def test_a_sample_adds_up_the_active_sessions_and_says_what_it_covers() -> None:
    sample = overview(LIVE, OTHER, IDLE, ENDED).sample(NOW, RATES)

    assert sample.active == 2
    assert sample.people == Sum(3, 1, 2)
    assert not sample.people.is_complete
    assert sample.rate_in == Sum(100.0, 1, 2)
    assert sample.rate_out == Sum(None, 0, 2)
    assert sample.connection_success == 0.5


def test_of_nothing_the_sums_are_zero_and_success_is_unknown() -> None:
    sample = overview().sample(NOW, Totals(0.0, 0, 0.0, 0))

    assert (sample.active, sample.people, sample.rate_in) == (0, Sum(0, 0, 0), Sum(0, 0, 0))
    assert sample.people.is_complete
    assert sample.connection_success is None


def test_a_session_that_is_fetched_again_counts_once() -> None:
    found = overview(LIVE)
    found.observe([LIVE._replace(participants_now=5, connection_counts=ConnectionCounts(20, 20))])
    sample = found.sample(NOW, RATES)

    assert (sample.active, sample.people.value, sample.connection_success) == (1, 5, 1.0)


def test_a_session_that_ended_is_active_no_more_but_its_connections_count() -> None:
    found = overview(LIVE)
    found.observe([LIVE._replace(ended_at=NOW)])
    sample = found.sample(NOW, RATES)

    assert sample.active == 0
    assert sample.connection_success == 0.9


def test_what_left_the_range_is_forgotten() -> None:
    found = overview(LIVE, OTHER)
    found.forget(["RM_1", "RM_9"])
    sample = found.sample(NOW, RATES)

    assert (sample.active, sample.attempts, sample.success) == (1, 10, 1)


def test_a_session_that_nobody_is_in_falls_idle_without_being_fetched_again() -> None:
    found = overview(LIVE._replace(participants_now=0), OTHER)
    active = [found.sample(NOW + timedelta(minutes=minutes), RATES).active for minutes in (0, 4, 5, 6)]

    assert active == [2, 2, 1, 1]
    found.observe([LIVE._replace(last_active=NOW + timedelta(minutes=6))])
    assert found.sample(NOW + timedelta(minutes=6), RATES).people == Sum(3, 1, 2)


def test_a_rate_is_of_no_more_sessions_than_there_are() -> None:
    assert overview(IDLE, LIVE).sample(NOW, Totals(7.0, 2, 7.0, 2)).rate_in == Sum(7.0, 1, 1)


def test_more_successes_than_attempts_are_no_more_than_all() -> None:
    odd = LIVE._replace(connection_counts=ConnectionCounts(1, 3))

    assert overview(odd).sample(NOW, RATES).connection_success == 1.0


def sample(people: float | None) -> ProjectSample:
    return ProjectSample(NOW, 1, Sum(people, 1, 1), Sum(1.0, 1, 1), Sum(2.0, 1, 1), 0, 0)


def test_a_series_has_gaps_and_a_range() -> None:
    history = History().added(sample(3)).added(None).added(sample(None)).added(sample(7))

    assert history.people().values == (3, None, None, 7)
    assert (history.people().low, history.people().high, history.people().last) == (3, 7, 7)
    assert history.active().values == (1, None, 1, 1)
    assert history.rate_in().values == (1.0, None, 1.0, 1.0)
    assert history.rate_out().last == 2.0
    assert history.connection_success().values == (None,) * 4
    assert history.connection_success().low is None
    assert History().people().last is None


def at_minute(minute: float) -> ProjectSample:
    return sample(3)._replace(at=NOW + timedelta(minutes=minute), active=int(minute * 10))


def test_what_an_earlier_run_saw_comes_first_with_gaps_where_nobody_looked() -> None:
    earlier = [at_minute(minute) for minute in (1, 2, 5, 6)]
    history = History().added(at_minute(20)).after(earlier, timedelta(minutes=1))

    assert history.active().values == (10, 20, None, 50, 60, None, 200)
    assert history.active().last == 200
    assert history.added(at_minute(21)).active().values[-2:] == (200, 210)
    assert History(kept=3).after(earlier, timedelta(minutes=1)).active().values == (50, 60, None)
    assert History().after(earlier, timedelta(minutes=1)).active().last is None


def test_what_two_runs_saw_at_once_is_not_told_twice() -> None:
    history = History().added(at_minute(5)).after([at_minute(4), at_minute(5), at_minute(6)], timedelta(minutes=1))

    assert history.active().values == (40, 50)


def test_once_more_of_the_project_is_known_what_was_counted_before_is_a_gap() -> None:
    history = History().after([at_minute(1)], timedelta(minutes=1)).added(at_minute(2)).of_more().added(at_minute(3))

    assert history.active().values == (10, None, None, 30)


def test_the_last_number_stays_while_polls_fail_and_an_unmeasured_one_does_not() -> None:
    assert History().added(sample(3)).added(None).added(None).people().last == 3
    assert History().added(sample(3)).added(sample(None)).added(None).people().last is None


def test_a_history_is_bounded_and_does_not_change() -> None:
    first = History(kept=3)
    history = first
    for people in range(10):
        history = history.added(sample(people))

    assert history.people().values == (7, 8, 9)
    assert first.samples == ()
