"""A session for programs: by the table's names, with what is unknown as null."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from support.builders import at, detail, participant

from lktui.analysis.order import SORTABLE
from lktui.analysis.rates import Rate
from lktui.model import ConnectionCounts, Egress, Session
from lktui.view.records import moment, record
from lktui.view.session_fields import SESSION_FIELDS, SHOWN
from lktui.view.session_record import (
    JOIN_NAMES,
    PARTICIPANT_NAMES,
    join_records,
    participant_record,
    session_record,
)
from lktui.view.sessions import SESSION_COLUMNS, SessionRow

NOW = datetime(2025, 9, 29, 14, 3, 20, tzinfo=UTC)
FULL = Session(
    "RM_1",
    "standup",
    created_at=NOW - timedelta(hours=1),
    last_active=NOW,
    ended_at=None,
    bandwidth_in=0,
    bandwidth_out=5,
    egress=Egress.NEVER,
    participants_total=3,
    participants_now=0,
    connection_counts=ConnectionCounts(4, 3),
)


def test_a_field_is_called_as_its_column_and_every_column_of_the_table_is_one() -> None:
    assert all(field.name == field.column.name for field in SESSION_FIELDS)
    names = {field.name for field in SESSION_FIELDS}
    assert {column.name for column in SESSION_COLUMNS} <= names
    assert set(SORTABLE) <= names
    assert set(SHOWN) <= names


def test_the_values_are_plain_and_exact() -> None:
    assert record(SessionRow(FULL, Rate(1.5, 2.0)), SESSION_FIELDS, NOW) == {
        "status": "active",
        "room": "standup",
        "id": "RM_1",
        "started": "2025-09-29T13:03:20Z",
        "ended": None,
        "last_active": "2025-09-29T14:03:20Z",
        "duration": 3600,
        "until": "now",
        "people": 0,
        "total": 3,
        "in": 0,
        "out": 5,
        "egress": "none",
        "attempts": 4,
        "connected": 3,
        "flag": None,
        "in/s": 1.5,
        "out/s": 2.0,
        "rate": 3.5,
    }


def test_what_the_api_did_not_say_is_null_and_never_0() -> None:
    values = record(SessionRow(Session("RM_1", "")), SESSION_FIELDS, NOW)
    assert {name for name, value in values.items() if value is not None} == {"status", "room", "id"}


def test_an_egress_that_is_not_known_here_is_kept_as_it_came() -> None:
    assert record(SessionRow(FULL._replace(egress="7")), SESSION_FIELDS, NOW)["egress"] == "7"


@pytest.mark.parametrize(
    ("text", "shown"), [("2025-09-29T13:00:00.25+02:00", "2025-09-29T11:00:00.250000Z"), (None, None)]
)
def test_moments_are_rfc_3339_in_utc(text: str | None, shown: str | None) -> None:
    assert moment(datetime.fromisoformat(text) if text else None) == shown


def test_a_session_has_its_participants_and_their_stays() -> None:
    people = [participant(("13:00", "13:10"), ("13:20", None)), participant(("13:05", "13:06"), identity="ben")]
    values = session_record(detail("RM_1", people=people, total=2), NOW)
    assert (values["people"], values["total"], values["status"]) == (1, 2, "active")
    participants = values["participants"]
    assert isinstance(participants, list)
    assert [(each["identity"], each["here"], each["left"], each["joins"]) for each in participants] == [
        ("ann", True, None, 2),
        ("ben", False, "2025-09-29T13:06:00Z", 1),
    ]
    assert participants[0]["stays"][1] == {"id": "PA_1", "joined": "2025-09-29T13:20:00Z", "left": None, "for": None}


def test_a_leave_that_the_api_does_not_tell_is_unknown_even_when_the_session_has_ended() -> None:
    ann = participant(("13:00", None))
    told = participant_record(ann, detail("RM_1", people=[ann], ended=at("13:30")), NOW)
    assert (told["here"], told["left"], told["present"]) == (False, None, 1800)
    assert tuple(told) == PARTICIPANT_NAMES


def test_each_join_is_a_record() -> None:
    people = [participant(("13:00", "13:10"), ("13:20", None)), participant(identity="ben")]
    found = join_records(detail("RM_1", people=people))
    assert [(each["identity"], each["id"], each["for"]) for each in found] == [
        ("ann", "PA_0", 600),
        ("ann", "PA_1", None),
    ]
    assert tuple(found[0]) == JOIN_NAMES
