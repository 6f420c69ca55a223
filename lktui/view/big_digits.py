"""Numbers in blocks, to be read across a room."""

from __future__ import annotations

from typing import NamedTuple

HEIGHT = 5  # dots
INK, SPACE = "█", " "

_DOTS = {
    "0": "### #.# #.# #.# ###",
    "1": ".#. ##. .#. .#. ###",
    "2": "### ..# ### #.. ###",
    "3": "### ..# .## ..# ###",
    "4": "#.# #.# ### ..# ..#",
    "5": "### #.. ### ..# ###",
    "6": "### #.. ### #.# ###",
    "7": "### ..# ..# .#. .#.",
    "8": "### #.# ### #.# ###",
    "9": "### #.# ### ..# ###",
    ".": ". . . . #",
    "–": "... ... ### ... ...",
}


class Scale(NamedTuple):
    """The size of a dot in cells. Two cells side by side are about a square."""

    width: int
    height: int


SCALES = (Scale(8, 4), Scale(6, 3), Scale(4, 2), Scale(3, 2), Scale(2, 1), Scale(1, 1))  # from the largest


def big(number: str, scale: Scale) -> list[str]:
    """A number of digits and points, or `–`, in lines of the same width."""
    letters = [_DOTS[char].split() for char in number]
    lines: list[str] = []
    for y in range(HEIGHT):
        dots = ".".join(letter[y] for letter in letters)
        line = "".join((INK if dot == "#" else SPACE) * scale.width for dot in dots)
        lines += [line] * scale.height
    return lines


def cells(number: str, scale: Scale) -> int:
    """How wide `big` makes a number."""
    return sum(len(_DOTS[char].split()[0]) + 1 for char in number) * scale.width - scale.width
