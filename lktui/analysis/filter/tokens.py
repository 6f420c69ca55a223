"""A filter's text as tokens, each with its place; what a comparison's value means is not decided here."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import NamedTuple

from lktui.analysis.filter.fields import Field, field_named, no_field
from lktui.analysis.filter.problem import FilterError

LONGEST = 1_000  # characters
SPACE = " \t\r\n\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_FORBIDDEN = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff]")
_COMPARISON = re.compile(f"([A-Za-z][A-Za-z/]*)([{SPACE}]*)(!=|>=|<=|==|[:=<>≥≤≠])")
_LOOKS_LIKE = {"\uff1e": ">", "\uff1c": "<", "\uff1d": "=", "\uff1a": ":", "\uff01": "!"}  # full-width
_LOOKALIKE = re.compile(f"([A-Za-z][A-Za-z/]*)[{SPACE}]*([{''.join(_LOOKS_LIKE)}])")
_AFTER_BARE = re.compile(f"[{SPACE}()|]")
_SIGNS = {"and": "and", "&&": "and", "or": "or", "not": "!"}
_OPERATORS = {"==": "=", "≥": ">=", "≤": "<=", "≠": "!="}


class Written(Enum):
    BARE = auto()
    QUOTED = auto()
    REGEX = auto()


class Sign(NamedTuple):
    """`kind` is one of `( ) ! and or`."""

    kind: str
    position: int
    length: int


class Literal(NamedTuple):
    """A word, a quoted text or a regular expression; `text` is what is inside the quotes or slashes."""

    text: str
    written: Written
    position: int
    length: int


class Comparison(NamedTuple):
    """A field, an operator and one value, or several of which one is enough."""

    field: Field
    operator: str
    values: tuple[Literal, ...]
    position: int
    length: int


Token = Sign | Literal | Comparison


def tokens(text: str) -> list[Token]:
    """Raises FilterError."""
    if len(text) > LONGEST:
        raise FilterError(
            f"a filter has at most {LONGEST} characters, this one {len(text)}", LONGEST, len(text) - LONGEST
        )
    if forbidden := _FORBIDDEN.search(text):
        raise FilterError("a control character can't be searched for", forbidden.start(), 1)
    scanner = _Scanner(text)
    found: list[Token] = []
    while (token := scanner.next()) is not None:
        found.append(token)
    return found


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def next(self) -> Token | None:
        self._skip_space()
        start = self.at
        if start == len(self.text):
            return None
        first = self.text[start]
        if first in "()!" and not self.text.startswith("!=", start):
            return self._sign(first, 1)
        if first == "|":
            return self._sign("or", 2 if self.text.startswith("||", start) else 1)
        if first in '"/':
            return self._literal()
        if first in "<>=:!≥≤≠":
            raise FilterError("a field is missing before this, as in people>2", start, 1)
        return self._comparison() or self._word()

    def _sign(self, kind: str, length: int) -> Sign:
        sign = Sign(kind, self.at, length)
        self.at += length
        return sign

    def _word(self) -> Token:
        literal = self._bare()
        kind = _SIGNS.get(literal.text.lower())
        return literal if kind is None else Sign(kind, literal.position, literal.length)

    def _comparison(self) -> Comparison | None:
        start = self.at
        match = _COMPARISON.match(self.text, start)
        if match is None:
            looks = _LOOKALIKE.match(self.text, start)
            if looks and field_named(looks[1]):
                sign = looks[2]
                raise FilterError(f"{sign} only looks like {_LOOKS_LIKE[sign]}: type that", looks.start(2), 1)
            return None
        name, space, operator = match.groups()
        field = field_named(name)
        if field is None:
            if space:
                return None
            raise no_field(name, start)
        self.at = match.end()
        operator = _OPERATORS.get(operator, operator)
        values = self._values(field.name, operator)
        return Comparison(field, operator, values, start, self.at - start)

    def _values(self, name: str, operator: str) -> tuple[Literal, ...]:
        sign_at = self.at
        self._skip_space()
        if self.at == len(self.text) or self.text[self.at] in "()|":
            raise FilterError(f"{name}{operator} needs a value", sign_at, 0)
        values = [self._literal() if self.text[self.at] in '"/' else self._bare()]
        while operator in {":", "=", "!="} and self._another_value():
            self.at += 1
            comparison = _COMPARISON.match(self.text, self.at)
            if comparison and field_named(comparison[1]):
                raise FilterError("put a space on both sides of | between two comparisons", self.at - 1, 1)
            values.append(self._literal() if self.text[self.at] in '"/' else self._bare())
        return tuple(values)

    def _another_value(self) -> bool:
        """Whether a | stands here with a value behind it, without spaces."""
        here, after = self.text[self.at : self.at + 1], self.text[self.at + 1 : self.at + 2]
        return here == "|" and after != "" and after not in SPACE + "()|!"

    def _bare(self) -> Literal:
        end = _AFTER_BARE.search(self.text, self.at)
        word = self.text[self.at : end.start() if end else None]
        if '"' in word:
            raise FilterError("put all of it in quotes, or a space before the quote", self.at + word.index('"'), 1)
        literal = Literal(word, Written.BARE, self.at, len(word))
        self.at += len(word)
        return literal

    def _literal(self) -> Literal:
        start, text = self.at, self.text
        quote = text[start]
        end = _end_of_quoted(text, start) if quote == '"' else _end_of_regex(text, start)
        if end is None:
            missing = "no closing quote" if quote == '"' else "no closing /; put it in quotes to search for a slash"
            raise FilterError(missing, start, len(text) - start)
        self.at = end + 1
        if self.at < len(text) and text[self.at] not in SPACE + "()|":
            raise FilterError(f"a space is missing after the closing {quote}", self.at, 1)
        inside = text[start + 1 : end]
        if quote == '"':
            return Literal(re.sub(r'\\(["\\])', r"\1", inside), Written.QUOTED, start, end + 1 - start)
        return Literal(inside, Written.REGEX, start, end + 1 - start)

    def _skip_space(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in SPACE:
            self.at += 1


def _end_of_quoted(text: str, start: int) -> int | None:
    at = start + 1
    while at < len(text):
        if text[at] == '"':
            return at
        at += 2 if text[at] == "\\" and text[at + 1 : at + 2] in {'"', "\\"} else 1
    return None


def _end_of_regex(text: str, start: int) -> int | None:
    """The next slash that is not escaped."""
    at = start + 1
    while at < len(text):
        if text[at] == "/":
            return at
        at += 2 if text[at] == "\\" else 1
    return None
