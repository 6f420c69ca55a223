"""A table of rows that are identities, not positions: it keeps the selection, and repaints only what changed.

Only visible rows are formatted. After every change the visible lines are formatted again (2 ms for 40 of them) and
compared with what is on the screen, so that cost does not depend on how many rows there are.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Generic, NamedTuple

from textual.geometry import Region
from textual.message import Message

from lktui.tui.commands import Scope, bindings
from lktui.tui.widgets.cells import CellWidget, changed_span
from lktui.tui.widgets.row_window import RowWindow
from lktui.view.columns import Cell, Column, Context, Piece, Placed, Row, Tone, contexts, line_of, place
from lktui.view.table_parts import head, instead_of_rows, with_edge

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip
    from textual.widget import Widget

    from lktui.view.times import Zone

MARGIN = 2  # the cursor's mark and a space
WHEEL = 3  # rows


class Line(NamedTuple):
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
    KEEPS_LINES: ClassVar[bool] = True  # within a second, what a row looks like depends on nothing but the row

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
        self._window = RowWindow(key, is_new)
        self._zone = zone
        self._now = now
        self._mark = mark
        self._sign = ("", "")  # the column that the rows are sorted by, and how that is shown
        self._placed: tuple[Placed[Row], ...] = ()
        self._painted: list[Line] = []
        self._formatted: dict[str, tuple[Row, list[Piece]]] = {}  # the rows of the last paint, as lines
        self._formatted_for: tuple[object, ...] = ()
        self._painted_size = (0, 0)
        self._placeholder: tuple[Cell, ...] = ()

    # What is shown.

    @property
    def placed(self) -> tuple[Placed[Row], ...]:
        """The columns that there is room for, from the left."""
        return self._placed

    @property
    def rows(self) -> Sequence[Row]:
        return self._window.rows

    @property
    def selected_key(self) -> str | None:
        return self._window.selected

    @property
    def selected(self) -> Row | None:
        index = self._window.selected_index
        return None if index is None else self.rows[index]

    @property
    def selected_number(self) -> int:
        """Position of the selected row, from 1; 0 without rows."""
        index = self._window.selected_index
        return 0 if index is None else index + 1

    def show(self, rows: Sequence[Row], *, placeholder: Sequence[Cell] = (), from_top: bool = False) -> None:
        """Replaces the rows, keeping selection and place; `placeholder` is drawn while there are none.

        `from_top` is for rows of another kind altogether: another page, another session.
        """
        self._placeholder = tuple(placeholder)
        self._changing(partial(self._window.replace, rows, from_top=from_top))

    def show_order(self, column: str, sign: str) -> None:
        """Marks the head of the column that the rows are sorted by."""
        if self._sign != (column, sign):
            self._sign = (column, sign)
            self._paint()

    @property
    def keys(self) -> list[str]:
        """The rows' keys, in their order."""
        return list(self._window.places)

    def show_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Shows other columns, as many of them as fit."""
        if self._columns != tuple(columns):
            self._columns = tuple(columns)
            if self.size.width:
                self._lay_out()

    def select(self, key: str) -> None:
        """Moves the cursor to a row, if it is there, and brings it into view."""
        if key in self._window.places:
            self._go(self._window.places[key])

    def neighbour(self, key: str, by: int) -> str | None:
        """The key of the row so many places from another one; None beyond the ends."""
        index = self._window.places.get(key)
        if index is None or not 0 <= index + by < len(self.rows):
            return None
        return self._window.key(self.rows[index + by])

    def show_zone(self, zone: Zone) -> None:
        self._zone = zone
        self._paint()

    def tick(self) -> None:
        """Time has passed: draws what it changed."""
        self._paint()

    @property
    def is_pinned(self) -> bool:
        """Whether the cursor was moved."""
        return self._window.pinned

    def unpin(self) -> None:
        """Back to the newest row, as before the cursor was moved."""
        self._changing(self._window.unpin)

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
    def head_height(self) -> int:
        return 1

    def _lay_out(self) -> None:
        self._painted_size = self.size
        self._placed = place(self._columns, self.size.width - MARGIN - 1)
        self._painted = self._lines()
        self.refresh()

    def _paint(self) -> None:
        """Formats the visible lines and repaints those that differ from what is on the screen."""
        if not self.size.width or self._painted_size != self.size:
            return  # not laid out yet: render_line will see to it
        lines = self._lines()
        for number, (old, new) in enumerate(zip(self._painted, lines, strict=True)):
            if old == new:
                continue
            first, last = changed_span(old.pieces, new.pieces) if old.look == new.look else (0, self.size.width)
            if last > first:
                self.refresh(Region(first, number, last - first, 1))
        self._painted = lines

    def _lines(self) -> list[Line]:
        self._window.resize(max(1, self.size.height - self.head_height))
        self._window.settle()
        lines = [*self.head_lines(), *self._body()]
        return lines[: self.size.height]  # the window has a row even where there is no line for it

    def head_lines(self) -> list[Line]:
        """What stands above the rows: as many lines as `head_height`."""
        return [Line(with_edge(self._head(), len(self._window.above), self.size.width), "live-table--head")]

    def _body(self) -> list[Line]:
        if not self.rows:
            return self._placeholder_lines()
        now = self._now()
        each_context = contexts(self._placed, now, self._zone)
        formatted_for = int(now.timestamp()), self._placed, self._zone  # nothing is shown finer than a second
        known = self._formatted if self.KEEPS_LINES and formatted_for == self._formatted_for else {}
        self._formatted_for, self._formatted = formatted_for, {}
        lines = [self._line(row, each_context, known) for row in self._window.visible]
        return lines + [BLANK] * (self._window.height - len(lines))

    def _line(self, row: Row, each_context: Sequence[Context], known: Mapping[str, tuple[Row, list[Piece]]]) -> Line:
        key = self._window.key(row)
        before = known.get(key)
        if before is not None and before[0] == row:
            formatted = before
        else:
            formatted = row, line_of(row, self._placed, each_context)
        self._formatted[key] = formatted
        selected = key == self._window.selected
        look = ("live-table--cursor" if self.has_focus else "live-table--cursor-blurred") if selected else ""
        cursor: Piece = ("▌" if selected else " ", Tone.ACCENT)
        mark = self._mark(row) if self._mark is not None else (" ", Tone.PLAIN)
        return Line((cursor, mark, *formatted[1]), look)

    def _head(self) -> Cell:
        return (" " * MARGIN, Tone.PLAIN), *head(self._placed, *self._sign)

    def _placeholder_lines(self) -> list[Line]:
        width = max(1, self.size.width - 2 * MARGIN)
        said = instead_of_rows(self._placeholder, width, self._window.height)
        return [Line(((" " * MARGIN, Tone.PLAIN), *content), "") if content else BLANK for content in said]

    # Moving.

    def _changing(self, change: Callable[[], None]) -> None:
        """Carries out what may move the cursor."""
        before = self._window.selected
        change()
        self._paint()
        if self._window.selected != before:
            self.post_message(self.Selected(self))

    def _go(self, index: int) -> None:
        self._changing(partial(self._window.go, index))

    def action_cursor_down(self) -> None:
        self._changing(partial(self._window.move, 1))

    def action_cursor_up(self) -> None:
        self._changing(partial(self._window.move, -1))

    def action_page_down(self) -> None:
        self._changing(partial(self._window.turn, 1))

    def action_page_up(self) -> None:
        self._changing(partial(self._window.turn, -1))

    def action_first_row(self) -> None:
        self._go(0)

    def action_last_row(self) -> None:
        self._go(len(self.rows) - 1)

    def action_choose(self) -> None:
        if self._window.selected is not None:
            self._window.pinned = True
            self.post_message(self.Chosen(self))

    def row_at(self, y: int) -> int | None:
        """The index of the row on a line of the widget; None above and below the rows."""
        index = self._window.top + y - self.head_height
        return index if self._window.top <= index < len(self.rows) else None

    def on_click(self, event: events.Click) -> None:
        index = self.row_at(event.y)
        if event.y < self.head_height:
            at = event.x - MARGIN
            for placed in self._placed:
                if placed.x <= at < placed.x + placed.width:
                    self.post_message(self.HeadClicked(self, placed.column.name))
        elif index is None:
            return
        elif self._window.pinned and self._window.key(self.rows[index]) == self._window.selected:
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
        self._changing(partial(self._window.scroll, by))
