"""Answers of the API as the model: every form of `analytics-api.md` §5 that a payload can have."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from support.cpu_time import seconds_of

from lktui.api.fields import Tally
from lktui.api.wire import DEEPEST, LONGEST_ID, decode_detail, decode_session, parse, session_rows
from lktui.errors import BadPayload
from lktui.model import ConnectionCounts, Egress, Sample, Session, Sources, Stay

NINE = datetime(2025, 9, 29, 9, tzinfo=UTC)


def session(**fields: object) -> Session:
    return decode_session({"sessionId": "RM_1", **fields}, "sessions[0]")


def at(minutes: int) -> str:
    return (NINE + timedelta(minutes=minutes)).isoformat()


# The answer as a whole.


@pytest.mark.parametrize("body", [b"", b"  \r\n", b"\xef\xbb\xbf"])
def test_an_empty_body_is_a_bad_payload(body: bytes) -> None:
    with pytest.raises(BadPayload, match="is empty"):
        parse(body)


def test_5_11_truncated_json_is_a_bad_payload_that_says_where() -> None:
    with pytest.raises(BadPayload, match=r"is not JSON \(line 2, column"):
        parse(b'{"sessions":\n[{"sessionId": "RM_1"')


def test_5_11_json_that_is_nested_beyond_reason_is_a_bad_payload() -> None:
    with pytest.raises(BadPayload, match="nested too deep"):
        parse(b"[" * 100_000)


def test_a_byte_order_mark_is_skipped() -> None:
    assert parse(b'\xef\xbb\xbf{"sessions": []}') == {"sessions": []}


def test_bytes_that_are_no_utf_8_cost_no_more_than_themselves() -> None:
    assert parse(b'{"roomName": "caf\xe9"}') == {"roomName": "caf\ufffd"}


def test_a_number_of_thousands_of_digits_costs_no_more_than_itself() -> None:
    rows = session_rows(parse(b'{"sessions": [{"sessionId": "RM_1", "bandwidthIn": %s}, 7]}' % (b"9" * 5000)))

    assert rows[1] == 7
    assert decode_session(rows[0], "sessions[0]") == Session("RM_1", "")


@pytest.mark.parametrize(
    ("rest", "problem"),
    [(b"", r"is not JSON \(line 1, column"), (b"[" * 100_000, "nested too deep")],
    ids=["cut off", "deep"],
)
def test_a_number_of_thousands_of_digits_hides_nothing_that_is_wrong_behind_it(rest: bytes, problem: str) -> None:
    with pytest.raises(BadPayload, match=problem):
        parse(b'{"a": [%s,%s' % (b"9" * 5000, rest))


@pytest.mark.parametrize("document", [{}, {"sessions": None}, {"sessions": []}])
def test_5_4_a_missing_list_is_an_empty_one(document: object) -> None:
    assert session_rows(document) == []


@pytest.mark.parametrize("document", [None, [], [{}], "sessions", 3, True, {"ok": True}, {"sessions": {}}])
def test_5_11_json_of_another_shape_is_a_bad_payload(document: object) -> None:
    with pytest.raises(BadPayload):
        session_rows(document)


# A row of the list.


def test_a_session_has_every_documented_field() -> None:
    read = session(
        roomName="stand-up",
        createdAt=at(0),
        lastActive=at(5),
        endedAt=at(6),
        bandwidthIn="12",
        bandwidthOut=34,
        egress=2,
        numParticipants="3",
        numActiveParticipants=0,
        connectionCounts={"attempts": "5", "success": 4},
    )

    assert read == Session(
        "RM_1", "stand-up", NINE, NINE + timedelta(minutes=5), NINE + timedelta(minutes=6), 12, 34, Egress.ENDED, 3, 0,
        ConnectionCounts(5, 4),
    )  # fmt: skip


def test_5_2_an_absent_number_is_unknown_and_never_zero() -> None:
    read = session()

    assert (read.bandwidth_in, read.bandwidth_out, read.participants_total, read.participants_now) == (None,) * 4
    assert read.connection_counts is None
    assert session(connectionCounts={}).connection_counts == ConnectionCounts(None, None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, Egress.NEVER), (1, Egress.ACTIVE), (2.0, Egress.ENDED), ("1", Egress.ACTIVE), (" 2 ", Egress.ENDED),
        ("EGRESS_ACTIVE", Egress.ACTIVE), ("Ended", Egress.ENDED), ("never_started", Egress.NEVER),
        (7, "7"), (-1, "-1"), ("9", "9"), ("EGRESS_STARTING", "EGRESS_STARTING"), (True, "true"), (1.5, "1.5"),
        (float("nan"), "nan"), (None, None), ("", None),
    ],
)  # fmt: skip
def test_5_3_egress_is_a_number_or_a_name_and_an_unknown_value_stays_as_it_came(
    value: object, expected: Egress | str | None
) -> None:
    read = session(egress=value).egress

    assert read == expected
    assert type(read) is type(expected)


def test_5_4_a_row_in_snake_case_is_the_same_session() -> None:
    snake = decode_session(
        {"session_id": "RM_1", "room_name": "r", "created_at": at(0), "num_active_participants": 2}, "sessions[0]"
    )

    assert snake == session(roomName="r", createdAt=at(0), numActiveParticipants=2)


def test_5_4_unknown_fields_are_kept_under_their_own_names() -> None:
    assert session(futureField={"nested": [1, {"deep": None}]}, other="x").extra == {
        "futureField": {"nested": [1, {"deep": None}]},
        "other": "x",
    }
    assert session().extra == {}


def test_an_unknown_field_is_never_kept_so_deep_that_comparing_it_fails() -> None:
    deep: object = "bottom"
    for _ in range(50_000):
        deep = [deep]

    kept = session(deep=deep)

    assert str(kept.extra["deep"]) == "[" * DEEPEST + "'…'" + "]" * DEEPEST
    assert kept == session(deep=deep)


def test_no_text_of_a_session_holds_half_a_surrogate_pair() -> None:
    read = decode_session(
        {"sessionId": "RM_\ud800", "roomName": "\udc00", "egress": "\udfff", "x\ud800": {"\ud801": ["\ud802"]}}, "s"
    )

    assert (read.session_id, read.room_name, read.egress) == ("RM_\ufffd", "\ufffd", "\ufffd")
    assert read.extra == {"x\ufffd": {"\ufffd": ["\ufffd"]}}


def test_5_6_an_active_session_has_no_end_and_keeps_its_last_activity_apart() -> None:
    read = session(createdAt=at(0), lastActive=at(9))

    assert read.ended_at is None
    assert read.last_active == NINE + timedelta(minutes=9)


def test_5_9_the_session_id_is_the_identity_whatever_its_key_is_called() -> None:
    assert decode_session({"roomId": "RM_1", "roomName": "r"}, "s").session_id == "RM_1"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (42, "sessions[0]"),
        ("text", "sessions[0]"),
        ([], "sessions[0]"),
        ({}, "sessions[0].sessionId"),
        ({"sessionId": None}, "sessions[0].sessionId"),
        ({"sessionId": 7}, "sessions[0].sessionId"),
        ({"sessionId": "x" * (LONGEST_ID + 1)}, "sessions[0].sessionId"),
    ],
)
def test_a_row_without_an_id_names_what_is_wrong(row: object, field: str) -> None:
    with pytest.raises(BadPayload) as caught:
        decode_session(row, "sessions[0]")

    assert caught.value.field == field


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({"createdAt": {"when": []}}, None),
        ({"createdAt": "9999-12-31T23:59:59Z"}, None),
        ({"numParticipants": "many"}, None),
        ({"bandwidthIn": float("nan")}, None),
        ({"roomName": 5}, None),
        ({"egress": []}, None),
        ({"connectionCounts": 5}, None),
        ({"connectionCounts": {"attempts": []}}, ConnectionCounts(None, None)),
    ],
)
def test_what_can_not_be_read_is_unknown_and_counted_and_the_session_stays(
    fields: dict[str, object], counts: ConnectionCounts | None
) -> None:
    tally = Tally()

    read = decode_session({"sessionId": "RM_1", "lastActive": at(0), **fields}, "sessions[0]", tally)

    assert read == Session("RM_1", "", last_active=NINE, connection_counts=counts)
    assert tally.values == 1


# The detail of a session.


@pytest.mark.parametrize("document", [{}, None])
def test_5_7_an_empty_detail_is_a_session_of_which_nothing_is_known_yet(document: object) -> None:
    detail = decode_detail(document, "RM_1")

    assert detail.session_id == "RM_1"
    assert detail.participants == ()
    assert (detail.started_at, detail.ended_at, detail.bandwidth, detail.connection_minutes) == (None,) * 4


def test_5_7_a_partial_detail_has_what_is_there() -> None:
    detail = decode_detail({"roomName": "r", "participants": [{"participantIdentity": "ann"}]}, "RM_1")

    assert detail.room_name == "r"
    assert [person.identity for person in detail.participants] == ["ann"]
    assert detail.participants[0].stays == ()


@pytest.mark.parametrize("document", [[], "x", 3, {"ok": True}, {"participants": {}}])
def test_5_11_a_detail_of_another_shape_is_a_bad_payload(document: object) -> None:
    with pytest.raises(BadPayload):
        decode_detail(document, "RM_1")


def test_another_sessions_detail_is_refused() -> None:
    with pytest.raises(BadPayload, match="another session's"):
        decode_detail({"roomId": "RM_2"}, "RM_1")


def test_a_detail_has_every_documented_field() -> None:
    detail = decode_detail(
        {
            "roomId": "RM_1", "roomName": "r", "bandwidth": "99", "startTime": at(0), "endTime": at(9),
            "numParticipants": 1, "connectionMinutes": "8",
            "quality": [{"timestamp": at(1), "value": 0.5}, {"timestamp": at(0)}],
            "publishBps": [{"timestamp": at(0), "value": "12"}],
            "participants": [
                {
                    "participantIdentity": "ann", "participantName": "Ann", "joinedAt": at(0), "leftAt": at(9),
                    "publishedSources": {"cameraTrack": True, "microphoneTrack": False, "screen_share_audio": None},
                    "sessions": [{"participantId": "PA_1", "joinedAt": at(0), "leftAt": at(9)}],
                    "location": "Berlin", "region": "eu", "connectionType": "UDP", "connectionTimeMs": "120",
                    "deviceModel": "Mac", "os": "mac", "browser": "Chrome", "sdkVersion": "JS 2",
                }
            ],
        },
        "RM_1",
        "raw",
    )  # fmt: skip

    assert (detail.bandwidth, detail.connection_minutes, detail.participants_total, detail.raw) == (99, 8, 1, "raw")
    assert (detail.started_at, detail.ended_at) == (NINE, NINE + timedelta(minutes=9))
    assert detail.quality == (Sample(NINE, 0), Sample(NINE + timedelta(minutes=1), 0.5))
    assert detail.publish_bps == (Sample(NINE, 12),)
    ann = detail.participants[0]
    assert ann.sources == Sources(camera=True, microphone=False, screen_share=None, screen_share_audio=None)
    assert ann.stays == (Stay("PA_1", NINE, NINE + timedelta(minutes=9)),)
    assert (ann.key, ann.name, ann.region, ann.connection_time_ms, ann.sdk_version) == ("ann", "Ann", "eu", 120, "JS 2")


@pytest.mark.parametrize("key", ["sessionId", "participantId", "participantSessionId", "participant_session_id"])
def test_5_5_the_id_of_a_stay_has_three_names(key: str) -> None:
    detail = decode_detail({"participants": [{"sessions": [{key: "PA_1", "joinedAt": at(0)}]}]}, "RM_1")

    assert detail.participants[0].stays == (Stay("PA_1", NINE, None),)


def test_5_6_who_is_still_there_has_not_left() -> None:
    detail = decode_detail({"participants": [{"participantIdentity": "a", "joinedAt": at(0)}]}, "RM_1")

    assert detail.participants[0].left_at is None
    assert detail.participants[0].stays == (Stay("", NINE, None),)


def test_5_14_many_joins_are_kept_in_the_order_of_their_joins() -> None:
    stays: list[object] = [{"participantId": f"PA_{n}", "joinedAt": at(n)} for n in reversed(range(500))]

    detail = decode_detail({"participants": [{"sessions": [{"participantId": "PA_x"}, *stays]}]}, "RM_1")

    assert [stay.session_id for stay in detail.participants[0].stays] == [*(f"PA_{n}" for n in range(500)), "PA_x"]


def test_5_14_participants_without_identity_or_name_are_told_apart() -> None:
    people: list[object] = [{"joinedAt": at(0)}, {}, {}, {"joinedAt": at(0)}, {"participantIdentity": "@"}]

    keys = [person.key for person in decode_detail({"participants": people}, "RM_1").participants]

    assert len(set(keys)) == 5
    assert keys[-1].startswith("@")


def test_5_14_a_repeated_identity_keeps_its_keys_in_whatever_order_it_comes() -> None:
    people: list[object] = [{"participantIdentity": "ann", "joinedAt": at(n)} for n in range(3)]

    first = decode_detail({"participants": people}, "RM_1").participants
    again = decode_detail({"participants": people[::-1]}, "RM_1").participants

    assert [person.key for person in first] == [person.key for person in again[::-1]]
    assert first[0].key == "ann"


def test_5_14_a_crowd_without_identities_does_not_take_quadratic_time() -> None:
    few: dict[str, object] = {"participants": [{}] * 1_000}
    many: dict[str, object] = {"participants": [{}] * 4_000}
    short, long = (seconds_of(partial(decode_detail, crowd, "RM_1")) for crowd in (few, many))

    assert len({person.key for person in decode_detail(many, "RM_1").participants}) == 4_000
    assert long < 10 * short  # numbering each from the start would take sixteen times as long


def test_5_15_zeros_and_scores_of_a_series_stay_as_they_are() -> None:
    points: list[object] = [{"timestamp": at(n), "value": value} for n, value in enumerate((0, "0", 87, 0.93))]

    assert [point.value for point in decode_detail({"quality": points}, "RM_1").quality] == [0, 0, 87, 0.93]


@pytest.mark.parametrize("value", [1e300, 101, -1, "1e400", 2**70, float("inf")])
def test_a_quality_that_no_measurement_can_be_is_unknown(value: object) -> None:
    points: list[object] = [{"timestamp": at(0), "value": 100}, {"timestamp": at(1), "value": value}]
    detail = decode_detail({"quality": points}, "RM_1")

    assert [point.value for point in detail.quality] == [100]
    assert detail.unreadable == 1


def test_5_15_the_samples_of_a_series_come_in_the_order_of_time() -> None:
    points: list[object] = [{"timestamp": at(n), "value": n} for n in (2, 0, 1)]
    detail = decode_detail({"quality": points, "publishBps": points}, "RM_1")

    assert [point.value for point in detail.quality] == [0, 1, 2]
    assert [point.value for point in detail.publish_bps] == [0, 1, 2]


def test_no_stay_is_made_up_beside_those_that_can_not_be_read() -> None:
    person: dict[str, object] = {"participantIdentity": "alice", "joinedAt": at(0), "sessions": ["x"]}
    (alice,) = decode_detail({"participants": [person]}, "RM_1").participants

    assert alice.stays == ()


def test_published_bits_that_no_integer_of_the_api_can_be_are_unknown() -> None:
    points: list[object] = [{"timestamp": at(n), "value": value} for n, value in enumerate((4e9, 1e300, -1))]
    detail = decode_detail({"publishBps": points}, "RM_1")

    assert [point.value for point in detail.publish_bps] == [4e9]
    assert detail.unreadable == 2


def test_what_can_not_be_decoded_is_counted_and_nulls_are_not() -> None:
    detail = decode_detail(
        {
            "participants": [None, 42, {"joinedAt": True}, {"sessions": [None, 7, {"joinedAt": at(0)}]}],
            "quality": [
                None,
                {"timestamp": at(0), "value": float("nan")},
                {"value": 1},
                {"timestamp": at(0), "value": 1},
            ],
            "publishBps": [{"timestamp": "soon", "value": 1}],
        },
        "RM_1",
    )

    assert len(detail.participants) == 1
    assert (detail.unreadable, detail.unreadable_values) == (2 + 1 + 2 + 1, 0)
    assert detail.quality == (Sample(NINE, 1),)


def test_a_detail_of_which_single_values_can_not_be_read_is_there_with_all_its_people() -> None:
    odd = {
        "participantIdentity": "ann",
        "os": 5,
        "connectionTimeMs": "soon",
        "publishedSources": {"cameraTrack": "yes"},
    }
    detail = decode_detail(
        {
            "roomName": [], "bandwidth": "x", "startTime": at(0), "numParticipants": "many", "quality": 3,
            "participants": [
                odd | {"sessions": [{"participantId": "PA_1", "joinedAt": at(0), "leftAt": "9999-12-31T23:59:59Z"}]},
                {"participantIdentity": 7, "participantName": "Bob", "sessions": "none", "joinedAt": at(1)},
            ],
        },
        "RM_1",
    )  # fmt: skip

    ann, bob = detail.participants
    assert (ann.identity, ann.os, ann.connection_time_ms, ann.sources) == ("ann", None, None, Sources())
    assert ann.stays == (Stay("PA_1", NINE, None),)
    assert (bob.identity, bob.name, bob.stays) == ("", "Bob", (Stay("", NINE + timedelta(minutes=1), None),))
    assert (detail.started_at, detail.bandwidth, detail.participants_total) == (NINE, None, None)
    assert (detail.unreadable, detail.unreadable_values) == (0, 4 + 4 + 2)


def test_5_13_hostile_names_arrive_as_they_are() -> None:
    name = "\x1b]0;x\x07[/red] \u202e\u200b" + "🧑‍🚀" * 1000 + "a\u0301\n\t"

    assert session(roomName=name).room_name == name
    assert parse(json.dumps({"n": name}).encode())["n"] == name
