"""However sessions come, change and go, what an alert marks is what its filter finds among all that is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lktui.analysis.alerts import Alert, AlertWatch
from lktui.analysis.filter import parse
from lktui.analysis.rates import Rate
from lktui.model import Session

BEGAN = datetime(2026, 11, 20, 12, tzinfo=UTC)
FILTERS = [
    "people>2", "active", "idle", "ended duration>5m", "duration>30m", "age<10m", "started>12:10", "rate>1kB",
    "rate:unknown people>0", "room:a or age>20m", "!(active people>1)", "status:ended|idle",
]  # fmt: skip
ALERTS = st.lists(st.sampled_from(FILTERS), min_size=1, max_size=4)
MINUTES = st.integers(0, 40)
SESSIONS = st.builds(
    lambda number, room, began, active, lasted, people: Session(
        f"RM_{number}",
        room,
        None if began is None else BEGAN + timedelta(minutes=began),
        BEGAN + timedelta(minutes=active),
        None if began is None or lasted is None else BEGAN + timedelta(minutes=began + lasted),
        participants_now=people,
    ),
    st.integers(0, 7),
    st.sampled_from(["a", "b"]),
    st.none() | MINUTES,
    MINUTES,
    st.none() | MINUTES,
    st.none() | st.integers(0, 4),
)
RATES = st.dictionaries(st.integers(0, 7).map("RM_{}".format), st.sampled_from([Rate(0.0, 9.0), Rate(900.0, 900.0)]))
POLLS = st.lists(
    st.tuples(st.integers(0, 15), st.lists(SESSIONS, max_size=5), st.sets(st.integers(0, 7), max_size=2), RATES),
    min_size=1,
    max_size=6,
)


@given(ALERTS, POLLS)
def test_what_is_marked_is_what_matches_and_what_begins_did_not_match_before(
    texts: list[str], polls: list[tuple[int, list[Session], set[int], dict[str, Rate]]]
) -> None:
    alerts = [Alert(text, parse(text, zone=UTC), bell=True) for text in texts]
    watch = AlertWatch(alerts)
    known: dict[str, Session] = {}
    now = BEGAN + timedelta(minutes=5)
    rung: list[tuple[int, str]] = []
    before: list[set[str]] = [set() for _ in alerts]
    for minutes, news, gone_numbers, rates in polls:
        now += timedelta(minutes=minutes)
        fetched = {session.session_id: session for session in news}
        gone = [f"RM_{number}" for number in gone_numbers if f"RM_{number}" not in fetched]
        for session_id in gone:
            known.pop(session_id, None)
        known.update(fetched)
        # an ended session has no rate
        flowing = {id_: rate for id_, rate in rates.items() if id_ in known and known[id_].ended_at is None}

        def rate_of(session_id: str, flowing: dict[str, Rate] = flowing) -> Rate:
            return flowing.get(session_id, Rate())

        found = watch.saw(news, gone, now, rate_of)

        after = [
            {session.session_id for session in alert.filter.select(known.values(), now=now, rate_of=rate_of)}
            for alert in alerts
        ]
        assert watch.counts == tuple((alert.name, len(ids)) for alert, ids in zip(alerts, after, strict=True))
        assert watch.matching == set().union(*after)
        for begun in found:
            number = next(number for number, alert in enumerate(alerts) if alert is begun.alert)
            session_id = begun.session.session_id
            assert session_id in after[number] - before[number]
            if begun.rings:
                assert (number, session_id) not in rung
                rung.append((number, session_id))
        before = after
