"""What may come next in a filter that is being typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lktui.analysis.filter.fields import FIELDS, STATUSES, TEXT_OPERATORS, UNKNOWN, Field, Kind, field_named
from lktui.analysis.filter.tokens import LONGEST, SPACE
from lktui.analysis.filter.values import SIZE_UNITS, SPAN_UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_VALUE = re.compile(f'([A-Za-z][A-Za-z/]*)[{SPACE}]*(!=|>=|<=|==|[:=<>≥≤≠])[{SPACE}]*([^{SPACE}()"]*)$')
_WORD = re.compile(f'[^{SPACE}()|!"]*$')
_OPEN_REGEX = re.compile(f"(?:^|[{SPACE}(|!:=])/(?:[^/\\\\]|\\\\.)*$", re.DOTALL)
_NUMBER = re.compile(r"(?:[0-9]+[smhd])*[0-9]+(?:\.[0-9]+)?")


class Candidate(NamedTuple):
    text: str
    what: str


class Completion(NamedTuple):
    """The text from `start` to the cursor may be replaced by one of the candidates."""

    start: int
    candidates: tuple[Candidate, ...] = ()


def complete(text: str, cursor: int) -> Completion:
    """Nothing is offered inside quotes and slashes."""
    cursor = max(0, min(cursor, len(text)))
    before = text[:cursor]
    if len(before) > LONGEST or _in_literal(before):
        return Completion(cursor)
    match = _VALUE.search(before)
    field = field_named(match[1]) if match else None
    if match and field and (match[2] in TEXT_OPERATORS or "|" not in match[3]):
        start = match.start(3) + match[3].rfind("|") + 1
        return _completion(before, start, _values(field, match[2], before[start:]))
    word = _WORD.search(before)
    start = word.start() if word else cursor
    return _completion(before, start, _words(before[start:], alone=not before[:start].strip()))


def _completion(before: str, start: int, candidates: Iterable[Candidate]) -> Completion:
    typed = before[start:].lower()
    return Completion(
        start,
        tuple(one for one in candidates if one.text.lower().startswith(typed) and one.text.lower() != typed),
    )


def _in_literal(before: str) -> bool:
    """Whether quotes or slashes are open at the end of the text, or have just been closed."""
    if before.endswith('"') or before.replace("\\\\", "").replace('\\"', "").count('"') % 2:
        return True
    return _OPEN_REGEX.search(before) is not None


def _words(typed: str, *, alone: bool) -> Iterator[Candidate]:
    for field in FIELDS:
        if field.name == typed.lower():
            yield from (Candidate(f"{field.name}{operator}", field.what) for operator in field.operators)
        else:
            yield Candidate(f"{field.name}{_usual_operator(field)}", field.what)
    yield from (Candidate(name, f"short for status:{name}") for name in STATUSES)
    if not alone:
        yield Candidate("or", "either side")


def _usual_operator(field: Field) -> str:
    if field.operators is TEXT_OPERATORS:
        return ":"
    return "<" if field.name == "age" else ">"


def _values(field: Field, operator: str, typed: str) -> Iterator[Candidate]:
    match field.kind:
        case Kind.CHOICE:
            yield from (Candidate(choice, field.what) for choice in field.choices)
        case Kind.SIZE | Kind.RATE:
            yield from _with_units(field, typed, SIZE_UNITS[:5])
        case Kind.SPAN:
            yield from _with_units(field, typed, SPAN_UNITS)
        case _:
            pass
    if field.operators is not TEXT_OPERATORS and operator in TEXT_OPERATORS:
        yield Candidate(UNKNOWN, "the API did not say, or it was not measured")


def _with_units(field: Field, typed: str, units: tuple[str, ...]) -> Iterator[Candidate]:
    number = _NUMBER.match(typed)
    if number:
        yield from (Candidate(number[0] + unit, field.what) for unit in units)
