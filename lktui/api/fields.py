"""Single values of the API's JSON, read in every form of `analytics-api.md` §5; errors name the field."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from lktui.errors import BadPayload

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(2262, 1, 1, tzinfo=UTC)  # where 64-bit nanoseconds end; anything later is not a time
_INT64 = 2**63
_SEPARATED = re.compile(r"_([a-z0-9])")
_LEAP_SECOND = re.compile(r"(T\d\d:\d\d):60")
_KINDS = {dict: "an object", list: "a list", str: "a text", bool: "a boolean", type(None): "null"}


class Unreadable(ValueError):  # noqa: N818 - its text goes on after the name of the field: "is a list, not a time"
    """What is wrong with a value."""


class Tally:
    """How many values could not be read: they are unknown, and what they belong to stays."""

    __slots__ = ("values",)

    def __init__(self) -> None:
        self.values = 0


class Fields:
    """The fields of one JSON object by their camelCase names; `where` is its place in the answer."""

    __slots__ = ("tally", "values", "where")

    def __init__(self, value: object, where: str, tally: Tally | None = None) -> None:
        """Raises BadPayload for what is no object."""
        if not isinstance(value, dict):
            raise BadPayload(where, f"is {kind(value)}, not an object")
        self.values: dict[str, object] = _camel(value)
        self.where = where
        self.tally = tally or Tally()

    def get(self, key: str) -> object:
        return self.values.get(key)

    def id(self, key: str) -> str:
        """Empty where it is absent. Raises BadPayload for what is no text: nothing is known by that."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, str):
            raise self.bad(key, f"is {kind(value)}, not a text")
        return encodable(value or "")

    # Null and absent are None, or an empty text; so is a value of another kind, which the tally counts.

    def text(self, key: str) -> str:
        value = self.values.get(key)
        if isinstance(value, str):
            return value if value.isascii() else encodable(value)
        if value is not None:
            self.tally.values += 1
        return ""

    def known(self, key: str) -> str | None:
        return self.text(key) or None

    def time(self, key: str) -> datetime | None:
        value = self.values.get(key)
        if value is None:
            return None
        try:
            return timestamp(value)
        except Unreadable:
            self.tally.values += 1
            return None

    def count(self, key: str) -> int | None:
        """A number of things: what is below 0 is no count, and unknown."""
        value = self.values.get(key)
        if value is None:
            return None
        try:
            number = integer(value)
        except Unreadable:
            self.tally.values += 1
            return None
        return None if number is None or number < 0 else number

    def flag(self, key: str) -> bool | None:
        value = self.values.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.tally.values += 1
        return None

    def inner(self, key: str) -> Fields | None:
        """An object in this one, if there is one."""
        value = self.values.get(key)
        if isinstance(value, dict):
            return Fields(value, f"{self.where}.{key}", self.tally)
        if value is not None:
            self.tally.values += 1
        return None

    def list_of(self, key: str) -> list[object]:
        """A missing list is an empty one."""
        value = self.values.get(key)
        if value is None or isinstance(value, list):
            return value or []
        self.tally.values += 1
        return []

    def bad(self, key: str, problem: str) -> BadPayload:
        return BadPayload(f"{self.where}.{key}", problem)


def timestamp(value: object) -> datetime | None:
    """A Timestamp in any of its forms (§5.1); null, empty and the zero dates are absent. Raises Unreadable."""
    try:
        if isinstance(value, str):
            moment = _from_text(value)
        elif isinstance(value, dict):
            moment = _from_seconds(value)
        elif value is None:
            return None
        else:
            raise Unreadable(f"is {kind(value)}, not a time")
    except (ValueError, OverflowError) as error:
        raise error if isinstance(error, Unreadable) else Unreadable("is not a time") from None
    if moment is None or moment == _EPOCH or moment.year == 1:
        return None
    if not _EPOCH < moment < _LATEST:
        raise Unreadable("is a time out of range")
    return moment


def integer(value: object) -> int | None:
    """An integer as a number or a numeric string (§5.2); null and empty are absent. Raises Unreadable."""
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return None
        # beyond 19 digits it is out of range, and float() takes any number of them
        value = int(text) if len(text) < 20 and text.isdecimal() else _number(text)
    elif value is None:
        return None
    elif isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Unreadable(f"is {kind(value)}, not a number")
    try:
        number = int(value)
    except (ValueError, OverflowError):  # nan and infinity
        raise Unreadable("is not a whole number") from None
    if number != value:
        raise Unreadable("is not a whole number")
    if not -_INT64 <= number < _INT64:
        raise Unreadable("is out of range")
    return number


def encodable(text: str) -> str:
    """`text` without half surrogate pairs, which JSON can carry but no file, terminal or URL."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def kind(value: object) -> str:
    return _KINDS.get(type(value), "a number")


def _camel(fields: dict[str, object]) -> dict[str, object]:
    """snake_case keys as camelCase; a key that is there in both forms keeps the newer one."""
    if "_" not in "".join(fields):
        return fields
    renamed = {_SEPARATED.sub(lambda match: match[1].upper(), key): value for key, value in fields.items()}
    return renamed | {key: value for key, value in fields.items() if "_" not in key}


def _from_text(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        tidy = text.strip().upper()
        if not tidy:
            return None
        # a leap second is written :60, which datetime does not have
        moment = datetime.fromisoformat(_LEAP_SECOND.sub(r"\1:59", tidy))
    if moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    if moment.year == 1:
        return None  # in UTC it may lie before the first year that datetime has
    return moment.astimezone(UTC)


def _from_seconds(fields: dict[str, object]) -> datetime | None:
    if not fields:
        return None
    if "seconds" not in fields and "nanos" not in fields:
        raise Unreadable("is an object, not a time")
    seconds, nanos = integer(fields.get("seconds")) or 0, integer(fields.get("nanos")) or 0
    return _EPOCH + timedelta(seconds=seconds, microseconds=nanos // 1000)


def _number(text: str) -> float:
    digits = text.lstrip("+-")
    try:
        if len(digits) < 20 and digits.isdecimal():
            return int(text)
        return float(text)
    except ValueError:
        raise Unreadable("is not a whole number") from None
