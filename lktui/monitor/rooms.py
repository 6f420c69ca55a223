"""Asks the room service which rooms are live: beside the polls, seldom, and without consequences when it fails."""

from __future__ import annotations

import asyncio
from math import inf
from typing import TYPE_CHECKING

from lktui.errors import ApiError
from lktui.monitor import plan

if TYPE_CHECKING:
    from datetime import datetime

    from lktui.model import LiveRooms
    from lktui.monitor.budget import Budget
    from lktui.monitor.client import RoomSource
    from lktui.monitor.schedule import Clock
    from lktui.monitor.state import State

INTERVAL = 60.0  # seconds
AFTER_FAILURE = 300.0  # seconds: what refused or failed once mostly does so again


class RoomWatch:
    """`collect` and `ask` are called by the monitor between two polls."""

    def __init__(self, budget: Budget, woken: asyncio.Event, clock: Clock) -> None:
        self._budget = budget
        self._woken = woken
        self._clock = clock
        self._not_before = -inf
        self._asked_after: datetime | None = None  # the poll
        self._request: tuple[datetime, asyncio.Task[LiveRooms]] | None = None

    def collect(self) -> tuple[datetime, LiveRooms | None] | None:
        """The answer that came, and when it was asked for; no rooms where it failed. A bug in the source comes out."""
        if self._request is None or not self._request[1].done():
            return None
        (asked_at, task), self._request = self._request, None
        try:
            return asked_at, task.result()
        except ApiError as error:
            wait = max(AFTER_FAILURE, error.retry_after or 0.0)
            self._not_before = self._clock.monotonic() + wait
            return asked_at, None

    def ask(self, source: RoomSource, state: State) -> None:
        """Asks if a poll has found sessions that are called active, and neither time nor budget speak against it."""
        now = self._clock.monotonic()
        if not source.can_list_rooms or self._request is not None or now < self._not_before:
            return
        if state.fetched_at is None or state.fetched_at == self._asked_after:
            return
        if self._budget.left(now) <= plan.reserve(self._budget.limit, state.refresh, 1, self._budget.planned(now)):
            return
        self._asked_after = state.fetched_at
        if any(session.ended_at is None for session in state.catalog.sessions):
            self._not_before = now + INTERVAL
            self._budget.count(now, planned=False)
            task = asyncio.create_task(source.list_rooms())
            task.add_done_callback(lambda _task: self._woken.set())
            self._request = (self._clock.now(), task)

    async def close(self) -> None:
        """Waits for what was cancelled to have ended: until then the client is in use."""
        if self._request is not None:
            task = self._request[1]
            task.cancel()
            await asyncio.wait({task})
            for _ in range(3):
                await asyncio.sleep(0)  # its connection ends a turn of the loop later
