"""Whatever the API answers, the rules end well, and their evidence is about people and times that are there."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from support.cases import BEGAN, after

from lktui.analysis.findings import RULES, Thresholds, case_of, findings
from lktui.model import ConnectionCounts, Egress, Participant, Sample, Session, SessionDetail, Sources, Stay

SECONDS = st.integers(-100, 4000)
TIMES = st.none() | SECONDS.map(after)
TEXTS = st.none() | st.sampled_from(["", "a", "TURN", "UDP", "SWIFT 2.1.0", "\x1b[31m", "x" * 500])
FLAGS = st.none() | st.booleans()
COUNTS = st.none() | st.integers(0, 12)
STAYS = st.builds(Stay, st.sampled_from(["", "PA_1", "PA_2"]), TIMES, TIMES)


@st.composite
def people(draw: st.DrawFn) -> tuple[Participant, ...]:
    count = draw(st.integers(0, 12))
    return tuple(
        Participant(
            key=f"key{number}",
            identity=draw(st.sampled_from(["", "ann", "bob", "cyd", f"p{number}", "x" * 900])),
            name="",
            joined_at=draw(TIMES),
            left_at=draw(TIMES),
            sources=Sources(microphone=draw(FLAGS)),
            stays=tuple(draw(st.lists(STAYS, max_size=8))),
            connection_type=draw(TEXTS),
            connection_time_ms=draw(st.none() | st.integers(0, 2**63)),
            sdk_version=draw(TEXTS),
        )
        for number in range(count)
    )


DETAILS = st.builds(
    SessionDetail,
    st.just("RM_1"),
    st.just("standup"),
    TIMES,
    TIMES,
    participants_total=COUNTS,
    participants=people(),
    quality=st.lists(st.builds(Sample, SECONDS.map(after), st.floats(-1, 101)), max_size=20).map(
        lambda samples: tuple(sorted(samples, key=lambda sample: sample.at))
    ),
    unreadable=st.sampled_from([0, 0, 0, 1]),
)
SESSIONS = st.builds(
    Session,
    st.just("RM_1"),
    st.just("standup"),
    TIMES,
    TIMES,
    TIMES,
    egress=st.none() | st.sampled_from([*Egress, "paused"]),
    participants_total=COUNTS,
    participants_now=COUNTS,
    connection_counts=st.none() | st.builds(ConnectionCounts, COUNTS, COUNTS),
)
EAGER = Thresholds(1, 60, 1, 60, 1, 0, 60, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0)  # nearly everything is a finding


@settings(max_examples=300)
@given(SESSIONS, st.none() | DETAILS, SECONDS.map(after), st.sampled_from([Thresholds(), EAGER]))
def test_any_session_ends_well_and_its_evidence_is_there(
    session: Session, detail: SessionDetail | None, asked: datetime, thresholds: Thresholds
) -> None:
    keys = {person.key for person in detail.participants} if detail is not None else set[str]()
    found = findings(case_of(session, detail, asked, thresholds=thresholds))
    assert len({finding.rule for finding in found}) == len(found)
    for finding in found:
        assert finding.words
        assert finding.evidence
        assert set(finding.keys) <= keys
        assert {evidence.key for evidence in finding.evidence} <= keys | {""}
        for shared in finding.shared:
            assert 0 < shared.count <= shared.of
            assert 0 <= shared.others <= shared.of_others


@settings(max_examples=100)
@given(DETAILS, st.integers(0, 4000))
def test_data_that_are_not_there_are_no_reason_for_a_finding(detail: SessionDetail, asked: int) -> None:
    """Without times, sources, types and series, whatever else is there, nothing is found."""
    bare = SessionDetail(
        "RM_1",
        "standup",
        participants=tuple(Participant(person.key, person.identity, "") for person in detail.participants),
        participants_total=detail.participants_total,
    )
    assert findings(case_of(Session("RM_1", "standup"), bare, BEGAN + timedelta(seconds=asked))) == ()


def test_every_rule_is_told_apart_by_its_flag_and_by_its_letter() -> None:
    assert len({rule.id for rule in RULES}) == len({rule.letter for rule in RULES}) == len(RULES)
