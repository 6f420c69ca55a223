"""The fields of a session: what `lktui sessions` prints, by the names of the table's columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lktui.analysis.findings.flags import GHOST, ordered
from lktui.analysis.status import Until, duration, status
from lktui.model import Egress
from lktui.view import text, units
from lktui.view.columns import Cell, Column, Context, cell
from lktui.view.records import Field, Value, moment, seconds
from lktui.view.sessions import PROJECT_COLUMN, SESSION_COLUMNS, SessionRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

_COLUMNS: Final = {column.name: column for column in SESSION_COLUMNS}
_EGRESS: Final = {Egress.NEVER: "none", Egress.ACTIVE: "active", Egress.ENDED: "ended"}


def _duration(row: SessionRow, now: datetime) -> Value:
    found = duration(row.session, now)
    return None if found is None else seconds(found.length)


def _measured_to(row: SessionRow, now: datetime) -> Value:
    found = duration(row.session, now)
    return None if found is None else found.until.value


def _status(row: SessionRow, now: datetime) -> Value:
    return status(row.session, now, ghost=GHOST in row.flags).value


def _egress(row: SessionRow, _now: datetime) -> Value:
    egress = row.session.egress
    return _EGRESS[egress] if isinstance(egress, Egress) else egress


def _attempts(row: SessionRow) -> int | None:
    counts = row.session.connection_counts
    return counts.attempts if counts else None


def _connected(row: SessionRow) -> int | None:
    counts = row.session.connection_counts
    return counts.success if counts else None


def _time(
    name: str, of: Callable[[SessionRow], datetime | None], what: str, *, usual: bool = True
) -> Field[SessionRow]:
    def show(row: SessionRow, context: Context) -> Cell:
        return cell(context.zone.recent(of(row), context.now))

    column = _COLUMNS.get(name) or Column(name, name.replace("_", " "), 12, show, rank=10, right=True)
    return Field(name, what, lambda row, _now: moment(of(row)), column, usual)


def _number(name: str, of: Callable[[SessionRow], int | None], what: str) -> Field[SessionRow]:
    def show(row: SessionRow, _context: Context) -> Cell:
        return cell(units.count(of(row)))

    column = _COLUMNS.get(name) or Column(name, name, 5, show, rank=11, right=True)
    return Field(name, what, lambda row, _now: of(row), column)


def _rate(name: str, of: Callable[[SessionRow], float | None], what: str) -> Field[SessionRow]:
    def show(row: SessionRow, _context: Context) -> Cell:
        return cell(units.rate(of(row)))

    column = _COLUMNS.get(name) or Column(name, name, 9, show, rank=12, right=True)
    return Field(name, what, lambda row, _now: of(row), column, usual=False)


def _shown_until(row: SessionRow, context: Context) -> Cell:
    found = duration(row.session, context.now)
    return cell(text.visible(found.until.value) if found else units.UNKNOWN)


SESSION_FIELDS: Final[tuple[Field[SessionRow], ...]] = (
    Field("status", "active, idle, ghost or ended", _status, _COLUMNS["status"]),
    Field("room", "the room's name", lambda row, _now: row.session.room_name, _COLUMNS["room"]),
    # kept where others go: it is what the next command is told
    Field("id", "the session id", lambda row, _now: row.session.session_id, _COLUMNS["id"]._replace(rank=1)),
    _time("started", lambda row: row.session.created_at, "when it began"),
    _time("ended", lambda row: row.session.ended_at, "when it ended; unknown while it is active"),
    _time("last_active", lambda row: row.session.last_active, "when it was last active"),
    Field("duration", "seconds, up to what `until` says", _duration, _COLUMNS["duration"]),
    Field(
        "until",
        f"what `duration` reaches to: {', '.join(until.value for until in Until)}",
        _measured_to,
        Column("until", "until", 11, _shown_until, rank=13),
    ),
    _number("people", lambda row: row.session.participants_now, "participants in the room now"),
    _number("total", lambda row: row.session.participants_total, "participants altogether"),
    _number("in", lambda row: row.session.bandwidth_in, "bytes uploaded so far"),
    _number("out", lambda row: row.session.bandwidth_out, "bytes downloaded so far"),
    Field("egress", "none, active, ended, or what the API says instead", _egress, _COLUMNS["egress"]),
    _number("attempts", _attempts, "how often somebody tried to connect"),
    _number("connected", _connected, "how often that succeeded"),
    Field(
        "flag",
        "findings, as far as the list tells",
        lambda row, _now: " ".join(ordered(row.flags)) or None,
        _COLUMNS["flag"],
    ),
    _rate("in/s", lambda row: row.rate.in_, "bytes uploaded per second; `watch` measures it"),
    _rate("out/s", lambda row: row.rate.out, "bytes downloaded per second; `watch` measures it"),
    _rate("rate", lambda row: row.rate.total, "bytes per second, in and out together; `watch` measures it"),
)
PROJECT: Final = Field(
    "project", "the project's name, where there are several", lambda row, _now: row.session.project, PROJECT_COLUMN
)
_TOGETHER: Final = {"people": ("total",), "duration": ("until",)}
SHOWN: Final = ("status", "room", "id", "started", "duration", "people", "in", "out", "egress")  # in a text table


def exported(columns: Sequence[str]) -> tuple[Field[SessionRow], ...]:
    """What goes into a file of a table with these columns: all that is known as long as none were chosen.

    People go together with their total, as they do there, and a duration with what it reaches to: it may be a fallback.
    """
    known = {field.name: field for field in (*SESSION_FIELDS, PROJECT)}
    names = [name for column in columns for name in (column, *_TOGETHER.get(column, ()))]
    if [column for column in columns if column != PROJECT.name] == list(_COLUMNS):
        names += [field.name for field in SESSION_FIELDS if field.usual]
    return tuple(known[name] for name in dict.fromkeys(names))
