"""Who was in the room when, with times that are as untidy as the API's can be."""

from __future__ import annotations

from datetime import timedelta

from support.builders import at, detail, participant

from lktui.analysis.presence import Presence, attendance
from lktui.model import Participant, SessionDetail, Stay

NOW = at("15:00")


def only(*people: Participant, ended: str | None = None) -> Presence:
    (person,) = attendance(detail("RM_1", ended=at(ended) if ended else None, people=people)).people
    return person


def test_stays_become_spans_with_the_gaps_between_them() -> None:
    person = only(participant(("14:00", "14:10"), ("14:12", "14:30")), ended="14:30")
    assert person.joins == 2
    assert person.first_joined == at("14:00")
    assert person.last_left == at("14:30")
    assert person.gaps() == ((at("14:10"), at("14:12")),)
    assert person.present(NOW) == timedelta(minutes=28)


def test_an_open_stay_lasts_until_now_while_the_session_does() -> None:
    person = only(participant(("14:00", None)))
    assert person.is_here
    assert person.last_left is None
    assert person.present(NOW) == timedelta(hours=1)
    assert not person.spans[0].assumed


def test_an_open_stay_of_an_ended_session_is_assumed_to_end_with_it() -> None:
    person = only(participant(("14:00", None)), ended="14:20")
    assert not person.is_here
    assert person.last_left == at("14:20")
    assert person.spans[0].assumed


def test_stays_that_overlap_count_once() -> None:
    person = only(participant(("14:00", "14:10"), ("14:05", "14:20"), ("14:20", "14:30")), ended="14:30")
    assert person.present(NOW) == timedelta(minutes=30)
    assert person.gaps() == ()
    assert person.joins == 3


def test_who_left_before_joining_was_there_for_no_time() -> None:
    person = only(participant(("14:00", "13:58"), ("14:05", "14:06")), ended="14:30")
    assert person.spans[0].backwards
    assert person.spans[0].left == at("14:00")
    assert person.present(NOW) == timedelta(minutes=1)


def test_a_stay_that_begins_after_now_has_no_negative_length() -> None:
    person = only(participant(("15:01", None)))
    assert person.present(NOW) == timedelta()
    assert person.spans[0].length(NOW) == timedelta()


def test_a_stay_without_a_beginning_is_kept_but_placed_nowhere() -> None:
    known = participant(("14:00", "14:10"))
    person = only(known._replace(stays=(*known.stays, Stay("PA_x", None, at("14:20")))), ended="14:30")
    assert [stay.session_id for stay in person.unplaced] == ["PA_x"]
    assert person.joins == 2
    assert person.present(NOW) == timedelta(minutes=10)
    assert person.last_left == at("14:20")


def test_without_any_times_nothing_is_known_and_nothing_is_zero() -> None:
    person = only(Participant("ann", "ann", "", stays=(Stay("PA_1", None, None),)))
    assert person.present(NOW) is None
    assert person.first_joined is None
    assert person.last_left is None
    assert person.joins == 1


def test_the_participants_own_times_stand_in_for_those_of_its_only_stay() -> None:
    person = only(
        Participant("ann", "ann", "", at("14:00"), at("14:10"), stays=(Stay("PA_1", None, None),)), ended="14:30"
    )
    assert person.present(NOW) == timedelta(minutes=10)
    assert person.spans[0].stay.session_id == "PA_1"


def test_the_participants_own_times_say_too_little_about_several_stays() -> None:
    stays = (Stay("PA_1", None, None), Stay("PA_2", None, None))
    person = only(Participant("ann", "ann", "", at("14:00"), at("14:10"), stays=stays), ended="14:30")
    assert person.spans == ()
    assert person.joins == 2


def test_entries_of_the_same_identity_are_one_person() -> None:
    one = participant(("14:00", "14:10"), identity="ann")
    other = participant(("14:15", "14:20"), identity="ann")._replace(key="ann@2", name="Ann")
    person = only(one, other, ended="14:30")
    assert person.key == "ann"
    assert person.name == "Ann"
    assert len(person.participants) == 2
    assert person.gaps() == ((at("14:10"), at("14:15")),)


def test_the_same_join_in_two_entries_counts_once() -> None:
    one = participant(("14:00", "14:10"), identity="ann")
    assert only(one, one._replace(key="ann@2"), ended="14:30").joins == 1


def test_people_without_an_identity_are_kept_apart() -> None:
    people = [participant(("14:00", "14:10"), identity="")._replace(key=f"@{number}") for number in range(3)]
    found = attendance(detail("RM_1", people=people))
    assert [person.key for person in found.people] == ["@0", "@1", "@2"]
    assert found.peak is not None
    assert found.peak.present == 3


def test_people_come_in_the_order_of_their_first_joins() -> None:
    people = [
        Participant("nobody knows", "nobody knows", ""),
        participant(("14:05", "14:10"), identity="bob"),
        participant(("14:00", "14:10"), identity="ann"),
    ]
    assert [person.key for person in attendance(detail("RM_1", people=people)).people] == ["ann", "bob", "nobody knows"]


def two() -> SessionDetail:
    return detail(
        "RM_1",
        ended=at("14:30"),
        people=[
            participant(("14:00", "14:10"), ("14:12", "14:30"), identity="ann"),
            participant(("14:05", "14:12"), identity="bob"),
        ],
    )


def test_the_number_of_people_over_time() -> None:
    found = attendance(two())
    assert [(step.at, step.present) for step in found.steps] == [
        (at("14:00"), 1),
        (at("14:05"), 2),
        (at("14:10"), 1),
        (at("14:12"), 1),
        (at("14:30"), 0),
    ]
    assert [step.only.key if step.only else None for step in found.steps] == ["ann", None, "bob", "ann", None]
    assert found.peak == found.steps[1]
    assert [found.count_at(at(clock)) for clock in ("13:59", "14:00", "14:09", "14:10", "14:31")] == [0, 1, 2, 1, 0]


def test_who_was_in_at_a_moment_and_since_when() -> None:
    found = attendance(two())

    def names(clock: str) -> list[tuple[str, str]]:
        return [(person.key, f"{since:%H:%M}") for person, since in found.present_at(at(clock))]

    assert names("13:59") == []
    assert names("14:05") == [("ann", "14:00"), ("bob", "14:05")]
    assert names("14:11") == [("bob", "14:05")]
    assert names("14:12") == [("ann", "14:12")], "who leaves in this second is not in any more"
    assert names("14:30") == []


def test_a_stay_without_length_is_there_at_its_moment_only() -> None:
    found = attendance(detail("RM_1", ended=at("14:30"), people=[participant(("14:00", "14:00"))]))
    assert [person.key for person, _ in found.present_at(at("14:00"))] == ["ann"]
    assert found.present_at(at("14:01")) == ()
    assert found.steps == ()


def test_what_the_list_says_stands_in_for_a_detail_that_does_not() -> None:
    bare = detail("RM_1", people=[participant(("14:00", None))])._replace(started_at=None)
    found = attendance(bare, began=at("13:59"), ended=at("14:30"))
    assert (found.began, found.ended) == (at("13:59"), at("14:30"))
    assert found.people[0].last_left == at("14:30")


def test_a_detail_without_participants_is_an_empty_attendance() -> None:
    found = attendance(detail("RM_1"))
    assert found.people == ()
    assert found.peak is None
    assert found.count_at(NOW) == 0
