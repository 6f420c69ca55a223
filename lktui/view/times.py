"""Moments as people read them: in the local zone or UTC, 24 hours, with the date when it is not today's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from lktui.view.units import UNKNOWN


@dataclass(frozen=True, slots=True)
class Zone:
    """The zone in which moments are shown; `info` None is the system's local one."""

    info: tzinfo | None = None

    @property
    def name(self) -> str:
        return "UTC" if self.info is UTC else "local"

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.info)

    def time(self, moment: datetime | None) -> str:
        return UNKNOWN if moment is None else f"{self.local(moment):%H:%M:%S}"

    def stamp(self, moment: datetime | None) -> str:
        """Date, time and offset: `2026-11-22 14:03:20 +01:00`, or `… UTC`."""
        if moment is None:
            return UNKNOWN
        local = self.local(moment)
        return f"{local:%Y-%m-%d %H:%M:%S} {'UTC' if self.info is UTC else format(local, '%:z')}"

    def recent(self, moment: datetime | None, now: datetime, *, narrow: bool = False) -> str:
        """Today's `14:03:20`, else `Nov 21 14:03`; narrow, in eight cells: `21 14:03`, or `08-21` after a month."""
        if moment is None:
            return UNKNOWN
        local, today = self.local(moment), self.local(now)
        if local.date() == today.date():
            return f"{local:%H:%M:%S}"
        if abs(moment - now).days >= 28:
            return f"{local:%Y-%m}" if narrow else f"{local:%Y-%m-%d}"
        return f"{local:%d %H:%M}" if narrow else f"{local:%b %d %H:%M}"
