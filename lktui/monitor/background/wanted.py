"""How many sessions of the range are to be loaded: a limit that the user moves on, and what is needed at once."""

from __future__ import annotations


class Wanted:
    def __init__(self, max_sessions: int) -> None:
        self.max_sessions = max_sessions
        self.reset()

    def reset(self) -> None:
        """For another range."""
        self.stopped = False
        self.needed = 0  # whatever was stopped
        self._limit = self.max_sessions

    @property
    def sessions(self) -> int:
        return self.needed if self.stopped else max(self._limit, self.needed)

    def more(self, loaded: int) -> None:
        """Goes on, also after a stop, by another `max_sessions`."""
        self._limit = (loaded if self.stopped else max(self._limit, loaded)) + self.max_sessions
        self.stopped = False

    def stop(self) -> None:
        self.stopped, self.needed = True, 0

    def need(self, rows: int) -> None:
        self.needed = max(self.needed, rows)
