"""Sorting by any column, both ways: the unknown last, ties in one order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random

import pytest

from lktui.analysis.order import SORTABLE, ordered
from lktui.analysis.rates import UNMEASURED, Rate
from lktui.model import Egress, Session

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
UNKNOWN = Session("RM_z", "")


def session(name: str, minutes: int, **fields: object) -> Session:
    began = NOW - timedelta(minutes=minutes)
    return Session(name, name, began, last_active=NOW)._replace(**fields)  # type: ignore[arg-type]


def names(sessions: list[Session]) -> str:
    return "".join(one.session_id for one in sessions)


def both(sessions: list[Session], column: str, rates: dict[str, Rate] | None = None) -> tuple[str, str]:
    def rate_of(session_id: str) -> Rate:
        return (rates or {}).get(session_id, UNMEASURED)

    up = ordered(sessions, column, descending=False, now=NOW, rate_of=rate_of)
    down = ordered(sessions, column, descending=True, now=NOW, rate_of=rate_of)
    return names(up), names(down)


@pytest.mark.parametrize(
    ("column", "field", "values"),
    [
        ("people", "participants_now", (0, 2, 10)),
        ("total", "participants_total", (0, 9, 10)),
        ("in", "bandwidth_in", (0, 5, 10**12)),
        ("out", "bandwidth_out", (0, 5, 10**12)),
        ("room", "room_name", ("alpha", "Beta", "gamma")),
        ("egress", "egress", (Egress.ACTIVE, Egress.ENDED, Egress.NEVER)),
        ("egress", "egress", (Egress.NEVER, "odd", "strange")),
    ],
)
def test_a_column_goes_up_and_down_with_the_unknown_last(
    column: str, field: str, values: tuple[object, object, object]
) -> None:
    unknown: object = "" if field == "room_name" else None
    rows = [session(name, 5, **{field: value}) for name, value in zip("abc", values, strict=True)]
    rows.append(session("u", 1, **{field: unknown}))

    for shuffled in permutations(rows):
        assert both(list(shuffled), column) == ("abcu", "cbau")


def test_started_duration_and_status() -> None:
    rows = [
        session("a", 30),
        session("b", 60, ended_at=NOW - timedelta(minutes=20)),
        session("c", 90, participants_now=0, last_active=NOW - timedelta(minutes=80)),
        UNKNOWN._replace(session_id="u", ended_at=NOW),
    ]

    assert both(rows, "started") == ("cbau", "abcu")
    assert both(rows, "duration") == ("cabu", "bacu")
    assert both(rows, "status") == ("acbu", "buca")


def test_rates() -> None:
    rows = [session(name, 5) for name in "abcu"]
    rates = {"a": Rate(1.0, 30.0), "b": Rate(2.0, 20.0), "c": Rate(30.0, 10.0), "u": Rate(None, 5.0)}

    assert both(rows, "in/s", rates) == ("abcu", "cbau")
    assert both(rows, "out/s", rates) == ("ucba", "abcu")
    assert both(rows, "rate", rates) == ("bacu", "cabu")
    assert both(rows, "rate") == ("abcu", "abcu")


def test_names_sort_as_people_count_and_without_case() -> None:
    rooms = ["Room 10", "room 9", "room 100", "room 009b", "room", "Room 9a", "zoo 1"]
    rows = [Session(str(i), room, NOW) for i, room in enumerate(rooms)]

    found = ordered(rows, "room", descending=False, now=NOW)

    assert [one.room_name for one in found] == [
        "room", "room 9", "Room 9a", "room 009b", "Room 10", "room 100", "zoo 1",
    ]  # fmt: skip


def test_ties_keep_the_newest_first_then_the_id_both_ways() -> None:
    rows = [session("a", 9), session("d", 5), session("b", 5), session("c", 1), UNKNOWN._replace(session_id="u")]

    for shuffled in permutations(rows):
        assert both(list(shuffled), "people") == ("cbdau", "cbdau")
        assert both(list(shuffled), "started") == ("abdcu", "cbdau")


@pytest.mark.parametrize("column", SORTABLE)
def test_no_session_is_lost_and_the_order_does_not_depend_on_the_one_before(column: str) -> None:
    random = Random(7)
    rows = [
        session(
            f"{i:03}",
            random.randrange(50),
            participants_now=random.choice([None, 0, 1, 2]),
            bandwidth_in=random.choice([None, 0, 5]),
            egress=random.choice([None, Egress.NEVER, Egress.ACTIVE, "odd"]),
            created_at=random.choice([None, NOW - timedelta(minutes=random.randrange(5))]),
        )
        for i in range(200)
    ]
    shuffled = random.sample(rows, len(rows))

    for found, again in zip(both(rows, column), both(shuffled, column), strict=True):
        assert found == again
        assert len(found) == 600


def test_another_column_is_an_error_of_the_caller() -> None:
    with pytest.raises(KeyError):
        ordered([], "nonsense", descending=False, now=NOW)
