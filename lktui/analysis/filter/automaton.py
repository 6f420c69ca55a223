"""Searches text for a regular expression in time linear in the text, whatever the two are.

The pattern becomes a graph of nodes (`graph`), and the sets of nodes that texts lead to are kept as states with their
transitions, made when they are first needed: a lazily built DFA, as in RE2 and ripgrep. It is not RE2 itself because
that is not to be had ready-made for musl (Alpine): for one operator of the filter lktui could not be installed there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.analysis.filter.graph import MATCH, Graph
from lktui.analysis.filter.regex import Characters, Pattern, Sequence
from lktui.analysis.fold import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_TEXT = 256  # characters that are looked at
_MOST_STEPS = 20_000  # transitions that are kept


class Automaton:
    """Raises PatternError where the pattern, with its repeats written out, is too large."""

    def __init__(self, pattern: Pattern) -> None:
        self._required = required(pattern)
        self._graph = Graph(pattern)
        self._known = _Known(self._graph)

    def search(self, text: str) -> bool:
        """Whether the pattern matches anywhere in the first `LONGEST_TEXT` characters, upper and lower case alike."""
        text = folded(text)
        if self._required not in text:
            return False
        if self._known.steps > _MOST_STEPS:
            self._known = _Known(self._graph)
        state = self._known.start
        for character in text[:LONGEST_TEXT]:
            if state.settled:
                return state.found
            state = state[character]
        return state.found or state.found_at_end


class _Known:
    """The states and transitions that were needed so far."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.steps = 0
        self.states: dict[int, _State] = {}
        self.start = _State(self, graph.start, graph.at_end_of_nothing)


class _State(dict[str, "_State"]):
    """A set of nodes, and the states that the next character leads to.

    `settled` is where no further character changes the answer.
    """

    __slots__ = ("found", "found_at_end", "known", "nodes", "settled")

    def __init__(self, known: _Known, nodes: int, at_end: int) -> None:
        super().__init__()
        self.known = known
        self.nodes = nodes
        self.found = bool(nodes & MATCH)
        self.found_at_end = bool(nodes & at_end)
        self.settled = self.found or not (nodes or known.graph.again)

    def __missing__(self, character: str) -> _State:
        known = self.known
        known.steps += 1
        nodes = known.graph.step(self.nodes, character)
        state = known.states.get(nodes)
        if state is None:
            state = known.states[nodes] = _State(known, nodes, known.graph.at_end)
        self[character] = state
        return state


def required(pattern: Pattern) -> str:
    """The longest text that is in every match: looking for it first spares most texts the rest."""
    runs = [""]
    for item in _in_order(pattern):
        one = isinstance(item, Characters) and not (item.negated or item.classes) and len(item.ranges) == 1
        if one and isinstance(item, Characters) and item.ranges[0][0] == item.ranges[0][1]:
            runs[-1] += item.ranges[0][0]
        else:
            runs.append("")
    return max(runs, key=len)


def _in_order(pattern: Pattern) -> Iterator[Pattern]:
    if isinstance(pattern, Sequence):
        for item in pattern.items:
            yield from _in_order(item)
    else:
        yield pattern
