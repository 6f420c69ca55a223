"""A store of details without a file, for tests of the monitor."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from lktui.model import Session, SessionDetail


@dataclass(frozen=True)
class Kept:
    session: Session
    detail: SessionDetail | None
    fetched_at: datetime
    final: bool = False


@dataclass
class FakeStore:
    """`kept` is what it answers with, `put` what it was given; `held` holds answers back, `failing` is raised."""

    kept: dict[str, Kept] = field(default_factory=dict)
    put: list[tuple[SessionDetail, datetime, bool]] = field(default_factory=list)
    held: asyncio.Event | None = None
    failing: Exception | None = None

    async def recall(self, session_id: str) -> Kept | None:
        if self.held is not None:
            await self.held.wait()
        if self.failing is not None:
            raise self.failing
        return self.kept.get(session_id)

    def keep(self, detail: SessionDetail, fetched_at: datetime, *, final: bool) -> None:
        self.put.append((detail, fetched_at, final))
