"""Searches text for a regular expression in time linear in the text, whatever the two are.

The pattern becomes a graph of nodes, a set of nodes is an int, and the sets that texts lead to are kept as states with
their transitions, made when they are first needed (a lazily built DFA, as in RE2 and ripgrep).
"""

from __future__ import annotations

from functools import cached_property

from lktui.analysis.filter.fold import folded
from lktui.analysis.filter.regex import Characters, Choice, End, Pattern, PatternError, Repeat, Sequence, Start

MOST_NODES = 128
MOST_STEPS = 20_000  # transitions that are kept
LONGEST_TEXT = 256  # characters that are looked at
_MATCH = 0  # the node that says yes


class Automaton:
    """Raises PatternError where the pattern, with its repeats written out, is too large."""

    def __init__(self, pattern: Pattern) -> None:
        self.required = required(pattern)
        self._graph = _Graph(pattern)
        self._start = self._initial()

    def search(self, text: str) -> bool:
        """Whether the pattern matches anywhere in the first `LONGEST_TEXT` characters, without regard to case."""
        return self.search_folded(folded(text))

    def search_folded(self, text: str) -> bool:
        if self.required not in text:
            return False
        if self._graph.steps > MOST_STEPS:
            self._start = self._initial()
        state = self._start
        for character in text[:LONGEST_TEXT]:
            if state.ends:
                return state.found
            state = state[character]
        return state.found or state.found_at_end

    def _initial(self) -> _State:
        graph = self._graph
        graph.states.clear()
        graph.steps = 0
        return _State(graph, graph.start, graph.at_end_of_nothing)


class _State(dict[str, "_State"]):
    """The nodes that a text has led to, and the states that the next character leads to.

    `ends` is where no further character changes the answer.
    """

    __slots__ = ("ends", "found", "found_at_end", "graph", "nodes")

    def __init__(self, graph: _Graph, nodes: int, at_end: int) -> None:
        super().__init__()
        self.graph = graph
        self.nodes = nodes
        self.found = bool(nodes & 1 << _MATCH)
        self.found_at_end = bool(nodes & at_end)
        self.ends = self.found or not (nodes or graph.again)

    def __missing__(self, character: str) -> _State:
        graph = self.graph
        nodes = graph.step(self.nodes, character)
        state = graph.states.get(nodes)
        if state is None:
            state = graph.states[nodes] = _State(graph, nodes, graph.at_end)
        self[character] = state
        return state


class _Graph:
    """Nodes are numbered: the match, and one for each set of characters and each `$`; a set of them is an int.

    `start` are the nodes that a search begins with, `again` those that it goes on to begin with at each character.
    `at_end` are the nodes that mean a match when the text ends there.
    """

    def __init__(self, pattern: Pattern) -> None:
        self.states: dict[int, _State] = {}
        self.steps = 0
        self._sets: list[Characters | None] = [None]
        self._follow: list[int] = [0]
        self._taken_by: dict[str, int] = {}
        builder = _Builder()
        first = builder.add(pattern, builder.match)
        self._number(builder)
        self.start = self._mask(builder.closure(first, at_start=True, at_end=False))
        self.again = self._mask(builder.closure(first, at_start=False, at_end=False))
        ...
