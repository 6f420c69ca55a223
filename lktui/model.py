"""What the Analytics API tells, as values: frozen, in the field's own terms, without I/O.

All times are aware and UTC, all sizes bytes. `None` means that the API did not say (`analytics-api.md` §5.2):
it is shown as unknown and is never the same as 0. Facts: `analytics-api.md` §1.
"""

from __future__ import annotations

from enum import IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

NO_EXTRA: Mapping[str, object] = MappingProxyType({})


class Egress(IntEnum):
    """Recording or streaming of a room, by the API's numbers."""

    NEVER = 0
    ACTIVE = 1
    ENDED = 2


class ConnectionCounts(NamedTuple):
    """How many times participants tried to connect, and how many times they did."""

    attempts: int | None
    success: int | None


class Session(NamedTuple):
    """One room's lifetime, as a row of the list of sessions.

    `bandwidth_in` and `bandwidth_out` are running totals. `egress` is the text as it came where it is no known value.
    `extra` holds fields of the answer that are not known here. `project` is the name of its project where several are
    watched together: no answer says it.
    """

    session_id: str
    room_name: str
    created_at: datetime | None = None
    last_active: datetime | None = None
    ended_at: datetime | None = None
    bandwidth_in: int | None = None
    bandwidth_out: int | None = None
    egress: Egress | str | None = None
    participants_total: int | None = None
    participants_now: int | None = None
    connection_counts: ConnectionCounts | None = None
    extra: Mapping[str, object] = NO_EXTRA
    project: str = ""

    def __hash__(self) -> int:
        return hash((self.session_id, self.last_active))  # `extra` has none


class Sources(NamedTuple):
    """Which track sources a participant published; the API gives no times for them."""

    camera: bool | None = None
    microphone: bool | None = None
    screen_share: bool | None = None
    screen_share_audio: bool | None = None


class Stay(NamedTuple):
    """One join of a participant, until it leaves; `left_at` is None while it is in the room."""

    session_id: str
    joined_at: datetime | None
    left_at: datetime | None


class Participant(NamedTuple):
    """Someone, or something, that was in the room.

    `key` tells the participants of one session apart, also where identities are missing or repeated.
    `stays` are in the order of their joins. `connection_time_ms` is how long connecting took.
    """

    key: str
    identity: str
    name: str
    joined_at: datetime | None = None
    left_at: datetime | None = None
    sources: Sources = Sources()
    stays: tuple[Stay, ...] = ()
    location: str | None = None
    region: str | None = None
    connection_type: str | None = None
    connection_time_ms: int | None = None
    device_model: str | None = None
    os: str | None = None
    browser: str | None = None
    sdk_version: str | None = None


class Sample(NamedTuple):
    """A point of a time series; 0 may stand for "no data" (`analytics-api.md` §5.15)."""

    at: datetime
    value: float


class SessionDetail(NamedTuple):
    """A session with its participants.

    `unreadable` counts participants, stays and samples that could not be decoded, `unreadable_values` what is unknown
    of others because of that. `raw` is the answer's text, for the raw view.
    """

    session_id: str
    room_name: str
    started_at: datetime | None = None
    ended_at: datetime | None = None
    bandwidth: int | None = None
    participants_total: int | None = None
    connection_minutes: int | None = None
    participants: tuple[Participant, ...] = ()
    quality: tuple[Sample, ...] = ()
    publish_bps: tuple[Sample, ...] = ()
    unreadable: int = 0
    unreadable_values: int = 0
    raw: str = ""

    def equals(self, other: SessionDetail | None) -> bool:
        """Whether another answer says the same, in whatever text."""
        return other is not None and self._replace(raw="") == other._replace(raw="")


class SessionPage(NamedTuple):
    """One page of the list as the API answered it.

    `received` is how many elements the answer held, readable or not: a page is the last one when this is below `limit`.
    `unreadable` of them could not be decoded; `unreadable_values` are unknown in those that could.
    """

    sessions: tuple[Session, ...]
    page: int
    limit: int
    received: int
    unreadable: int = 0
    unreadable_values: int = 0


class Room(NamedTuple):
    """A room that is live by the room service; `session_id` is its `sid` (`analytics-api.md` §6)."""

    session_id: str
    name: str = ""
    created_at: datetime | None = None


class LiveRooms(NamedTuple):
    """The rooms that are live. `unreadable` counts those of the answer of which not even the id could be read."""

    rooms: tuple[Room, ...] = ()
    unreadable: int = 0
