"""The link to the terminal: a writer that never makes anybody wait, and two ways to know what has been taken.

A terminal on this machine makes a write wait until it has taken most of it. Over SSH what is written goes into buffers
that hold seconds of a slow link; there only an answer of the terminal tells what has arrived.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread

if TYPE_CHECKING:
    from collections.abc import Callable

RESET = "\x1b[r\x1b[m"  # margins and look; the cursor goes anywhere
PLAIN = "\x1b[m"  # for the shell, whose cursor is back where it was
QUESTION = "\x1b[?2026$p"  # Textual asks it at the start as well, and understands the answer
WINDOW = 1024  # bytes between two questions, and after one that waits for its answer
BURST = 0.5  # seconds without output after which nothing is on its way
PATIENCE = 10.0  # seconds for an answer; a terminal that takes longer is not asked again
FAREWELL = 3.0  # seconds to wait for the last answer: a shell would take it for something typed


class Link(WriterThread):
    """Writes to the terminal in a thread, and knows when the terminal has taken all of it.

    It takes the place of Textual's own writer and carries on where that has ended.
    """

    def __init__(self, before: WriterThread, free: Callable[[], None], loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(before._file)  # noqa: SLF001 - a writer goes on where another one ends
        self._before = before
        self._free = free
        self._loop = loop
        self._queue.maxsize = 0  # a write never waits; there is one frame in it at most
        self.awaited = False  # whether `free` is to be called
        self.stopped = False

    @property
    def busy(self) -> bool:
        return self._queue.unfinished_tasks > 0

    def write(self, text: str) -> None:
        if not self.stopped:
            super().write(text)

    def stop(self) -> None:
        self.write(PLAIN)
        self.stopped = True
        super().stop()

    def leave(self) -> None:
        """From here on Textual draws: writes wait when there are many, as with its own writer."""
        self.write(RESET)
        self._queue.maxsize = MAX_QUEUED_WRITES

    def run(self) -> None:
        with suppress(OSError):  # the terminal is gone, so there is nobody to tell
            self._carry_on()
            while (text := self._queue.get()) is not None:
                self._write(text)
            self._file.flush()  # whoever stops the process next, as ctrl+z does, must find all of it written
        self.stopped = True

    def _carry_on(self) -> None:
        self._before.stop()
        late = self._before._queue  # noqa: SLF001 - what another thread wrote while the writers changed
        while not late.empty():
            self._file.write(late.get_nowait() or "")
        self._file.flush()

    def _write(self, text: str) -> None:
        self._file.write(text)
        if self._queue.empty():
            self._file.flush()
        self._queue.task_done()
        if self.awaited and not self.busy:
            with suppress(RuntimeError):  # the loop is closed
                self._loop.call_soon_threadsafe(self._free)


class Echo:
    """How much may be on its way to a terminal that answers: about two windows and a frame.

    `free` is called when there is room again.
    """

    def __init__(self, free: Callable[[], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._free = free
        self._clock = clock
        self._sent = 0  # bytes since the last question
        self._sent_at = 0.0
        self._patience: asyncio.TimerHandle | None = None
        self._settled = asyncio.Event()
        self._settled.set()
        self._asks = True

    @property
    def waits(self) -> bool:
        """Whether nothing more should be sent for now."""
        return not self._settled.is_set() and self._sent >= WINDOW

    def after(self, size: int) -> str:
        """The question, if it is time for one, to be sent after so many bytes."""
        now = self._clock()
        idle = now - self._sent_at > BURST
        self._sent_at = now
        self._sent = size if idle else self._sent + size
        if self._sent < WINDOW or not self._settled.is_set() or not self._asks:
            return ""
        self._sent = 0
        self._settled.clear()
        self._patience = asyncio.get_running_loop().call_later(PATIENCE, self._give_up)
        return QUESTION

    def answered(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        if not self._settled.is_set():
            self._settled.set()
            self._free()

    def _give_up(self) -> None:
        self._asks = False
        self.answered()

    async def settle(self) -> None:
        """Asks no more, and waits for the last answer if there is one to come."""
        self._asks = False
        with suppress(TimeoutError):
            await asyncio.wait_for(self._settled.wait(), FAREWELL)
