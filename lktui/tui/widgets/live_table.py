"""A table of rows that are identities, not positions: it keeps the selection, and repaints only what changed.

Only visible rows are formatted. After every change the visible lines are formatted again (0.02 ms for 40 of them) and
compared with what is on the screen, so the cost does not depend on how many rows there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.geometry import Region
from textual.message import Message

from lktui.tui.commands import Scope, bindings
from lktui.tui.widgets.cells import CellWidget, changed_span
from lktui.view import text
from lktui.view.columns import Cell, Column, Context, Piece, Placed, Tone, cell, contexts, fit, line_of, place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip
    from textual.widget import Widget

    from lktui.view.times import Zone

Row = TypeVar("Row")

MARGIN = 2  # the cursor's mark and a space
WHEEL = 3  # rows


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is on the screen."""

    pieces: tuple[Piece, ...]
    look: str  # the component class laid over it


BLANK = Line((), "")


class LiveTable(CellWidget, Generic[Row], can_focus=True):
    """Rows of any type: `columns` say what they show, `key` what makes two of them the same, `mark` is a cell in front.

    Until the user moves the cursor the newest rows stay in view; from then on the selected row keeps its place on the
    screen, whatever comes in above it; the upper edge says how many of those, by `is_new`, have not been in view yet.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.TABLE)]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"live-table--head", "live-table--cursor", "live-table--cursor-blurred"}

    class Selected(Message):
        """The cursor went to another row."""

        def __init__(self, table: Widget) -> None:
            super().__init__()
            self.table = table

        @property
        def control(self) -> Widget:
            return self.table

    class Chosen(Selected):
        """The selected row was opened: Enter, or a click on it."""

    class HeadClicked(Selected):
        """The head of a column was clicked."""

        def __init__(self, table: Widget, column: str) -> None:
            super().__init__(table)
            self.column = column

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        key: Callable[[Row], str],
        *,
        zone: Zone,
        now: Callable[[], datetime],
        mark: Callable[[Row], Piece] | None = None,
        is_new: Callable[[Row], bool] | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(id=id)
        self._columns = tuple(columns)
        self._key = key
        self._zone = zone
        self._now = now
        self._mark = mark
        self._is_new = is_new
        self._above: set[str] = set()  # new rows above the window that were not in view yet
        self._sign = ("", "")  # the column that the rows are sorted by, and how that is shown
        self._rows: Sequence[Row] = ()
        self._places: dict[str, int] = {}
        self._selected: str | None = None
        self._top = 0
        self._pinned = False  # the user has moved the cursor
        self._placed: tuple[Placed[Row], ...] = ()
        self._painted: list[Line] = []
        self._painted_size = (0, 0)
        self._painted_rows = 0
        self._placeholder: tuple[Cell, ...] = ()

    # What is shown.

    @property
    def placed(self) -> tuple[Placed[Row], ...]:
        """The columns that there is room for, from the left."""
        return self._placed

    @property
    def rows(self) -> Sequence[Row]:
        return self._rows

    @property
    def selected_key(self) -> str | None:
        return self._selected

    @property
    def selected(self) -> Row | None:
        index = self._selected_index
        return None if index is None else self._rows[index]

    @property
    def selected_number(self) -> int:
        """Position of the selected row, from 1; 0 without rows."""
        index = self._selected_index
        return 0 if index is None else index + 1

    def show(self, rows: Sequence[Row], *, placeholder: Sequence[Cell] = (), from_top: bool = False) -> None:
        """Replaces the rows, keeping selection and place; `placeholder` is drawn while there are none.

        `from_top` is for rows of another kind altogether: another page, another session.
        """
        before = self._selected
        anchor, offset = (None, 0) if from_top else self._anchor()
        old_rows, old_places = self._rows, self._places
        self._rows = rows
        self._places = {self._key(row): index for index, row in enumerate(rows)}
        self._placeholder = tuple(placeholder)
        if from_top:
            self._selected, self._top, self._pinned = None, 0, False
        elif self._selected not in self._places:
            self._selected = self._nearest_survivor(old_rows, old_places.get(self._selected or ""))
        if self._selected is None and rows:
            self._selected = self._key(rows[0])
        if anchor is not None and anchor not in self._places:
            anchor = self._selected
        if anchor is not None and anchor in self._places and self._pinned:
            self._top = self._places[anchor] - offset
        if from_top or not self._pinned:
            self._above.clear()
        elif self._is_new is not None:
            arrived = [row for row in rows[: self._top] if self._key(row) not in old_places]
            self._above.update(self._key(row) for row in arrived if self._is_new(row))
        self._paint()
        if self._selected != before:
            self.post_message(self.Selected(self))

    def show_order(self, column: str, sign: str) -> None:
        """Marks the head of the column that the rows are sorted by."""
        if self._sign != (column, sign):
            self._sign = (column, sign)
            self._paint()

    @property
    def keys(self) -> list[str]:
        """The rows' keys, in their order."""
        return list(self._places)

    def show_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Shows other columns, as many of them as fit."""
        if self._columns != tuple(columns):
            self._columns = tuple(columns)
            if self.size.width:
                self._lay_out()

    def select(self, key: str) -> None:
        """Moves the cursor to a row, if it is there, and brings it into view."""
        if key in self._places:
            self._go(self._places[key])

    def neighbour(self, key: str, by: int) -> str | None:
        """The key of the row so many places from another one; None beyond the ends."""
        index = self._places.get(key)
        if index is None or not 0 <= index + by < len(self._rows):
            return None
        return self._key(self._rows[index + by])

    def show_zone(self, zone: Zone) -> None:
        self._zone = zone
        self._paint()

    def tick(self) -> None:
        """Time has passed: draws what it changed."""
        self._paint()

    def unpin(self) -> None:
        """Back to the newest row, as before the cursor was moved."""
        if self._rows:
            self._go(0)
        self._pinned = False

    # Drawing.

    def render_line(self, y: int) -> Strip:
        if self._painted_size != self.size:
            self._lay_out()
        line = self._painted[y] if y < len(self._painted) else BLANK
        return self.strip(line.pieces, self.size.width, over=line.look)

    def on_resize(self) -> None:
        self._lay_out()

    def on_focus(self) -> None:
        self._paint()

    def on_blur(self) -> None:
        self._paint()

    @property
    def _height(self) -> int:
        """How many rows are in view."""
        return max(1, self.size.height - self.head_height)

    @property
    def head_height(self) -> int:
        return 1

    def _lay_out(self) -> None:
        anchored = self._selected_index
        visible = anchored is not None and self._top <= anchored < self._top + self._painted_rows
        self._painted_size = self.size
        self._placed = place(self._columns, self.size.width - MARGIN - 1)
        if anchored is not None and visible and self._pinned:
            self._top = min(max(self._top, anchored - self._height + 1), anchored)
        self._clamp()
        self._painted = self._lines()
        self._painted_rows = self._height
        self.refresh()

    def _paint(self) -> None:
        """Formats the visible lines and repaints those that differ from what is on the screen."""
        if not self.size.width or self._painted_size != self.size:
            return  # not laid out yet: render_line will see to it
        self._clamp()
        self._above = {key for key in self._above if self._places.get(key, self._top) < self._top}
        lines = self._lines()
        for number, (old, new) in enumerate(zip(self._painted, lines, strict=True)):
            if old == new:
                continue
            first, last = changed_span(old.pieces, new.pieces) if old.look == new.look else (0, self.size.width)
            if last > first:
                self.refresh(Region(first, number, last - first, 1))
        self._painted = lines

    def _clamp(self) -> None:
        self._top = max(0, min(self._top, len(self._rows) - self._height))

    def _lines(self) -> list[Line]:
        return [*self.head_lines(), *self._window()]

    def head_lines(self) -> list[Line]:
        """What stands above the rows: as many lines as `head_height`."""
        return [Line(self._with_edge(self._head(), self.size.width), "live-table--head")]

    def _window(self) -> list[Line]:
        if not self._rows:
            return self._placeholder_lines()
        each_context = contexts(self._placed, self._now(), self._zone)
        last = min(len(self._rows), self._top + self._height)
        lines = [self._line(self._rows[index], each_context) for index in range(self._top, last)]
        return lines + [BLANK] * (self._height - len(lines))

    def _line(self, row: Row, each_context: Sequence[Context]) -> Line:
        selected = self._key(row) == self._selected
        look = ("live-table--cursor" if self.has_focus else "live-table--cursor-blurred") if selected else ""
        cursor: Piece = ("▌" if selected else " ", Tone.ACCENT)
        mark = self._mark(row) if self._mark is not None else (" ", Tone.PLAIN)
        return Line((cursor, mark, *line_of(row, self._placed, each_context)), look)

    def _head(self) -> list[Piece]:
        pieces: list[Piece] = [(" " * MARGIN, Tone.PLAIN)]
        at = 0  # cells after the margin
        for placed in self._placed:
            right, title, start, width = placed.column.right, placed.column.title, placed.x, placed.width
            if placed.column.name == self._sign[0]:
                sign = self._sign[1]
                title = f"{sign}{title}" if right else f"{title}{sign}"
                if len(title) == width + 1:  # the sign may stand in the gap
                    start, width = (start - 1 if right and start else start), width + 1
                elif len(title) > width:
                    title = sign
            elif len(title) > width:
                title = ""
            pieces.append((" " * (start - at), Tone.PLAIN))
            pieces.extend(fit(cell(title, Tone.PLAIN), width, right=right))
            at = start + width
        return pieces

    def _with_edge(self, pieces: Sequence[Piece], width: int) -> Cell:
        """The head with what the upper edge of the rows says, over its right end."""
        if not self._above:
            return tuple(pieces)
        said = f" ▲ {len(self._above)} new "
        return (*fit(tuple(pieces), max(0, width - text.width(said))), (said, Tone.ACCENT))

    def _placeholder_lines(self) -> list[Line]:
        room = max(1, self.size.width - 2 * MARGIN)
        wrapped = [
            cell(part, tone)
            for content in self._placeholder
            for piece, tone in content
            for part in text.wrap(piece, room)
        ]
        lines = [BLANK] * max(0, (self._height - len(wrapped)) // 3)
        lines += [Line(((" " * MARGIN, Tone.PLAIN), *fit(content, room)), "") for content in wrapped]
        return (lines + [BLANK] * self._height)[: self._height]

    # Moving.

    @property
    def _selected_index(self) -> int | None:
        return self._places.get(self._selected) if self._selected is not None else None

    def _anchor(self) -> tuple[str | None, int]:
        """The row that keeps its place, and where that is: the selected one if it is in view, else the topmost."""
        index = self._selected_index
        if index is not None and self._top <= index < self._top + self._height:
            return self._selected, index - self._top
        if self._rows:
            return self._key(self._rows[min(self._top, len(self._rows) - 1)]), 0
        return None, 0

    def _nearest_survivor(self, old_rows: Sequence[Row], index: int | None) -> str | None:
        if index is None:
            return None
        for row in [*old_rows[index + 1 :], *reversed(old_rows[:index])]:
            key = self._key(row)
            if key in self._places:
                return key
        return None

    def _go(self, index: int) -> None:
        """Puts the cursor on a row and brings that into view."""
        if not self._rows:
            return
        before = self._selected
        index = max(0, min(index, len(self._rows) - 1))
        self._selected = self._key(self._rows[index])
        self._pinned = True
        self._top = min(max(self._top, index - self._height + 1), index)
        self._paint()
        if self._selected != before:
            self.post_message(self.Selected(self))

    def _move(self, by: int) -> None:
        index = self._selected_index or 0
        if not self._pinned and index >= self._top + self._height:
            self._go(self._top)  # newer rows have pushed the cursor out of view
        else:
            self._go(index + by)

    def action_cursor_down(self) -> None:
        self._move(1)

    def action_cursor_up(self) -> None:
        self._move(-1)

    def action_page_down(self) -> None:
        self._top += self._height - 1
        self._move(self._height - 1)

    def action_page_up(self) -> None:
        self._top = max(0, self._top - self._height + 1)
        self._move(1 - self._height)

    def action_first_row(self) -> None:
        self._go(0)

    def action_last_row(self) -> None:
        self._go(len(self._rows) - 1)

    def action_choose(self) -> None:
        if self._selected is not None:
            self._pinned = True
            self.post_message(self.Chosen(self))

    def on_click(self, event: events.Click) -> None:
        index = self._top + event.y - self.head_height
        if index < self._top:
            at = event.x - MARGIN
            for placed in self._placed:
                if placed.x <= at < placed.x + placed.width:
                    self.post_message(self.HeadClicked(self, placed.column.name))
            return
        if index >= len(self._rows):
            return
        if self._pinned and self._key(self._rows[index]) == self._selected:
            self.action_choose()
        else:
            self._go(index)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-WHEEL)

    def _scroll(self, by: int) -> None:
        self._pinned = True
        self._top = max(0, self._top + by)
        self._paint()
