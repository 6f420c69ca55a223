"""How many requests a minute the API is asked at most: counted as they are sent, less after it complained."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from lktui.model import SessionDetail, SessionPage
    from lktui.monitor.client import Source
    from lktui.monitor.schedule import Clock

DEFAULT = 60  # requests a minute
FLOOR = 6
MINUTE = 60.0  # seconds
RECOVERS_AFTER = 60.0  # seconds without a complaint, for each tenth that comes back


class Budget:
    """No minute has more requests than `full`, wherever it begins: what the user allows. A complaint lowers `limit`.

    `now` is monotonic, in seconds.
    """

    def __init__(self, full: int = DEFAULT) -> None:
        self.full = max(1, full)
        self.limit = self.full
        self._sent: deque[float] = deque(maxlen=self.full)  # what came before those keeps nothing waiting
        self._planned: deque[float] = deque()
        self._changed_at = 0.0

    def count(self, now: float, *, planned: bool = True) -> None:
        """A request is being sent; `planned` are those of polls and of the user."""
        self._sent.append(now)
        if planned:
            self._planned.append(now)

    def planned(self, now: float) -> int:
        """How many of the last minute were."""
        while self._planned and self._planned[0] <= now - MINUTE:
            self._planned.popleft()
        return len(self._planned)

    def left(self, now: float) -> int:
        """How many requests may be sent at once."""
        while self._sent and self._sent[0] <= now - MINUTE:
            self._sent.popleft()
        return max(0, self.limit - len(self._sent))

    def wait(self, now: float, wanted: int = 1) -> float:
        """Seconds until so many may be sent at once; never more than a minute."""
        return _wait(self._sent, self.limit - min(wanted, self.limit) + 1, now)

    def wait_for_poll(self, now: float) -> float:
        """The same for one request of a poll or of the user.

        After a complaint these go on by themselves, inside what the user allows: what the load has sent before that
        keeps the load waiting, not them.
        """
        return min(self.wait(now), max(_wait(self._sent, self.full, now), _wait(self._planned, self.limit, now)))

    def shrink(self, now: float) -> None:
        """The API complained."""
        self.limit = min(self.full, max(FLOOR, self.limit // 2))
        self._changed_at = now

    def recover(self, now: float) -> None:
        """Gives back what time has healed."""
        while self.limit < self.full and now - self._changed_at >= RECOVERS_AFTER:
            self.limit = min(self.full, self.limit + max(1, self.full // 10))
            self._changed_at += RECOVERS_AFTER


def _wait(sent: Sequence[float], most: int, now: float) -> float:
    """Seconds until the last minute has less than `most` of them."""
    return max(0.0, sent[-most] + MINUTE - now) if len(sent) >= most else 0.0


class Told(Protocol):
    """Takes for how many seconds a request waits for the minute to pass; 0 when it no longer does."""

    def __call__(self, seconds: float, /) -> None: ...


def _nobody(_seconds: float, /) -> None:
    pass


class Metered:
    """A source whose every request is counted, and waits while the minute is full; `tell` is told when one does."""

    def __init__(self, source: Source, budget: Budget, clock: Clock, tell: Told | None = None) -> None:
        self._source = source
        self._budget = budget
        self._clock = clock
        self._tell = tell or _nobody

    async def list_sessions(
        self, page: int, limit: int, start: date | None = None, end: date | None = None
    ) -> SessionPage:
        await self._admitted()
        return await self._source.list_sessions(page, limit, start, end)

    async def get_session(self, session_id: str) -> SessionDetail:
        await self._admitted()
        return await self._source.get_session(session_id)

    async def _admitted(self) -> None:
        while seconds := self._budget.wait_for_poll(self._clock.monotonic()):
            self._tell(seconds)
            try:
                await self._clock.wait(asyncio.Event(), seconds)
            finally:
                self._tell(0.0)
        self._budget.count(self._clock.monotonic())
