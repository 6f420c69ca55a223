"""A widget that draws cells of text: tones become the theme's colours, and only what changed is sent again."""

from __future__ import annotations

from operator import ne
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.dom import DOMNode
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from lktui.view import text
from lktui.view.columns import REVERSED, Cell, LinePair, Piece, Tone, fit, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


_NEUTRAL = (Tone.PLAIN, Tone.DIM, Tone.FAINT)


class CellWidget(Widget):
    """Draws pieces of text with tones; `lktui.tcss` gives each tone its look, as to a component class.

    Textual works out the looks of component classes before anything is drawn. There are many tones and many of these
    widgets, and few tones are drawn in each: a look is worked out when it is first needed.
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._looks: dict[Tone, Style] = {}

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if any(self._worked_out(tone) != look for tone, look in self._looks.items()):
            self._looks.clear()
            self.refresh()

    def strip(self, pieces: Iterable[Piece], width: int, *, over: str = "") -> Strip:
        """One line of `width` cells. `over` is a component class laid over it; colours that mean something stay."""
        segments = [Segment(content, self._look(tone, over)) for content, tone in _runs(pieces)]
        return Strip(segments).adjust_cell_length(width, self._look(Tone.PLAIN, over))

    def _look(self, tone: Tone, over: str) -> Style:
        style = self._looks.get(tone)
        if style is None:
            style = self._looks[tone] = self._worked_out(tone)
        if not over:
            return style
        base = self.get_component_rich_style(over)
        if tone in _NEUTRAL or base.reverse:  # reversed, a colour would be the ground
            return base
        return style + Style(bgcolor=base.bgcolor, bold=base.bold or style.bold)

    def _worked_out(self, tone: Tone) -> Style:
        node = DOMNode(classes=f"tone--{tone.value}")
        node._attach(self)  # noqa: SLF001 - this is how Textual does it for component classes
        self.app.stylesheet.apply(node)
        return node.rich_style


class Lines(CellWidget):
    """A few lines, each with something on the left and the right; the right goes when there is no room."""

    def __init__(self, height: int = 1, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._lines: list[LinePair] = [((), ())] * height
        self.styles.height = height

    def show(self, *lines: LinePair) -> None:
        """Replaces the lines; what is the same is not drawn again."""
        if len(lines) != len(self._lines):
            self._lines = list(lines)
            self.styles.height = len(lines)
            return
        for number, (old, new) in enumerate(zip(self._lines, lines, strict=True)):
            if old != new:
                self._lines[number] = new
                self._refresh_line(number, old, new)

    def show_if_any(self, *lines: LinePair) -> None:
        """Without lines it takes no room."""
        if lines:
            self.show(*lines)
        if self.display != bool(lines):  # setting it lays the screen out anew
            self.display = bool(lines)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        left, right = self._lines[y] if y < len(self._lines) else ((), ())
        return self.strip(_arranged(left, right, width), width)

    def plain(self) -> str:
        """What it says, for tests and for copying."""
        return "\n".join("".join(content for content, _ in _arranged(*line, self.size.width)) for line in self._lines)

    def _refresh_line(self, number: int, old: LinePair, new: LinePair) -> None:
        width = self.size.width
        first, last = changed_span(_arranged(*old, width), _arranged(*new, width))
        if last > first:
            self.refresh(Region(first, number, last - first, 1))


def _runs(pieces: Iterable[Piece]) -> list[Piece]:
    """Neighbours of the same tone as one, and spaces with what stands before them: a change of colour costs bytes."""
    runs: list[Piece] = []
    for content, tone in pieces:
        before = runs[-1][1] if runs else None
        if runs and (before is tone or (content.isspace() and before not in REVERSED)):
            runs[-1] = (runs[-1][0] + content, runs[-1][1])
        elif runs and runs[-1][0].isspace() and before not in REVERSED and tone not in REVERSED:
            runs[-1] = (runs[-1][0] + content, tone)
        elif content:
            runs.append((content, tone))
    return runs


def _arranged(left: Cell, right: Cell, width: int) -> Cell:
    """Left and right in one line with a margin of a cell on both sides."""
    room = max(0, width - 2)
    used = width_of(left)
    spare = room - used - width_of(right)
    if right and spare >= 2:
        middle: Cell = (*left, (" " * spare, Tone.PLAIN), *right)
    else:
        middle = fit(left, room)
    return ((" ", Tone.PLAIN), *middle, (" ", Tone.PLAIN))


def changed_span(old: Sequence[Piece], new: Sequence[Piece]) -> tuple[int, int]:
    """From which cell to which two lines of the same width differ; (0, 0) where they don't."""
    before, after = _toned_cells(old), _toned_cells(new)
    if len(before) != len(after):
        return 0, max(len(before), len(after))
    different = bytes(map(ne, before, after))
    first = different.find(1)
    return (first, different.rfind(1) + 1) if first >= 0 else (0, 0)


def _toned_cells(pieces: Iterable[Piece]) -> list[tuple[str, Tone]]:
    cells: list[tuple[str, Tone]] = []
    for content, tone in pieces:
        if content.isascii():
            cells += [(char, tone) for char in content]
        else:
            for char in content:
                cells += [(char if part == 0 else "", tone) for part in range(text.width(char))]
    return cells
