"""Records as JSON, one JSON object a line, or CSV: for programs, and safe where a person looks at them all the same."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from lktui.view import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lktui.view.records import Value

FORMATS = ("csv", "json", "ndjson")
_FORMULA = re.compile(r"\s*[=+\-@\u2212\uff0b\uff0d\uff1d\uff20]")
_NEEDS_QUOTES = re.compile('[",\n\r]')
_NOT_PLAIN = re.compile(r"[^\n\x20-\x7e]")
_NOT_PLAIN_NOR_SPACE = re.compile(r"[^\t\n\r\x20-\x7e]")


def json_text(value: object, *, indent: int | None = None) -> str:
    """JSON that means what it was made of, in which whatever a terminal could obey is written as an escape."""
    written = json.dumps(value, ensure_ascii=False, indent=indent)
    return _NOT_PLAIN.sub(_escaped, written)


def escaped(written: str) -> str:
    """The same JSON as it came, in which whatever a terminal could obey is written as an escape."""
    return _NOT_PLAIN_NOR_SPACE.sub(_escaped, written)


def json_list(records: Iterable[Mapping[str, object]]) -> str:
    """A JSON list with a line for each record."""
    return "[" + ",".join(f"\n{json_text(each)}" for each in records) + "\n]"


def lines(records: Sequence[Mapping[str, Value]], names: Sequence[str], form: str) -> list[str]:
    """The records in one of `FORMATS`, without the end of the last line."""
    if form == "csv":
        return csv_table(names, records)
    return [json_list(records)] if form == "json" else [json_text(each) for each in records]


def csv_line(values: Iterable[Value]) -> str:
    """Without the end of the line. Unknown is empty."""
    return ",".join(map(_csv_cell, values)) or '""'  # a line of nothing would be no record


def csv_table(names: Sequence[str], records: Iterable[Mapping[str, Value]]) -> list[str]:
    """The names, then a line for each record."""
    return [csv_line(names), *(csv_line([each[name] for name in names]) for each in records)]


def _csv_cell(value: Value) -> str:
    """Text is made visible as on the screen, and what a spreadsheet would compute gets a quote in front of it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    shown = text.visible(value)
    if _FORMULA.match(shown):
        shown = f"'{shown}"
    return '"' + shown.replace('"', '""') + '"' if _NEEDS_QUOTES.search(shown) else shown


def _escaped(found: re.Match[str]) -> str:
    char = found[0]
    return char if char.isprintable() else json.dumps(char)[1:-1] if ord(char) > 0x7F else f"\\u{ord(char):04x}"


def ascii_only(written: str) -> str:
    """The same JSON for a stream that takes nothing else."""
    return written if written.isascii() else _NOT_PLAIN.sub(lambda found: json.dumps(found[0])[1:-1], written)
