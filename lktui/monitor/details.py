"""The open session: its detail from the API, and from a store where the API would say the same, or nothing any more."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from math import inf
from typing import TYPE_CHECKING

from lktui.errors import ApiError, ArchiveError, ClockOff, RateLimited
from lktui.monitor import events as ev
from lktui.monitor.days import KEPT_DAYS
from lktui.monitor.reduce import is_final
from lktui.monitor.state import Wait

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from lktui.model import Session, SessionDetail
    from lktui.monitor.client import Source
    from lktui.monitor.picture import Picture
    from lktui.monitor.schedule import Clock
    from lktui.monitor.state import OpenSession
    from lktui.monitor.store import DetailStore, Recalled

HURRY = 0.3  # seconds between two that are opened, as by a key that is held: each would cost a request
RECALL_PATIENCE = 1.0  # seconds until the API is asked instead of a store that does not answer


class Details:
    """Calls `ask` when the API is to be asked; sets `woken` when the store has answered."""

    def __init__(
        self,
        picture: Picture,
        store: DetailStore | None,
        clock: Clock,
        *,
        ask: Callable[[], None],
        woken: asyncio.Event,
    ) -> None:
        self.asking = False  # the detail is being fetched right now
        self._picture = picture
        self._store = store
        self._clock = clock
        self._ask = ask
        self._woken = woken
        self._recall: asyncio.Task[None] | None = None
        self._opened_at = -inf

    def look_up(self, session_id: str) -> None:
        """A session was opened. Who goes through many in a hurry is asked for the one where that ends."""
        now = self._clock.monotonic()
        hurried, self._opened_at = now - self._opened_at < HURRY, now
        if self._store is None and not hurried:
            self._ask()
        else:
            self._recall = asyncio.create_task(self._recalled(session_id, hurried=hurried))
            self._recall.add_done_callback(lambda _task: self._woken.set())

    async def _recalled(self, session_id: str, *, hurried: bool) -> None:
        """Shows what is kept, and asks the API for what may have changed since."""
        kept = await self._kept(session_id)
        final = False
        if kept is not None:
            final = (kept.final and kept.detail is not None) or self._is_beyond_the_api(kept.session)
            self._picture.apply(ev.SessionRecalled(kept.session, kept.detail, kept.fetched_at, final))
        if final:
            return
        if hurried:
            await self._clock.wait(asyncio.Event(), HURRY)
        self._ask()

    async def _kept(self, session_id: str) -> Recalled | None:
        if self._store is None:
            return None
        try:
            async with asyncio.timeout(RECALL_PATIENCE):
                return await self._store.recall(session_id)
        except (ArchiveError, TimeoutError):
            return None

    def _is_beyond_the_api(self, session: Session) -> bool:
        last = session.ended_at or session.last_active or session.created_at
        return last is not None and self._clock.now() - last > timedelta(days=KEPT_DAYS + 1)

    def settle(self) -> None:
        """The store may have answered; a bug in it comes out here."""
        if self._recall is not None and self._recall.done():
            self.forget()

    def forget(self) -> None:
        """What it was looked for is not wanted any more."""
        recall, self._recall = self._recall, None
        if recall is not None and not recall.cancel() and not recall.cancelled():
            recall.result()

    def waits(self, seconds: float, why: str) -> None:
        """It is asked for only then; 0 for now."""
        until = self._clock.now() + timedelta(seconds=seconds)
        self._picture.apply(ev.SessionWaits(Wait(until, why) if seconds else None))

    async def fetch(self, source: Source) -> None:
        """Raises those ApiErrors that are not about this session alone."""
        watched = self._picture.state.open
        if watched is None or watched.settled or self._recall is not None:
            return
        self.asking = True
        self._picture.apply(ev.SessionWaits(None))
        try:
            detail = await source.get_session(watched.session_id)
        except ApiError as error:
            self._picture.apply(ev.SessionFailed(watched.session_id, error))
            if error.fatal or error.retry_after is not None or isinstance(error, (RateLimited, ClockOff)):
                raise  # else it may be about this session only: the list tells
        else:
            now = self._clock.now()
            self._picture.apply(ev.SessionFetched(detail, now))
            self._keep(watched, detail, now)
        finally:
            self.asking = False

    def _keep(self, before: OpenSession, detail: SessionDetail, now: datetime) -> None:
        """Only what is news: an open session is fetched with every poll."""
        watched = self._picture.state.open
        settled = watched is not None and watched.settled
        if self._store is not None and (before.recalled or settled or not detail.equals(before.detail)):
            self._store.keep(detail, now, final=settled or is_final(detail, now))
