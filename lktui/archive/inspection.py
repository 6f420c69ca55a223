"""What the archive's file is like: whether it is well, how large, and what it holds of which project."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lktui.archive import opening, reading, schema
from lktui.errors import ArchiveDamaged, ArchiveError, ArchiveNewer

if TYPE_CHECKING:
    from pathlib import Path

    from lktui.archive.reading import Extent


@dataclass(frozen=True, slots=True)
class ProjectPart:
    server: str
    project_id: str
    extent: Extent


@dataclass(frozen=True, slots=True)
class Inspection:
    """`size` is in bytes, all of the archive's files; None where there is no archive. `trouble` is what is wrong."""

    path: Path
    size: int | None
    projects: tuple[ProjectPart, ...] = ()
    trouble: ArchiveError | None = None
    set_aside: tuple[Path, ...] = ()


def inspect(path: Path) -> Inspection:
    """Reads all of the file, and changes nothing. What is wrong with it is told, not raised."""
    set_aside = tuple(opening.set_aside_files(path))
    if not path.exists():
        return Inspection(path, None, set_aside=set_aside)
    size = sum(each.stat().st_size for each in opening.files_of(path) if each.exists())
    try:
        with closing(opening.open_reader(path, patience=opening.PATIENCE)) as connection:
            return Inspection(path, size, _projects(connection, path), None, set_aside)
    except sqlite3.Error as error:
        return Inspection(path, size, (), opening.problem(error, path), set_aside)
    except ArchiveError as error:
        return Inspection(path, size, (), error, set_aside)


def _projects(connection: sqlite3.Connection, path: Path) -> tuple[ProjectPart, ...]:
    version = schema.version(connection)
    if version > len(schema.MIGRATIONS):
        raise ArchiveNewer(f"{path}: was written by a newer lktui", "Update lktui.")
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise ArchiveDamaged(f"{path}: is damaged: {found}", "The next start of lktui sets it aside.")
    if not version:
        return ()
    return tuple(
        ProjectPart(server, project_id, reading.extent(connection, number))
        for number, server, project_id in connection.execute(
            "SELECT project, server, project_id FROM projects ORDER BY project_id, server"
        ).fetchall()
    )
