"""A regular expression as a graph of nodes, a set of which is an int: one bit for each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from lktui.analysis.filter.regex import Characters, Choice, Pattern, PatternError, Repeat, Sequence, Start

MATCH = 1  # the set of the one node that says yes
_MOST_NODES = 128
_MOST_DRAWN = 1_000


class _Kind(Enum):
    MATCH = auto()
    TAKE = auto()  # one of `characters`
    END = auto()  # the end of the text
    START = auto()
    BRANCH = auto()


@dataclass(slots=True)
class _Node:
    kind: _Kind
    following: list[int]
    characters: Characters | None = None


class Graph:
    """What can be in a set: the match, characters that may come next, and ends of the text that may come next.

    `start` is where a search begins and `again` where it goes on to begin at each character. `at_end` are the nodes
    that mean a match where the text ends, `at_end_of_nothing` those where it is also the start.
    """

    def __init__(self, pattern: Pattern) -> None:
        """Raises PatternError."""
        drawing = _Drawing()
        first = drawing.add(pattern, 0)
        self._drawn = drawing.nodes
        lasting = [i for i, node in enumerate(self._drawn) if node.kind not in {_Kind.BRANCH, _Kind.START}]
        if len(lasting) > _MOST_NODES:
            raise _too_large()
        self._bits = {i: 1 << bit for bit, i in enumerate(lasting)}  # the match is node 0 and bit 0
        self.start = self._reached(first, at_start=True)
        self.again = self._reached(first)
        self.at_end = self._matching_at_end(lasting, at_start=False)
        self.at_end_of_nothing = self._matching_at_end(lasting, at_start=True)
        follow = [self._after(self._drawn[i]) for i in lasting]
        self._unions = [_unions(follow[at : at + 8]) for at in range(0, len(follow), 8)]
        self._takers: dict[str, int] = {}

    def step(self, nodes: int, character: str) -> int:
        """Where a set of nodes leads to by a character; 8 nodes at a time."""
        takers = self._takers.get(character)
        here = nodes & (self._find_takers(character) if takers is None else takers)
        reached = self.again
        for unions in self._unions:
            reached |= unions[here & 255]
            here >>= 8
        return reached

    def _find_takers(self, character: str) -> int:
        if len(self._takers) > 10_000:
            self._takers.clear()
        answers: dict[Characters, bool] = {}
        takers = 0
        for i, bit in self._bits.items():
            characters = self._drawn[i].characters
            if characters is not None:
                if characters not in answers:
                    answers[characters] = characters.has(character)
                takers |= bit if answers[characters] else 0
        self._takers[character] = takers
        return takers

    def _after(self, node: _Node) -> int:
        return self._reached(node.following[0]) if node.kind is _Kind.TAKE else 0

    def _matching_at_end(self, lasting: list[int], *, at_start: bool) -> int:
        matching = (i for i in lasting if self._reached(i, at_start=at_start, at_end=True) & MATCH)
        return sum(self._bits[i] for i in matching)

    def _reached(self, first: int, *, at_start: bool = False, at_end: bool = False) -> int:
        """What can be come to without a character."""
        passed = {_Kind.BRANCH: True, _Kind.START: at_start, _Kind.END: at_end}
        reached, seen, waiting = 0, {first}, [first]
        while waiting:
            i = waiting.pop()
            reached |= self._bits.get(i, 0)
            node = self._drawn[i]
            if passed.get(node.kind):
                waiting += [following for following in node.following if following not in seen]
                seen.update(node.following)
        return reached


class _Drawing:
    """Draws a pattern from its end to its start: each part knows what follows it."""

    def __init__(self) -> None:
        self.nodes = [_Node(_Kind.MATCH, [])]

    def add(self, pattern: Pattern, following: int) -> int:
        """The node that the pattern begins with."""
        match pattern:
            case Characters():
                return self._node(_Kind.TAKE, [following], pattern)
            case Sequence(items):
                for item in reversed(items):
                    following = self.add(item, following)
                return following
            case Choice(items):
                return self._node(_Kind.BRANCH, [self.add(item, following) for item in items])
            case Repeat():
                return self._repeat(pattern, following)
            case Start():
                return self._node(_Kind.START, [following])
            case _:
                return self._node(_Kind.END, [following])

    def _repeat(self, repeat: Repeat, following: int) -> int:
        first = following
        if repeat.most is None:
            first = self._node(_Kind.BRANCH, [following])
            self.nodes[first].following.append(self.add(repeat.item, first))
        else:
            for _ in range(repeat.most - repeat.least):
                first = self._node(_Kind.BRANCH, [self.add(repeat.item, first), following])
        for _ in range(repeat.least):
            before = self.add(repeat.item, first)
            if before == first:  # nothing, however often
                break
            first = before
        return first

    def _node(self, kind: _Kind, following: list[int], characters: Characters | None = None) -> int:
        if len(self.nodes) >= _MOST_DRAWN:
            raise _too_large()
        self.nodes.append(_Node(kind, following, characters))
        return len(self.nodes) - 1


def _unions(sets: list[int]) -> list[int]:
    """For each choice out of up to 8 sets, as the bits of an index, all that is in one of them."""
    unions = [0]
    for one in sets:
        unions += [union | one for union in unions]
    return unions


def _too_large() -> PatternError:
    return PatternError("this regular expression is too large: use fewer or smaller repeats", 0, 0)
