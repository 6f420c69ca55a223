"""Opening the file: for its owner's eyes only, with the right tables, and what is wrong with it told in words."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING

from lktui.archive.schema import migrate, version
from lktui.errors import ArchiveDamaged, ArchiveError, ArchiveLocked, ArchiveUnwritable

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

PATIENCE = 5.0  # seconds that another program may hold the lock
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_PRIMARY = 0xFF  # of an extended error code


def open_file(path: Path) -> sqlite3.Connection:
    """For reading and writing, by the thread that calls. Raises ArchiveError."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_private(path)
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    except OSError as error:
        raise ArchiveUnwritable(f"{path}: can't be written: {error.strerror}", _CHECK_PATH) from None
    except sqlite3.Error as error:
        raise problem(error, path) from None
    try:
        _set_up(connection)
    except ArchiveError:
        connection.close()
        raise
    except sqlite3.Error as error:
        connection.close()
        raise problem(error, path) from None
    return connection


def open_memory() -> sqlite3.Connection:
    """The same without a file: gone when lktui ends."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _set_up(connection)
    return connection


def open_reader(path: Path, *, patience: float = 1.0) -> sqlite3.Connection:
    """A second connection, which a long write does not keep waiting. Raises sqlite3.Error."""
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
    connection.execute("PRAGMA query_only = ON")
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
    if not version(connection):
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # can be chosen only before the first table
    migrate(connection)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may cost the last seconds, never the file


def _make_private(path: Path) -> None:
    """SQLite gives its other files the rights of this one. Raises OSError."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600))
    if os.name == "posix":
        for each in (path.parent, *files_of(path)):
            with suppress(FileNotFoundError):
                mode = each.stat().st_mode
                if mode & 0o077:
                    each.chmod(mode & 0o700)


def _files(path: Path) -> list[Path]:
    """The database and what SQLite puts beside it; the database itself comes last."""
    return [path.with_name(path.name + companion) for companion in ("-wal", "-shm", "-journal", "")]


def files_of(path: Path) -> list[Path]:
    """The database, which comes last, and what SQLite puts beside it."""
    return [path.with_name(path.name + companion) for companion in ("-wal", "-shm", "-journal", "")]


def problem(error: sqlite3.Error, path: Path) -> ArchiveError:
    """What SQLite met, as one of ours; bugs in our SQL are none of them, and go on as they are."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
    if code in _DAMAGED:
        return ArchiveDamaged(f"{path}: is damaged, or no archive of lktui: {error}", "")
    if code in _LOCKED:
        return ArchiveLocked(
            f"{path}: another program does not let go of it",
            "What is seen is kept until it does; if it is not another lktui: close it.",
        )
    if code == sqlite3.SQLITE_FULL:
        return ArchiveUnwritable(f"{path}: the disk is full", "Make room; what is seen is kept until there is some.")
    if code in _UNWRITABLE:
        return ArchiveUnwritable(f"{path}: can't be written: {error}", _CHECK_PATH)
    raise error


_UNWRITABLE = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_NOLFS,
    sqlite3.SQLITE_PROTOCOL,
}
_CHECK_PATH = "Check the folder's permissions and its disk, or turn the archive off with --no-archive."


def set_aside(path: Path, now: datetime, inode: int | None) -> ArchiveDamaged:
    """Renames a damaged file, unless another lktui was faster: `inode` is that of the file which was found damaged.

    Raises OSError.
    """
    if inode is not None and inode_of(path) not in (inode, None):
        return ArchiveDamaged(f"{path}: was damaged", "Another lktui has set it aside; a new archive has begun.")
    stamp = f"{now:%Y%m%dT%H%M%SZ}"
    kept = path.with_name(f"{path.stem}-damaged-{stamp}{path.suffix}")
    number = 1
    while kept.exists():
        number += 1
        kept = path.with_name(f"{path.stem}-damaged-{stamp}-{number}{path.suffix}")
    for each, other in zip(files_of(path), files_of(kept), strict=True):
        with suppress(FileNotFoundError):
            each.rename(other)
    return ArchiveDamaged(
        f"{path}: was damaged",
        f"It is kept as {kept.name} beside it; a new archive has begun. `lktui archive purge` erases both.",
    )


def set_aside_files(path: Path) -> list[Path]:
    """What was set aside, with the files that belong to it."""
    return sorted(path.parent.glob(f"{path.stem}-damaged-*"))


def inode_of(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except OSError:
        return None
