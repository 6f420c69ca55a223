"""Asking more than once: for commands that run without anybody who would press a key to try again."""

from __future__ import annotations

import asyncio
from random import Random
from typing import TYPE_CHECKING, TypeVar

from lktui.errors import ApiError, BadPayload, ClockOff, RateLimited, TimedOut, Unavailable
from lktui.monitor import schedule
from lktui.monitor.budget import Budget, Metered

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date

    from lktui.model import SessionDetail, SessionPage
    from lktui.monitor.client import Source

T = TypeVar("T")
TRIES = 3
LONGEST_WAIT = 30.0  # seconds; whoever waits for longer wants to know why


class Patient:
    """A source inside a budget of requests a minute that tries again what may be over in a moment.

    A list that times out is not tried again: it is the number of sessions that has to change. `say` gets a line for
    each wait.
    """

    def __init__(
        self,
        source: Source,
        *,
        budget: int,
        say: Callable[[str], None] = lambda _words: None,
        clock: schedule.Clock | None = None,
        random: Random | None = None,
    ) -> None:
        self._clock = clock or schedule.SystemClock()
        self._source = Metered(source, Budget(budget), self._clock)
        self._say = say
        self._random = random or Random()

    async def list_sessions(
        self, page: int, limit: int, start: date | None = None, end: date | None = None
    ) -> SessionPage:
        return await self._patiently(lambda: self._source.list_sessions(page, limit, start, end), TimedOut)

    async def get_session(self, session_id: str) -> SessionDetail:
        return await self._patiently(lambda: self._source.get_session(session_id))

    async def _patiently(self, ask: Callable[[], Awaitable[T]], hopeless: type[ApiError] = ClockOff) -> T:
        for failures in range(1, TRIES):
            try:
                return await ask()
            except (Unavailable, RateLimited, BadPayload) as error:
                wait = max(schedule.backoff(failures, self._random.random()), error.retry_after or 0.0)
                if isinstance(error, hopeless) or wait > LONGEST_WAIT:
                    raise
                self._say(f"{error.what}: again in {wait:.0f} s")
                await self._clock.wait(asyncio.Event(), wait)
        return await ask()
