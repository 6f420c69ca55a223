"""How many requests a minute the API is asked at most: counted as they are sent, less after it complained."""

from __future__ import annotations

from collections import deque

DEFAULT = 60  # requests a minute
FLOOR = 6
MINUTE = 60.0  # seconds
RECOVERS_AFTER = 60.0  # seconds without a complaint, for each tenth that comes back


class Budget:
    """No minute has more than `limit` requests, wherever it begins; `full` is what the user allows.

    `now` is monotonic, in seconds.
    """

    def __init__(self, full: int = DEFAULT) -> None:
        self.full = max(1, full)
        self.limit = self.full
        self._sent: deque[float] = deque()
        self._changed_at = 0.0

    def count(self, now: float) -> None:
        """A request is being sent."""
        self._sent.append(now)

    def left(self, now: float) -> int:
        """How many requests may be sent at once."""
        while self._sent and self._sent[0] <= now - MINUTE:
            self._sent.popleft()
        return max(0, self.limit - len(self._sent))

    def wait(self, now: float, wanted: int = 1) -> float:
        """Seconds until so many may be sent at once; never more than a minute."""
        missing = min(wanted, self.limit) - self.left(now)
        return (
            max(0.0, self._sent[missing + max(0, len(self._sent) - self.limit) - 1] + MINUTE - now)
            if missing > 0
            else 0.0
        )

    def shrink(self, now: float) -> None:
        """The API complained."""
        self.limit = min(self.full, max(FLOOR, self.limit // 2))
        self._changed_at = now

    def recover(self, now: float) -> None:
        """Gives back what time has healed."""
        while self.limit < self.full and now - self._changed_at >= RECOVERS_AFTER:
            self.limit = min(self.full, self.limit + max(1, self.full // 10))
            self._changed_at += RECOVERS_AFTER
