"""Taking out: what is too old, a person with all traces, or everything; what is deleted is overwritten."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lktui.api.wire import parse
from lktui.archive.opening import files_of, open_file, problem, set_aside_files
from lktui.archive.rows import micros, packed, unpacked
from lktui.archive.transaction import transaction
from lktui.errors import ArchiveLocked

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

FORGOTTEN = "(forgotten)"
SHORTEST_PART = 4  # characters: a shorter identity inside of another text is a coincidence
_PERSON_KEYS = ("participantIdentity", "participant_identity")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was found of a person."""

    sessions: int = 0
    names: int = 0
    rooms: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.sessions or self.names or self.rooms)


def retain(connection: sqlite3.Connection, oldest: datetime) -> int:
    """Erases what ended, or was last active, before `oldest`; how many sessions that were."""
    limit = micros(oldest)
    with transaction(connection):
        gone = connection.execute(
            "DELETE FROM sessions WHERE coalesce(ended, last_active, created, seen) < ?", (limit,)
        ).rowcount
        if gone:
            connection.execute("DELETE FROM details WHERE session NOT IN (SELECT session FROM sessions)")
            connection.execute("DELETE FROM appearances WHERE session NOT IN (SELECT session FROM sessions)")
            connection.execute("DELETE FROM people WHERE person NOT IN (SELECT person FROM appearances)")
        gone_samples = connection.execute("DELETE FROM samples WHERE at < ?", (limit,)).rowcount
    if gone or gone_samples:
        connection.execute("PRAGMA incremental_vacuum").fetchall()  # gives the room back to the disk
    return gone


def forget(path: Path, identity: str) -> Forgotten:
    """Erases a person, in all projects: from details and their raw answers, the search, and names of rooms.

    The sessions stay, with somebody in them of whom nothing is known. Raises ArchiveError; ArchiveLocked when all is
    erased, but another program keeps the old bytes from being overwritten.
    """
    try:
        with closing(open_file(path)) as connection:
            with transaction(connection):
                forgotten = _forget(connection, identity)
            _overwrite(connection, path)
    except sqlite3.Error as error:
        raise problem(error, path) from None
    return forgotten


def purge(path: Path) -> list[Path]:
    """Deletes the archive and what was set aside of older ones; the files that were there. Raises OSError."""
    gone = [each for each in (*files_of(path), *set_aside_files(path)) if each.exists()]
    for each in gone:
        each.unlink(missing_ok=True)
    return gone


def _forget(connection: sqlite3.Connection, identity: str) -> Forgotten:
    sessions = [
        number
        for (number,) in connection.execute(
            "SELECT DISTINCT a.session FROM appearances a JOIN people p ON p.person = a.person WHERE p.identity = ?",
            (identity,),
        )
    ]
    for number in sessions:
        ((body,),) = connection.execute("SELECT body FROM details WHERE session = ?", (number,))
        connection.execute("UPDATE details SET body = ? WHERE session = ?", (_without(body, identity), number))
    who = "(SELECT person FROM people WHERE identity = ?)"
    connection.execute(f"DELETE FROM appearances WHERE person IN {who}", (identity,))
    names = connection.execute("DELETE FROM people WHERE identity = ?", (identity,)).rowcount
    return Forgotten(len(sessions), names, _forget_rooms(connection, identity))


def _forget_rooms(connection: sqlite3.Connection, identity: str) -> int:
    """Rooms named after the person, and what else the list of sessions says of it."""
    found = connection.execute(
        "SELECT s.session, s.room, s.extra, d.body FROM sessions s LEFT JOIN details d ON d.session = s.session"
        " WHERE instr(s.room, ?) OR instr(s.extra, ?)",
        (identity, json.dumps(identity, ensure_ascii=False)[1:-1]),
    ).fetchall()
    rooms = 0
    for number, room, extra, body in found:
        forgotten = (_scrubbed(room, identity), _scrubbed_json(extra, identity) if extra else extra)
        if forgotten != (room, extra):
            rooms += 1
            connection.execute("UPDATE sessions SET room = ?, extra = ? WHERE session = ?", (*forgotten, number))
            if body is not None:
                connection.execute("UPDATE details SET body = ? WHERE session = ?", (_without(body, identity), number))
    return rooms


def _without(body: bytes, identity: str) -> bytes:
    return packed(_scrubbed_json(unpacked(body), identity))


def _scrubbed_json(raw: str, identity: str) -> str:
    document: object = parse(raw.encode("utf-8", "surrogatepass"))
    return json.dumps(_walked(document, identity), ensure_ascii=False, separators=(",", ":"))


def _walked(value: object, identity: str) -> object:
    if isinstance(value, dict):
        if any(value.get(key) == identity for key in _PERSON_KEYS):
            return {"participantName": FORGOTTEN}
        return {_scrubbed(str(key), identity): _walked(each, identity) for key, each in value.items()}
    if isinstance(value, list):
        return [_walked(each, identity) for each in value]
    return _scrubbed(value, identity) if isinstance(value, str) else value


def _scrubbed(text: str, identity: str) -> str:
    """`text` without the identity, where that is all of it or a word in it."""
    if text == identity:
        return FORGOTTEN
    if len(identity) < SHORTEST_PART or identity not in text:
        return text
    return re.sub(rf"(?<!\w){re.escape(identity)}(?!\w)", FORGOTTEN, text)


def _overwrite(connection: sqlite3.Connection, path: Path) -> None:
    """Builds the file anew, and empties the log of writes: both hold what was deleted. Raises sqlite3.Error."""
    connection.execute("VACUUM")
    (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise ArchiveLocked(
            f"{path}: erased, but another lktui keeps the old bytes from being overwritten",
            "Close it, or run the same command again.",
        )
