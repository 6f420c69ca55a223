"""What others may see says what happened, and not to whom."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from lktui.analysis.pseudonyms import HIDDEN, Pseudonyms
from lktui.model import Participant, Session, SessionDetail

KEY = b"k" * 32
HIDES = Pseudonyms(KEY)


def test_the_same_name_gets_the_same_stand_in_and_another_key_another_one() -> None:
    assert HIDES.room("support-1") == Pseudonyms(KEY).room("support-1")
    assert HIDES.room("support-1") != HIDES.room("support-2")
    assert HIDES.room("support-1") != Pseudonyms(b"x" * 32).room("support-1")


def test_a_stand_in_says_what_it_stands_for() -> None:
    assert HIDES.room("a").startswith("room-")
    assert HIDES.identity("a").startswith("person-")
    assert HIDES.name("a").startswith("name-")


def test_what_has_no_name_gets_none() -> None:
    assert (HIDES.room(""), HIDES.identity(""), HIDES.name("")) == ("", "", "")


def test_an_unchanged_session_is_the_same_object() -> None:
    one = Session("RM_1", "support", extra={"metadata": "Anna"})
    assert HIDES.session(one) is HIDES.session(one)
    assert HIDES.session(one).extra == {}
    assert HIDES.session(Session("RM_1", "support", participants_now=2)).participants_now == 2


def test_the_raw_answer_keeps_its_shape_and_loses_its_names() -> None:
    answer = {
        "roomId": "RM_1",
        "room_name": "support",
        "startTime": "2026-11-20T14:00:00Z",
        "numParticipants": 2,
        "participants": [
            {
                "participantIdentity": "anna@example.com",
                "participantName": "Anna",
                "os": "mac os x",
                "metadata": "Anna",
            },
            None,
        ],
        "notes": ["call Anna", 7, None],
        "phone": {"+49 Anna": 7},
    }
    seen = json.loads(HIDES.raw(json.dumps(answer)))
    assert "nna" not in json.dumps(seen)
    assert seen["roomId"] == "RM_1"
    assert seen["startTime"] == "2026-11-20T14:00:00Z"
    assert seen["participants"][0]["os"] == "mac os x"
    assert seen["participants"][0]["participantIdentity"] == HIDES.identity("anna@example.com")
    assert seen["participants"][0]["metadata"] == HIDDEN
    assert seen["participants"][1] is None
    assert seen["notes"] == [HIDDEN, HIDDEN, None]
    assert seen["phone"] == HIDDEN
    assert seen["room_name"] == HIDES.room("support")


def test_what_is_no_json_is_hidden() -> None:
    assert "Anna" not in HIDES.raw("<html>Anna")
    assert "Anna" not in HIDES.raw("[" * 100_000 + "Anna")
    assert HIDES.raw("") == ""


NAMES = st.text(st.sampled_from("ÄÖßxqzj Z'\"\\\n😀"), min_size=9)  # of which no field of the API is made


@given(NAMES, NAMES, NAMES)
def test_no_name_is_left_anywhere_in_a_detail(room: str, identity: str, name: str) -> None:
    person = Participant(identity or "x", identity, name)
    raw = json.dumps({"roomName": room, "participants": [{"participantIdentity": identity, "other": name}]})
    seen = HIDES.detail(SessionDetail("RM_1", room, participants=(person,), raw=raw))
    for secret in (room, identity, name):
        assert secret not in repr((seen.room_name, seen.participants))
        assert secret not in json.dumps(json.loads(seen.raw), ensure_ascii=False)
