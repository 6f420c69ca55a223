"""Single values of the API's JSON, in all the forms of `analytics-api.md` §5.1 to §5.4."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from lktui.api.fields import Fields, Tally, Unreadable, encodable, integer, timestamp
from lktui.errors import BadPayload

MOMENT = datetime(2025, 9, 29, 13, 59, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-09-29T13:59:40Z", MOMENT),
        ("2025-09-29t13:59:40z", MOMENT),
        (" 2025-09-29T13:59:40Z\n", MOMENT),
        ("2025-09-29T13:59:40", MOMENT),
        ("2025-09-29T13:59:40.5Z", MOMENT + timedelta(milliseconds=500)),
        ("2025-09-29T13:59:40.123456789Z", MOMENT + timedelta(microseconds=123456)),
        ("2025-09-29T15:59:40+02:00", MOMENT),
        ("2025-09-29T08:29:40.000000001-05:30", MOMENT),
        ("2025-09-29T13:59:60Z", datetime(2025, 9, 29, 13, 59, 59, tzinfo=UTC)),
        ({"seconds": 1759154380, "nanos": 0}, MOMENT),
        ({"seconds": "1759154380"}, MOMENT),
        ({"seconds": 1759154380, "nanos": 999_999_999}, MOMENT + timedelta(microseconds=999_999)),
        ({"nanos": 5000}, datetime(1970, 1, 1, 0, 0, 0, 5, tzinfo=UTC)),
    ],
)
def test_5_1_a_timestamp_is_read_in_every_form_as_utc(value: object, expected: datetime) -> None:
    read = timestamp(value)

    assert read == expected
    assert read is not None
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    "value",
    [
        None, "", "  ", {}, {"seconds": 0}, {"seconds": "0", "nanos": 0}, {"seconds": -62135596800},
        "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00-14:00", "1970-01-01T00:00:00Z",
        "1970-01-01T02:00:00+02:00",
    ],
)  # fmt: skip
def test_5_1_null_empty_and_zero_dates_are_absent(value: object) -> None:
    assert timestamp(value) is None


@pytest.mark.parametrize(
    "value",
    [
        "yesterday", "2025-13-01T00:00:00Z", "2025-09-29T25:00:00Z", "9999-12-31T23:59:59-14:00",
        "1969-12-31T23:59:59Z",
        "2500-01-01T00:00:00Z", "0002-01-01T00:00:00Z", 1759154380, True, [], {"when": []}, {"seconds": 1e300},
        {"seconds": "soon"}, {"seconds": 2**62}, {"seconds": float("nan")}, {"seconds": 5, "nanos": []}, "\ud800",
    ],
)  # fmt: skip
def test_5_1_what_is_no_time_is_unreadable_and_not_guessed(value: object) -> None:
    with pytest.raises(Unreadable):
        timestamp(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, 0), (7, 7), ("7", 7), (" 7 ", 7), ("+7", 7), ("-7", -7), (7.0, 7), ("7.0", 7), ("1e3", 1000),
        (2**63 - 1, 2**63 - 1), (str(2**63 - 1), 2**63 - 1), (str(-(2**63)), -(2**63)), (None, None), ("", None),
        ("  ", None),
    ],
)  # fmt: skip
def test_5_2_an_integer_is_a_number_a_numeric_string_or_absent(value: object, expected: int | None) -> None:
    assert integer(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        True, 7.5, "7.5", "seven", "0x7", "--7", float("nan"), float("inf"), "NaN", "-Infinity", 2**63, -(2**63) - 1,
        str(2**63), "9" * 5000, 1e300, [], {}, "\ud800",
    ],
)  # fmt: skip
def test_5_2_what_is_no_whole_number_of_64_bits_is_unreadable(value: object) -> None:
    with pytest.raises(Unreadable):
        integer(value)


def test_5_2_an_absent_or_negative_count_is_unknown_and_never_zero() -> None:
    fields = Fields({"zero": 0, "null": None, "empty": "", "below": -1}, "x")

    assert fields.count("zero") == 0
    assert [fields.count(key) for key in ("null", "empty", "below", "absent")] == [None] * 4


def test_5_1_a_timestamp_without_an_offset_is_utc_wherever_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Asia/Kolkata")
        time.tzset()
        read = Fields({"at": "2025-09-29T13:59:40"}, "x").time("at")
    time.tzset()
    assert read == MOMENT


def test_5_4_snake_case_keys_read_as_camel_case_and_the_newer_form_wins() -> None:
    fields = Fields({"room_name": "old", "roomName": "new", "session_id": "RM_1", "publish_bps_2": 3}, "x")

    assert fields.text("roomName") == "new"
    assert Fields({"roomName": "new", "room_name": "old"}, "x").text("roomName") == "new", "in whatever order"
    assert fields.text("sessionId") == "RM_1"
    assert fields.get("publishBps2") == 3


def test_an_id_of_another_kind_is_an_error_that_names_the_place_and_the_field() -> None:
    with pytest.raises(BadPayload) as caught:
        Fields({"sessionId": 5}, "sessions[3]").id("sessionId")

    assert caught.value.field == "sessions[3].sessionId"
    assert "sessions[3].sessionId is a number, not a text" in caught.value.what


def test_what_is_of_another_kind_is_unknown_and_counted() -> None:
    tally = Tally()
    fields = Fields({"at": "soon", "n": [], "name": 5, "on": "yes", "many": 1, "in": 2}, "sessions[3]", tally)

    assert (fields.time("at"), fields.count("n"), fields.known("name"), fields.flag("on")) == (None,) * 4
    assert fields.list_of("many") == []
    assert fields.inner("in") is None
    assert tally.values == 6


def test_half_a_surrogate_pair_becomes_something_that_can_be_written() -> None:
    assert encodable("a\ud800b") == "a\ufffdb"
    assert encodable("\ud83d\ude00") == "😀"
    assert Fields({"name": "é\udfff"}, "x").text("name") == "é\ufffd"
