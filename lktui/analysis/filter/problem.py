"""What is wrong with a filter, and where in its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable


class FilterError(UsageError):
    """`message` says in one line what to write instead; the place is `text[position : position + length]`.

    The length may be 0: something is missing at that place.
    """

    def __init__(self, message: str, position: int, length: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.length = length

    def marked(self, text: str) -> str:
        """The text with the place under it and the message, three lines, for a terminal without colours."""
        one_line = "".join(character if character.isprintable() else " " for character in text)
        return f"{one_line}\n{' ' * self.position}{'^' * max(1, self.length)}\n{self.message}"


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The name that was probably meant: one that it begins or that is at most a third of its letters away."""
    word = word.lower()
    if not word or len(word) > 30:
        return None
    known = list(names)
    begun = [name for name in known if name.startswith(word)] if len(word) > 1 else []
    if len(begun) == 1:
        return begun[0]
    distance, name = min((_distance(word, name), name) for name in known)
    return name if distance <= max(1, max(len(word), len(name)) // 3) and distance < len(name) else None


def _distance(one: str, other: str) -> int:
    """Letters to insert, drop, change or swap (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before = before, row
        row = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
