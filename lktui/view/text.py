"""Untrusted text made fit for a terminal, and text measured and cut in cells.

Every string of the API comes from strangers. What could move the cursor, change colours, reorder or hide text becomes a
visible stand-in; what different terminals measure differently is reduced to what all of them measure alike, so that
columns stay columns.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import cell_len, get_character_cell_size

ELLIPSIS = "…"
STAND_IN = "�"
MOST_MARKS = 2  # combining marks on one character; more is a stack that paints over its neighbours
LONGEST = 2000  # characters: a name of megabytes must not cost seconds
# change how neighbours are drawn, or nothing at all: terminals disagree about widths
_UNSEEN = frozenset({0x034F, 0x200C, 0x200D, 0x180B, 0x180C, 0x180D, 0x180F, *range(0xFE00, 0xFE10)})
_MORE_SELECTORS = range(0xE0100, 0xE01F0)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_REGIONAL = 0x1F1E6  # flags are pairs of these; as letters they are as wide everywhere


@lru_cache(maxsize=8192)
def visible(text: str) -> str:
    """One line that is safe to write to a terminal; control characters become their pictures (`␛`), spaces plain."""
    if len(text) <= LONGEST and text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    marks = 0
    for char in text[: 4 * LONGEST]:
        stand_in = _stand_in(char)
        if not stand_in:
            continue
        if get_character_cell_size(stand_in[0]) == 0:
            marks += 1
            if marks > MOST_MARKS:
                continue
            if not shown:
                shown.append("\N{DOTTED CIRCLE}")
        else:
            marks = 0
        shown.append(stand_in)
        if len(shown) > LONGEST:
            break
    if len(shown) > LONGEST or len(text) > 4 * LONGEST:
        shown[LONGEST - 1 :] = ELLIPSIS
    return "".join(shown)


def _stand_in(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    if code in _UNSEEN or code in _SKIN_TONES or code in _MORE_SELECTORS:
        return ""
    if _REGIONAL <= code < _REGIONAL + 26:
        return chr(ord("A") + code - _REGIONAL)
    if char.isprintable():
        return char
    return " " if unicodedata.category(char) == "Zs" else STAND_IN


def width(text: str) -> int:
    """In cells, of text that is `visible`."""
    return len(text) if text.isascii() else cell_len(text)


def cut(text: str, cells: int) -> str:
    """At most so many cells, with an ellipsis where something was cut off."""
    if width(text) <= cells:
        return text
    if cells <= 0:
        return ""
    kept: list[str] = []
    left = cells - 1
    for char in text:
        left -= get_character_cell_size(char)
        if left < 0:
            break
        kept.append(char)
    return "".join(kept) + ELLIPSIS


def cut_middle(text: str, cells: int) -> str:
    """At most so many cells, with the ellipsis in the middle: for ids, whose ends tell them apart."""
    if width(text) <= cells or cells < 5:
        return cut(text, cells)
    tail = (cells - 1) // 2
    head = cells - 1 - tail
    return text[:head] + ELLIPSIS + text[-tail:] if text.isascii() else cut(text, cells)


def wrap(text: str, cells: int) -> list[str]:
    """Lines of at most so many cells, broken between words, and inside of words that are longer."""
    lines = [""]
    for word in text.split():
        if lines[-1] and width(lines[-1]) + 1 + width(word) <= cells:
            lines[-1] += " " + word
            continue
        if lines[-1]:
            lines.append("")
        for char in word:
            if lines[-1] and width(lines[-1]) + width(char) > cells:
                lines.append("")
            lines[-1] += char
    return lines


def folded(text: str, cells: int) -> list[str]:
    """All of a text in lines of at most so many cells, broken wherever one is full."""
    lines = [""]
    left = cells
    for char in text:
        size = get_character_cell_size(char)
        if size > left and lines[-1]:
            lines.append("")
            left = cells
        lines[-1] += char
        left -= size
    return lines


def pad(text: str, cells: int, *, right: bool = False) -> str:
    """Exactly so many cells: cut or filled with spaces, on its left when it is to stand on the right."""
    text = cut(text, cells)
    space = " " * (cells - width(text))
    return space + text if right else text + space
