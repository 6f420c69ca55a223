"""Ends a program whose terminal was closed: where no SIGHUP comes, Textual would read nothing, again and again."""

from __future__ import annotations

import os
import select
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

HUNG_UP = 129  # as a shell tells of SIGHUP
BETWEEN_LOOKS = 1000  # milliseconds
GRACE = 5.0  # seconds: Textual's writer dies with the terminal, and who then writes to it may wait for ever


def watch(terminal: int, loop: asyncio.AbstractEventLoop, gone: Callable[[], object]) -> None:
    """Has the loop call `gone` when an open terminal was closed; the process ends then, sooner or later."""
    if sys.platform == "win32":
        return

    def look() -> None:
        poll = select.poll()
        poll.register(terminal, 0)  # no event but those that always come
        while not any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(BETWEEN_LOOKS)):
            pass
        with suppress(RuntimeError):  # the loop is closed: this was the screen before
            loop.call_soon_threadsafe(gone)
        time.sleep(GRACE)
        os._exit(HUNG_UP)

    threading.Thread(target=look, name="hang-up", daemon=True).start()
