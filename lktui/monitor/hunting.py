"""Looking through the details of many sessions, for the user who waits: what comes is kept, and handed on at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.monitor import events as ev
from lktui.monitor import schedule
from lktui.monitor.hunt import DetailHunt
from lktui.monitor.reduce import is_final

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from lktui.errors import ApiError
    from lktui.model import SessionDetail
    from lktui.monitor.background.background import Background
    from lktui.monitor.budget import Budget
    from lktui.monitor.client import Source
    from lktui.monitor.picture import Picture
    from lktui.monitor.schedule import Clock
    from lktui.monitor.store import DetailStore
    from lktui.monitor.timetable import Timetable


class Hunting:
    """`take_in` and `send` are called between two polls, which come first; the background load waits for it."""

    def __init__(
        self,
        picture: Picture,
        store: DetailStore | None,
        timetable: Timetable,
        background: Background,
        budget: Budget,
        clock: Clock,
        woken: asyncio.Event,
    ) -> None:
        self._picture = picture
        self._store = store
        self._timetable = timetable
        self._background = background
        self._budget = budget
        self._clock = clock
        self._woken = woken
        self._hunt = DetailHunt(budget, woken)
        self._hunted: Callable[[SessionDetail, datetime], None] = lambda _detail, _at: None

    def begin(self, session_ids: Iterable[str], hunted: Callable[[SessionDetail, datetime], None]) -> None:
        self._hunted = hunted
        self._hunt.begin(session_ids)
        self._tell()
        self._woken.set()

    def stop(self) -> None:
        if self._hunt.running:
            self._hunt.stop()
            self._tell()

    def take_in(self) -> ApiError | None:
        """The details that came are handed on; answers with a failure, if there was one."""
        details, error = self._hunt.collect()
        now = self._clock.now()
        for detail in details:
            if self._store is not None:
                self._store.keep(detail, now, final=is_final(detail, now))
            self._hunted(detail, now)
        return error

    def back_off(self, chance: float) -> None:
        """After a failure that says nothing of other requests."""
        self._hunt.wait_until(self._clock.monotonic() + schedule.backoff(self._hunt.failures, chance))

    def send(self, source: Source) -> float | None:
        """Sends what may be sent; seconds until it can be more, None where that takes an answer or the user."""
        if self._picture.state.hunt is None:
            return None
        seconds = None
        now = self._clock.monotonic()
        if self._hunt.running and self._picture.state.error is None:
            self._hunt.wait_until(now + self._timetable.left_alone_for)
            self._budget.recover(now)
            seconds = self._hunt.send(source, now, self._background.pace.reserve(now))
        self._tell()
        return seconds

    def _tell(self) -> None:
        self._picture.apply(ev.Hunted(self._hunt.progress))

    async def close(self) -> None:
        await self._hunt.close()
