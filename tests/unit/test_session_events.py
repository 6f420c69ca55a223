"""A session told as a list of events."""

from __future__ import annotations

from datetime import timedelta

from support.builders import at, detail, participant

from lktui.analysis.events import Happening, SessionEvent, session_events
from lktui.analysis.presence import attendance
from lktui.analysis.status import combined
from lktui.model import Participant, Session, SessionDetail, Stay

NOW = at("15:00")
MINUTE = timedelta(minutes=1)


def events_of(found: SessionDetail, session: Session | None = None) -> tuple[SessionEvent, ...]:
    session = combined(session, found, found.session_id)
    return session_events(attendance(found, began=session.created_at, ended=session.ended_at), session, NOW)


def told(found: SessionDetail) -> list[str]:
    return [
        " ".join(
            filter(
                None,
                [
                    f"{event.at:%H:%M}" if event.at else "–",
                    event.person.key if event.person else "",
                    event.happening.value,
                    f"{event.span // MINUTE}m" if event.span is not None else "",
                    "edge" if event.edge else "",
                    "assumed" if event.assumed else "",
                ],
            )
        )
        for event in events_of(found)
    ]


def test_a_session_from_its_beginning_to_its_end() -> None:
    people = [
        participant(("14:00", "14:10"), ("14:12", "14:30"), identity="ann"),
        participant(("14:05", "14:20"), identity="bob"),
    ]
    assert told(detail("RM_1", ended=at("14:31"), people=people)._replace(started_at=at("13:59"))) == [
        "13:59 began",
        "14:00 ann joined edge",
        "14:05 bob joined",
        "14:05 peak",
        "14:10 ann left 10m",
        "14:10 bob alone 2m",
        "14:12 ann rejoined 2m",
        "14:20 bob left 15m",
        "14:20 ann alone 10m",
        "14:30 ann left 18m edge",
        "14:30 empty 1m",
        "14:31 ended 32m",
    ]


def test_what_lasts_has_no_length_yet() -> None:
    people = [participant(("14:00", None), identity="ann"), participant(("14:05", "14:20"), identity="bob")]
    assert told(detail("RM_1", people=people))[-1] == "14:20 ann alone"
    assert told(detail("RM_1", people=people[1:]))[-1] == "14:20 empty"


def test_the_first_in_a_room_is_not_left_alone() -> None:
    people = [participant(("14:00", None), identity="ann"), participant(("14:05", None), identity="bob")]
    assert Happening.ALONE not in [event.happening for event in events_of(detail("RM_1", people=people))]


def test_a_leave_that_is_known_from_the_end_of_the_session_says_so() -> None:
    people = [participant(("14:00", None), identity="ann"), participant(("14:01", None), identity="bob")]
    lines = told(detail("RM_1", ended=at("14:30"), people=people))
    assert lines[-3:] == ["14:30 ann left 30m edge assumed", "14:30 bob left 29m edge assumed", "14:30 ended 870m"]


def test_times_that_are_not_known_are_not_made_up() -> None:
    ann = Participant("ann", "ann", "", stays=(Stay("PA_1", None, at("14:10")), Stay("PA_2", None, None)))
    lines = told(detail("RM_1", people=[ann])._replace(started_at=None))
    assert lines == ["14:10 ann left", "– ann joined", "– ann joined"]


def test_a_leave_before_its_join_has_no_length() -> None:
    lines = told(detail("RM_1", ended=at("14:30"), people=[participant(("14:00", "13:50"))]))
    assert lines[1:3] == ["14:00 ann joined", "14:00 ann left"]


def test_a_rejoin_while_still_in_has_no_gap() -> None:
    lines = told(detail("RM_1", ended=at("14:30"), people=[participant(("14:00", "14:20"), ("14:10", "14:30"))]))
    assert "14:10 ann rejoined" in lines


def test_an_open_session_that_nobody_is_in_tells_when_it_was_last_active() -> None:
    idle = Session("RM_1", "room", at("14:00"), last_active=at("14:20"), participants_now=0)
    found = detail("RM_1", people=[participant(("14:00", "14:20"))])
    last = events_of(found._replace(started_at=at("14:00")), idle)[-1]
    assert (last.happening, last.at, last.assumed) == (Happening.LAST_ACTIVE, at("14:20"), True)


def test_keys_stay_the_same_when_more_happens() -> None:
    ann = participant(("14:00", None), identity="ann")
    before = events_of(detail("RM_1", people=[ann]))
    after = events_of(detail("RM_1", people=[ann, participant(("14:05", None), identity="bob")]))
    assert {event.key for event in before} <= {event.key for event in after}
    assert len({event.key for event in after}) == len(after)


def test_events_of_the_same_kind_person_and_moment_have_keys_of_their_own() -> None:
    found = events_of(detail("RM_1", people=[participant(("14:00", "14:00"), ("14:00", "14:00"), ("14:00", "14:01"))]))
    assert len({event.key for event in found}) == len(found)
