"""The columns of a session's participants, and of one participant's joins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from lktui.analysis.status import is_here, last_left_at, left_at, time_present
from lktui.view import text, units
from lktui.view.columns import Cell, Column, Context, Piece, Tone, cell

if TYPE_CHECKING:
    from datetime import datetime

    from lktui.model import Participant, SessionDetail, Sources, Stay


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """A participant in its session; `session_end` is None while that is active."""

    participant: Participant
    session_end: datetime | None


@dataclass(frozen=True, slots=True)
class StayRow:
    """One join, and when the same participant joined next."""

    key: str
    stay: Stay
    next_joined_at: datetime | None
    session_end: datetime | None
    who: str = ""

    @property
    def is_backwards(self) -> bool:
        """Whether it left before it joined, by the API."""
        joined, left = self.stay.joined_at, self.stay.left_at
        return joined is not None and left is not None and left < joined


def join_rows(detail: SessionDetail) -> list[StayRow]:
    """The joins of all participants, with whose they are."""
    return [
        replace(row, who=who(participant))
        for participant in detail.participants
        for row in stay_rows(participant, detail.ended_at)
    ]


def stay_rows(participant: Participant, session_end: datetime | None) -> tuple[StayRow, ...]:
    stays = participant.stays
    following = (*stays, None)[1:]
    return tuple(
        StayRow(f"{number}:{stay.session_id}", stay, after.joined_at if after else None, session_end)
        for number, (stay, after) in enumerate(zip(stays, following, strict=True))
    )


def badges(sources: Sources, *, short: bool) -> Cell:
    """Capitals are published, small letters are not, a dash is not known: told apart without colour."""
    published = (
        ("cam", sources.camera),
        ("mic", sources.microphone),
        ("scr", sources.screen_share),
        ("aud", sources.screen_share_audio),
    )
    pieces: list[Piece] = []
    for word, on in published:
        label = word[0] if short else word
        if on is None:
            pieces.append((units.UNKNOWN.ljust(len(label)), Tone.DIM))
        else:
            pieces.append((label.upper(), Tone.ACCENT) if on else (label, Tone.FAINT))
        pieces.append((" ", Tone.PLAIN))
    return tuple(pieces[:-1])


def who(participant: Participant) -> str:
    return text.visible(participant.identity) or text.visible(participant.name) or "(no identity)"


def _identity(row: ParticipantRow, _context: Context) -> Cell:
    known = row.participant.identity or row.participant.name
    return cell(who(row.participant), Tone.STRONG if known else Tone.DIM)


def _name(row: ParticipantRow, _context: Context) -> Cell:
    return cell(text.visible(row.participant.name) or units.UNKNOWN)


def _published(row: ParticipantRow, context: Context) -> Cell:
    return badges(row.participant.sources, short=context.width < 15)


def _joined(row: ParticipantRow, context: Context) -> Cell:
    stays = row.participant.stays
    first = row.participant.joined_at or (stays[0].joined_at if stays else None)
    return cell(context.zone.recent(first, context.now, narrow=context.width < 12))


def _left(row: ParticipantRow, context: Context) -> Cell:
    if is_here(row.participant, row.session_end):
        return cell("here", Tone.GOOD)
    left, by_session_end = last_left_at(row.participant, row.session_end)
    return _moment_left(left, context, by_session_end=by_session_end)


def _moment_left(left: datetime | None, context: Context, *, by_session_end: bool) -> Cell:
    """`~` marks what is only known from the end of the session."""
    shown = context.zone.recent(left, context.now, narrow=context.width < 13)
    return cell(f"~{shown}", Tone.DIM) if by_session_end else cell(shown)


def _present(row: ParticipantRow, context: Context) -> Cell:
    here = is_here(row.participant, row.session_end)
    present = time_present(row.participant, now=context.now, session_end=row.session_end)
    return cell(units.span(present, coarse=here))


def _joins(row: ParticipantRow, _context: Context) -> Cell:
    joins = len(row.participant.stays)
    return cell(str(joins) if joins else units.UNKNOWN, Tone.WARN if joins > 3 else Tone.PLAIN)


def _known(value: str | None) -> Cell:
    return cell(text.visible(value), Tone.PLAIN) if value else cell(units.UNKNOWN, Tone.DIM)


def _region(row: ParticipantRow, _context: Context) -> Cell:
    return _known(row.participant.region or row.participant.location)


def _connection(row: ParticipantRow, context: Context) -> Cell:
    took = row.participant.connection_time_ms
    ((kind, tone),) = _known(row.participant.connection_type)
    if took is None:
        return cell(kind, tone)
    time = f" {units.milliseconds(took / 1000)}"
    return (text.cut(kind, context.width - len(time)), tone), (time, Tone.WARN if took >= SLOW_JOIN_MS else Tone.DIM)


def _device(row: ParticipantRow, _context: Context) -> Cell:
    participant = row.participant
    return _known(participant.device_model or participant.browser or participant.os)


def _sdk(row: ParticipantRow, _context: Context) -> Cell:
    return _known(row.participant.sdk_version)


SLOW_JOIN_MS = 3000

PARTICIPANT_COLUMNS: tuple[Column[ParticipantRow], ...] = (
    Column("identity", "identity", 20, _identity, narrow=11, stretch=2),
    Column("name", "name", 16, _name, rank=6, narrow=10, stretch=1),
    Column("sources", "sources", 15, _published, rank=1, narrow=7),
    Column("joined", "joined", 12, _joined, rank=3, narrow=8, right=True),
    Column("left", "left", 13, _left, rank=1, narrow=9, right=True),
    Column("present", "present", 7, _present, rank=2, right=True),
    Column("joins", "joins", 5, _joins, rank=2, right=True),
    Column("region", "region", 10, _region, rank=5),
    Column("connection", "connection", 11, _connection, rank=4),
    Column("device", "device", 16, _device, rank=8, narrow=12),
    Column("sdk", "sdk", 14, _sdk, rank=7, narrow=12),
)


def _stay_id(row: StayRow, context: Context) -> Cell:
    return cell(text.cut_middle(text.visible(row.stay.session_id), context.width) or units.UNKNOWN)


def _stay_joined(row: StayRow, context: Context) -> Cell:
    return cell(context.zone.recent(row.stay.joined_at, context.now, narrow=context.width < 12))


def _stay_left(row: StayRow, context: Context) -> Cell:
    left, by_session_end = left_at(row.stay, row.session_end)
    if left is None:
        return cell("here", Tone.GOOD) if row.session_end is None else cell(units.UNKNOWN, Tone.DIM)
    return _moment_left(left, context, by_session_end=by_session_end)


def _stay_length(row: StayRow, context: Context) -> Cell:
    left, _ = left_at(row.stay, row.session_end)
    if row.stay.joined_at is None or row.is_backwards:
        return cell(units.UNKNOWN, Tone.DIM)
    return cell(units.span((left or context.now) - row.stay.joined_at, coarse=left is None))


def _gap(row: StayRow, _context: Context) -> Cell:
    if row.next_joined_at is None:
        return cell("")
    left = row.stay.left_at
    if left is None or row.is_backwards:
        return cell(units.UNKNOWN, Tone.DIM)
    gap = row.next_joined_at - left
    return cell("overlaps", Tone.DIM) if gap < timedelta() else cell(units.span(gap), Tone.WARN)


STAY_COLUMNS: tuple[Column[StayRow], ...] = (
    Column("id", "participant session", 20, _stay_id, rank=3, narrow=15),
    Column("joined", "joined", 12, _stay_joined, narrow=8, right=True),
    Column("left", "left", 13, _stay_left, narrow=9, right=True),
    Column("length", "for", 8, _stay_length, rank=2, right=True),
    Column("gap", "back after", 10, _gap, rank=1, right=True),
)


def _stay_who(row: StayRow, _context: Context) -> Cell:
    return cell(row.who)


JOIN_COLUMNS: tuple[Column[StayRow], ...] = (Column("identity", "identity", 20, _stay_who, stretch=1), *STAY_COLUMNS)
