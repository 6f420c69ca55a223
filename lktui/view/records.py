"""Rows as plain values for programs: what a field is called there, what it means, and how a row gives it.

Unknown is None, a time is RFC 3339 in UTC, a size is in bytes, a span in seconds; text is as it came.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import timedelta

    from lktui.view.columns import Column

Row = TypeVar("Row")
Value = str | int | float | bool | None


class Field(NamedTuple, Generic[Row]):
    """`column` shows it to people, under the same name. `read` also gets the moment at which the row is looked at.

    A field that is not `usual` is there for those who ask for it by name.
    """

    name: str
    what: str
    read: Callable[[Row, datetime], Value]
    column: Column[Row]
    usual: bool = True


def record(row: Row, fields: Sequence[Field[Row]], now: datetime) -> Mapping[str, Value]:
    return {field.name: field.read(row, now) for field in fields}


def moment(at: datetime | None) -> str | None:
    """RFC 3339, in UTC, with a fraction only where there is one."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def seconds(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds())
