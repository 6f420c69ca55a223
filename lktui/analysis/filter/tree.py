"""A filter as a tree of what it asks for; `compiled` turns it into a test of sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lktui.analysis.filter.automaton import Automaton
    from lktui.analysis.filter.values import Amount, Clock, Instant


class Everything(NamedTuple):
    pass


class Has(NamedTuple):
    """Text in `field` (`room`, `id` or `project`), or in room or id; `whole` wants all of it to be the text."""

    text: str
    field: str | None = None
    whole: bool = False


class Matches(NamedTuple):
    """A regular expression on `field` as in `Has`."""

    pattern: str
    field: str | None
    automaton: Automaton


class Is(NamedTuple):
    """A status, an egress or a flag by its name; `text` marks an egress that lktui does not know, as it came."""

    field: str
    value: str
    text: bool = False


class IsUnknown(NamedTuple):
    field: str


class Compare(NamedTuple):
    """`operator` is one of `> >= < <= =`."""

    field: str
    operator: str
    amount: Amount


class Started(NamedTuple):
    """`operator` as in `Compare`."""

    operator: str
    moment: Clock | Instant


class During(NamedTuple):
    """Open at some time of the minute, second or day that `moment` is."""

    moment: Clock | Instant


class Not(NamedTuple):
    node: Node


class And(NamedTuple):
    nodes: tuple[Node, ...]


class Or(NamedTuple):
    nodes: tuple[Node, ...]


Leaf = Everything | Has | Matches | Is | IsUnknown | Compare | Started | During
Node = Leaf | Not | And | Or


def fields_of(node: Node) -> frozenset[str]:
    """The fields that decide whether a session matches."""
    match node:
        case Everything():
            return frozenset()
        case Not(inner):
            return fields_of(inner)
        case And(nodes) | Or(nodes):
            return frozenset().union(*map(fields_of, nodes))
        case Started():
            return frozenset({"started"})
        case During():
            return frozenset({"at"})
        case Has() | Matches():
            return frozenset({"room", "id"} if node.field is None else {node.field})
        case _:
            return frozenset({node.field})


def flags_of(node: Node) -> frozenset[str]:
    """The findings that are asked for by name."""
    match node:
        case Not(inner):
            return flags_of(inner)
        case And(nodes) | Or(nodes):
            return frozenset().union(*map(flags_of, nodes))
        case Is("flag", name):
            return frozenset({name})
        case _:
            return frozenset()
