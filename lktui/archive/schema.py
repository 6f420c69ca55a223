"""The tables, and how those of an older lktui become these; `PRAGMA user_version` says which ones a file has.

Times are microseconds since 1970. What the API did not say is NULL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.archive.transaction import transaction
from lktui.errors import ArchiveNewer

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

# `people` holds each identity with each of its names once, folded in front of both: searching reads nothing else.
# `body` of a detail is the API's answer, compressed. `what` of an appearance are bits, see `rows`.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE projects (
        project INTEGER PRIMARY KEY,
        server TEXT NOT NULL,
        project_id TEXT NOT NULL,
        UNIQUE (server, project_id)
    );
    CREATE TABLE sessions (
        session INTEGER PRIMARY KEY,
        project INTEGER NOT NULL,
        session_id TEXT NOT NULL,
        room TEXT NOT NULL,
        created INTEGER,
        last_active INTEGER,
        ended INTEGER,
        bytes_in INTEGER,
        bytes_out INTEGER,
        egress,
        total INTEGER,
        now INTEGER,
        attempts INTEGER,
        success INTEGER,
        extra TEXT,
        seen INTEGER NOT NULL,
        UNIQUE (project, session_id)
    );
    CREATE INDEX sessions_by_time ON sessions (project, created);
    CREATE TABLE details (
        session INTEGER PRIMARY KEY,
        fetched INTEGER NOT NULL,
        final INTEGER NOT NULL,
        people INTEGER NOT NULL,
        body BLOB NOT NULL
    );
    CREATE TABLE people (
        person INTEGER PRIMARY KEY,
        project INTEGER NOT NULL,
        folded TEXT NOT NULL,
        identity TEXT NOT NULL,
        name TEXT NOT NULL,
        UNIQUE (project, identity, name)
    );
    CREATE TABLE appearances (
        person INTEGER NOT NULL,
        session INTEGER NOT NULL,
        number INTEGER NOT NULL,
        joined INTEGER,
        left INTEGER,
        present INTEGER,
        joins INTEGER NOT NULL,
        what INTEGER NOT NULL,
        PRIMARY KEY (person, session, number)
    ) WITHOUT ROWID;
    CREATE INDEX appearances_by_session ON appearances (session);
    CREATE TABLE samples (
        project INTEGER NOT NULL,
        at INTEGER NOT NULL,
        active INTEGER NOT NULL,
        people INTEGER,
        people_known INTEGER NOT NULL,
        rate_in REAL,
        rate_out REAL,
        rates_known INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        success INTEGER NOT NULL,
        PRIMARY KEY (project, at)
    ) WITHOUT ROWID;
    """,
)


def migrate(connection: sqlite3.Connection, migrations: Sequence[str] = MIGRATIONS) -> None:
    """Brings a file up to these tables. Raises ArchiveNewer for one of a later lktui, which is left as it is."""
    if _steps_to_go(connection, migrations):
        with transaction(connection):
            for step in _steps_to_go(connection, migrations):  # another lktui may have been faster
                for statement in step.split(";"):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(migrations)}")


def version(connection: sqlite3.Connection) -> int:
    """0 for a file without tables."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _steps_to_go(connection: sqlite3.Connection, migrations: Sequence[str]) -> Sequence[str]:
    there = version(connection)
    if there > len(migrations):
        raise ArchiveNewer(
            f"the archive was written by a newer lktui: its format is {there}, this one knows {len(migrations)}",
            "Update lktui; until then nothing is archived.",
        )
    return migrations[there:]
