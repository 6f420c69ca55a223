"""The simulated project as JSON: the newest form of the API's answers (`analytics-api.md` §1 and §6)."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, TypeAlias

from lktui.demo.plan import egress_state, totals

if TYPE_CHECKING:
    from lktui.demo.plan import Person, Plan
    from lktui.demo.world import World

Json: TypeAlias = "dict[str, Json] | list[Json] | str | float | bool | None"
Object: TypeAlias = dict[str, Json]


def timestamp(moment: int) -> str:
    """A protobuf Timestamp in JSON, e.g. "2025-09-29T13:59:40Z"."""
    return f"{datetime.fromtimestamp(moment, UTC).isoformat()[:19]}Z"


def session_row(world: World, number: int, now: int) -> Object:
    """Session `number` at `now`, as a row of the list."""
    plan = world.plan(number)
    counted = totals(plan, now)
    row: Object = {
        "sessionId": world.session_id(number),
        "roomName": plan.room,
        "createdAt": timestamp(plan.begin),
        "lastActive": timestamp(counted.last_active),
    }
    if now >= plan.end:
        row["endedAt"] = timestamp(plan.end)
    row |= {
        "bandwidthIn": str(counted.uploaded),
        "bandwidthOut": str(counted.downloaded),
        "egress": egress_state(plan, now),
        "numParticipants": counted.seen,
        "numActiveParticipants": counted.inside,
        "connectionCounts": {"attempts": counted.joins + counted.failed, "success": counted.joins},
    }
    return row


def session_detail(world: World, number: int, now: int) -> Object:
    """Session `number` at `now` with its participants and its series of a point a minute."""
    plan = world.plan(number)
    counted = totals(plan, now)
    detail: Object = {
        "roomId": world.session_id(number),
        "roomName": plan.room,
        "bandwidth": str(counted.downloaded),
        "startTime": timestamp(plan.begin),
    }
    if now >= plan.end:
        detail["endTime"] = timestamp(plan.end)
    detail["numParticipants"] = counted.seen
    detail["connectionMinutes"] = str(counted.minutes)
    quality, bitrate = _series(world, plan, now)
    detail["quality"] = quality
    detail["publishBps"] = bitrate
    detail["participants"] = [
        _participant(world, plan, index, person, now)
        for index, person in enumerate(plan.people)
        if person.visits[0][0] <= now
    ]
    return detail


def _participant(world: World, plan: Plan, index: int, person: Person, now: int) -> Object:
    stays: list[Json] = []
    left_at = ""
    for nth, (joined, left) in enumerate(person.visits):
        if joined > now:
            break
        stay: Object = {"participantId": world.stay_id(plan.number, index, nth), "joinedAt": timestamp(joined)}
        left_at = timestamp(left) if left <= now else ""
        if left_at:
            stay["leftAt"] = left_at
        stays.append(stay)
    answer: Object = {
        "participantIdentity": person.who.identity,
        "participantName": person.who.name,
        "roomId": world.session_id(plan.number),
        "joinedAt": timestamp(person.visits[0][0]),
    }
    if left_at:
        answer["leftAt"] = left_at
    answer |= {
        "publishedSources": {
            "cameraTrack": "c" in person.sources,
            "microphoneTrack": "m" in person.sources,
            "screenShareTrack": "s" in person.sources,
            "screenShareAudio": "a" in person.sources,
        },
        "sessions": stays,
        "location": person.place.location,
        "region": person.place.region,
        "connectionType": person.connection,
        "connectionTimeMs": person.connection_ms,
        "deviceModel": person.client.device,
        "os": person.client.os,
        "browser": person.client.browser,
        "sdkVersion": person.client.sdk,
    }
    return answer


def _series(world: World, plan: Plan, now: int) -> tuple[list[Json], list[Json]]:
    """Quality from 0 to 1, and published bits a second, for every full minute; 0 while nobody is in the room.

    A forgotten room is measured no more once it is empty.
    """
    rng = Random(f"{world.seed}:{world.sessions}:{plan.number}:series")
    until = min(now, totals(plan, now).last_active if plan.forgotten else plan.end)
    quality: list[Json] = []
    bitrate: list[Json] = []
    for moment in range(plan.begin, until - 59, 60):
        noise = rng.random()
        here = [p for p in plan.people if any(a < moment + 60 and b > moment for a, b in p.visits)]
        value = 0.0
        if here:
            value = sum(person.quality for person in here) / len(here) * (0.94 + 0.06 * noise)
            for rough in plan.rough:
                if rough.begin <= moment < rough.end:
                    value *= rough.factor
        stamp = timestamp(moment)
        quality.append({"timestamp": stamp, "value": round(value, 2)})
        sent = sum(person.upload for person in here) * 8
        bitrate.append({"timestamp": stamp, "value": int(sent * (0.85 + 0.15 * noise))})
    return quality, bitrate


def room(world: World, number: int, now: int) -> Object:
    """A live room, as the room service's ListRooms tells it (`analytics-api.md` §6)."""
    plan = world.plan(number)
    publishers = sum(
        1 for person in plan.people if person.sources and any(joined <= now < left for joined, left in person.visits)
    )
    return {
        "sid": world.session_id(number),
        "name": plan.room,
        "empty_timeout": 300,
        "departure_timeout": 20,
        "max_participants": 0,
        "creation_time": str(plan.begin),
        "creation_time_ms": str(plan.begin * 1000),
        "turn_password": "",
        "enabled_codecs": [{"mime": "audio/opus", "fmtp_line": ""}, {"mime": "video/VP8", "fmtp_line": ""}],
        "metadata": "",
        "num_participants": totals(plan, now).inside,
        "num_publishers": publishers,
        "active_recording": egress_state(plan, now) == 1,
    }
