"""What is added up as it comes is what one would get by adding up all that is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from lktui.analysis.observation import Observation
from lktui.analysis.status import Status, status
from lktui.model import ConnectionCounts, Session

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


def anyhow(random: Random, name: str, now: datetime) -> Session:
    """A session as an answer of this moment may tell of it."""
    maybe = random.choice
    return Session(
        name,
        "room",
        NOW,
        maybe([None, now, now - timedelta(minutes=maybe([1, 4, 6]))]),
        maybe([None, None, None, now]),
        maybe([None, random.randrange(10**6)]),
        maybe([None, random.randrange(10**6)]),
        participants_now=maybe([None, 0, 0, random.randrange(9)]),
        connection_counts=maybe([None, ConnectionCounts(random.randrange(9), random.randrange(9))]),
    )


@given(random=st.randoms(use_true_random=False), polls=st.integers(1, 25))
def test_a_sample_is_the_sum_over_what_is_known_at_that_moment(random: Random, polls: int) -> None:
    observation = Observation(10.0)
    known: dict[str, Session] = {}
    seconds = 0.0
    for _ in range(polls):
        seconds += random.choice([5.0, 10.0, 10.0, 25.0, 40.0, 200.0])
        at = NOW + timedelta(seconds=seconds)
        news = [anyhow(random, f"RM_{number}", at) for number in range(6) if random.random() < 0.5]
        gone = [name for name in known if random.random() < 0.1 and all(one.session_id != name for one in news)]
        observation.saw(news, gone, at, seconds)
        known = {name: one for name, one in known.items() if name not in gone} | {one.session_id: one for one in news}

        sample = observation.history.samples[-1]
        assert sample is not None
        active = [one for one in known.values() if status(one, at) is Status.ACTIVE]
        people = [one.participants_now for one in active if one.participants_now is not None]
        assert sample.active == len(active)
        assert sample.people.known == len(people)
        assert (sample.people.value or 0) == sum(people)
        rates = [observation.rates.rate(one.session_id) for one in known.values() if one.ended_at is None]
        for total, values in (
            (sample.rate_in, [rate.in_ for rate in rates if rate.in_ is not None]),
            (sample.rate_out, [rate.out for rate in rates if rate.out is not None]),
        ):
            assert total.known == min(len(values), len(active))
            assert abs((total.value or 0) - sum(values)) < 0.01
