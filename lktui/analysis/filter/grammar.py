"""How words and comparisons are put together: `or` binds loosest, then and, then `!`; parentheses group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.analysis.filter import terms
from lktui.analysis.filter.problem import FilterError
from lktui.analysis.filter.tokens import Literal, Sign, tokens
from lktui.analysis.filter.tree import And, Everything, Not, Or

if TYPE_CHECKING:
    from lktui.analysis.filter.tokens import Token
    from lktui.analysis.filter.tree import Node

DEEPEST = 30  # parentheses in parentheses


def tree(text: str) -> Node:
    """Raises FilterError. A text of nothing but spaces asks for everything."""
    found = tokens(text)
    if not found:
        return Everything()
    parser = _Parser(found, len(text))
    node = parser.either()
    if parser.now is not None:  # only a parenthesis ends an expression before the text does
        raise FilterError("this ) closes nothing", parser.now.position, 1)
    return node


class _Parser:
    def __init__(self, found: list[Token], end: int) -> None:
        self.found = found
        self.end = end
        self.index = 0
        self.depth = 0

    @property
    def now(self) -> Token | None:
        return self.found[self.index] if self.index < len(self.found) else None

    def sign(self, kind: str) -> Sign | None:
        """The sign here if it is of this kind; it is used up."""
        token = self.now
        if isinstance(token, Sign) and token.kind == kind:
            self.index += 1
            return token
        return None

    def either(self) -> Node:
        nodes = [self.all_of()]
        while self.sign("or"):
            nodes.append(self.all_of())
        return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))

    def all_of(self) -> Node:
        nodes = [self.negated()]
        while not isinstance(token := self.now, Sign) or token.kind not in {")", "or"}:
            if token is None:
                break
            self.sign("and")
            nodes.append(self.negated())
        return nodes[0] if len(nodes) == 1 else And(tuple(nodes))

    def negated(self) -> Node:
        odd = False
        while self.sign("!"):
            odd = not odd
        node = self.operand()
        return Not(node) if odd else node

    def operand(self) -> Node:
        token = self.now
        if opening := self.sign("("):
            return self.group(opening)
        if token is None or isinstance(token, Sign):
            raise self.nothing_here(token)
        self.index += 1
        return terms.word(token) if isinstance(token, Literal) else terms.comparison(token)

    def group(self, opening: Sign) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FilterError(f"parentheses go {DEEPEST} deep at most", opening.position, 1)
        node = self.either()
        if not self.sign(")"):
            raise FilterError("this ( is never closed", opening.position, 1)
        self.depth -= 1
        return node

    def nothing_here(self, token: Sign | None) -> FilterError:
        before = self.found[self.index - 1] if self.index else None
        if isinstance(before, Sign) and before.kind != ")":
            return FilterError(f"something is missing after {before.kind}", before.position, before.length)
        if token is None:
            return FilterError("something is missing here", self.end, 0)
        if token.kind == ")":
            return FilterError("this ) closes nothing", token.position, 1)
        return FilterError(
            f'something is missing before {token.kind}; the word itself is "{token.kind}"', token.position, token.length
        )
