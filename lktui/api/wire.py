"""Turns the API's JSON into the model, tolerating everything in `analytics-api.md` §5; the only home of `Any`."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from lktui.errors import BadPayload
from lktui.model import (
    NO_EXTRA,
    ConnectionCounts,
    Egress,
    Participant,
    Sample,
    Session,
    SessionDetail,
    Sources,
    Stay,
)

if TYPE_CHECKING:
    from collections.abc import Callable

Json = Any
Object = dict[str, Any]
T = TypeVar("T")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(2262, 1, 1, tzinfo=UTC)  # where 64-bit nanoseconds end; anything later is not a time
_INT64 = 2**63
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
_SEPARATED = re.compile(r"_([a-z0-9])")


def parse(body: bytes) -> Json:
    """JSON of an answer's body. Raises BadPayload."""
    if not body.strip():
        raise BadPayload("the answer", "is empty")
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        problem = (
            f"is not JSON (line {error.lineno}, column {error.colno})"
            if isinstance(error, json.JSONDecodeError)
            else "is not JSON"
        )
        raise BadPayload("the answer", problem) from None


def session_rows(document: Json) -> list[Json]:
    """The elements of a list answer, undecoded, nulls included. Raises BadPayload for JSON of another shape."""
    answer = _camel(_object(document, "the answer"))
    if "sessions" not in answer and answer:
        raise BadPayload("sessions", "is missing")  # `{}` is how protobuf JSON writes an empty list
    rows = answer.get("sessions")
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise BadPayload("sessions", f"is {_kind(rows)}, not a list")
    return rows


def decode_session(row: Json, where: str) -> Session:
    """One element of the list. Raises BadPayload that names the field below `where`."""
    fields = _camel(_object(row, where))
    read = _Reader(fields, where)
    session_id = read.text("sessionId") or read.text("roomId")
    if not session_id:
        raise BadPayload(f"{where}.sessionId", "is missing")
    extra = {key: value for key, value in fields.items() if key not in _SESSION_KEYS}
    return Session(
        session_id=session_id,
        room_name=read.text("roomName"),
        created_at=read.time("createdAt"),
        last_active=read.time("lastActive"),
        ended_at=read.time("endedAt"),
        bandwidth_in=read.count("bandwidthIn"),
        bandwidth_out=read.count("bandwidthOut"),
        egress=_egress(fields.get("egress"), f"{where}.egress"),
        participants_total=read.count("numParticipants"),
        participants_now=read.count("numActiveParticipants"),
        connection_counts=_connection_counts(fields.get("connectionCounts"), f"{where}.connectionCounts"),
        extra=extra or NO_EXTRA,
    )


def decode_detail(document: Json, session_id: str, raw: str = "") -> SessionDetail:
    """The detail of the session that was asked for; `{}` and null are a detail that is still empty (§5.7).

    Raises BadPayload for JSON of another shape, and for another session's detail.
    """
    fields = _camel(_object({} if document is None else document, "the answer"))
    if fields and not (fields.keys() & _DETAIL_KEYS):
        raise BadPayload("roomId", "is missing")
    read = _Reader(fields, "detail")
    answered = read.text("roomId") or read.text("sessionId")
    if answered and answered != session_id:
        raise BadPayload("roomId", "is another session's")
    unreadable = 0

    def decoded(key: str, decode: Callable[[Json, str], T]) -> list[T]:
        nonlocal unreadable
        items, failed = _each(fields.get(key), key, decode)
        unreadable += failed
        return items

    people = decoded("participants", _participant)
    unreadable += sum(failed for _, failed in people)
    return SessionDetail(
        session_id=session_id,
        room_name=read.text("roomName"),
        started_at=read.time("startTime"),
        ended_at=read.time("endTime"),
        bandwidth=read.count("bandwidth"),
        participants_total=read.count("numParticipants"),
        connection_minutes=read.count("connectionMinutes"),
        participants=_with_keys([person for person, _ in people]),
        quality=tuple(sorted(decoded("quality", _sample), key=lambda sample: sample.at)),
        publish_bps=tuple(sorted(decoded("publishBps", _sample), key=lambda sample: sample.at)),
        unreadable=unreadable,
        raw=raw,
    )


