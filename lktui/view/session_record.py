"""One session with its participants and their stays as plain values: what `lktui session ID` prints for programs.

As in `records`: unknown is None, times are RFC 3339 in UTC, spans are seconds, sizes bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.analysis.presence import stays_of
from lktui.analysis.status import combined, duration, is_here, status, time_present
from lktui.view.records import moment, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from lktui.analysis.findings import Finding
    from lktui.model import Participant, SessionDetail, Stay
    from lktui.view.records import Value

PARTICIPANT_NAMES = (
    "identity", "name", "joined", "left", "here", "present", "joins", "camera", "microphone", "screen_share",
    "screen_share_audio", "region", "location", "connection_type", "connection_ms", "device", "os", "browser", "sdk",
)  # fmt: skip
JOIN_NAMES = ("identity", "name", "id", "joined", "left", "for")


def session_record(detail: SessionDetail, now: datetime, found: Iterable[Finding] = ()) -> Mapping[str, object]:
    """All of it, participants and their stays nested."""
    session = combined(None, detail, detail.session_id)
    length = duration(session, now)
    return {
        "id": detail.session_id,
        "room": detail.room_name,
        "status": status(session, now).value,
        "started": moment(detail.started_at),
        "ended": moment(detail.ended_at),
        "duration": seconds(length.length) if length else None,
        "people": session.participants_now,
        "total": detail.participants_total,
        "billable": detail.bandwidth,
        "connection_minutes": detail.connection_minutes,
        "findings": [
            {
                "flag": finding.rule,
                "severity": finding.severity.name.lower(),
                "at": moment(finding.at),
                "what": finding.words,
                "in_common": [shared.words for shared in finding.shared],
                "evidence": [
                    {"at": moment(each.at), "until": moment(each.until), "what": each.what} for each in finding.evidence
                ],
            }
            for finding in found
        ],
        "participants": [
            {**participant_record(person, detail, now), "stays": [_stay_record(stay) for stay in person.stays]}
            for person in detail.participants
        ],
        "quality": [{"at": moment(sample.at), "value": sample.value} for sample in detail.quality],
        "publish_bps": [{"at": moment(sample.at), "value": sample.value} for sample in detail.publish_bps],
    }


def participant_record(person: Participant, detail: SessionDetail, now: datetime) -> Mapping[str, Value]:
    """One line of `PARTICIPANT_NAMES`. `present` counts stays without a leave up to the session's end."""
    first = person.joined_at or (person.stays[0].joined_at if person.stays else None)
    left = [stay.left_at for stay in person.stays]
    here = is_here(person, detail.ended_at)
    known = [at for at in left if at is not None] if None not in left else []
    last = person.left_at or max(known, default=None)
    sources = person.sources
    values: tuple[Value, ...] = (
        person.identity,
        person.name,
        moment(first),
        None if here else moment(last),
        here,
        seconds(time_present(person, now=now, session_end=detail.ended_at)),
        len(person.stays) or None,
        sources.camera,
        sources.microphone,
        sources.screen_share,
        sources.screen_share_audio,
        person.region,
        person.location,
        person.connection_type,
        person.connection_time_ms,
        person.device_model,
        person.os,
        person.browser,
        person.sdk_version,
    )
    return dict(zip(PARTICIPANT_NAMES, values, strict=True))


def join_records(detail: SessionDetail) -> list[Mapping[str, Value]]:
    """A record of `JOIN_NAMES` for each stay; one of someone of whom only a join is known, too."""
    return [
        {"identity": person.identity, "name": person.name, **_stay_record(stay)}
        for person in detail.participants
        for stay in stays_of(person)
    ]


def _stay_record(stay: Stay) -> Mapping[str, Value]:
    backwards = stay.left_at is not None and stay.joined_at is not None and stay.left_at < stay.joined_at
    length = stay.left_at - stay.joined_at if stay.left_at and stay.joined_at and not backwards else None
    return {
        "id": stay.session_id or None,
        "joined": moment(stay.joined_at),
        "left": moment(stay.left_at),
        "for": seconds(length),
    }
