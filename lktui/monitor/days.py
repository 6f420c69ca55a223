"""The time range: which UTC days are wanted, and what to ask the API for so that none of them is cut off.

The API's `end` is inclusive by its documentation and exclusive by LiveKit's CLI (`analytics-api.md` §2), so a day more
than wanted is asked for, and the rest is filtered here.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import NamedTuple

KEPT_DAYS = 7  # "must be within 7 days of the current date"


class Preset(Enum):
    """A range that moves with the calendar; the value is its title."""

    ALL = "everything"
    TODAY = "today"
    YESTERDAY = "yesterday"
    THREE_DAYS = "last 3 days"
    SEVEN_DAYS = "last 7 days"


class Days(NamedTuple):
    """UTC days, both included; None is open."""

    start: date | None = None
    end: date | None = None

    def lies_before(self, moment: datetime | None) -> bool:
        """Whether these days lie before it; an unknown moment is never left out."""
        return moment is not None and self.end is not None and self.end < moment.astimezone(UTC).date()

    def lies_after(self, moment: datetime | None) -> bool:
        """Whether these days lie after it; an unknown moment is never left out."""
        return moment is not None and self.start is not None and moment.astimezone(UTC).date() < self.start

    def asked(self, today: date) -> tuple[date | None, date | None]:
        """`start` and `end` for the API: a later end than wanted, and none where it would cut off today.

        `end` goes only together with `start`, and `start` not beyond what the API keeps, which it refuses.
        """
        if self.start is None:
            return None, None
        start = max(self.start, today - timedelta(days=KEPT_DAYS))
        if self.end is None or self.end >= today:
            return start, None
        return start, max(self.end, start) + timedelta(days=1)

    def __str__(self) -> str:
        match self.start, self.end:
            case None, None:
                return Preset.ALL.value
            case start, None:
                return f"since {start}"
            case None, end:
                return f"until {end}"
            case start, end:
                return str(start) if start == end else f"{start} … {end}"


DateRange = Preset | Days


def days_of(chosen: DateRange, today: date) -> Days:
    """The days that a range means today (UTC)."""
    match chosen:
        case Days():
            return chosen
        case Preset.ALL:
            return Days()
        case Preset.TODAY:
            return Days(today, today)
        case Preset.YESTERDAY:
            yesterday = today - timedelta(days=1)
            return Days(yesterday, yesterday)
        case Preset.THREE_DAYS:
            return Days(today - timedelta(days=2), today)
        case Preset.SEVEN_DAYS:
            return Days(today - timedelta(days=KEPT_DAYS - 1), today)


def title(chosen: DateRange) -> str:
    return chosen.value if isinstance(chosen, Preset) else str(chosen)


def kept_word(chosen: DateRange) -> str:
    """A range as one word, from which `from_kept_word` makes it again."""
    return chosen.value if isinstance(chosen, Preset) else f"{chosen.start or ''}/{chosen.end or ''}"


def from_kept_word(word: str, today: date) -> DateRange | None:
    """None for what is no range, and for one that the API does not keep any more."""
    if word in {preset.value for preset in Preset}:
        return Preset(word)
    start, _, end = word.partition("/")
    try:
        days = parse_days(start, end, today)
    except ValueError:
        return None
    return None if days == Days() else days


def parse_day(text: str, today: date) -> date:
    """`YYYY-MM-DD`, `today`, `yesterday`, or `3d` for the first of three days up to today.

    Raises ValueError with words for the user.
    """
    word = text.strip().lower()
    if word == "today":
        return today
    if word == "yesterday":
        return today - timedelta(days=1)
    if (days := re.fullmatch(r"([1-9][0-9]{0,3})d", word)) is not None:
        return today - timedelta(days=int(days[1]) - 1)
    try:
        return datetime.strptime(word, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        message = f"“{text.strip()[:20]}” is not a date: write it as {today.isoformat()} (UTC)"
        raise ValueError(message) from None


def is_beyond_the_api(days: Days, today: date) -> bool:
    """Whether they begin, or end, before what the API keeps."""
    first = days.start or days.end
    return first is not None and first < today - timedelta(days=KEPT_DAYS)


def parse_days(start: str, end: str, today: date, *, kept: bool = False) -> Days:
    """Two typed dates, either of them empty; `kept` if older ones than the API has will do.

    Raises ValueError with words for the user.
    """
    first = parse_day(start, today) if start.strip() else None
    last = parse_day(end, today) if end.strip() else None
    earliest = today - timedelta(days=KEPT_DAYS)
    if first is not None and first < earliest and not kept:
        message = f"the API keeps {KEPT_DAYS} days: start at {earliest} or later"
        raise ValueError(message)
    if first is not None and first > today:
        message = f"{first} is in the future (it is {today} in UTC)"
        raise ValueError(message)
    if last is not None and last < (first or (last if kept else earliest)):
        message = f"the end {last} lies before {'the start ' + str(first) if first else 'what the API keeps'}"
        raise ValueError(message)
    return Days(first, last)
