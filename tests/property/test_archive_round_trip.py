"""What goes into the archive comes out of it the same."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from property.test_wire_any_json import JSON, KEYS, TEXT

from lktui.analysis.people import appearances, matching
from lktui.api.wire import decode_detail, decode_session, parse
from lktui.archive import reading, writing
from lktui.archive.opening import open_memory
from lktui.archive.rows import micros, moment
from lktui.errors import BadPayload
from lktui.model import Session, SessionDetail

NOW = datetime(2025, 9, 29, 14, 3, tzinfo=UTC)
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {"participantIdentity": TEXT, "participantName": TEXT},
        optional={"joinedAt": st.just("2025-09-29T13:00:00.123456Z"), "leftAt": st.just("2025-09-29T13:30:00Z")},
    ),
    max_size=5,
)


def memory() -> tuple[sqlite3.Connection, int]:
    connection = open_memory()
    return connection, writing.project_number(connection, "", "p")


def session_from(document: object) -> Session | None:
    try:
        return decode_session(parse(json.dumps(document).encode()), "it")
    except BadPayload:
        return None


def detail_from(document: object) -> SessionDetail | None:
    body = json.dumps(document).encode()
    try:
        return decode_detail(parse(body), "RM_1", body.decode())
    except BadPayload:
        return None


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment(when: datetime) -> None:
    assert moment(micros(when)) == when


@given(st.dictionaries(KEYS | TEXT, JSON, max_size=12), st.text(min_size=1, max_size=9))
def test_a_session(fields: dict[str, object], session_id: str) -> None:
    session = session_from({**fields, "sessionId": session_id})
    if session is None:
        return
    connection, project = memory()
    with closing(connection):
        writing.put_sessions(connection, project, [(session, NOW)])
        (found,) = reading.sessions_of(connection, project)
        assert repr(found.session) == repr(session)  # nan is not equal to itself
        assert found.seen_at == NOW


@given(st.dictionaries(KEYS | TEXT, JSON, max_size=12), PEOPLE)
def test_a_detail_and_all_who_were_there(fields: dict[str, object], people: list[dict[str, object]]) -> None:
    detail = detail_from({**fields, "participants": people, "roomId": "RM_1"})
    if detail is None:
        return
    session = Session("RM_1", "room")
    connection, project = memory()
    with closing(connection):
        writing.put_sessions(connection, project, [(session, NOW)])
        writing.put_detail(connection, project, detail, NOW, final=False)
        found = reading.detail(connection, project, "RM_1")
        assert found is not None
        assert (found.session, found.detail, found.fetched_at) == (session, detail, NOW)
        everyone = appearances(session, detail, NOW)
        for person in everyone:
            for needle in {person.identity, person.name} - {""}:
                if needle.strip():
                    by_archive = reading.find(connection, project, needle).appearances
                    assert set(by_archive) == set(matching(everyone, needle))
