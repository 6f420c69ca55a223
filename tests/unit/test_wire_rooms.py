"""Answers of the room service's ListRooms, in every form of `analytics-api.md` §6."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lktui.api.wire import decode_rooms
from lktui.errors import BadPayload
from lktui.model import LiveRooms, Room

NINE = datetime(2025, 9, 29, 9, tzinfo=UTC)


@pytest.mark.parametrize("seconds", [str(int(NINE.timestamp())), int(NINE.timestamp())])
@pytest.mark.parametrize("key", ["creation_time", "creationTime"])
def test_a_room_has_its_session_its_name_and_when_it_was_made(key: str, seconds: object) -> None:
    document = {"rooms": [{"sid": "RM_1", "name": "standup", key: seconds, "num_participants": 2}]}
    assert decode_rooms(document) == LiveRooms((Room("RM_1", "standup", NINE),))


@pytest.mark.parametrize("value", [None, "", 0, "0", "soon", True, [], {"a": 1}, "99999999999999999999"])
def test_of_a_room_only_the_id_is_indispensable(value: object) -> None:
    document = {"rooms": [{"sid": "RM_1", "name": value, "creation_time": value}]}
    answered = decode_rooms(document)
    assert [(room.session_id, room.created_at) for room in answered.rooms] == [("RM_1", None)]
    assert answered.unreadable == 0


@pytest.mark.parametrize("document", [{}, {"rooms": []}, {"rooms": None}])
def test_no_rooms_are_an_answer(document: object) -> None:
    assert decode_rooms(document) == LiveRooms()


@pytest.mark.parametrize("room", [None, {}, {"name": "standup"}, {"sid": ""}, {"sid": 7}, "RM_1", []])
def test_a_room_without_an_id_is_counted(room: object) -> None:
    assert decode_rooms({"rooms": [{"sid": "RM_1"}, room]}) == LiveRooms((Room("RM_1"),), unreadable=1)


@pytest.mark.parametrize("document", [None, [], "rooms", 3, {"sessions": []}, {"rooms": {}}, {"rooms": "RM_1"}])
def test_json_of_another_shape_is_a_bad_payload(document: object) -> None:
    with pytest.raises(BadPayload):
        decode_rooms(document)
