"""What each event makes of the picture of the project; what the worker makes of events is in test_monitor*.py."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.builders import detail, ids, participant, sessions
from support.fake_clock import NOON

from lktui.errors import SessionNotFound, Unavailable
from lktui.model import SessionDetail
from lktui.monitor import events as ev
from lktui.monitor.catalog import Catalog
from lktui.monitor.days import Preset
from lktui.monitor.reduce import SETTLES_AFTER, reduce
from lktui.monitor.state import OpenSession, Query, State

LATER = NOON + timedelta(hours=1)


def fetched(count: int, *, page: int = 0, complete: bool = False, reached: bool = True) -> State:
    """A state with pages of three, into which so many sessions came."""
    state = State(page_size=3, shown=Query(page=page))
    catalog = Catalog(sessions=sessions(range(count, 0, -1)), complete=complete)
    return reduce(state, ev.SessionsFetched(0, catalog, NOON, reached))


@pytest.mark.parametrize(
    ("count", "page", "complete", "shown", "has_next"),
    [
        (7, 0, False, [7, 6, 5], True),
        (7, 1, False, [4, 3, 2], True),
        (7, 2, True, [1], False),
        (6, 1, True, [3, 2, 1], False),
        (6, 1, False, [3, 2, 1], None),
        (0, 0, True, [], False),
    ],
)
def test_a_page_is_a_slice_of_what_is_loaded(
    *, count: int, page: int, complete: bool, shown: list[int], has_next: bool | None
) -> None:
    state = fetched(count, page=page, complete=complete)
    assert ids(state.sessions) == ids(sessions(shown))
    assert state.has_next is has_next
    assert state.first_row == page * 3
    assert state.fetched_at == NOON


def test_a_page_beyond_the_end_is_the_last_one_and_says_so() -> None:
    state = fetched(4, page=5, complete=True)
    assert state.shown.page == 1
    assert state.notice is not None
    assert state.notice.text == "page 2 is the last page"


def test_a_page_that_is_not_reached_yet_is_still_wanted() -> None:
    state = fetched(4, page=5, reached=False)
    assert state.wanted == Query(page=5)
    assert state.sessions == ()
    assert state.fetched_at is None


def test_an_answer_to_an_older_query_changes_nothing() -> None:
    state = reduce(fetched(3), ev.QueryAsked(Query(Preset.TODAY)))
    assert reduce(state, ev.SessionsFetched(0, Catalog(), LATER)) is state


def test_a_failure_keeps_what_is_shown_and_the_first_moment_of_being_stale() -> None:
    error = Unavailable("down")
    state = reduce(reduce(fetched(3), ev.PollFailed(Unavailable("first"))), ev.PollFailed(error))
    assert len(state.sessions) == 3
    assert (state.stale_since, state.failures, state.error) == (NOON, 2, error)


def test_two_notices_of_the_same_words_are_told_apart() -> None:
    once = reduce(State(), ev.Noticed("again"))
    twice = reduce(once, ev.Noticed("again"))
    assert once.notice is not None
    assert twice.notice is not None
    assert twice.notice.number > once.notice.number


def opened(known: SessionDetail | None = None) -> State:
    return State()._replace(open=OpenSession("RM_1", known))


def after(known: SessionDetail | None, news: SessionDetail, at: timedelta) -> OpenSession:
    """What is open after `news`, so long after noon."""
    state = reduce(opened(known), ev.SessionFetched(news, NOON + at))
    assert state.open is not None
    return state.open


ENDED = detail("RM_1", ended=NOON, people=[participant(("11:00", "12:00"))], total=1)


def test_a_detail_is_final_when_it_no_longer_changes_long_after_the_end() -> None:
    assert after(ENDED, ENDED, SETTLES_AFTER).settled


@pytest.mark.parametrize(
    ("known", "news", "at"),
    [
        (None, ENDED, SETTLES_AFTER),
        (ENDED._replace(bandwidth=1), ENDED, SETTLES_AFTER),
        (ENDED, ENDED, SETTLES_AFTER - timedelta(seconds=1)),
        (ENDED._replace(ended_at=None), ENDED._replace(ended_at=None), SETTLES_AFTER),
        (ENDED._replace(participants_total=2), ENDED._replace(participants_total=2), SETTLES_AFTER),
        (
            ENDED._replace(participants_total=None, participants=()),
            ENDED._replace(participants_total=None, participants=()),
            SETTLES_AFTER,
        ),
    ],
    ids=["first answer", "changed", "too early", "still active", "someone is missing", "empty"],
)
def test_a_detail_that_can_still_change_is_not_final(
    known: SessionDetail | None, news: SessionDetail, at: timedelta
) -> None:
    assert not after(known, news, at).settled


def test_a_detail_that_says_the_same_stays_the_same_object() -> None:
    assert after(ENDED, ENDED._replace(), timedelta()).detail is ENDED


def test_the_answer_and_the_failure_of_a_session_that_is_not_open_change_nothing() -> None:
    for state in (State(), opened()):
        assert reduce(state, ev.SessionFetched(ENDED._replace(session_id="RM_2"), NOON)) is state
        assert reduce(state, ev.SessionFailed("RM_2", SessionNotFound("gone"))) is state


def test_a_failure_of_the_open_session_keeps_its_detail_until_the_next_answer() -> None:
    state = reduce(opened(ENDED), ev.SessionFailed("RM_1", SessionNotFound("gone")))
    assert state.open is not None
    assert state.open.detail is ENDED
    assert state.open.error is not None
    state = reduce(state, ev.SessionFetched(ENDED, NOON))
    assert state.open is not None
    assert state.open.error is None


def test_opening_the_open_session_keeps_what_is_known_of_it() -> None:
    state = opened(ENDED)
    assert reduce(state, ev.SessionOpened("RM_1")) is state
    assert reduce(state, ev.SessionOpened("RM_2")).open == OpenSession("RM_2")
    assert reduce(state, ev.SessionClosed()).open is None
