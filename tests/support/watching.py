"""A monitor that runs on a fake clock and a fake client, with every state that it published."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from random import Random

from support.fake_client import FakeClient
from support.fake_clock import FakeClock, settle

from lktui.monitor.days import DateRange
from lktui.monitor.monitor import Monitor
from lktui.monitor.state import State
from lktui.monitor.store import DetailStore


class Chance(Random):
    """The chance that a test wants."""

    def __init__(self, value: float = 0.5) -> None:
        super().__init__()
        self.value = value

    def random(self) -> float:
        return self.value


@dataclass
class Watch:
    monitor: Monitor
    client: FakeClient
    clock: FakeClock
    chance: Chance
    states: list[State] = field(default_factory=list)

    @property
    def state(self) -> State:
        return self.monitor.state

    @property
    def notice(self) -> str:
        return self.state.notice.text if self.state.notice else ""

    @property
    def seconds_to_next_poll(self) -> float | None:
        at = self.state.next_poll_at
        return None if at is None else (at - self.clock.now()).total_seconds()


@asynccontextmanager
async def watching(
    client: FakeClient,
    *,
    refresh: float = 10.0,
    page_size: int = 3,
    chosen: DateRange | None = None,
    max_sessions: int = 0,
    budget: int = 1000,
    clock: FakeClock | None = None,
    store: DetailStore | None = None,
) -> AsyncIterator[Watch]:
    """Runs until the block ends; the first poll has been done, or hangs, when it begins.

    Without `max_sessions` nothing is loaded but what is shown, so that a test sees the polls alone.
    """
    clock, chance = clock or FakeClock(), Chance()
    monitor = Monitor(
        client,
        refresh=refresh,
        page_size=page_size,
        chosen=chosen,
        max_sessions=max_sessions,
        budget=budget,
        store=store,
        clock=clock,
        random=chance,
    )
    watch = Watch(monitor, client, clock, chance)
    running = asyncio.create_task(monitor.run(watch.states.append))
    try:
        await settle()
        yield watch
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
