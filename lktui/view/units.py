"""Sizes, numbers and spans of time as short texts of constant width; `–` is what is not known."""

from __future__ import annotations

from datetime import timedelta

UNKNOWN = "–"
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB")


def size(value: int | None) -> str:
    """Bytes in three digits and a unit of two cells, at most seven: `1.23 MB`, `12.3 kB`, `512  B`."""
    if value is None or value < 0:
        return UNKNOWN
    if value < 1000:
        return f"{value} {_UNITS[0]:>2}"
    number = float(min(value, 10**24))
    for unit in _UNITS[1:]:
        number /= 1000
        if number < 999.5:
            digits = 2 if number < 9.995 else 1 if number < 99.95 else 0
            return f"{number:.{digits}f} {unit}"
    return f">999 {_UNITS[-1]}"


def rate(value: float | None) -> str:
    """Bytes per second, as `size` shows bytes: `1.23 MB/s`."""
    return UNKNOWN if value is None else f"{size(round(value))}/s"


def count(value: int | None) -> str:
    return UNKNOWN if value is None else str(value)


def counted(number: int, one: str, several: str = "") -> str:
    """`1 session`, `1,200 sessions`; `several` is the plural that is made in another way."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def short_count(value: int | None) -> str:
    """At most four cells: `999`, `1.2k`, `12k`, `999M`."""
    if value is None or value < 1000:
        return count(value)
    if value >= 999_500_000_000:
        return ">1T"
    power = 1 if value < 999_500 else 2 if value < 999_500_000 else 3
    number = value / 1000**power
    return f"{number:.1f}{'_kMG'[power]}" if number < 9.95 else f"{number:.0f}{'_kMG'[power]}"


def unreadable(things: int, thing: str, values: int) -> str:
    """`2 rows, 1 value unreadable`, a row being a `thing`; empty where all could be read."""
    counts = [(things, thing), (values, "value")]
    words = [f"{number} {name}{'' if number == 1 else 's'}" for number, name in counts if number]
    return f"{', '.join(words)} unreadable" if words else ""


def not_read(things: int, values: int) -> list[str]:
    """A line each for what of a detail could not be read; none where all could."""
    several = "participants, joins or samples"
    lines = [f"{counted(things, 'participant, join or sample', several)} could not be read"] if things else []
    return [*lines, f"{counted(values, 'value')} could not be read: unknown"] if values else lines


def now_of_total(now: int | None, total: int | None) -> str:
    return f"{count(now)}/{count(total)}"


def span(value: timedelta | None, *, coarse: bool = False) -> str:
    """At most seven cells: `45s`, `12m 34s`, `1h 02m`, `3d 04h`; coarse leaves the seconds of minutes out: `12m`."""
    if value is None:
        return UNKNOWN
    seconds = max(0, int(value.total_seconds()))
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    if seconds < 60:
        return f"{second}s"
    if seconds < 3600:
        return f"{minute}m" if coarse else f"{minute}m {second:02}s"
    if seconds < 86_400:
        return f"{hours}h {minute:02}m"
    return f"{days}d {hour:02}h" if days < 100 else f"{days}d" if days < 100_000 else ">99999d"


def age(value: timedelta) -> str:
    """How long ago, in steps that do not flicker: `now`, `5s`, `10s`, … `3m`, `2h`, `4d`."""
    seconds = max(0, int(value.total_seconds()))
    if seconds < 5:
        return "now"
    if seconds < 60:
        return f"{seconds - seconds % 5}s"
    return _largest(seconds)


def countdown(value: timedelta) -> str:
    """How long until: every second for the last ten, else in steps of five."""
    seconds = max(0, round(value.total_seconds()))
    if seconds > 10:
        seconds += -seconds % 5
    return f"{seconds}s" if seconds < 60 else _largest(seconds)


def milliseconds(seconds: float | None) -> str:
    """A latency, at most seven cells: `45 ms`, `1.2 s`, `2m 03s`."""
    if seconds is None:
        return UNKNOWN
    if seconds < 0.9995:
        return f"{max(seconds, 0.0) * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 99.95 else span(timedelta(seconds=min(seconds, 1e12)))


def _largest(seconds: int) -> str:
    if seconds < 3600:
        return f"{seconds // 60}m"
    return f"{seconds // 3600}h" if seconds < 172_800 else f"{seconds // 86_400}d"


def score(value: float) -> str:
    """A quality, which is a share or a score (`analytics-api.md` §5.15)."""
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def bits(value: float) -> str:
    """Bits a second, in three digits: the API's field is named `publishBps`."""
    return size(round(value)).replace("B", "b").replace(" ", "") + "/s"
