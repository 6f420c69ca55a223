"""Work that another process does while this one loads what will show it: both processors are used, at a start."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
from typing import TYPE_CHECKING, Generic, NoReturn, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

T = TypeVar("T")


class Ahead(Generic[T]):
    """`work` begins at once, in a copy of this process; its result is pickled. `end` it, or wait for the result.

    To be made before there are threads and an event loop. Raises OSError where there can't be another process.
    """

    def __init__(self, work: Callable[[], Coroutine[None, None, T]]) -> None:
        if not hasattr(os, "fork"):
            raise OSError("processes can't be copied here")
        told, telling = os.pipe()
        try:
            self._pid = os.fork()
        except OSError:
            os.close(told)
            os.close(telling)
            raise
        if not self._pid:
            _tell(work, telling)
        os.close(telling)
        self._told = os.fdopen(told, "rb", buffering=0)

    async def result(self, patience: float) -> T | None:
        """What the work came to; None if it failed, or was not done after so many seconds. To be asked for once."""
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        pipe, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, self._told)
        try:
            async with asyncio.timeout(patience):
                told: T = pickle.loads(await reader.read())  # noqa: S301 - our own words, from our own process
                return told
        except (TimeoutError, EOFError, pickle.UnpicklingError):
            return None
        finally:
            pipe.close()
            self.end()

    def end(self) -> None:
        self._told.close()
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = 0


def _tell(work: Callable[[], Coroutine[None, None, T]], telling: int) -> NoReturn:
    """In the other process, which never returns."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # it says nothing when it is interrupted
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):  # the terminal is not its own
            os.dup2(nothing, stream)
        # not `asyncio.run`, which would wait for threads that hang
        told = pickle.dumps(asyncio.new_event_loop().run_until_complete(work()))
        with open(telling, "wb") as pipe:
            pipe.write(told)
    finally:
        os._exit(0)
