"""A terminal at the end of a slow link, and how long after a key that was held its program goes on drawing."""

from __future__ import annotations

import os
import select
import termios
import threading
import time
import tty

from support.terminal import Terminal

REPEAT = 30  # times a second, as keyboards do


class SlowTerminal(Terminal):
    """Takes only so many bytes a second once `rate` is set."""

    rate = 0
    _free_at = 0.0

    def _read(self, seconds: float) -> bool:
        wait = self._free_at - time.monotonic()
        time.sleep(max(0.0, min(wait, seconds)))
        if wait > seconds:
            return True  # there is more to come
        before = self.mark
        got = super()._read(max(0.0, seconds - max(0.0, wait)))
        if self.rate:
            self._free_at = time.monotonic() + (self.mark - before) / self.rate
        return got

    def unread(self) -> bytes:
        """What was typed, or answered, and nobody has read."""
        tty.setraw(self._slave, termios.TCSANOW)
        ready, _, _ = select.select([self._slave], [], [], 0.3)
        return os.read(self._slave, 1024) if ready else b""

    def lag_of_held_key(self, key: str, seconds: float, rate: int) -> float:
        """Seconds from the last press to the last byte, at `rate` bytes a second; it stays slow."""
        self.rate = rate
        released = 0.0

        def hold() -> None:
            nonlocal released
            for _ in range(int(seconds * REPEAT)):
                time.sleep(1 / REPEAT)
                released = time.monotonic()
                self.press(key)

        finger = threading.Thread(target=hold)
        finger.start()
        while finger.is_alive():
            self.listen(0.05)
        finger.join()
        self.settle(0.5)
        return max(0.0, self.last_byte_at - released)
