"""A second connection to the file, in a thread of its own: a long write does not keep those waiting who ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from lktui.archive import opening, reading

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")


class Reader:
    """Every method is called by the same thread; the file has been opened, and made, by the keeper."""

    def __init__(self, path: Path, server: str, project_id: str) -> None:
        self._path = path
        self._server = server
        self._project_id = project_id
        self._connection: sqlite3.Connection | None = None
        self._inode: int | None = None

    def ask(self, job: Callable[[sqlite3.Connection, int], T]) -> T:
        """The answer from the file that lies there now, which may be another one. Raises sqlite3.Error."""
        connection = self._connection
        inode = opening.inode_of(self._path)
        if connection is None or inode != self._inode:
            self.close()
            connection = self._connection = opening.open_reader(self._path)
            self._inode = inode
        return job(connection, reading.project_number(connection, self._server, self._project_id))

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
