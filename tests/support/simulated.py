"""The application over the simulated project, at a moment that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

from lktui.monitor.schedule import SystemClock
from lktui.tui.app import LktuiApp

MOMENT = datetime(2026, 11, 20, 14, 0, 0, tzinfo=UTC)


class StandingClock(SystemClock):
    """Waits like the system's, but its time is what the test says."""

    def __init__(self, moment: datetime = MOMENT) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def advance(self, **span: float) -> None:
        self.moment += timedelta(**span)


class AppFactory(Protocol):
    """Makes an application over the test's server; without polling by itself unless `refresh` says so."""

    def __call__(self, *, page_size: int = 100, refresh: float = 0.0, warnings: tuple[str, ...] = ()) -> LktuiApp: ...
