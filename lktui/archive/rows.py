"""The model as rows of the tables, and back; what went in comes out the same."""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lktui.analysis.overview import ProjectSample, Sum
from lktui.analysis.people import Appearance
from lktui.api.wire import decode_detail, parse
from lktui.model import NO_EXTRA, ConnectionCounts, Egress, Session

if TYPE_CHECKING:
    from lktui.model import SessionDetail

Value = str | int | float | bytes | None

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
HERE, LEFT_AT_END = 1, 2  # bits of an appearance
APPEARANCE_COLUMNS = "number, joined, left, present, joins, what"
NOT_WHOLE = -1  # in `rates_known`, less what it is: not all of the project was counted
LARGEST = 2**63 - 1  # that SQLite holds; what the API counts fits, but not every sum of it
NO_COUNTS = -1  # in `attempts`: the API gave the pair, but not this number; NULL is no pair

SESSION_COLUMNS = (
    "session_id, room, created, last_active, ended, bytes_in, bytes_out, egress, total, now, attempts, success, extra"
)


def micros(moment: datetime) -> int:
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment(value: int) -> datetime:
    return EPOCH + timedelta(microseconds=value)


def known_moment(value: int | None) -> datetime | None:
    return None if value is None else moment(value)


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else micros(moment)


def session_values(session: Session) -> tuple[Value, ...]:
    """In the order of SESSION_COLUMNS."""
    counts = session.connection_counts
    return (
        session.session_id,
        session.room_name,
        _micros(session.created_at),
        _micros(session.last_active),
        _micros(session.ended_at),
        session.bandwidth_in,
        session.bandwidth_out,
        int(session.egress) if isinstance(session.egress, Egress) else session.egress,
        session.participants_total,
        session.participants_now,
        None if counts is None else NO_COUNTS if counts.attempts is None else counts.attempts,
        None if counts is None else counts.success,
        json.dumps(dict(session.extra), ensure_ascii=False, separators=(",", ":")) if session.extra else None,
    )


SessionRow = tuple[
    str, str, int | None, int | None, int | None, int | None, int | None, str | int | None,
    int | None, int | None, int | None, int | None, str | None,
]  # fmt: skip


def session_of(row: SessionRow) -> Session:
    """From SESSION_COLUMNS."""
    session_id, room, created, active, ended, received, sent, egress, total, now, attempts, success, extra = row
    counts = None
    if attempts is not None:
        counts = ConnectionCounts(None if attempts == NO_COUNTS else attempts, success)
    return Session(
        session_id,
        room,
        known_moment(created),
        known_moment(active),
        known_moment(ended),
        received,
        sent,
        Egress(egress) if isinstance(egress, int) else egress,
        total,
        now,
        counts,
        json.loads(extra) if extra else NO_EXTRA,
    )


def packed(raw: str) -> bytes:
    return zlib.compress(raw.encode("utf-8", "surrogatepass"), 6)


def unpacked(body: bytes) -> str:
    return zlib.decompress(body).decode("utf-8", "surrogatepass")


def detail_of(session_id: str, body: bytes) -> SessionDetail:
    """Read as the API's answer was: a later lktui may read more from the same answer."""
    raw = unpacked(body)
    return decode_detail(parse(raw.encode("utf-8", "surrogatepass")), session_id, raw)


def sample_values(sample: ProjectSample) -> tuple[Value, ...]:
    people, received, sent = sample.people, sample.rate_in, sample.rate_out
    rates_known = min(received.known, sent.known)
    tries = (sample.attempts, sample.success)
    return (
        micros(sample.at),
        sample.active,
        None if people.value is not None and people.value > LARGEST else people.value,
        people.known,
        received.value,
        sent.value,
        rates_known if sample.whole else NOT_WHOLE - rates_known,
        *(tries if max(tries) <= LARGEST else (0, 0)),
    )


def sample_of(values: SampleRow) -> ProjectSample:
    """What `sample_values` kept."""
    at, active, people, people_known, received, sent, rates_known, attempts, success = values
    return ProjectSample(
        moment(at),
        active,
        Sum(people, people_known, active),
        Sum(received, rates_known, active),
        Sum(sent, rates_known, active),
        attempts,
        success,
        ghosts=None,
    )


def appearance_values(each: Appearance) -> tuple[Value, ...]:
    """In the order of APPEARANCE_COLUMNS."""
    return (
        each.number,
        _micros(each.joined_at),
        _micros(each.left_at),
        None if each.present is None else each.present // MICROSECOND,
        each.joins,
        (HERE if each.here else 0) | (LEFT_AT_END if each.left_at_end else 0),
    )


SampleRow = tuple[int, int, int | None, int, float | None, float | None, int, int, int]
AppearanceRow = tuple[int, int | None, int | None, int | None, int, int]


def appearance_of(session: Session, identity: str, name: str, row: AppearanceRow, known_at: datetime) -> Appearance:
    """From APPEARANCE_COLUMNS."""
    number, joined, left, present, joins, what = row
    return Appearance(
        session,
        identity,
        name,
        number,
        known_at,
        known_moment(joined),
        known_moment(left),
        bool(what & LEFT_AT_END),
        bool(what & HERE),
        None if present is None else present * MICROSECOND,
        joins,
    )
