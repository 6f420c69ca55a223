"""Where details are kept for later: what the monitor needs of an archive, whatever that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from lktui.model import Session, SessionDetail


class Recalled(Protocol):
    """What was kept of a session; `detail` is None where it was never fetched, `final` if it no longer changes."""

    @property
    def session(self) -> Session: ...
    @property
    def detail(self) -> SessionDetail | None: ...
    @property
    def fetched_at(self) -> datetime: ...
    @property
    def final(self) -> bool: ...


class DetailStore(Protocol):
    async def recall(self, session_id: str) -> Recalled | None:
        """None where the session is not known. Raises ArchiveError."""

    def keep(self, detail: SessionDetail, fetched_at: datetime, *, final: bool) -> None:
        """Does not wait for it to be written."""