def timestamp(value: Json, where: str) -> datetime | None:
    """A Timestamp in any of its forms (§5.1); null, empty and the zero dates are absent. Raises BadPayload."""
    if value is None or value in ("", {}):
        return None
    try:
        if isinstance(value, str):
            # a leap second is written :60, which datetime does not have
            moment = datetime.fromisoformat(value.strip().upper().replace(":60", ":59"))
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        elif isinstance(value, dict):
            seconds = integer(value.get("seconds"), f"{where}.seconds") or 0
            nanos = integer(value.get("nanos"), f"{where}.nanos") or 0
            moment = _EPOCH + timedelta(seconds=seconds, microseconds=nanos // 1000)
        else:
            raise BadPayload(where, f"is {_kind(value)}, not a time")
    except (ValueError, OverflowError):
        if isinstance(value, str) and value.lstrip().startswith("0001-01-01"):
            return None  # with an offset it lies before the first year that datetime has
        raise BadPayload(where, "is not a time") from None
    if moment.year == 1 or moment == _EPOCH:
        return None
    if not _EPOCH < moment < _LATEST:
        raise BadPayload(where, "is a time out of range")
    return moment


def integer(value: Json, where: str) -> int | None:
    """An integer as a number or a numeric string (§5.2); null and empty are absent. Raises BadPayload."""
    if value is None or value == "":
        return None
    try:
        if isinstance(value, bool):
            raise BadPayload(where, "is a boolean, not a number")
        if isinstance(value, str):
            number = int(value) if re.fullmatch(r"\s*[+-]?[0-9]{1,19}\s*", value) else _whole(float(value))
        elif isinstance(value, (int, float)):
            number = _whole(value)
        else:
            raise BadPayload(where, f"is {_kind(value)}, not a number")
    except (ValueError, OverflowError):
        raise BadPayload(where, "is not a whole number") from None
    if not -_INT64 <= number < _INT64:
        raise BadPayload(where, "is out of range")
    return number


class _Reader:
    """Reads the fields of one JSON object, naming them in errors."""

    __slots__ = ("_fields", "_where")

    def __init__(self, fields: Object, where: str) -> None:
        self._fields = fields
        self._where = where

    def text(self, key: str) -> str:
        value = self._fields.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise BadPayload(f"{self._where}.{key}", f"is {_kind(value)}, not a text")
        return value

    def known(self, key: str) -> str | None:
        return self.text(key) or None

    def time(self, key: str) -> datetime | None:
        value = self._fields.get(key)
        return None if value is None else timestamp(value, f"{self._where}.{key}")

    def count(self, key: str) -> int | None:
        """A number of things: what is below 0 is no count, and unknown."""
        value = self._fields.get(key)
        if value is None:
            return None
        number = integer(value, f"{self._where}.{key}")
        return None if number is None or number < 0 else number

    def flag(self, key: str) -> bool | None:
        value = self._fields.get(key)
        if value is None or isinstance(value, bool):
            return value
        raise BadPayload(f"{self._where}.{key}", f"is {_kind(value)}, not true or false")


def _participant(item: Json, where: str) -> tuple[Participant, int]:
    """A participant without its key, and how many of its stays were unreadable."""
    fields = _camel(_object(item, where))
    read = _Reader(fields, where)
    joined, left = read.time("joinedAt"), read.time("leftAt")
    stays, unreadable = _each(fields.get("sessions"), f"{where}.sessions", _stay)
    if not stays and not unreadable and joined:
        stays = [Stay("", joined, left)]  # older answers have no list: the participant's own times are its only stay
    source_fields = fields.get("publishedSources")
    source_where = f"{where}.publishedSources"
    sources = _Reader(_camel(_object({} if source_fields is None else source_fields, source_where)), source_where)
    person = Participant(
        key="",
        identity=read.text("participantIdentity"),
        name=read.text("participantName"),
        joined_at=joined,
        left_at=left,
        sources=Sources(
            camera=sources.flag("cameraTrack"),
            microphone=sources.flag("microphoneTrack"),
            screen_share=sources.flag("screenShareTrack"),
            screen_share_audio=sources.flag("screenShareAudio"),
        ),
        stays=tuple(sorted(stays, key=lambda stay: (stay.joined_at is None, stay.joined_at or _EPOCH))),
        location=read.known("location"),
        region=read.known("region"),
        connection_type=read.known("connectionType"),
        connection_time_ms=read.count("connectionTimeMs"),
        device_model=read.known("deviceModel"),
        os=read.known("os"),
        browser=read.known("browser"),
        sdk_version=read.known("sdkVersion"),
    )
    return person, unreadable


def _with_keys(people: list[Participant]) -> tuple[Participant, ...]:
    """Keys that stay the same from answer to answer: the identity, told apart by first join where it repeats."""
    taken: set[str] = set()
    keyed: list[Participant] = []
    for person in people:
        key = person.identity
        if not key or key in taken:
            key = f"{key}@{person.joined_at.isoformat() if person.joined_at else ''}"
        number = 2
        unique = key
        while unique in taken:
            unique = f"{key}#{number}"
            number += 1
        taken.add(unique)
        keyed.append(replace(person, key=unique))
    return tuple(keyed)


def _stay(item: Json, where: str) -> Stay:
    read = _Reader(_camel(_object(item, where)), where)
    stay_id = read.text("participantId") or read.text("sessionId") or read.text("participantSessionId")
    return Stay(stay_id, read.time("joinedAt"), read.time("leftAt"))


def _sample(item: Json, where: str) -> Sample:
    fields = _camel(_object(item, where))
    at = timestamp(fields.get("timestamp"), f"{where}.timestamp")
    value = fields.get("value", 0)  # protobuf JSON leaves a 0 out
    try:
        number = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else math.nan
    except (ValueError, OverflowError):
        number = math.nan
    if at is None or not math.isfinite(number):
        raise BadPayload(where, "is not a point of a series")
    return Sample(at, number)


def _egress(value: Json, where: str) -> Egress | str | None:
    """0, 1, 2, a numeric string or a name (§5.3); what is none of them is kept as it came."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        name = value.strip()
        known = _EGRESS_NAMES.get(name.lower().removeprefix("egress_"))
        if known is not None:
            return known
        return Egress(int(name)) if name in ("0", "1", "2") else value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadPayload(where, f"is {_kind(value)}, not a number or a name")
    return Egress(int(value)) if value in (0, 1, 2) else str(value)


def _connection_counts(value: Json, where: str) -> ConnectionCounts | None:
    if value is None:
        return None
    read = _Reader(_camel(_object(value, where)), where)
    return ConnectionCounts(read.count("attempts"), read.count("success"))


def _each(items: Json, where: str, decode: Callable[[Json, str], T]) -> tuple[list[T], int]:
    """Every element that can be decoded, and how many could not; nulls are skipped, no list is an empty one."""
    if items is None:
        return [], 0
    if not isinstance(items, list):
        raise BadPayload(where, f"is {_kind(items)}, not a list")
    decoded: list[T] = []
    failed = 0
    for index, item in enumerate(items):
        if item is None:
            continue
        try:
            decoded.append(decode(item, f"{where}[{index}]"))
        except BadPayload:
            failed += 1
    return decoded, failed


def _camel(fields: Object) -> Object:
    """snake_case keys as camelCase; a key that is there in both forms keeps the newer one."""
    if not any("_" in key for key in fields):
        return fields
    renamed = {_SEPARATED.sub(lambda match: match[1].upper(), key): value for key, value in fields.items()}
    return renamed | {key: value for key, value in fields.items() if "_" not in key}


def _object(value: Json, where: str) -> Object:
    if not isinstance(value, dict):
        raise BadPayload(where, f"is {_kind(value)}, not an object")
    return value


def _whole(value: float) -> int:
    number = int(value)
    if number != value:
        raise ValueError
    return number


def _kind(value: Json) -> str:
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "a boolean", type(None): "null"}
    return kinds.get(type(value), "a number")
