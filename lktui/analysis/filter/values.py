"""Numbers, sizes, spans and moments as they are typed in a filter; only plain digits are taken."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from lktui.analysis.filter.problem import FilterError

MOST_DIGITS = 15
SIZE_UNITS = ("B", "kB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB")
SPAN_UNITS = ("s", "m", "h", "d")
_SIZES = {unit.lower(): 1024**i if "i" in unit else 1000**i for i, unit in enumerate(SIZE_UNITS[:5])} | {
    unit.lower(): 1024**i for i, unit in enumerate(SIZE_UNITS[5:], 1)
}
_SHORT_SIZES = {"": 1, **{unit[:-1]: factor for unit, factor in _SIZES.items() if len(unit) > 1}}  # 10M, 10Mi
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "sec": 1, "min": 60}
_NUMBER = r"([0-9]+)(?:\.([0-9]+))?"
_COUNT = re.compile(r"[0-9]+")
_SIZE = re.compile(_NUMBER + r"([A-Za-z]*)(/s)?")
_SPAN_PART = re.compile(_NUMBER + r"([A-Za-z]+)")
_CLOCK = r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?"
_TIME = re.compile(_CLOCK)
_DATE = re.compile(rf"([0-9]{{4}})-([0-9]{{2}})-([0-9]{{2}})(?:[Tt]{_CLOCK}([Zz])?)?")


class Amount(NamedTuple):
    """`at` is the number itself, for > and <; what lies in `low <= x < high` is shown so, for =."""

    at: float
    low: float
    high: float


class Clock(NamedTuple):
    """A time of day in the zone of the screen; `unit` is the last part of it that was typed."""

    time: time
    unit: timedelta


class Instant(NamedTuple):
    """Aware if a zone was typed, else in the zone of the screen; `unit` as in `Clock`."""

    moment: datetime
    unit: timedelta


def count(text: str, position: int) -> Amount:
    if not _COUNT.fullmatch(text):
        raise _unreadable(text, position, "a whole number, such as 3")
    number = int(_bounded(text, text, position))
    return Amount(number, number, number + 1)


def size(text: str, position: int, *, per_second: bool = False) -> Amount:
    """Bytes. `=` takes what rounds to the number as typed."""
    match = _SIZE.fullmatch(text)
    if match is None or (match[4] and not per_second):
        raise _unreadable(text, position, "a size, such as 500kB, 10MB or 1.5GB")
    whole, decimals, unit = match[1], match[2] or "", match[3].lower()
    factor = _SIZES.get(unit) or _SHORT_SIZES.get(unit)
    if factor is None:
        raise FilterError(
            f"there is no unit {match[3][:20]}: use {', '.join(SIZE_UNITS[:5])}",
            position + match.start(3),
            len(match[3]),
        )
    number, scale = int(_bounded(whole + decimals, text, position)), 10 ** len(decimals)
    at = number * factor
    half = 0.5 * factor / scale
    return Amount(at // scale if at % scale == 0 else at / scale, at / scale - half, at / scale + half)


def span(text: str, position: int) -> Amount:
    """Seconds. `=` takes what is cut off to the number as typed."""
    total = unit = 0.0
    at = 0
    while match := _SPAN_PART.match(text, at):
        name = match[3].lower()
        if name not in _SECONDS:
            raise FilterError(
                f"there is no unit {match[3][:20]}: use s, m, h or d", position + match.start(3), len(match[3])
            )
        decimals = match[2] or ""
        unit = _SECONDS[name] / 10 ** len(decimals)
        total += int(_bounded(match[1] + decimals, text, position)) * unit
        at = match.end()
    if at == 0 and text == "0":
        return Amount(0, 0, 1)
    if at == 0 and _COUNT.fullmatch(text):
        raise FilterError(f"{text[:20]} needs a unit: s, m, h or d", position + len(text), 0)
    if at == 0 or at < len(text):
        raise _unreadable(text, position, "a span of time, such as 90s, 10m or 1h30m")
    return Amount(total, total, total + unit)


def moment(text: str, position: int) -> Clock | Instant:
    unit = timedelta(minutes=1)
    try:
        if clock := _TIME.fullmatch(text):
            return Clock(_time(clock[1], clock[2], clock[3]), timedelta(seconds=1) if clock[3] else unit)
        if match := _DATE.fullmatch(text):
            day = date(int(match[1]), int(match[2]), int(match[3]))
            if not 2000 <= day.year < 2100:
                raise FilterError("the year must be from 2000 to 2099", position, 4)
            if match[4] is None:
                return Instant(datetime.combine(day, time()), timedelta(days=1))
            zone = UTC if match[7] else None
            typed = datetime.combine(day, _time(match[4], match[5], match[6]), zone)
            return Instant(typed, timedelta(seconds=1) if match[6] else unit)
    except ValueError:
        raise FilterError(f"there is no such moment as {text[:30]}", position, len(text)) from None
    raise _unreadable(text, position, "a time, such as 14:00, 2026-11-20 or 2026-11-20T14:00")


def _time(hour: str, minute: str, second: str | None) -> time:
    return time(int(hour), int(minute), int(second or 0))


def _bounded(digits: str, text: str, position: int) -> str:
    if len(digits) > MOST_DIGITS:
        raise FilterError(f"a number has at most {MOST_DIGITS} digits", position, len(text))
    return digits


def _unreadable(text: str, position: int, wanted: str) -> FilterError:
    return FilterError(f"{text[:30]} is not {wanted}", position, len(text))
