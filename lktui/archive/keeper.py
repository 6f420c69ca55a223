"""Owns the file, in a thread of its own: collects what was seen, writes it, and goes on without a file if it must."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lktui.archive import opening, writing
from lktui.archive.erasing import retain
from lktui.archive.transaction import transaction
from lktui.errors import ArchiveDamaged, ArchiveError, ArchiveNewer, ArchiveUnwritable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from lktui.analysis.overview import ProjectSample
    from lktui.model import Session, SessionDetail

MOST_KNOWN = 20_000  # sessions of which it is remembered how they were last written
MOST_WAITING = 500  # details and samples that wait for the file
RETRY = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """A detail on its way into the archive."""

    detail: SessionDetail
    fetched_at: datetime
    final: bool


class Keeper:
    """Every method is called by the same thread; `path` None keeps everything in memory.

    `tell` gets what is wrong with the file, and None when it is well again.
    """

    def __init__(
        self,
        path: Path | None,
        server: str,
        project_id: str,
        *,
        retention: timedelta,
        now: Callable[[], datetime],
        tell: Callable[[ArchiveError | None], None],
    ) -> None:
        self.path = path
        self._server = server
        self._project_id = project_id
        self._retention = retention
        self._now = now
        self._tell = tell
        self._connection: sqlite3.Connection | None = None
        self._project = 0
        self._inode: int | None = None
        self.in_file = False
        self._retry_at: datetime | None = None  # to open the file, while there is none
        self._retain_at: datetime | None = None
        self._known: dict[str, tuple[Session, datetime]] = {}
        self._dirty: dict[str, None] = {}
        self._details: dict[str, Kept] = {}
        self._samples: list[ProjectSample] = []
        self._trouble: ArchiveError | None = None

    @property
    def is_open(self) -> bool:
        return self._connection is not None

    def take(self, sessions: Iterable[Session], at: datetime) -> None:
        """Remembers what is news."""
        for session in sessions:
            known = self._known.get(session.session_id)
            if known is None or (known[0] is not session and known[0] != session):
                self._known[session.session_id] = (session, at)
                self._dirty[session.session_id] = None

    def take_detail(self, detail: SessionDetail, fetched_at: datetime, *, final: bool) -> None:
        self._details.pop(detail.session_id, None)
        self._details[detail.session_id] = Kept(detail, fetched_at, final)

    def take_sample(self, sample: ProjectSample) -> None:
        self._samples.append(sample)

    def connection(self) -> tuple[sqlite3.Connection, int]:
        """To read from, with the project's number. Opens what is not open."""
        if self._connection is None or self._is_elsewhere() or self._may_retry():
            self._open()
        assert self._connection is not None  # noqa: S101 - memory can always be opened
        return self._connection, self._project

    def flush(self) -> None:
        """Writes what is new; what can't be written waits for the next time."""
        try:
            connection, project = self.connection()
            self._write(connection, project)
            self._enforce_retention(connection)
        except sqlite3.Error as error:
            self.failed(error)
        else:
            if self.in_file or self.path is None:
                self._well()
        self._forget_the_oldest()

    def close(self) -> None:
        """Writes the last, and lets go of the file."""
        try:
            if self._dirty or self._details or self._samples:
                self.flush()
        finally:
            self._let_go()

    def _write(self, connection: sqlite3.Connection, project: int) -> None:
        if not (self._dirty or self._details or self._samples):
            return
        with transaction(connection):
            writing.put_sessions(connection, project, [self._known[session_id] for session_id in self._dirty])
            for kept in self._details.values():
                writing.put_detail(connection, project, kept.detail, kept.fetched_at, final=kept.final)
            for sample in self._samples:
                writing.put_sample(connection, project, sample)
        self._dirty.clear()
        self._details.clear()
        self._samples.clear()

    def _enforce_retention(self, connection: sqlite3.Connection) -> None:
        now = self._now()
        if self._retain_at is None or now >= self._retain_at:
            retain(connection, now - self._retention)
            self._retain_at = now + DAY

    # The file.

    def _open(self) -> None:
        self._let_go()
        if self.path is None:
            self._use(opening.open_memory(), in_file=False)
            return
        try:
            connection = opening.open_file(self.path)
        except ArchiveDamaged:
            self._say(self._set_aside(self.path))
            if self._connection is None:
                self._use(opening.open_memory(), in_file=False)
        except ArchiveError as error:
            self._say(error)
            self._retry_at = None if isinstance(error, ArchiveNewer) else self._now() + RETRY
            self._use(opening.open_memory(), in_file=False)
        else:
            self._use(connection, in_file=True)

    def _use(self, connection: sqlite3.Connection, *, in_file: bool) -> None:
        """Writes all that is known into what was opened: nothing of it is there, or it is there already."""
        self._connection, self.in_file = connection, in_file
        self._inode = opening.inode_of(self.path) if self.path is not None else None
        with transaction(connection):
            self._project = writing.project_number(connection, self._server, self._project_id)
        self._dirty = dict.fromkeys(self._known)
        self._retain_at = None

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _is_elsewhere(self) -> bool:
        """Whether another program has set the file aside, or deleted it."""
        return self.in_file and self.path is not None and opening.inode_of(self.path) != self._inode

    def _may_retry(self) -> bool:
        return not self.in_file and self._retry_at is not None and self._now() >= self._retry_at

    def _set_aside(self, path: Path) -> ArchiveError:
        """Begins a new file in the place of a damaged one; there is no connection where that fails."""
        inode = self._inode
        self._let_go()
        try:
            told: ArchiveError = opening.set_aside(path, self._now(), inode)
            self._use(opening.open_file(path), in_file=True)
        except OSError as error:
            told = ArchiveUnwritable(
                f"{path}: is damaged, and can't be renamed: {error.strerror}", "Move it away; nothing is archived now."
            )
        except ArchiveError as error:
            told = error
        return told

    # What is wrong.

    def failed(self, error: sqlite3.Error) -> None:
        """SQLite refused: a damaged file is set aside, all else is tried again with what comes next."""
        if self.path is None:
            raise error
        found = opening.problem(error, self.path)
        if not isinstance(found, ArchiveDamaged):
            self._say(found)
            return
        self._say(self._set_aside(self.path))
        if self._connection is None:
            self._use(opening.open_memory(), in_file=False)
        connection, project = self.connection()
        self._write(connection, project)

    def _say(self, trouble: ArchiveError) -> None:
        if type(trouble) is not type(self._trouble):
            self._tell(trouble)
        self._trouble = trouble

    def _well(self) -> None:
        """A damaged file stays news, although there is another one."""
        if self._trouble is not None and not isinstance(self._trouble, ArchiveDamaged):
            self._tell(None)
            self._trouble = None

    def _forget_the_oldest(self) -> None:
        """Keeps what waits, and what is remembered, within bounds."""
        for session_id in list(self._known)[: max(0, len(self._known) - MOST_KNOWN)]:
            del self._known[session_id]
            self._dirty.pop(session_id, None)
        for session_id in list(self._details)[: max(0, len(self._details) - MOST_WAITING)]:
            del self._details[session_id]
        del self._samples[: max(0, len(self._samples) - MOST_WAITING)]
