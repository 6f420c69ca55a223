"""Faults of an answer's content: other keys, other types, values that are missing, unknown or hostile."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import TYPE_CHECKING

from lktui.demo.hostile import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lktui.demo.faults import Fault
    from lktui.demo.payloads import Json, Object

_NAMES = {"roomName", "participantIdentity", "participantName", "name", "location", "region", "deviceModel", "browser"}
_IDS = ("sessionId", "participantId", "roomId", "sid")
_NEWER = {
    *("endedAt", "connectionCounts", "connectionMinutes", "quality", "publishBps", "location", "region"),
    *("connectionType", "connectionTimeMs", "deviceModel", "os", "browser", "sdkVersion"),
}
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_CAPITAL = re.compile(r"[A-Z]")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def mangled(payload: Json, faults: Mapping[str, Fault], seed: int) -> Json:
    """`payload` after the faults of content among `faults`, in their order."""
    for name, fault in faults.items():
        change = _CHANGES.get(name)
        if change is not None:
            payload = change(payload, fault, seed)
    return payload


def _objects(value: Json, change: Callable[[Object], Object]) -> Json:
    """`value` with every object in it changed, the inner ones first."""
    if isinstance(value, dict):
        return change({key: _objects(each, change) for key, each in value.items()})
    if isinstance(value, list):
        return [_objects(each, change) for each in value]
    return value


def _scalars(value: Json, change: Callable[[Json], Json]) -> Json:
    if isinstance(value, dict):
        return {key: _scalars(each, change) for key, each in value.items()}
    if isinstance(value, list):
        return [_scalars(each, change) for each in value]
    return change(value)


def _rng(item: Object, name: str, seed: int) -> Random:
    """Chance that is the same for the same session, participant or stay at every request."""
    mark = next((item[key] for key in _IDS if key in item), "")
    return Random(f"{seed}:{name}:{mark}:{item.get('participantIdentity', '')}")


def _hostile_names(payload: Json, _fault: Fault, seed: int) -> Json:
    def change(item: Object) -> Object:
        rng = _rng(item, "hostile", seed)
        return {key: rng.choice(NAMES) if key in _NAMES else value for key, value in item.items()}

    return _objects(payload, change)


def _missing_fields(payload: Json, _fault: Fault, seed: int) -> Json:
    def change(item: Object) -> Object:
        rng = _rng(item, "missing", seed)
        left: Object = {}
        for key, value in item.items():
            share = 1.0 if key in _IDS or key in {"sessions", "rooms", "participants"} else rng.random()
            if share < 0.12:
                continue
            if share < 0.24:
                left[key] = None
            elif share < 0.34 and isinstance(value, str) and _TIMESTAMP.fullmatch(value):
                left[key] = "0001-01-01T00:00:00Z"
            else:
                left[key] = value
        return left

    return _objects(payload, change)


def _unknown_values(payload: Json, _fault: Fault, seed: int) -> Json:
    def change(item: Object) -> Object:
        changed = dict(item)
        rng = _rng(item, "unknown", seed)
        if "egress" in changed:
            changed["egress"] = rng.choice((7, "EGRESS_STARTING", "9", True, -1))
        if "connectionType" in changed:
            changed["connectionType"] = rng.choice(("QUIC", "", "CONNECTION_TYPE_UNSPECIFIED"))
        if any(key in changed for key in _IDS):
            changed["futureField"] = {"nested": [1, {"deep": None}], "text": "new"}
        return changed

    return _objects(payload, change)


def _old_form(payload: Json, _fault: Fault, _seed: int) -> Json:
    def change(item: Object) -> Object:
        kept = {key: value for key, value in item.items() if key not in _NEWER}
        if "participantId" in kept:
            kept = {"sessionId": kept.pop("participantId"), **kept}
        return kept

    return _objects(payload, change)


def _quality_score(payload: Json, _fault: Fault, _seed: int) -> Json:
    def change(item: Object) -> Object:
        points = item.get("quality")
        if not isinstance(points, list):
            return item
        scored: list[Json] = [
            {**point, "value": round(float(str(point["value"])) * 100)} for point in points if isinstance(point, dict)
        ]
        return {**item, "quality": scored}

    return _objects(payload, change)


def _partial_detail(payload: Json, _fault: Fault, _seed: int) -> Json:
    if not isinstance(payload, dict) or "roomId" not in payload:
        return payload
    people = payload.get("participants")
    half: list[Json] = people[: (len(people) + 1) // 2] if isinstance(people, list) else []
    gone = {"endTime", "leftAt", "quality", "publishBps", "connectionMinutes", "bandwidth"}
    return _objects(
        {**payload, "participants": half}, lambda item: {key: each for key, each in item.items() if key not in gone}
    )


def _strings(payload: Json, _fault: Fault, _seed: int) -> Json:
    return _scalars(payload, lambda x: str(x) if isinstance(x, int | float) and not isinstance(x, bool) else x)


def _each_timestamp(payload: Json, change: Callable[[datetime], Json]) -> Json:
    def changed(value: Json) -> Json:
        if isinstance(value, str) and _TIMESTAMP.fullmatch(value) and value > "0002":
            return change(datetime.fromisoformat(value))
        return value

    return _scalars(payload, changed)


def _fractions(payload: Json, _fault: Fault, _seed: int) -> Json:
    def change(moment: datetime) -> Json:
        local = moment.astimezone(timezone(timedelta(hours=2)))
        return f"{local.isoformat()[:19]}.000000123+02:00"

    return _each_timestamp(payload, change)


def _seconds_nanos(payload: Json, _fault: Fault, _seed: int) -> Json:
    def change(moment: datetime) -> Json:
        seconds = (moment - _EPOCH) // timedelta(seconds=1)
        return {"seconds": str(seconds) if seconds % 2 else seconds, "nanos": 0}

    return _each_timestamp(payload, change)


def _bad_row(payload: Json, _fault: Fault, _seed: int) -> Json:
    bad: list[Json] = [42, "not a session", {"createdAt": {"when": []}, "sessionId": 7, "joinedAt": True}, {}, [[]]]

    def change(item: Object) -> Object:
        return {
            key: [*value[:1], *bad, *value[1:]]
            if key in {"sessions", "rooms", "participants"} and isinstance(value, list)
            else value
            for key, value in item.items()
        }

    return _objects(payload, change)


def _nulls(payload: Json, fault: Fault, _seed: int) -> Json:
    def change(item: Object) -> Object:
        changed: Object = {}
        for key, value in item.items():
            if not isinstance(value, list):
                changed[key] = value
            elif fault.value == "all":
                changed[key] = None
            else:
                changed[key] = [None, *value[:2], None, *value[2:], None]
        return changed

    return _objects(payload, change)


def _snake_case(payload: Json, _fault: Fault, _seed: int) -> Json:
    return _objects(
        payload,
        lambda item: {_CAPITAL.sub(lambda m: f"_{m[0].lower()}", key): value for key, value in item.items()},
    )


_CHANGES: dict[str, Callable[[Json, Fault, int], Json]] = {
    "partial-detail": _partial_detail,
    "old-form": _old_form,
    "quality-score": _quality_score,
    "hostile-names": _hostile_names,
    "unknown-values": _unknown_values,
    "missing-fields": _missing_fields,
    "strings": _strings,
    "fractions": _fractions,
    "seconds-nanos": _seconds_nanos,
    "bad-row": _bad_row,
    "nulls": _nulls,
    "snake-case": _snake_case,
}
