"""A clock that stands still until a test moves it: the monitor's, without waiting."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

NOON = datetime(2025, 9, 29, 12, 0, tzinfo=UTC)


class FakeClock:
    def __init__(self, now: datetime = NOON) -> None:
        self._now = now
        self._monotonic = 1000.0
        self._sleepers: list[tuple[float, asyncio.Event]] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    async def wait(self, woken: asyncio.Event, seconds: float | None) -> None:
        alarm = asyncio.Event()
        if seconds is not None:
            self._sleepers.append((self._monotonic + seconds, alarm))
        waits = [asyncio.ensure_future(woken.wait()), asyncio.ensure_future(alarm.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.wait(waits)

    def set(self, seconds: float) -> None:
        """Moves the time of day alone: the machine slept, or somebody set the clock."""
        self._now += timedelta(seconds=seconds)

    async def advance(self, seconds: float) -> None:
        """Lets time pass, and everything happen that was waiting for it."""
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds
        for due, alarm in self._sleepers:
            if due <= self._monotonic:
                alarm.set()
        self._sleepers = [(due, alarm) for due, alarm in self._sleepers if due > self._monotonic]
        await settle()


async def settle() -> None:
    """Lets everything that can run do so until it waits again."""
    for _ in range(100):
        await asyncio.sleep(0)
