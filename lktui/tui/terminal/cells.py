"""Lines of text as the cells of a terminal: what stands in each of them, and the codes that make it look so."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len, get_character_cell_size
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.color import ColorSystem
    from rich.segment import Segment
    from rich.style import Style

MOST_LOOKS = 4096
MOST_CELLS = 4096  # of one look
_ZWJ = "\u200d"
_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29"}
_FOREGROUND = {*map(str, (*range(30, 38), *range(90, 98)))}
_BACKGROUND = {*map(str, (*range(40, 48), *range(100, 108)))}


def _is_firm(char: str) -> bool:
    """Letters and signs of Western scripts and braille: no terminal takes them for wide ones."""
    if char.isascii() or "\u2800" <= char <= "\u28ff":
        return True
    return char < "\u0530" and unicodedata.east_asian_width(char) == "N" and unicodedata.category(char)[0] in "LNS"


def _is_block(char: str) -> bool:
    """Lines of boxes, and blocks: narrow but where the language's own letters are wide."""
    return "\u2500" <= char <= "\u259f"


class Surprise(Exception):  # noqa: N818 - not an error: the diff meets what it does not know
    """Something that this module was not made for; stock Textual can draw it."""


class Cell:
    """What stands in one cell; equal only to itself, so frames are compared by identity.

    A wide character stands in its first cell, the others hold its look's `rest`, whose width is 0. A `firm` cell is one
    that takes exactly one column on every terminal.
    """

    __slots__ = ("firm", "look", "text", "width")

    def __init__(self, text: str, look: Look, width: int) -> None:
        self.text = text
        self.look = look
        self.width = width
        self.firm = width == 1 and len(text) == 1 and (_is_firm(text) or (look.firm_blocks and _is_block(text)))


class _Cells(dict[str, Cell]):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def __missing__(self, text: str) -> Cell:
        if len(self) >= MOST_CELLS:
            self.clear()  # what is drawn anew is then sent anew
        cell = self[text] = Cell(text, self._look, 1 if text.isascii() else cell_len(text))
        return cell


class Look:
    """Attributes, colours and link of a cell, in the terminal's own terms; two looks of one palette always differ."""

    __slots__ = ("attributes", "background", "cells", "codes", "firm_blocks", "foreground", "link", "rest")

    def __init__(self, codes: str = "", link: str = "", *, firm_blocks: bool = False) -> None:
        self.codes = codes
        self.firm_blocks = firm_blocks
        self.link = link  # "id=…;address", as it stands in OSC 8
        self.attributes: tuple[str, ...] = ()
        self.foreground = self.background = ""
        self._parse(codes.split(";") if codes else [])
        self.cells = _Cells(self)
        self.rest = Cell("", self, 0)

    def _parse(self, codes: list[str]) -> None:
        index = 0
        while index < len(codes):
            code = codes[index]
            length = 1
            if code in {"38", "48"}:
                length = {"5": 3, "2": 5}.get(codes[index + 1], 0)
                if not length or index + length > len(codes):
                    raise Surprise(f"a colour {self.codes}")
            whole = ";".join(codes[index : index + length])
            if code == "38" or code in _FOREGROUND:
                self.foreground = whole
            elif code == "48" or code in _BACKGROUND:
                self.background = whole
            elif code not in {"39", "49"}:  # the default colours, which are ours as well
                self.attributes += (code,)
            index += length

    @property
    def graphics(self) -> list[str]:
        """The whole look as parameters of SGR."""
        return [*self.attributes, *filter(None, (self.foreground, self.background))]

    def after(self, before: Look | None, *, whole: bool = False) -> str:
        """The shortest way here from another look, or with `whole` one that does not build upon it.

        From None the terminal's look is not known, but no link is open.
        """
        if before is self:
            return ""
        linked = before.link if before else ""
        link = "" if linked == self.link else f"\x1b]8;{self.link or ';'}\x1b\\"
        if before is not None and before.graphics == self.graphics:
            return link
        codes = ";".join(["0", *self.graphics]) if self.graphics else ""
        onward = None if before is None or whole else self._onward(before)
        return f"\x1b[{codes if onward is None or len(codes) < len(onward) else onward}m{link}"

    def _onward(self, before: Look) -> str | None:
        """Parameters that change only what differs; None where what is to go cannot be switched off alone."""
        if any(code not in _OFF for code in before.attributes):
            return None
        gone = {_OFF[code] for code in before.attributes if code not in self.attributes}
        kept = [code for code in before.attributes if _OFF[code] not in gone]
        codes = [*sorted(gone), *(code for code in self.attributes if code not in kept)]
        if before.foreground != self.foreground:
            codes.append(self.foreground or "39")
        if before.background != self.background:
            codes.append(self.background or "49")
        return ";".join(codes)


PLAIN = Look()
UNKNOWN = Cell("\ufffd", PLAIN, 1)  # what is not known to be anything; never sent


class Palette:
    """The looks of styles in one colour system.

    `firm_blocks` says that the terminal is known to take blocks and the lines of boxes for narrow: what is drawn with
    them then costs a third, and a change in it no more than itself.
    """

    def __init__(self, colors: ColorSystem, *, firm_blocks: bool = False) -> None:
        self._colors = colors
        self._firm_blocks = firm_blocks
        self._by_style: dict[Style | None, Look] = {}
        self._looks: dict[tuple[str, str], Look] = {("", ""): PLAIN}

    def look(self, style: Style | None) -> Look:
        look = self._by_style.get(style)
        if look is None:
            if len(self._by_style) >= MOST_LOOKS:
                self._by_style.clear()
                self._looks = {("", ""): PLAIN}
            key = ("", "")
            if style is not None:
                link = f"id={style.link_id};{style.link}" if style.link else ""
                key = (Strip.render_ansi(style, self._colors), link)
            look = self._looks.get(key) or self._looks.setdefault(key, Look(*key, firm_blocks=self._firm_blocks))
            self._by_style[style] = look
        return look

    def cells(self, segments: Iterable[Segment]) -> list[Cell]:
        """A line as cells. Raises Surprise for a segment that is no text."""
        cells: list[Cell] = []
        for text, style, control in segments:
            if control:
                raise Surprise("a control code in a line")
            look = self.look(style)
            if text.isascii() and text.isprintable():
                cells.extend(map(look.cells.__getitem__, text))
            else:
                self._add(cells, look, text)
        return cells

    @staticmethod
    def _add(cells: list[Cell], look: Look, text: str) -> None:
        for cell in map(look.cells.__getitem__, clusters(text)):
            if cell.width:
                cells.append(cell)
                if cell.width > 1:
                    cells.extend([look.rest] * (cell.width - 1))
            elif cells:  # a mark whose letter ended the segment before
                place = lead(cells, len(cells) - 1)
                marked = cells[place].look.cells[cells[place].text + cell.text]
                if marked.width == cells[place].width:
                    cells[place] = marked


@lru_cache(maxsize=4096)
def clusters(text: str) -> tuple[str, ...]:
    """Characters with what combines with them. Controls are left out: nobody knows what they would do."""
    found: list[str] = []
    for char in text:
        if unicodedata.category(char) == "Cc":
            continue
        before = found[-1] if found else ""
        joins = get_character_cell_size(char) == 0 or before.endswith(_ZWJ)
        if before and (joins or (len(before) == 1 and _is_regional(before) and _is_regional(char))):
            found[-1] += char
        else:
            found.append(char)
    return tuple(found)


def lead(row: Sequence[Cell], x: int) -> int:
    """Where the character begins that stands in a cell."""
    while x and not row[x].width:
        x -= 1
    return x


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
