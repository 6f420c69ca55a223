"""Rules about the room as a whole: each fires at its threshold, not below it, and not without the data for it."""

from __future__ import annotations

import pytest
from support.cases import after, detail, found, on, person

from lktui.model import Participant, Sources

HOUR = 3600.0


def dropping(
    gone: int, stayed: int, *, within: float = 5, back: float | None = None, leave: float = 1000
) -> list[Participant]:
    """A room in which some leave at once, and come back after so many seconds."""
    people = [person(f"stayed{number}", (number, HOUR)) for number in range(stayed)]
    for number in range(gone):
        moment = leave + within * number / max(1, gone - 1)
        stays = [(20.0 + number, moment)] + ([(moment + back, HOUR)] if back is not None else [])
        people.append(person(f"gone{number}", *stays))
    return people


# A drop.


def test_a_drop_is_several_people_at_once_while_the_room_goes_on() -> None:
    drop = found(detail(dropping(3, 5, within=10)))["drop"]
    assert drop.words == "3 of 8 left within 10s, nobody came back"
    assert drop.keys == ("gone0", "gone1", "gone2")
    assert (drop.at, drop.evidence[0].what) == (after(1000), "left, and did not come back")


def test_those_who_came_back_are_counted() -> None:
    drop = found(detail([*dropping(4, 5, back=30), person("late", (1200, HOUR))]))["drop"]
    assert drop.words == "4 of 9 left within 5s, all of them came back"
    assert drop.evidence[0].what == "left, and came back after 30s"
    assert drop.evidence[0].until == after(1030)


def test_everyone_at_once_is_a_drop_if_they_come_back() -> None:
    assert found(detail(dropping(6, 0, back=20)))["drop"].words == "6 of 6 left within 5s, all of them came back"
    assert "drop" not in found(detail(dropping(6, 0)))


@pytest.mark.parametrize(
    "people",
    [
        dropping(2, 5),
        dropping(3, 5, within=25),
        dropping(3, 13),
        dropping(5, 4),
        [*dropping(4, 9), *(person(f"before{number}", (0, 960 + number)) for number in range(3))],
    ],
    ids=["too few", "not at once", "too small a share", "most are gone", "others leave around it"],
)
def test_other_leaves_are_no_drop(people: list[Participant]) -> None:
    assert "drop" not in found(detail(people))


def test_the_end_of_a_session_is_no_drop() -> None:
    assert "drop" not in found(detail(dropping(4, 8), ended=1055))
    assert "drop" in found(detail(dropping(4, 8), ended=HOUR))


def test_a_drop_is_told_once_a_minute_has_shown_that_the_room_goes_on() -> None:
    people = [person(f"stayed{number}", (0, None)) for number in range(8)] + dropping(4, 0)
    assert "drop" not in found(detail(people), asked=1064)
    assert "drop" in found(detail(people), asked=1065)


def test_leaves_that_are_only_assumed_are_no_drop() -> None:
    people = [person(f"p{number}", (number, None)) for number in range(9)]
    assert not found(detail([*people, person("late", (2000, HOUR))], ended=1000))


@pytest.mark.parametrize(("total", "unreadable"), [(99, 0), (None, 1)])
def test_nothing_is_said_of_the_room_while_participants_are_missing(total: int | None, unreadable: int) -> None:
    people = [*dropping(4, 8), person("alone", (0, 3 * HOUR))]
    assert found(detail(people), asked=4 * HOUR).keys() >= {"drop", "alone"}
    partial = found(detail(people, total=total, unreadable=unreadable), asked=4 * HOUR)
    assert partial.keys().isdisjoint({"drop", "alone", "silent", "empty"})


def test_two_drops_are_told_of_both() -> None:
    second = [person(f"again{number}", (number, 2000 + number)) for number in range(4)]
    drop = found(detail([*dropping(5, 9), *second]))["drop"]
    assert drop.words == "5 of 18 left within 5s, nobody came back; 1 more such drop"
    assert len(drop.evidence) == len(drop.keys) == 9


def test_those_who_dropped_are_compared_with_those_who_were_there() -> None:
    swift = [on(each, sdk_version="SWIFT 2.1.0") for each in dropping(7, 0)]
    js = [on(each, sdk_version="JS 2.15.7") for each in dropping(0, 14)]
    drop = found(detail([*swift, *js, person("later", (2000, HOUR))]))["drop"]
    assert [each.words for each in drop.shared] == ["7 of 7 on SWIFT 2.1.0, 0 of 14 others"]


