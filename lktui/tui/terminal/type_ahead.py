"""Keys typed ahead go where they belong: to what the key before them has opened, not to what had the focus till then.

Textual hands every key at once to the widget that has the focus, and the key before it may still be on its way: of
"/room" in one packet, as SSH delivers it, the letters would go to the table. So a key waits until the one before has
been dealt with. That is known from callbacks that follow it through the same queues.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar

from textual import events
from textual.app import App, ScreenStackError

if TYPE_CHECKING:
    from textual.message_pump import MessagePump

Result = TypeVar("Result")

ROUNDS = 3  # a key's action posts a message, which posts another one
LONGEST = 2.0  # seconds: no widget holds up the keyboard for longer
LOOK = 0.05  # seconds between looks at whether the widget that we wait for still lives
AT_ONCE = ("ctrl+c",)


class TypeAheadApp(App[Result], Generic[Result], inherit_bindings=False):
    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[events.Key | events.Paste] = deque()
        self._settling: asyncio.Task[None] | None = None

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded and not _is_urgent(event):
            self._typed.append(event)
            await self._next_key()
        else:
            await super().on_event(event)

    async def _next_key(self) -> None:
        if self._typed and self._settling is None:
            await super().on_event(self._typed.popleft())
            self._settling = asyncio.create_task(self._settle())

    async def _settle(self) -> None:
        """Ends when all that the last key led to has happened."""
        with suppress(TimeoutError, ScreenStackError):
            async with asyncio.timeout(LONGEST):
                for _ in range(ROUNDS):
                    for pump in (self.focused or self.screen).ancestors_with_self:
                        await _queue_is_through(pump)
        self._settling = None
        self.call_later(self._next_key)


def _is_urgent(event: events.Event) -> bool:
    return isinstance(event, events.Key) and event.key in AT_ONCE


async def _queue_is_through(pump: MessagePump) -> None:
    through = asyncio.Event()
    if pump.call_later(through.set):
        while pump.is_running and not through.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(through.wait(), LOOK)
