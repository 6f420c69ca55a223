"""Putting in what was seen: only what changed, and nothing better is replaced by something worse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.analysis.people import appearances, searchable
from lktui.analysis.status import awaits_participants, combined
from lktui.archive.rows import (
    APPEARANCE_COLUMNS,
    SESSION_COLUMNS,
    appearance_values,
    micros,
    packed,
    sample_values,
    session_values,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime

    from lktui.analysis.overview import ProjectSample
    from lktui.model import Session, SessionDetail

_COLUMNS = SESSION_COLUMNS.split(", ")
_PUT_SESSION = f"""
    INSERT INTO sessions (project, seen, {SESSION_COLUMNS}) VALUES (?, ?{", ?" * len(_COLUMNS)})
    ON CONFLICT (project, session_id) DO UPDATE SET
    {", ".join(f"{column} = excluded.{column}" for column in ("seen", *_COLUMNS[1:]))}
    WHERE excluded.seen >= seen
"""


def project_number(connection: sqlite3.Connection, server: str, project_id: str) -> int:
    """The project's number in this file, a new one where it has none."""
    connection.execute("INSERT OR IGNORE INTO projects (server, project_id) VALUES (?, ?)", (server, project_id))
    query = "SELECT project FROM projects WHERE server = ? AND project_id = ?"
    return int(connection.execute(query, (server, project_id)).fetchone()[0])


def put_sessions(connection: sqlite3.Connection, project: int, seen: Iterable[tuple[Session, datetime]]) -> None:
    """Sessions as they were seen, each at its time; what another lktui saw later stays."""
    connection.executemany(_PUT_SESSION, [(project, micros(at), *session_values(session)) for session, at in seen])


def put_sample(connection: sqlite3.Connection, project: int, sample: ProjectSample) -> None:
    values = (project, *sample_values(sample))
    connection.execute(f"INSERT OR IGNORE INTO samples VALUES ({', '.join('?' * len(values))})", values)


def put_detail(
    connection: sqlite3.Connection, project: int, detail: SessionDetail, fetched_at: datetime, *, final: bool
) -> None:
    """A session's detail and who was in it.

    One that lacks participants does not replace a fuller one: after a session's end the API's answer can be partial for
    minutes (`analytics-api.md` §2).
    """
    query = "SELECT session FROM sessions WHERE project = ? AND session_id = ?"
    row = connection.execute(query, (project, detail.session_id)).fetchone()
    session = combined(None, detail, detail.session_id)
    if row is None:
        put_sessions(connection, project, [(session, fetched_at)])
        row = connection.execute(query, (project, detail.session_id)).fetchone()
    number = int(row[0])
    kept = connection.execute("SELECT fetched, people FROM details WHERE session = ?", (number,)).fetchone()
    if kept is not None and (
        kept[0] > micros(fetched_at) or (awaits_participants(detail) and len(detail.participants) < kept[1])
    ):
        return
    connection.execute(
        "INSERT OR REPLACE INTO details (session, fetched, final, people, body) VALUES (?, ?, ?, ?, ?)",
        (number, micros(fetched_at), final, len(detail.participants), packed(detail.raw)),
    )
    connection.execute("DELETE FROM appearances WHERE session = ?", (number,))
    columns = f"INSERT INTO appearances (person, session, {APPEARANCE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    connection.executemany(
        columns,
        [
            (_person(connection, project, each.identity, each.name), number, *appearance_values(each))
            for each in appearances(session, detail, fetched_at)
        ],
    )


def _person(connection: sqlite3.Connection, project: int, identity: str, name: str) -> int:
    query = "SELECT person FROM people WHERE project = ? AND identity = ? AND name = ?"
    row = connection.execute(query, (project, identity, name)).fetchone()
    if row is None:
        row = connection.execute(
            "INSERT INTO people (project, folded, identity, name) VALUES (?, ?, ?, ?) RETURNING person",
            (project, searchable(identity, name), identity, name),
        ).fetchone()
    return int(row[0])
