"""What polls add up to: marks, feed, rates and history in one."""

from __future__ import annotations

from datetime import timedelta

from support.builders import session, sessions
from support.fake_clock import NOON

from lktui.analysis.feed import EventKind
from lktui.analysis.observation import Observation
from lktui.analysis.rates import UNMEASURED, Rate

MINUTE = timedelta(minutes=1)
TALK = session(1, began=NOON)._replace(last_active=NOON, bandwidth_in=0, bandwidth_out=0, participants_now=2)
LATER = TALK._replace(last_active=NOON + timedelta(seconds=10), bandwidth_in=1000, bandwidth_out=500)


def seen_twice() -> Observation:
    observation = Observation(10.0)
    observation.saw([TALK, session(2)], [], NOON, 100.0)
    observation.saw([LATER], [], NOON + timedelta(seconds=10), 110.0)
    return observation


def kinds(observation: Observation) -> list[EventKind]:
    return [event.kind for event in observation.feed.events]


def test_on_the_first_poll_nothing_has_happened_yet() -> None:
    observation = Observation(10.0)
    observation.saw(sessions([3, 2, 1]), [], NOON, 100.0)
    assert observation.feed.events == ()
    assert observation.marks.marks == {}
    assert [sample is not None for sample in observation.history.samples] == [True]


def test_what_came_is_compared_with_what_was_known_of_it() -> None:
    observation = seen_twice()
    assert observation.rates.rate(TALK.session_id) == Rate(100.0, 50.0)
    assert observation.marks.moved(TALK.session_id) == {"in": 1, "out": 1}
    assert observation.marks.moved("RM_00002") == {}
    sample = observation.history.samples[-1]
    assert sample is not None
    assert (sample.active, sample.people.value, sample.rate_in.value) == (2, 2, 100.0)


def test_a_session_that_began_and_one_that_ended_are_told_of() -> None:
    observation = seen_twice()
    began = session(3, began=NOON + timedelta(seconds=15))
    observation.saw([began, LATER._replace(ended_at=NOON)], [], NOON + timedelta(seconds=20), 120.0)
    assert kinds(observation) == [EventKind.BEGAN, EventKind.ENDED]


def test_a_session_that_one_answer_left_out_has_not_begun_again_and_is_compared_with_what_was_known() -> None:
    observation = seen_twice()
    began = session(3, began=NOON + timedelta(seconds=15))
    observation.saw([began], [], NOON + timedelta(seconds=20), 120.0)
    observation.saw([], [began.session_id, TALK.session_id], NOON + timedelta(seconds=30), 130.0)
    observation.saw([began, LATER._replace(ended_at=NOON)], [], NOON + timedelta(seconds=40), 140.0)
    assert kinds(observation) == [EventKind.ENDED, EventKind.BEGAN]


def test_one_that_is_gone_for_long_is_forgotten() -> None:
    observation = seen_twice()
    observation.saw([], [TALK.session_id], NOON + timedelta(seconds=20), 120.0)
    observation.saw([], [], NOON + 12 * MINUTE, 840.0)
    observation.saw([LATER._replace(ended_at=NOON)], [], NOON + 12 * MINUTE + timedelta(seconds=10), 850.0)
    assert kinds(observation) == []


def test_what_left_the_range_counts_no_more_and_is_not_new_when_it_comes_back() -> None:
    observation = seen_twice()
    observation.saw([], [TALK.session_id], NOON + timedelta(seconds=20), 120.0)
    sample = observation.history.samples[-1]
    assert sample is not None
    assert (sample.active, sample.people.value) == (1, None)
    assert observation.rates.rate(TALK.session_id) == UNMEASURED
    observation.saw([], [], NOON + 20 * MINUTE, 1300.0)
    observation.saw([LATER], [], NOON + 21 * MINUTE, 1360.0)
    assert kinds(observation) == []


def test_a_failure_is_a_gap_and_the_next_success_ends_it() -> None:
    observation = seen_twice()
    observation.failed(NOON + MINUTE, "down")
    observation.saw([], [], NOON + 2 * MINUTE, 220.0)
    assert kinds(observation) == [EventKind.RECOVERED, EventKind.POLL_FAILED]
    assert [sample is None for sample in observation.history.samples] == [False, False, True, False]


def test_after_a_gap_in_the_polls_rates_are_unknown_until_they_are_measured_anew() -> None:
    observation = seen_twice()
    awake = LATER._replace(last_active=NOON + timedelta(hours=3), bandwidth_in=10**12)
    observation.saw([awake], [], NOON + timedelta(hours=3), 110.0 + 3 * 3600)
    assert observation.rates.rate(TALK.session_id) == UNMEASURED
    next_ = awake._replace(last_active=NOON + timedelta(hours=3, seconds=10), bandwidth_in=10**12 + 1000)
    observation.saw([next_], [], NOON + timedelta(hours=3, seconds=10), 120.0 + 3 * 3600)
    assert observation.rates.rate(TALK.session_id).in_ == 100.0


def test_a_machine_that_slept_while_its_monotonic_clock_stood_still_is_a_gap_too() -> None:
    silent = TALK._replace(last_active=None)
    observation = Observation(10.0)
    observation.saw([silent], [], NOON, 100.0)
    observation.saw([silent._replace(bandwidth_in=10**12)], [], NOON + timedelta(hours=3), 110.0)
    assert observation.rates.rate(TALK.session_id) == UNMEASURED


def test_a_clock_that_is_set_back_is_no_gap() -> None:
    observation = seen_twice()
    latest = LATER._replace(last_active=NOON + timedelta(seconds=20), bandwidth_in=3000)
    observation.saw([latest], [], NOON - timedelta(hours=1), 120.0)
    assert observation.rates.rate(TALK.session_id).in_ == 200.0


def test_what_was_counted_before_more_of_the_range_was_loaded_is_a_gap_and_what_has_begun_makes_none() -> None:
    observation = Observation(10.0)
    observation.saw([TALK._replace(created_at=NOON - MINUTE)], [], NOON, 100.0)
    observation.saw([TALK._replace(session_id="RM_2", created_at=NOON)], [], NOON + timedelta(seconds=10), 110.0)
    assert observation.history.active().values == (1, 2)
    old = TALK._replace(session_id="RM_old", created_at=NOON - 60 * MINUTE)
    observation.saw([old], [], NOON + timedelta(seconds=20), 120.0)
    assert observation.history.active().values == (None, None, 3)
    observation.saw([], [], NOON + timedelta(seconds=30), 130.0)
    assert observation.history.active().values == (None, None, 3, 3)
