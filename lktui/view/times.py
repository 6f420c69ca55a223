"""Moments as people read them: in the local zone or UTC, 24 hours, with the date when it is not today's."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from lktui.view.units import UNKNOWN

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # in no locale


class Zone(NamedTuple):
    """The zone in which moments are shown; `info` None is the system's local one."""

    info: tzinfo | None = None

    @property
    def name(self) -> str:
        return "UTC" if self.info is UTC else "local"

    def local(self, moment: datetime) -> datetime:
        try:
            return moment.astimezone(self.info)
        except (OverflowError, ValueError, OSError):  # beyond the years that there are, or that the system knows
            return moment

    def time(self, moment: datetime | None) -> str:
        return UNKNOWN if moment is None else f"{self.local(moment):%H:%M:%S}"

    def stamp(self, moment: datetime | None) -> str:
        """Date, time and offset: `2026-11-22 14:03:20 +01:00`, or `… UTC`."""
        if moment is None:
            return UNKNOWN
        local = self.local(moment)
        written = local.isoformat(" ", "seconds")
        return f"{written[:19]} {'UTC' if local.tzinfo is UTC else written[19:]}"

    def until(self, moment: datetime | None, since: datetime | None) -> str:
        """The end of something that began: the time, with its date where that is another day."""
        if moment is None:
            return UNKNOWN
        same_day = since is not None and self.local(since).date() == self.local(moment).date()
        return self.time(moment) if same_day else self.stamp(moment)[:19]

    def recent(self, moment: datetime | None, now: datetime, *, narrow: bool = False) -> str:
        """Today's `14:03:20`, else `Nov 21 14:03`, or `2026-08-21` after a month.

        Narrow, in eight cells: `14:03:20`, `21 14:03`, `2026-08`.
        """
        if moment is None:
            return UNKNOWN
        local, today = self.local(moment), self.local(now)
        if local.date() == today.date():
            return f"{local:%H:%M:%S}"
        if abs(moment - now).days >= 28:
            return local.date().isoformat()[: 7 if narrow else 10]
        return f"{local:%d %H:%M}" if narrow else f"{MONTHS[local.month - 1]} {local:%d %H:%M}"
