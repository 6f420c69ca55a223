"""Getting out what was seen: sessions of a range, a session's detail, and who was where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from lktui.analysis.findings import flags_of
from lktui.analysis.fold import folded
from lktui.archive.rows import (
    APPEARANCE_COLUMNS,
    SESSION_COLUMNS,
    appearance_of,
    detail_of,
    known_moment,
    micros,
    moment,
    sample_of,
    session_of,
)
from lktui.errors import BadPayload

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import date

    from lktui.analysis.findings import Thresholds
    from lktui.analysis.overview import ProjectSample
    from lktui.analysis.people import Appearance
    from lktui.model import Session, SessionDetail

MOST_PEOPLE = 200  # found by one search: a letter alone would match all there are
MOST_APPEARANCES = 5_000
MOST_SESSIONS = 50_000
_WIDTH = len(SESSION_COLUMNS.split(", "))
_SESSION = ", ".join(f"s.{column}" for column in SESSION_COLUMNS.split(", "))
_APPEARANCE = ", ".join(f"a.{column}" for column in APPEARANCE_COLUMNS.split(", "))


@dataclass(frozen=True, slots=True)
class ArchivedSession:
    """A session as it was last seen."""

    session: Session
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class ArchivedDetail:
    """A detail as it was fetched; `final` where it no longer changes. `detail` is None where none was kept."""

    session: Session
    detail: SessionDetail | None
    fetched_at: datetime
    final: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; `people` is how many persons match, of whom at most `MOST_PEOPLE` are among these."""

    appearances: tuple[Appearance, ...] = ()
    people: int = 0


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is of a project; `oldest` and `newest` are when sessions began."""

    sessions: int = 0
    details: int = 0
    people: int = 0
    samples: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None


def project_number(connection: sqlite3.Connection, server: str, project_id: str) -> int:
    """The project's number in this file; 0, which no project has, where it is not in it yet."""
    query = "SELECT project FROM projects WHERE server = ? AND project_id = ?"
    row = connection.execute(query, (server, project_id)).fetchone()
    return int(row[0]) if row else 0


def sessions_of(
    connection: sqlite3.Connection, project: int, start: date | None = None, end: date | None = None
) -> list[ArchivedSession]:
    """Newest first; those that began on these UTC days, both included, and those of which that is not known.

    At most MOST_SESSIONS, which a table can still hold.
    """
    first = micros(datetime.combine(start, time(), UTC)) if start else -(1 << 62)
    after = micros(datetime.combine(end, time(), UTC) + timedelta(days=1)) if end else 1 << 62
    rows = connection.execute(
        f"SELECT s.seen, {_SESSION} FROM sessions s"
        " WHERE s.project = ? AND (s.created IS NULL OR s.created >= ? AND s.created < ?)"
        " ORDER BY s.created IS NULL, s.created DESC, s.session_id LIMIT ?",
        (project, first, after, MOST_SESSIONS),
    )
    return [ArchivedSession(session_of(row[1:]), moment(row[0])) for row in rows]


def detail(connection: sqlite3.Connection, project: int, session_id: str) -> ArchivedDetail | None:
    """None where the session was never seen."""
    row = connection.execute(
        f"SELECT s.seen, d.fetched, d.final, d.body, {_SESSION}"
        " FROM sessions s LEFT JOIN details d ON d.session = s.session WHERE s.project = ? AND s.session_id = ?",
        (project, session_id),
    ).fetchone()
    if row is None:
        return None
    seen, fetched, final, body, *values = row
    session = session_of(tuple(values))
    if body is None:
        return ArchivedDetail(session, None, moment(seen), final=False)
    try:
        return ArchivedDetail(session, detail_of(session_id, body), moment(fetched), final=bool(final))
    except BadPayload:  # kept by another lktui, which could read more than this one
        return ArchivedDetail(session, None, moment(fetched), final=False)


def final(connection: sqlite3.Connection, project: int) -> frozenset[str]:
    """Ids of the sessions whose detail no longer changes."""
    rows = connection.execute(
        "SELECT s.session_id FROM details d JOIN sessions s ON s.session = d.session WHERE d.final AND s.project = ?",
        (project,),
    )
    return frozenset(session_id for (session_id,) in rows)


def detailed(connection: sqlite3.Connection, project: int) -> frozenset[str]:
    """Ids of the sessions of which a detail is kept."""
    rows = connection.execute(
        "SELECT s.session_id FROM details d JOIN sessions s ON s.session = d.session WHERE s.project = ?", (project,)
    )
    return frozenset(session_id for (session_id,) in rows)


def flags(
    connection: sqlite3.Connection, project: int, session_ids: Iterable[str], thresholds: Thresholds
) -> dict[str, list[str]]:
    """What the rules find in the details that are kept of these sessions, by session id."""
    found = {}
    for session_id in session_ids:
        kept = detail(connection, project, session_id)
        if kept is not None and kept.detail is not None:
            found[session_id] = flags_of(kept.session, kept.detail, kept.fetched_at, thresholds)
    return found


def find(connection: sqlite3.Connection, project: int, needle: str) -> Found:
    """Everyone with `needle` in the identity or the name, in every session that is known of them."""
    wanted = folded(needle.strip())
    if not wanted:
        return Found()
    # the unary plus keeps SQLite from going through the index, which takes three times as long
    people = connection.execute(
        "SELECT person, identity, name, count(*) OVER () FROM people WHERE +project = ? AND instr(folded, ?)"
        " ORDER BY instr(folded, ?) = 1 DESC, person DESC LIMIT ?",
        (project, wanted, wanted, MOST_PEOPLE),
    ).fetchall()
    found: list[Appearance] = []
    for person, identity, name, _ in people:
        rows = connection.execute(
            f"SELECT d.fetched, {_SESSION}, {_APPEARANCE} FROM appearances a"
            " JOIN sessions s ON s.session = a.session JOIN details d ON d.session = a.session WHERE a.person = ?",
            (person,),
        )
        for row in rows:
            session = session_of(row[1 : 1 + _WIDTH])
            found.append(appearance_of(session, identity, name, row[1 + _WIDTH :], moment(row[0])))
        if len(found) >= MOST_APPEARANCES:
            break
    return Found(tuple(found), people[0][3] if people else 0)


def samples(connection: sqlite3.Connection, project: int, since: datetime) -> list[ProjectSample]:
    """Those that counted all of the project, in the order of their polls."""
    rows = connection.execute(
        "SELECT at, active, people, people_known, rate_in, rate_out, rates_known, attempts, success FROM samples"
        " WHERE project = ? AND at >= ? AND rates_known >= 0 ORDER BY at",
        (project, micros(since)),
    )
    return [sample_of(row) for row in rows]


def extent(connection: sqlite3.Connection, project: int) -> Extent:
    def counted(query: str) -> int:
        return int(connection.execute(query, (project,)).fetchone()[0])

    oldest, newest = connection.execute(
        "SELECT min(created), max(created) FROM sessions WHERE project = ?", (project,)
    ).fetchone()
    return Extent(
        counted("SELECT count(*) FROM sessions WHERE project = ?"),
        counted("SELECT count(*) FROM sessions s JOIN details d ON d.session = s.session WHERE s.project = ?"),
        counted("SELECT count(*) FROM people WHERE project = ?"),
        counted("SELECT count(*) FROM samples WHERE project = ?"),
        known_moment(oldest),
        known_moment(newest),
    )
