"""When to ask again: the refresh interval's steps, back-off after failures, and a clock that can be waited on."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol

FLOOR = 2.0  # seconds; below that it is no refresh but a load test
STEPS = (2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0)
SHORTEST_RETRY = 0.5
BACKOFF_START = 2.0
BACKOFF_CAP = 60.0
NAP = 2.0  # seconds after which a wait looks whether the machine has slept
SHORTEST_SLEEP = 5.0  # seconds: clocks are corrected by less


def backoff(failures: int, chance: float) -> float:
    """Seconds to wait after so many failures in a row: full jitter, `chance` in [0, 1) drawn by the caller."""
    ceiling = min(BACKOFF_CAP, BACKOFF_START * 2.0 ** min(failures - 1, 16))
    return max(SHORTEST_RETRY, chance * ceiling)


def longer(refresh: float) -> float:
    """The next longer interval; after the longest comes 0, manual."""
    if refresh == 0:
        return 0.0
    return next((step for step in STEPS if step > refresh), 0.0)


def shorter(refresh: float) -> float:
    """The next shorter interval; 0, manual, comes down to the longest."""
    if refresh == 0:
        return STEPS[-1]
    return next((step for step in reversed(STEPS) if step < refresh), FLOOR)


class Clock(Protocol):
    """The time, and a wait that an event cuts short; tests bring their own."""

    def now(self) -> datetime: ...
    def monotonic(self) -> float: ...
    async def wait(self, woken: asyncio.Event, seconds: float | None) -> None: ...


class WakefulClock:
    """A clock whose monotonic time goes on while the machine sleeps, and whose waits end when it wakes up.

    Where the machine's monotonic clock stands still then, the other one jumps ahead; so where that jumps, the time
    counts as passed: `slept` is how much has. Being set back it changes nothing.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._now, self._monotonic = clock.now(), clock.monotonic()
        self.slept = 0.0
        self._told = 0.0

    def woke_up(self) -> bool:
        """Whether the machine has slept since this was asked."""
        before, self._told = self._told, self.slept
        return self.slept > before

    def now(self) -> datetime:
        return self._clock.now()

    def monotonic(self) -> float:
        now, monotonic = self._clock.now(), self._clock.monotonic()
        jump = (now - self._now).total_seconds() - (monotonic - self._monotonic)
        if jump >= SHORTEST_SLEEP:
            self.slept += jump
        self._now, self._monotonic = now, monotonic
        return monotonic + self.slept

    async def wait(self, woken: asyncio.Event, seconds: float | None) -> None:
        """As `Clock.wait`, or until the machine has slept."""
        slept, begun = self.slept, self.monotonic()
        while not woken.is_set() and self.slept == slept:
            left = NAP if seconds is None else min(NAP, begun + seconds - self.monotonic())
            if left <= 0:
                return
            await self._clock.wait(woken, left)
            self.monotonic()

    async def wait_for(self, task: asyncio.Task[None]) -> None:
        """Until it has ended, or the machine has slept."""
        done = asyncio.Event()
        task.add_done_callback(lambda _task: done.set())
        await self.wait(done, None)


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def wait(self, woken: asyncio.Event, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await woken.wait()
        except TimeoutError:
            pass
