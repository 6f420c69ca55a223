"""A moment of a session as one types it: a time of day, or a date and a time, in the zone that is shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from lktui.view.time_axis import Window, moment_of

if TYPE_CHECKING:
    from lktui.view.times import Zone

FORMS = "14:03, 14:03:20 or 2026-11-22 14:03"
_DAYS_AT_MOST = 366  # that a time of day without a date is looked for


def typed_moment(typed: str, limits: Window, near: float, zone: Zone) -> float:
    """Seconds of Unix time. A time without a date is that of the day, within `limits`, that is nearest to `near`.

    A minute without seconds is also meant where only a part of it lies within. Raises ValueError, with a text for the
    user, for what is no time and for what lies outside; short, since it stands behind what was typed.
    """
    day, minute, has_seconds = _read(typed)
    length = 1.0 if has_seconds else 60.0
    first, last = (zone.local(moment_of(moment)).date() for moment in limits)
    if day is not None:
        days = [day]
    else:
        days = [first + timedelta(days=number) for number in range(min(_DAYS_AT_MOST, (last - first).days) + 1)]
    starts = [_moment(datetime.combine(each, minute.time()), zone) for each in days]
    inside = [start for start in starts if start <= limits.end and start + length > limits.start]
    if not inside:
        start, end = (zone.local(moment_of(moment)) for moment in limits)
        is_one_day = start.date() == end.date()
        from_ = f"{start:%H:%M:%S}" if is_one_day and day is None else f"{start:%Y-%m-%d %H:%M:%S}"
        until = f"{end:%H:%M:%S}" if is_one_day else f"{end:%Y-%m-%d %H:%M:%S}"
        raise ValueError(f"outside of {from_} to {until}")
    found = min(inside, key=lambda start: abs(start - near))
    return max(limits.start, found)


def _read(typed: str) -> tuple[date | None, datetime, bool]:
    """The day, if there is one, the time, and whether that has seconds."""
    *days, clock = typed.replace("T", " ").split() or [""]
    try:
        day = date.fromisoformat(" ".join(days)) if days else None
        has_seconds = clock.count(":") == 2
        return day, datetime.strptime(clock, "%H:%M:%S" if has_seconds else "%H:%M"), has_seconds  # noqa: DTZ007
    except ValueError:
        raise ValueError(f"no time: type {FORMS}") from None


def _moment(local: datetime, zone: Zone) -> float:
    try:
        aware = local.astimezone(UTC) if zone.info is None else local.replace(tzinfo=zone.info)
        return aware.timestamp()
    except (OverflowError, ValueError, OSError):
        raise ValueError(f"{local:%Y-%m-%d} is beyond the dates that this system knows") from None
