"""Turns the API's JSON into the model, tolerating everything in `analytics-api.md` §5; the only home of `Any`."""

from __future__ import annotations

import json
import math
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from lktui.api.fields import Fields, Tally, Unreadable, encodable, integer, kind, timestamp
from lktui.errors import BadPayload
from lktui.model import (
    NO_EXTRA,
    ConnectionCounts,
    Egress,
    LiveRooms,
    Participant,
    Room,
    Sample,
    Session,
    SessionDetail,
    Sources,
    Stay,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Json = Any
T = TypeVar("T")

LONGEST_ID = 200  # characters; real ones have some 15, and it becomes part of an address
DEEPEST = 8  # levels kept of a field that is not known here
_SESSION_KEYS = frozenset({
    "sessionId", "roomId", "roomName", "createdAt", "lastActive", "endedAt", "bandwidthIn", "bandwidthOut", "egress",
    "numParticipants", "numActiveParticipants", "connectionCounts",
})  # fmt: skip
_DETAIL_KEYS = frozenset({
    "sessionId", "roomId", "roomName", "bandwidth", "startTime", "endTime", "numParticipants", "connectionMinutes",
    "quality", "publishBps", "participants",
})  # fmt: skip
_EGRESS_NAMES = {
    "never": Egress.NEVER,
    "never_started": Egress.NEVER,
    "none": Egress.NEVER,
    "active": Egress.ACTIVE,
    "ended": Egress.ENDED,
}
_LAST = datetime.max.replace(tzinfo=UTC)
_BEST_QUALITY = 100.0  # the scale of LiveKit's server: pkg/sfu/connectionquality/scorer.go of livekit/livekit
_MOST_BITS = 2.0**63  # 64-bit integers (§2)


def parse(body: bytes) -> Json:
    """JSON of an answer's body. Raises BadPayload."""
    text = body.decode("utf-8-sig", "replace")  # one broken name costs no more than itself
    if not text.strip():
        raise BadPayload("the answer", "is empty")
    try:
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            raise
        except ValueError:
            return json.loads(text, parse_int=float)  # a number of more digits than Python takes for an int
    except json.JSONDecodeError as error:
        raise BadPayload("the answer", f"is not JSON (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise BadPayload("the answer", "is nested too deep") from None


def session_rows(document: Json) -> list[Json]:
    """The elements of a list answer, undecoded, nulls included. Raises BadPayload for JSON of another shape."""
    answer = Fields(document, "the answer").values
    if "sessions" not in answer and answer:
        raise BadPayload("sessions", "is missing")  # `{}` is how protobuf JSON writes an empty list
    return _list(answer.get("sessions"), "sessions")


def decode_session(row: Json, where: str, tally: Tally | None = None) -> Session:
    """One element of the list; what can't be read in it is unknown, and counted by `tally`.

    Raises BadPayload, which names the place, for what has no id: nothing else is indispensable.
    """
    read = Fields(row, where, tally)
    session_id = read.id("sessionId") or read.id("roomId")
    if not session_id:
        raise read.bad("sessionId", "is missing")
    if len(session_id) > LONGEST_ID:
        raise read.bad("sessionId", "is too long")
    return Session(
        session_id=session_id,
        room_name=read.text("roomName"),
        created_at=read.time("createdAt"),
        last_active=read.time("lastActive"),
        ended_at=read.time("endedAt"),
        bandwidth_in=read.count("bandwidthIn"),
        bandwidth_out=read.count("bandwidthOut"),
        egress=_egress(read),
        participants_total=read.count("numParticipants"),
        participants_now=read.count("numActiveParticipants"),
        connection_counts=_connection_counts(read),
        extra=NO_EXTRA if read.values.keys() <= _SESSION_KEYS else _extra(read.values),
    )


def decode_detail(document: Json, session_id: str, raw: str = "") -> SessionDetail:
    """The detail of the session that was asked for; `{}` and null are a detail that is still empty (§5.7).

    Raises BadPayload for JSON of another shape, and for another session's detail.
    """
    read = Fields({} if document is None else document, "the answer")
    if read.values and not (read.values.keys() & _DETAIL_KEYS):
        raise BadPayload("roomId", "is missing")
    answered = read.id("roomId") or read.id("sessionId")
    if answered and answered != session_id:
        raise BadPayload("roomId", "is another session's")
    people, lost_people = _each(read.get("participants"), "participants", _participant)
    quality, lost_quality = _each(read.list_of("quality"), "quality", _sample(_BEST_QUALITY))
    publish_bps, lost_bps = _each(read.list_of("publishBps"), "publishBps", _sample(_MOST_BITS))
    unreadable_values = sum(lost for _, _, lost in people)
    return SessionDetail(
        session_id=session_id,
        room_name=read.text("roomName"),
        started_at=read.time("startTime"),
        ended_at=read.time("endTime"),
        bandwidth=read.count("bandwidth"),
        participants_total=read.count("numParticipants"),
        connection_minutes=read.count("connectionMinutes"),
        participants=_with_keys([person for person, _, _ in people]),
        quality=tuple(sorted(quality, key=lambda sample: sample.at)),
        publish_bps=tuple(sorted(publish_bps, key=lambda sample: sample.at)),
        unreadable=lost_people + sum(lost for _, lost, _ in people) + lost_quality + lost_bps,
        unreadable_values=read.tally.values + unreadable_values,
        raw=raw,
    )


def decode_rooms(document: Json) -> LiveRooms:
    """The answer of ListRooms (§6); `{}` is how protobuf JSON writes that there are none.

    Raises BadPayload for JSON of another shape.
    """
    answer = Fields(document, "the answer").values
    if "rooms" not in answer and answer:
        raise BadPayload("rooms", "is missing")
    items = _list(answer.get("rooms"), "rooms")
    rooms, unreadable = _each(items, "rooms", _room)
    return LiveRooms(tuple(rooms), unreadable + items.count(None))


def _room(item: Json, where: str) -> Room:
    read = Fields(item, where)
    session_id = read.id("sid")
    if not session_id:
        raise read.bad("sid", "is missing")
    name = read.get("name")
    return Room(session_id, encodable(name) if isinstance(name, str) else "", _creation_time(read))


def _creation_time(read: Fields) -> datetime | None:
    """In seconds, as a number or a text; what it is otherwise is of no account beside the id."""
    try:
        return timestamp({"seconds": integer(read.get("creationTime"))})
    except Unreadable:
        return None


def _participant(item: Json, where: str) -> tuple[Participant, int, int]:
    """A participant without its key, how many of its stays were unreadable, and how many values.

    Raises BadPayload where nothing tells who or when that was.
    """
    read = Fields(item, where)
    identity, name = read.text("participantIdentity"), read.text("participantName")
    joined, left = read.time("joinedAt"), read.time("leftAt")
    stays, unreadable = _each(read.list_of("sessions"), f"{where}.sessions", _stay(read.tally))
    if read.tally.values and not (identity or name or joined or stays):
        raise BadPayload(where, "has nothing that can be read")
    if not stays and not unreadable and joined:
        stays = [Stay("", joined, left)]  # older answers have no list: the participant's own times are its only stay
    sources = read.inner("publishedSources") or Fields({}, where)
    person = Participant(
        key="",
        identity=identity,
        name=name,
        joined_at=joined,
        left_at=left,
        sources=Sources(
            camera=sources.flag("cameraTrack"),
            microphone=sources.flag("microphoneTrack"),
            screen_share=sources.flag("screenShareTrack"),
            screen_share_audio=sources.flag("screenShareAudio"),
        ),
        stays=tuple(sorted(stays, key=lambda stay: stay.joined_at or _LAST)),
        location=read.known("location"),
        region=read.known("region"),
        connection_type=read.known("connectionType"),
        connection_time_ms=read.count("connectionTimeMs"),
        device_model=read.known("deviceModel"),
        os=read.known("os"),
        browser=read.known("browser"),
        sdk_version=read.known("sdkVersion"),
    )
    return person, unreadable, read.tally.values


def _with_keys(people: list[Participant]) -> tuple[Participant, ...]:
    """Keys that stay the same from answer to answer, in whatever order the participants come.

    The identity; where it is missing or repeats, the first to join keeps it, the others are told apart by their join.
    """
    keys: dict[int, str] = {}
    taken: set[str] = set()
    numbers: Counter[str] = Counter()
    for place, person in sorted(enumerate(people), key=lambda each: each[1].joined_at or _LAST):
        key = person.identity
        if not key or key in taken:
            key = f"{key}@{person.joined_at.isoformat() if person.joined_at else ''}"
        unique = key
        while unique in taken:
            numbers[key] += 1
            unique = f"{key}#{numbers[key] + 1}"
        taken.add(unique)
        keys[place] = unique
    return tuple(person._replace(key=keys[place]) for place, person in enumerate(people))


def _stay(tally: Tally) -> Callable[[Json, str], Stay]:
    def decode(item: Json, where: str) -> Stay:
        read = Fields(item, where, tally)
        stay_id = read.text("participantId") or read.text("sessionId") or read.text("participantSessionId")
        return Stay(stay_id, read.time("joinedAt"), read.time("leftAt"))

    return decode


def _sample(most: float) -> Callable[[Json, str], Sample]:
    """Points from 0 to `most`: what no measurement can be is unknown, so that it is no scale for the others."""

    def decode(item: Json, where: str) -> Sample:
        read = Fields(item, where)
        value = read.values.get("value", 0)  # protobuf JSON leaves a 0 out
        try:
            at = timestamp(read.get("timestamp"))
            number = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else math.nan
        except (Unreadable, ValueError, OverflowError):
            at, number = None, math.nan
        if at is None or not 0 <= number <= most:
            raise BadPayload(where, "is not a point of a series")
        return Sample(at, number)

    return decode


def _egress(read: Fields) -> Egress | str | None:
    """0, 1, 2, a numeric string or a name (§5.3); what is none of them is kept as it came."""
    value = read.get("egress")
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return Egress(int(value)) if value in (0, 1, 2) else str(value)
    text = read.text("egress")
    if not text:
        return None
    name = text.strip()
    if name in ("0", "1", "2"):
        return Egress(int(name))
    return _EGRESS_NAMES.get(name.lower().removeprefix("egress_"), text)


def _connection_counts(read: Fields) -> ConnectionCounts | None:
    counts = read.inner("connectionCounts")
    return None if counts is None else ConnectionCounts(counts.count("attempts"), counts.count("success"))


def _extra(fields: Mapping[str, Json]) -> Mapping[str, object]:
    return {encodable(key): _kept(value, DEEPEST) for key, value in fields.items() if key not in _SESSION_KEYS}


def _kept(value: Json, levels: int) -> Json:
    """`value` as it came, but never so deep that comparing or printing it would not end well."""
    if isinstance(value, str):
        return encodable(value)
    if not isinstance(value, (dict, list)) or not value:
        return value
    if not levels:
        return "…"
    if isinstance(value, dict):
        return {encodable(key): _kept(each, levels - 1) for key, each in value.items()}
    return [_kept(each, levels - 1) for each in value]


def _each(items: Json, where: str, decode: Callable[[Json, str], T]) -> tuple[list[T], int]:
    """Every element that can be decoded, and how many could not; nulls are skipped."""
    decoded: list[T] = []
    failed = 0
    for index, item in enumerate(_list(items, where)):
        if item is None:
            continue
        try:
            decoded.append(decode(item, f"{where}[{index}]"))
        except BadPayload:
            failed += 1
    return decoded, failed


def _list(items: Json, where: str) -> list[Json]:
    """A missing list is an empty one. Raises BadPayload."""
    if items is None:
        return []
    if not isinstance(items, list):
        raise BadPayload(where, f"is {kind(items)}, not a list")
    return items
