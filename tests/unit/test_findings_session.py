"""Rules for which the row of the list is enough: at the threshold, below it, and without the data for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.cases import BEGAN, after, detail, found, person, row

from lktui.analysis.findings import Finding
from lktui.analysis.ghosts import Ghost
from lktui.model import ConnectionCounts, Egress, Room, Session

if TYPE_CHECKING:
    from datetime import datetime


def of_row(asked: float, **known: object) -> dict[str, Finding]:
    return found(None, asked=asked, session=row(**known))


# Empty, but open.


@pytest.mark.parametrize(("asked", "empty"), [(700, True), (699, False)])
def test_empty_is_open_with_nobody_in_it_for_so_long(asked: float, *, empty: bool) -> None:
    assert ("empty" in of_row(asked, participants_now=0, last_active=after(100))) is empty


def test_the_last_activity_is_labelled_as_the_fallback_that_it_is() -> None:
    empty = of_row(7300, participants_now=0, last_active=after(100))["empty"]
    assert empty.words == "open, with nobody in it for 2h"
    (evidence,) = empty.evidence
    assert (evidence.what, evidence.at, evidence.assumed) == ("nobody is in it; last active", after(100), True)


@pytest.mark.parametrize(
    "known",
    [
        {"participants_now": 1, "last_active": after(100)},
        {"participants_now": None, "last_active": after(100)},
        {"participants_now": 0},
        {"participants_now": 0, "participants_total": 3},
        {"participants_now": 0, "last_active": after(100), "ended_at": after(120)},
    ],
    ids=["someone is in it", "not known", "not known since when", "nor that nobody came", "over"],
)
def test_what_is_not_known_to_be_empty_is_not(known: dict[str, object]) -> None:
    assert not of_row(9000, **known)


def test_a_room_that_nobody_ever_came_to_is_empty_from_the_beginning() -> None:
    empty = of_row(600, participants_now=0, participants_total=0)["empty"]
    assert (empty.words, empty.evidence[0].assumed) == ("open, with nobody in it for 10m", False)


def test_where_the_participants_are_known_the_last_leave_counts() -> None:
    people = [person("ann", (0, 300)), person("bob", (5, 250))]
    empty = found(detail(people), asked=900, session=row(last_active=after(899), participants_now=2))["empty"]
    assert (empty.at, empty.evidence[0].what) == (after(300), "the last one left")
    assert "empty" not in found(detail(people), asked=899)


def test_a_session_that_stayed_open_after_the_last_one_had_left_is_told_of_afterwards() -> None:
    people = [person("ann", (0, 300))]
    assert found(detail(people, ended=900))["empty"].words == "stayed open for 10m after the last one had left"
    assert not found(detail(people, ended=899))
    assert not found(detail([person("ann", (0, None))], ended=9000))
    assert not found(detail(people, ended=9000, total=2))


# Egress of an empty room.


@pytest.mark.parametrize(("asked", "recording"), [(220, True), (219, False)])
def test_egress_may_go_on_for_a_moment(asked: float, *, recording: bool) -> None:
    found = of_row(asked, participants_now=0, last_active=after(100), egress=Egress.ACTIVE)
    assert ("recording" in found) is recording


@pytest.mark.parametrize("egress", [Egress.NEVER, Egress.ENDED, None, "paused"])
def test_only_active_egress_is_a_recording(egress: Egress | str | None) -> None:
    assert "recording" not in of_row(9000, participants_now=0, last_active=after(100), egress=egress)


def test_egress_of_a_room_with_people_is_what_it_is_for() -> None:
    assert not of_row(9000, participants_now=1, last_active=after(100), egress=Egress.ACTIVE)
    assert not of_row(9000, last_active=after(100), egress=Egress.ACTIVE)


# Long.


@pytest.mark.parametrize(("asked", "long"), [(43_200, True), (43_199, False)])
def test_long_is_as_long_as_the_threshold(asked: float, *, long: bool) -> None:
    assert ("long" in of_row(asked, participants_now=2)) is long
    assert ("long" in of_row(90_000, ended_at=after(asked))) is long
    assert not of_row(asked, created_at=None)


def test_a_room_that_is_only_left_open_is_not_long() -> None:
    assert set(of_row(90_000, participants_now=0, last_active=after(100))) == {"empty"}


# Failed connections.


@pytest.mark.parametrize(
    ("attempts", "success", "failing"),
    [(5, 2, True), (10, 6, False), (10, 5, True), (4, 0, False), (5, None, False), (None, 2, False), (5, 9, False)],
)
def test_failing_is_a_low_share_of_enough_attempts(attempts: int | None, success: int | None, *, failing: bool) -> None:
    assert ("failing" in of_row(60, connection_counts=ConnectionCounts(attempts, success))) is failing


def test_failed_connections_are_told_as_numbers_and_as_a_share() -> None:
    failing = of_row(60, connection_counts=ConnectionCounts(9, 4))["failing"]
    assert failing.words == "4 of 9 attempts to connect succeeded, 44%"
    assert "failing" not in of_row(60)


# A ghost.


def ghostly(asked_at: datetime, twin: Session | None = None) -> dict[str, Finding]:
    known = Ghost(asked_at, Room("RM_2", "standup", after(5000)), twin)
    session = row(participants_now=0, last_active=after(100), egress=Egress.ACTIVE)
    return found(None, asked=90_000, session=session, ghost=known)


def test_a_ghost_comes_with_what_speaks_for_it() -> None:
    twin = Session("RM_0", "standup", BEGAN, ended_at=after(50))
    assert [(each.what, each.at, each.until) for each in ghostly(after(90_000), twin)["ghost"].evidence] == [
        ("analytics: active; last active", after(100), None),
        ("the room service was asked, and does not know RM_1", after(90_000), None),
        ("it knows the same room as RM_2", after(5000), None),
        ("the same room in a closed session: RM_0", BEGAN, after(50)),
    ]


def test_a_ghost_is_neither_empty_nor_long_nor_recorded_for_there_is_no_room() -> None:
    assert set(ghostly(after(90_000))) == {"ghost"}


def test_without_any_data_nothing_is_found() -> None:
    assert not found(None, session=Session("RM_1", ""))
    assert not found(detail(total=0), session=Session("RM_1", ""))
    assert not found(detail()._replace(participants_total=None, started_at=None))
