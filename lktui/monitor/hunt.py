"""Fetches the details of many sessions, one after the other, with what polls leave of the budget."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from math import inf
from typing import TYPE_CHECKING

from lktui.errors import ApiError, SessionNotFound
from lktui.monitor.failures import says_so_to_all
from lktui.monitor.state import Hunt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lktui.model import SessionDetail
    from lktui.monitor.budget import Budget
    from lktui.monitor.client import Source

AT_ONCE = 2  # requests under way; with a poll three
TRIES = 3  # of one session, of which no answer can be read while others come


class DetailHunt:
    """`collect` and `send` are called by the monitor between two polls, never in one."""

    def __init__(self, budget: Budget, woken: asyncio.Event) -> None:
        self.failures = 0  # in a row
        self._budget = budget
        self._woken = woken
        self._waiting: deque[str] = deque()
        self._tries: Counter[str] = Counter()
        self._tasks: dict[asyncio.Task[SessionDetail], str] = {}
        self._dropped: set[asyncio.Task[SessionDetail]] = set()
        self._not_before = -inf
        self._total = self._done = self._failed = 0

    @property
    def running(self) -> bool:
        return bool(self._waiting or self._tasks)

    @property
    def progress(self) -> Hunt:
        return Hunt(self._done, self._total, self._failed, self.running)

    def begin(self, ids: Iterable[str]) -> None:
        """In this order, in place of what was wanted before."""
        self.stop()
        self._waiting.extend(ids)
        self._tries.clear()
        self._total, self._done, self._failed, self.failures = len(self._waiting), 0, 0, 0
        self._not_before = -inf

    def stop(self) -> None:
        self._waiting.clear()
        for task in self._tasks:
            task.cancel()
            self._dropped.add(task)
            task.add_done_callback(self._dropped.discard)
        self._tasks.clear()

    def collect(self) -> tuple[list[SessionDetail], ApiError | None]:
        """What came since the last time; and a failure, after which the same session is tried again, but not for ever.

        One that is about the session alone leaves the others the first turn.
        """
        details: list[SessionDetail] = []
        error: ApiError | None = None
        for task, session_id in list(self._tasks.items()):
            if not task.done():
                continue
            del self._tasks[task]
            try:
                details.append(task.result())
            except SessionNotFound:
                self._failed += 1
            except ApiError as failure:
                error = failure
                self.failures += 1
                if says_so_to_all(failure) or failure.fatal:
                    self._waiting.appendleft(session_id)
                else:
                    self._tries[session_id] += 1
                    if self._tries[session_id] < TRIES:
                        self._waiting.append(session_id)
                    else:
                        self._failed += 1
                        self._done += 1
                continue
            self.failures = 0
            self._done += 1
        return details, error

    def wait_until(self, moment: float) -> None:
        """Sends nothing before; monotonic."""
        self._not_before = max(self._not_before, moment)

    def send(self, source: Source, now: float, reserve: int) -> float | None:
        """Sends what may be sent; seconds until it can be more, None where that takes an answer."""
        while self._waiting and len(self._tasks) < AT_ONCE:
            if now < self._not_before:
                return self._not_before - now
            if self._budget.left(now) <= reserve:
                return self._budget.wait(now, reserve + 1)
            self._budget.count(now, planned=False)
            session_id = self._waiting.popleft()
            task = asyncio.create_task(source.get_session(session_id))
            task.add_done_callback(lambda _task: self._woken.set())
            self._tasks[task] = session_id
        return None

    async def close(self) -> None:
        """Waits for what was cancelled to have ended: until then the client is in use."""
        self.stop()
        if self._dropped:
            await asyncio.wait(self._dropped)
