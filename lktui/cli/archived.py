"""What is known of a session: from the API, and from the archive where the API no longer has it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lktui.cli import access
from lktui.cli.main import warn
from lktui.errors import ArchiveError, SessionNotFound, UsageError
from lktui.model import Session, SessionDetail

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from lktui.archive.archive import Archive
    from lktui.archive.reading import ArchivedDetail


@dataclass(frozen=True, slots=True)
class Known:
    """`session` is the row of the list as far as it was seen; `note` says where it is from if that is not the API."""

    session: Session
    detail: SessionDetail
    fetched_at: datetime
    note: str = ""


async def known(project: access.Access, session_id: str) -> Known:
    """Asks the API, and the archive for what only the list says. Raises UsageError, ApiError."""
    if not session_id.strip():  # an unset variable in a script
        raise UsageError("which session? The ID is empty", "`lktui sessions` lists their ids.")
    kept = await _recalled(project, session_id)
    try:
        async with access.asked(project) as source:
            detail = await source.get_session(session_id)
    except SessionNotFound:
        if kept is None or kept.detail is None:
            raise
        return Known(kept.session, kept.detail, kept.fetched_at, "from lktui's archive: the API does not have it now")
    return Known(kept.session if kept else Session(session_id, ""), detail, access.now())


@asynccontextmanager
async def opened(project: access.Access) -> AsyncIterator[Archive | None]:
    """The archive, to be read; None where there is none, which is not made for that."""
    archive = access.archive_of(project)
    if archive.path is None or not archive.path.exists():
        yield None
        return
    try:
        yield archive
    finally:
        await archive.close()


async def _recalled(project: access.Access, session_id: str) -> ArchivedDetail | None:
    async with opened(project) as archive:
        try:
            return await archive.recall(session_id) if archive is not None else None
        except ArchiveError as error:
            warn(str(error).splitlines())
            return None
