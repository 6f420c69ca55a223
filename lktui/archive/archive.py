"""The archive as an event loop sees it: what is handed in is never waited for, what is asked for is awaited."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from lktui.archive.thread import JobThread

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence
    from concurrent.futures import Future
    from datetime import date
    from pathlib import Path

    from lktui.analysis.findings import Thresholds
    from lktui.analysis.overview import ProjectSample
    from lktui.archive.keeper import Keeper
    from lktui.archive.reader import Reader
    from lktui.archive.reading import ArchivedDetail, ArchivedSession, Extent, Found
    from lktui.errors import ArchiveError
    from lktui.model import Session, SessionDetail

T = TypeVar("T")

NAME = "archive.db"
DAYS = 30
LAST_WRITE = 1.0  # seconds that quitting waits for a file that another program holds


class Archive:
    """One project's part of the archive. `path` None keeps everything in memory, for as long as lktui runs.

    SQLite is loaded, and the file opened, by a thread of its own, with the first thing that comes after `start`; what
    comes before that waits. `told` is called on the event loop with what is wrong with the file: it is never raised.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        server: str = "",
        project_id: str = "",
        retention: timedelta = timedelta(days=DAYS),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.path = path
        self.told: Callable[[ArchiveError | None], None] = lambda _trouble: None
        self.trouble: ArchiveError | None = None
        self._server = server
        self._project_id = project_id
        self._retention = retention
        self._now = now
        self._writer = JobThread("archive")
        self._reading = JobThread("archive reader")
        self._keeper: Keeper | None = None  # belongs to `_writer`
        self._reader: Reader | None = None  # belongs to `_reading`
        self._started = False
        self._closed = False
        self._flushes = 0
        self._held: list[Callable[[Keeper], None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._bug: BaseException | None = None

    def start(self) -> None:
        """Call it when nothing more urgent is left to be loaded."""
        if not self._started:
            self._started = True
            held, self._held = self._held, []
            for job in held:
                self._hand_in(job)
            self._flush()

    # What was seen; called on the event loop.

    def saw(self, sessions: Iterable[Session], at: datetime) -> None:
        self._hand_in(lambda keeper: keeper.take(sessions, at))
        self._flush()

    def keep(self, detail: SessionDetail, fetched_at: datetime, *, final: bool) -> None:
        """A detail was fetched; `final` if it no longer changes."""
        if detail.raw:
            self._hand_in(lambda keeper: keeper.take_detail(detail, fetched_at, final=final))
            self._flush()

    def sampled(self, sample: ProjectSample) -> None:
        self._hand_in(lambda keeper: keeper.take_sample(sample))
        self._flush()

    async def close(self) -> None:
        """Writes the last of it; gives up on a file that is not to be had."""
        if self._closed or not (self._started or self._held):
            return
        self.start()
        self._closed = True
        done = self._writer.submit(lambda: self._own().close())
        self._reading.submit(self._stop_reading)
        for thread in (self._writer, self._reading):
            thread.stop()
        written = asyncio.wrap_future(done)
        await asyncio.wait([written], timeout=LAST_WRITE)
        if written.done():
            self._ended(written)

    # What is asked for. Raises ArchiveError.

    async def recall(self, session_id: str) -> ArchivedDetail | None:
        """What is kept of a session; None where it was never seen."""

        def detail(connection: sqlite3.Connection, project: int) -> ArchivedDetail | None:
            from lktui.archive import reading  # noqa: PLC0415 - loaded by the thread that needs it

            return reading.detail(connection, project, session_id)

        return await self._read(detail)

    async def sessions(self, start: date | None = None, end: date | None = None) -> list[ArchivedSession]:
        """Those that began on these UTC days, newest first."""

        def sessions(connection: sqlite3.Connection, project: int) -> list[ArchivedSession]:
            from lktui.archive import reading  # noqa: PLC0415

            return reading.sessions_of(connection, project, start, end)

        return await self._read(sessions)

    async def find(self, needle: str) -> Found:
        """Who has `needle` in the identity or the name, in all sessions of which a detail is kept."""

        def found(connection: sqlite3.Connection, project: int) -> Found:
            from lktui.archive import reading  # noqa: PLC0415

            return reading.find(connection, project, needle)

        return await self._read(found)

    async def final(self) -> frozenset[str]:
        """Ids of the sessions of which a detail is kept that no longer changes."""

        def final(connection: sqlite3.Connection, project: int) -> frozenset[str]:
            from lktui.archive import reading  # noqa: PLC0415

            return reading.final(connection, project)

        return await self._read(final)

    async def detailed(self) -> frozenset[str]:
        """Ids of the sessions of which a detail is kept."""

        def detailed(connection: sqlite3.Connection, project: int) -> frozenset[str]:
            from lktui.archive import reading  # noqa: PLC0415

            return reading.detailed(connection, project)

        return await self._read(detailed)

    async def flags(self, session_ids: Sequence[str], thresholds: Thresholds) -> dict[str, list[str]]:
        """What the rules find in the details that are kept of these sessions."""

        def flags(connection: sqlite3.Connection, project: int) -> dict[str, list[str]]:
            from lktui.archive import reading  # noqa: PLC0415

            return reading.flags(connection, project, session_ids, thresholds)

        return await self._read(flags)

    async def samples(self, since: datetime) -> list[ProjectSample]:
        """Those of polls since then that counted all of the project, in their order."""

        def samples(connection: sqlite3.Connection, project: int) -> list[ProjectSample]:
            from lktui.archive import reading  # noqa: PLC0415

            return reading.samples(connection, project, since)

        return await self._read(samples)

    async def extent(self) -> Extent:
        """How much there is."""

        def extent(connection: sqlite3.Connection, project: int) -> Extent:
            from lktui.archive import reading  # noqa: PLC0415

            return reading.extent(connection, project)

        return await self._read(extent)

    # The threads.

    def _hand_in(self, job: Callable[[Keeper], None]) -> None:
        if self._bug is not None:
            raise self._bug
        if self._closed:
            return
        if self._started:
            self._writer.submit(lambda: job(self._own())).add_done_callback(self._ended)
        else:
            self._held.append(job)

    def _flush(self) -> None:
        """Once for all that was handed in while the writer was busy."""
        if self._started and not self._closed:
            self._loop = asyncio.get_running_loop()
            number = self._flushes = self._flushes + 1

            def flush() -> None:
                if number == self._flushes:
                    self._own().flush()

            self._writer.submit(flush).add_done_callback(self._ended)

    def _ended(self, future: Future[None] | asyncio.Future[None]) -> None:
        """A bug in the threads comes out where the next thing is handed in."""
        if not future.cancelled() and (bug := future.exception()) is not None:
            self._bug = bug

    def _own(self) -> Keeper:
        if self._keeper is None:
            from lktui.archive.keeper import Keeper  # noqa: PLC0415 - loads SQLite

            self._keeper = Keeper(
                self.path,
                self._server,
                self._project_id,
                retention=self._retention,
                now=self._now,
                tell=self._tell,
            )
        return self._keeper

    def _tell(self, trouble: ArchiveError | None) -> None:
        self.trouble = trouble
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(lambda: self.told(trouble))

    async def _read(self, job: Callable[[sqlite3.Connection, int], T]) -> T:
        self._loop = asyncio.get_running_loop()
        self.start()
        keeper = self._keeper
        if keeper is None or not keeper.is_open:
            keeper = await asyncio.wrap_future(self._writer.submit(self._opened))
        if keeper.in_file:
            return await asyncio.wrap_future(self._reading.submit(lambda: self._ask_file(job)))
        return await asyncio.wrap_future(self._writer.submit(lambda: job(*keeper.connection())))

    def _opened(self) -> Keeper:
        keeper = self._own()
        keeper.connection()
        return keeper

    def _ask_file(self, job: Callable[[sqlite3.Connection, int], T]) -> T:
        import sqlite3  # noqa: PLC0415 - loaded already, by the keeper

        from lktui.archive.opening import problem  # noqa: PLC0415
        from lktui.archive.reader import Reader  # noqa: PLC0415

        assert self.path is not None  # noqa: S101 - it is in a file
        if self._reader is None:
            self._reader = Reader(self.path, self._server, self._project_id)
        try:
            return self._reader.ask(job)
        except sqlite3.Error as error:
            refused = error
        found = problem(refused, self.path)
        self._writer.submit(lambda: self._own().failed(refused)).add_done_callback(self._ended)
        raise found

    def _stop_reading(self) -> None:
        if self._reader is not None:
            self._reader.close()
