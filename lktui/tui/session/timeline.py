"""Who was in the room when: a row for each person over a common axis of time, with a cursor that goes through time.

What is drawn is a table whose last column is the axis, so that selection, scrolling and repainting are the table's.
Moving the cursor repaints its cells in the lines above the rows and in the selected one, and whose presence changed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from lktui.analysis.presence import Attendance
from lktui.tui.commands import Scope, bindings
from lktui.tui.messages import Say
from lktui.tui.session import words
from lktui.tui.session.time_cursor import TimeCursor
from lktui.tui.session.time_graphs import TimeGraphs
from lktui.tui.widgets.live_table import MARGIN, Line, LiveTable
from lktui.view import text
from lktui.view.columns import Cell, Piece, Tone, cell
from lktui.view.pointer import Pointer
from lktui.view.presence import PRESENCE_COLUMNS, SORTED_COLUMN, Order, PersonRow, matching, moment_line, ordered
from lktui.view.time_axis import MINUTE, Axis, axis, moment_of
from lktui.view.timeline import Pen, bar, ruler, with_cursor
from lktui.view.typed_time import typed_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from textual import events
    from textual.binding import BindingType

    from lktui.tui.session.opened import Opened
    from lktui.view.times import Zone

ZOOM = 2.0


class Timeline(LiveTable[PersonRow]):
    """`show_session` gives it a session; the cursor's moment, what is in view and the selected person stay."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.TIMELINE)]
    FILTER_HINT: ClassVar[str] = "identity or name"
    KEEPS_LINES: ClassVar[bool] = False  # the cursor through time is in them

    class TimeAsked(Message):
        """The user wants to type a time."""

    def __init__(self, *, zone: Zone, now: Callable[[], datetime], pen: Pen, id: str) -> None:  # noqa: A002 - Textual's
        super().__init__(
            PRESENCE_COLUMNS, lambda row: row.person.key, zone=zone, now=now, mark=self._presence_mark, id=id
        )
        self._pen = pen
        self._attended = Attendance()
        self._graphs = TimeGraphs(pen, self._kept)
        self.cursor = TimeCursor(now)
        self._order, self._backwards = Order.FIRST_JOIN, False
        self._typed = ""
        self._placeholder_of_session: tuple[Cell, ...] = ()
        self._pointer = Pointer()  # where to begin, once it is known who was there
        self._drawn: dict[str, Cell] = {}
        self._drawn_for: tuple[Axis, int | None] | None = None

    # What is shown.

    @property
    def attended(self) -> Attendance:
        return self._attended

    def show_session(self, opened: Opened, *, another: bool) -> None:
        """Another answer about the session, or `another` session."""
        attended, placeholder = opened.attended, words.without_participants(opened.watched, opened.waiting)
        if another:
            self.cursor.forget()
            self._typed = ""
        elif attended is self._attended and self._placeholder_of_session == placeholder:
            self.tick()  # a poll has several states, and most are about something else
            return
        if attended is not self._attended:
            self._attended = attended
            self._graphs.take(opened.detail)
        self._placeholder_of_session = placeholder
        self._measure()
        self._show_people(from_top=another)
        self._begin()

    def begin_at(self, pointer: Pointer) -> None:
        """Before another session: what whoever opened it was looking for."""
        self._pointer = pointer

    def _begin(self) -> None:
        limits = self.cursor.limits
        if limits is None or not self._attended.people:
            return  # there is nothing to point at yet
        pointer, self._pointer = self._pointer, Pointer()
        person = pointer.person_among(self._attended.people)
        moment = pointer.moment.timestamp() if pointer.moment is not None else None
        if moment is not None and not limits.start - MINUTE < moment <= limits.end:
            moment = None  # a session that was not open then
        self.point_at(moment, person.key if person is not None else None)

    def _measure(self) -> None:
        self._graphs.measure(self._attended, self._now())
        self.cursor.measure(self._attended)
        self._drawn_for = None

    def _show_people(self, *, from_top: bool = False) -> None:
        found = matching(self._attended.people, self._typed)
        if self._typed and not found and self._attended.people:
            placeholder: Sequence[Cell] = (
                cell("Nobody matches.", Tone.STRONG),
                cell(""),
                cell(f"The filter: {text.visible(self._typed)}. Esc clears it.", Tone.DIM),
            )
        else:
            placeholder = self._placeholder_of_session
        rows = ordered(found, self._order, self._now(), backwards=self._backwards)
        self.show(
            [PersonRow(person, number % 2 == 1, self._bar) for number, person in enumerate(rows)],
            placeholder=placeholder,
            from_top=from_top,
        )
        self.show_order(SORTED_COLUMN[self._order], "▴" if self._backwards else "▾")

    @property
    def filter(self) -> str:
        return self._typed

    def filter_by(self, typed: str) -> None:
        self._typed = typed.strip()
        self._show_people()

    def tick(self) -> None:
        """Time has passed: the end of an active session has moved on."""
        if self._attended.ended is None:
            self._measure()
        super().tick()

    # The axis and the cursor.

    @property
    def moment(self) -> float:
        """Where the cursor is, in seconds of Unix time."""
        return self.cursor.moment

    @property
    def _axis(self) -> Axis | None:
        placed = self.placed
        view = self.cursor.view
        return axis(view, placed[-1].width) if view is not None and placed else None

    @property
    def _axis_x(self) -> int:
        """On which column of the screen the axis begins."""
        return MARGIN + (self.placed[-1].x if self.placed else 0)

    def go_to(self, moment: float) -> None:
        """Moves the cursor to a moment, and what is in view with it."""
        self.cursor.go_to(moment)
        self._paint()

    def action_jump(self) -> None:
        self.post_message(self.TimeAsked())

    def jump(self, typed: str) -> None:
        """Moves the cursor to a time as it is typed. Raises ValueError, with a text for the user."""
        limits = self.cursor.limits
        if limits is None:
            raise ValueError("no time of this session is known")
        self.go_to(typed_moment(typed, limits, self.moment, self._zone))

    def point_at(self, moment: float | None, key: str | None) -> None:
        """Moves the cursor to a moment and the selection to a person, as far as they are known and shown."""
        if key is not None:
            self.select(key)
        if moment is not None:
            self.go_to(moment)

    def action_earlier(self) -> None:
        self._step(-1)

    def action_later(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        shown = self._axis
        if shown is not None:
            self.cursor.step(by, shown)
            self._paint()

    def action_zoom_in(self) -> None:
        self._zoom(ZOOM)

    def action_zoom_out(self) -> None:
        self._zoom(1 / ZOOM)

    def _zoom(self, factor: float) -> None:
        self.cursor.zoom(factor)
        self._paint()

    def action_zoom_all(self) -> None:
        self.cursor.zoom_all()
        self._paint()

    def action_next_step(self) -> None:
        times = self._step_times()
        index = bisect_right(times, self.moment)
        if index < len(times):
            self.go_to(times[index])
        else:
            self.post_message(Say("nobody comes or goes after this"))

    def action_previous_step(self) -> None:
        times = self._step_times()
        index = bisect_left(times, self.moment) - 1
        if index >= 0:
            self.go_to(times[index])
        else:
            self.post_message(Say("nobody comes or goes before this"))

    def _step_times(self) -> list[float]:
        """When one of those who are listed joined or left."""
        spans = [span for row in self.rows for span in row.person.spans]
        moments = [span.joined for span in spans] + [span.left for span in spans if span.left is not None]
        return sorted({moment.timestamp() for moment in moments})

    # Order.

    def action_sort_people(self) -> None:
        self._sort(self._order.next, backwards=False)

    def action_reverse_people(self) -> None:
        self._sort(self._order, backwards=not self._backwards)

    def _sort(self, order: Order, *, backwards: bool) -> None:
        self._order, self._backwards = order, backwards
        self._show_people()
        self.post_message(Say(f"sorted by {order.value}{', the other way round' if backwards else ''}"))

    # Drawing.

    def _presence_mark(self, row: PersonRow) -> Piece:
        inside = row.person.since(moment_of(self.moment)) is not None
        return ("*" if self._pen.ascii else "●", Tone.GOOD) if inside else (" ", Tone.PLAIN)

    def _bar(self, row: PersonRow, width: int) -> Cell:
        shown, person = self._axis, row.person
        if shown is None:
            return cell(" " * width)
        selected = person.key == self.selected_key
        odd = row.odd and not selected  # on the selected row the lighter one is easier to see
        drawn = self._kept(f"{odd:d}{person.key}", shown, lambda: bar(person, shown, self._now(), self._pen, odd=odd))
        if not selected or not self.cursor.is_in_view:
            return drawn
        return with_cursor(drawn, shown.cell(self.moment), self._pen)

    def _kept(self, key: str, shown: Axis, draw: Callable[[], Cell]) -> Cell:
        """What is drawn along the axis, until that is another one or the present has moved on by a cell."""
        present = shown.cell(self._now().timestamp()) if self._attended.ended is None else None
        if (shown, present) != self._drawn_for:
            self._drawn.clear()
            self._drawn_for = shown, present
        if key not in self._drawn:
            self._drawn[key] = draw()
        return self._drawn[key]

    @property
    def head_height(self) -> int:
        if self.cursor.limits is None:
            return 1
        return max(0, min(self.size.height - 1, 4 + len(self._graphs.series(self.size.height))))

    def head_lines(self) -> list[Line]:
        shown, titles = self._axis, self._head()
        if shown is None:
            return [Line(titles, "live-table--head")][: max(0, self.head_height)]
        moment, x = self.moment, self._axis_x
        cursor = shown.cell(moment) if self.cursor.is_in_view else -1
        labels, marks = ruler(shown, self._zone, cursor, self._pen)
        said = moment_line(self._attended, moment_of(moment), self._zone, self._now(), self.size.width - 2)
        columns = "".join(content for content, _ in titles)[:x]
        graphs = self._graphs.lines(shown, moment, cursor, x=x, height=self.size.height)
        lines = [
            Line(((" ", Tone.PLAIN), *said), ""),
            *(Line(graph, "") for graph in graphs),
            Line(((" " * x, Tone.PLAIN), (labels, Tone.DIM)), ""),
            Line(((columns, Tone.PLAIN), *marks), "live-table--head"),
        ]
        return lines[len(lines) - self.head_height :]

    def on_click(self, event: events.Click) -> None:
        shown = self._axis
        if shown is None or event.x < self._axis_x:
            return
        event.prevent_default()  # what a table does with a click
        self.go_to(shown.middle(min(shown.cells - 1, event.x - self._axis_x)))
        if (index := self.row_at(event.y)) is not None:
            self._go(index)
