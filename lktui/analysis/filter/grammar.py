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

_END = "end"
DEEPEST = 30  # parentheses in parentheses


def tree(text: str) -> Node:
    """Raises FilterError. A text of nothing but spaces asks for everything."""
    found = tokens(text)
    if not found:
        return Everything()
    parser = _Parser([*found, Sign(_END, len(text), 0)])
    node = parser.either()
    if not parser.sign(_END):  # only a parenthesis ends an expression before the text does
        raise FilterError("this ) closes nothing", parser.now.position, 1)
    return node


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self.found = found
        self.index = 0
        self.depth = 0

    @property
    def now(self) -> Token:
        return self.found[self.index]

    def sign(self, kind: str) -> Sign | None:
        """The sign here if it is of this kind; it is used up, but for the end."""
        token = self.now
        if not isinstance(token, Sign) or token.kind != kind:
            return None
        self.index += kind != _END
        return token

    def either(self) -> Node:
        nodes = [self.all_of()]
        while self.sign("or"):
            nodes.append(self.all_of())
        return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))

    def all_of(self) -> Node:
        nodes = [self.negated()]
        while not isinstance(token := self.now, Sign) or token.kind not in {")", "or", _END}:
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
        if isinstance(token, Sign):
            raise self.nothing_before(token)
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

    def nothing_before(self, token: Sign) -> FilterError:
        before = self.found[self.index - 1] if self.index else None
        if isinstance(before, Sign):
            return FilterError(f"something is missing after {before.kind}", before.position, before.length)
        if token.kind == ")":
            return FilterError("this ) closes nothing", token.position, 1)
        message = f'something is missing before {token.kind}; the word itself is "{token.kind}"'
        return FilterError(message, token.position, token.length)
