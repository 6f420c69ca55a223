"""Whatever JSON comes, decoding ends in a value of the model or in BadPayload, and in nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from lktui.api.fields import Unreadable, integer, timestamp
from lktui.api.wire import decode_detail, decode_rooms, decode_session, parse, session_rows
from lktui.errors import BadPayload

if TYPE_CHECKING:
    from collections.abc import Callable

    from lktui.model import LiveRooms, Session, SessionDetail

TEXT = st.text(st.characters(exclude_categories=()), max_size=12)  # surrogates included
TIMES = st.one_of(
    st.datetimes(timezones=st.timezones() | st.just(UTC)).map(datetime.isoformat),
    st.builds(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{}".format,
        st.sampled_from((0, 1, 2, 1969, 1970, 2025, 9999)),
        st.integers(0, 13),
        st.integers(0, 32),
        st.integers(0, 24),
        st.integers(0, 60),
        st.integers(0, 61),
        st.sampled_from(("", ".", ".5", ".123456789", ",1")),
        st.sampled_from(("", "Z", "z", "+14:00", "-14:00", "+23:59:59", "+99:99", "-0000")),
    ),
)
INTEGERS = st.one_of(st.integers(), st.integers(-(2**70), 2**70), st.sampled_from((0, 2**63, 10**400, -(10**4000))))
SCALARS = st.one_of(
    st.none(), st.booleans(), INTEGERS, INTEGERS.map(str), st.floats(), st.floats().map(str), TEXT, TIMES,
    st.sampled_from(("", "0001-01-01T00:00:00Z", "EGRESS_ACTIVE", "9" * 5000)),
)  # fmt: skip
KEYS = st.sampled_from(
    (
        "sessionId", "session_id", "roomId", "roomName", "createdAt", "lastActive", "endedAt", "bandwidthIn", "egress",
        "numParticipants", "connectionCounts", "attempts", "participants", "sessions", "participantId", "joinedAt",
        "leftAt", "publishedSources", "cameraTrack", "quality", "publishBps", "timestamp", "value", "seconds", "nanos",
        "startTime", "participantIdentity", "rooms", "sid", "name", "creation_time", "_", "__a_",
    )
)  # fmt: skip
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | TEXT, inner, max_size=8), max_leaves=40
)


def kept(decode: Callable[[], Session | SessionDetail | LiveRooms]) -> None:
    try:
        decoded = decode()
    except BadPayload as error:
        str(error).encode()
    else:
        repr(decoded).encode()  # and can be written
        assert decoded == decode()


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_parse_or_are_a_bad_payload(body: bytes) -> None:
    try:
        parse(body)
    except BadPayload as error:
        str(error).encode()


@given(JSON)
def test_any_json_parses(document: object) -> None:
    body = json.dumps(document).encode()
    if body:
        parse(body)


@given(st.integers(1, 5000), st.sampled_from(("[", '{"sessions":', '{"sessions":[{"a":[')))
def test_any_depth_parses_or_is_a_bad_payload(depth: int, opening: str) -> None:
    try:
        parse((opening * depth).encode())
    except BadPayload as error:
        str(error).encode()


@given(JSON)
def test_any_answer_has_rows_or_is_a_bad_payload(document: object) -> None:
    try:
        assert isinstance(session_rows(document), list)
    except BadPayload as error:
        str(error).encode()


@given(JSON | st.dictionaries(KEYS, JSON, max_size=12))
def test_any_row_decodes_or_is_a_bad_payload(row: object) -> None:
    kept(lambda: decode_session(row, "sessions[0]"))


@given(st.dictionaries(KEYS, JSON, max_size=12))
def test_any_row_with_an_id_decodes_or_is_a_bad_payload(row: dict[str, object]) -> None:
    kept(lambda: decode_session(row | {"sessionId": "RM_1"}, "sessions[0]"))


@given(JSON | st.fixed_dictionaries({"participants": st.lists(st.dictionaries(KEYS, JSON, max_size=8), max_size=5)}))
def test_any_detail_decodes_or_is_a_bad_payload(document: object) -> None:
    kept(lambda: decode_detail(document, "RM_1"))


@given(JSON | st.fixed_dictionaries({"rooms": st.lists(st.dictionaries(KEYS, JSON, max_size=8), max_size=5)}))
def test_any_answer_of_the_room_service_decodes_or_is_a_bad_payload(document: object) -> None:
    kept(lambda: decode_rooms(document))


@given(JSON)
def test_any_time_is_aware_absent_or_unreadable(value: object) -> None:
    try:
        moment = timestamp(value)
    except Unreadable:
        return
    assert moment is None or moment.tzinfo is UTC


@given(st.datetimes(datetime(1970, 1, 2), datetime(2261, 12, 30), timezones=st.timezones()))  # noqa: DTZ001 - naive is what datetimes() asks for
def test_every_time_of_rfc_3339_is_read_as_itself(moment: datetime) -> None:
    # only whole minutes of offset are RFC 3339; old zones have seconds, which are read too
    assert timestamp(moment.isoformat()) == moment.astimezone(UTC)


@given(st.integers(-(2**63), 2**63 - 1))
def test_every_64_bit_integer_is_read_as_itself_as_a_number_and_as_a_string(number: int) -> None:
    assert integer(number) == integer(str(number)) == number
