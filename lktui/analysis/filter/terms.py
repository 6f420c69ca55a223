"""What a word or a comparison asks for: the token checked against the field that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.analysis.filter import values
from lktui.analysis.filter.fields import STATUSES, UNKNOWN, Field, Kind
from lktui.analysis.filter.problem import FilterError, nearest
from lktui.analysis.filter.tokens import Written
from lktui.analysis.filter.tree import Compare, During, Has, Is, IsUnknown, Matches, Not, Or, Started

if TYPE_CHECKING:
    from lktui.analysis.filter.tokens import Comparison, Literal
    from lktui.analysis.filter.tree import Leaf, Node


def word(literal: Literal) -> Node:
    if literal.written is Written.REGEX:
        return _matches(literal, None)
    if literal.written is Written.BARE and literal.text.lower() in STATUSES:
        return Is("status", literal.text.lower())
    return Has(literal.text)


def comparison(token: Comparison) -> Node:
    """Raises FilterError."""
    field = token.field
    if token.operator not in field.operators:
        raise FilterError(
            f"{field.name} can't be compared by {token.operator}: use : or =, as in {field.example}",
            token.position,
            token.length,
        )
    operator = "=" if token.operator == "!=" else token.operator
    nodes = tuple(_leaf(field, operator, value) for value in token.values)
    node = nodes[0] if len(nodes) == 1 else Or(nodes)
    return Not(node) if token.operator == "!=" else node


def _leaf(field: Field, operator: str, value: Literal) -> Leaf:
    kind = field.kind
    if kind is Kind.TEXT:
        if value.written is Written.REGEX:
            return _matches(value, field.name)
        return Has(value.text, field.name, whole=operator == "=")
    if value.written is Written.REGEX:
        raise FilterError(f"{field.name} takes no regular expression", value.position, value.length)
    if kind is Kind.CHOICE:
        return _choice(field, value)
    if kind is Kind.DURING:
        return During(values.moment(value.text, value.position + (value.written is Written.QUOTED)))
    return _number(field, operator, value)


def _choice(field: Field, value: Literal) -> Leaf:
    name = value.text.lower()
    if name == UNKNOWN and name in field.choices:
        return IsUnknown(field.name)
    if name in field.choices:
        return Is(field.name, name)
    if field.name == "egress" and value.written is Written.QUOTED:
        return Is(field.name, value.text, text=True)
    meant = nearest(name, field.choices)
    hint = f"did you mean {meant}?" if meant else f"use {', '.join(field.choices)}"
    raise FilterError(f"there is no {field.name} {value.text[:30]}: {hint}", value.position, value.length)


def _number(field: Field, operator: str, value: Literal) -> Leaf:
    if value.text.lower() == UNKNOWN:
        if operator not in {":", "="}:
            raise FilterError(f"write {field.name}:unknown", value.position, value.length)
        return IsUnknown(field.name)
    text, position = value.text, value.position + (value.written is Written.QUOTED)
    operator = "=" if operator == ":" else operator
    match field.kind:
        case Kind.MOMENT:
            return Started(operator, values.moment(text, position))
        case Kind.COUNT:
            amount = values.count(text, position)
        case Kind.SPAN:
            amount = values.span(text, position)
        case _:
            amount = values.size(text, position, per_second=field.kind is Kind.RATE)
    return Compare(field.name, operator, amount)


def _matches(literal: Literal, field: str | None) -> Matches:
    from lktui.analysis.filter.automaton import Automaton  # noqa: PLC0415 - few filters have an expression
    from lktui.analysis.filter.regex import PatternError, parse_pattern  # noqa: PLC0415

    try:
        pattern = parse_pattern(literal.text)
        return Matches(literal.text, field, Automaton(pattern))
    except PatternError as error:
        raise FilterError(error.message, literal.position + 1 + error.position, error.length) from None