# Left alone.


@pytest.mark.parametrize(("until", "alone"), [(1900, True), (1899, False)])
def test_alone_is_who_is_left_by_the_others_for_so_long(until: float, *, alone: bool) -> None:
    people = [person("ann", (0, until)), person("bob", (5, 100))]
    assert ("alone" in found(detail(people, ended=until + 20))) is alone


def test_who_is_still_alone_is_told_so_until_the_moment_of_the_data() -> None:
    people = [person("ann", (0, None)), person("bob", (5, 100))]
    alone = found(detail(people), asked=100 + HOUR)["alone"]
    assert alone.words == "ann has been alone for 1h, after the others left"
    assert (alone.at, alone.evidence[0].until, alone.keys) == (after(100), None, ("ann",))


def test_who_waits_for_the_others_is_not_left() -> None:
    assert "alone" not in found(detail([person("ann", (0, 9000)), person("bob", (8000, 9000))]), asked=9100)


def test_a_stay_that_ends_with_the_session_for_want_of_a_time_is_labelled() -> None:
    people = [person("ann", (0, None)), person("bob", (5, 100))]
    alone = found(detail(people, ended=3000))["alone"]
    assert (alone.evidence[0].until, alone.evidence[0].assumed) == (after(3000), True)


def test_nobody_is_alone_where_it_is_not_known_when_the_others_came() -> None:
    assert "alone" not in found(detail([person("ann", (0, 9000)), person("bob", (5, 100), (None, None))]), asked=9000)


# Silence.


def quiet(identity: str, left: float, *, microphone: bool | None = False) -> Participant:
    return person(identity, (0, left), sources=Sources(microphone=microphone))


@pytest.mark.parametrize(("left", "silent"), [(120, True), (119, False)])
def test_silent_is_nobody_with_a_microphone_though_two_were_there_for_so_long(left: float, *, silent: bool) -> None:
    assert ("silent" in found(detail([quiet("ann", 600), quiet("bob", left)], ended=600))) is silent


@pytest.mark.parametrize("microphone", [True, None])
def test_one_microphone_or_one_that_is_not_known_is_not_silent(*, microphone: bool | None) -> None:
    assert not found(detail([quiet("ann", 600), quiet("bob", 600, microphone=microphone)], ended=620))


def test_one_person_alone_is_not_silent() -> None:
    assert not found(detail([quiet("ann", 600)], ended=600))


# Quality.


def series(*values: float, start: float = 0) -> list[tuple[float, float]]:
    """A value a minute."""
    return [(start + 60.0 * number, value) for number, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "poor"),
    [
        ((0.9, 0.39, 0.3, 0.39, 0.9), True),
        ((0.9, 0.39, 0.3, 0.9), False),
        ((0.9, 0.4, 0.4, 0.4, 0.9), False),
        ((0.3, 0.3, 0, 0.3, 0.3), False),
        ((0, 0, 0, 0, 0), False),
        ((), False),
    ],
    ids=["as long as the threshold", "shorter", "not below", "a gap in between", "no data", "no series"],
)
def test_poor_quality_is_a_row_of_low_values_for_so_long(values: tuple[float, ...], *, poor: bool) -> None:
    assert ("poor" in found(detail(quality=series(*values), total=0))) is poor


def test_poor_quality_tells_how_poor_and_from_when_until_when() -> None:
    poor = found(detail(quality=series(0.9, 0.3, 0.2, 0.1, 0.9), total=0))["poor"]
    assert poor.words == "quality 20% on average for 2m"
    assert (poor.at, poor.evidence[0].what) == (after(60), "3 measurements, 10% to 30%")
    assert poor.evidence[0].until == after(180)


def test_a_score_is_measured_by_the_best_of_the_session() -> None:
    poor = found(detail(quality=series(5, 4, 1, 1, 1, 5), total=0))["poor"]
    assert poor.words == "quality 1.0 where 5 was the best on average for 2m"
    assert not found(detail(quality=series(2, 2, 1, 1, 1, 2), total=0))


def test_two_stretches_are_both_evidence() -> None:
    poor = found(detail(quality=series(0.2, 0.2, 0.2, 0.9, 0.2, 0.2, 0.2, 0.2), total=0))["poor"]
    assert poor.words == "quality 20% on average for 3m; 1 more such stretch"
    assert len(poor.evidence) == 2
