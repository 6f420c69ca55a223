"""What holds of presence whatever times the API gives."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from support.builders import at

from lktui.analysis.events import session_events
from lktui.analysis.presence import Attendance, attendance
from lktui.analysis.status import combined
from lktui.model import Participant, SessionDetail, Stay

NOW = at("15:00")
MOMENTS = st.integers(0, 60).map(lambda minute: at("14:00") + timedelta(minutes=minute))
MAYBE = st.none() | MOMENTS
STAYS = st.builds(Stay, st.sampled_from(["", "PA_1", "PA_2", "PA_3"]), MAYBE, MAYBE)


@st.composite
def details(draw: st.DrawFn) -> SessionDetail:
    people = [
        Participant(
            f"key-{number}",
            draw(st.sampled_from(["", "ann", "bob", "cat"])),
            "",
            draw(MAYBE),
            draw(MAYBE),
            stays=tuple(draw(st.lists(STAYS, max_size=5))),
        )
        for number in range(draw(st.integers(0, 6)))
    ]
    return SessionDetail("RM_1", "room", draw(MAYBE), draw(MAYBE), participants=tuple(people))


def whole(found: Attendance) -> timedelta:
    """From the first join to the last moment there is."""
    starts = [person.first_joined for person in found.people if person.first_joined is not None]
    ends = [end or NOW for person in found.people for _, end in person.stretches]
    return max(ends) - min(starts) if starts else timedelta()


@given(details())
def test_nobody_was_there_for_longer_than_there_was_time(detail: SessionDetail) -> None:
    found = attendance(detail)
    for person in found.people:
        present = person.present(NOW)
        assert (present is None) == all(span.backwards for span in person.spans)
        assert present is None or timedelta() <= present <= whole(found)
        assert present is None or present <= sum((span.length(NOW) for span in person.spans), timedelta())


@given(details(), MOMENTS)
def test_the_number_of_people_is_that_of_those_who_are_present(detail: SessionDetail, moment: datetime) -> None:
    found = attendance(detail)
    instants = {person.key for person in found.people if any(start == end == moment for start, end in person.stretches)}
    present = {person.key for person, _ in found.present_at(moment)} - instants
    assert found.count_at(moment) == len(present)
    assert all(since <= moment for _, since in found.present_at(moment))


@given(details())
def test_counts_are_never_negative_and_end_with_those_who_are_here(detail: SessionDetail) -> None:
    found = attendance(detail)
    assert all(0 <= step.present <= len(found.people) for step in found.steps)
    assert all((step.only is not None) == (step.present == 1) for step in found.steps)
    if found.steps:
        assert found.steps[-1].present == sum(person.is_here for person in found.people)
    assert [step.at for step in found.steps] == sorted({step.at for step in found.steps})


@given(details())
def test_stretches_and_gaps_take_turns(detail: SessionDetail) -> None:
    for person in attendance(detail).people:
        flat = [moment for stretch in person.stretches for moment in stretch if moment is not None]
        assert flat == sorted(flat)
        assert all(left < back for left, back in person.gaps())
        assert len(person.gaps()) == max(0, len(person.stretches) - 1)


@given(details())
def test_nobody_and_no_join_is_lost(detail: SessionDetail) -> None:
    found = attendance(detail)
    assert {one.key for person in found.people for one in person.participants} == {
        one.key for one in detail.participants
    }
    distinct = {stay for one in detail.participants for stay in one.stays}
    assert len(distinct) <= found.stays + sum(1 for one in detail.participants if one.joined_at)


@given(details())
def test_events_come_in_time_order_each_with_a_key_of_its_own(detail: SessionDetail) -> None:
    session = combined(None, detail, "RM_1")
    events = session_events(attendance(detail), session, NOW)
    times = [event.at for event in events if event.at is not None]
    assert times == sorted(times)
    assert [event.at is None for event in events] == sorted(event.at is None for event in events)
    assert len({event.key for event in events}) == len(events)
    assert all(event.span is None or event.span >= timedelta() for event in events)
