"""The line in which a filter is typed: it applies as one types, marks what is wrong, and offers what could follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input

from lktui.analysis.filter import FilterError, parse
from lktui.analysis.filter.completion import complete
from lktui.tui import messages
from lktui.tui.widgets.cells import Lines
from lktui.view import text
from lktui.view.columns import Piece, Tone, cell

if TYPE_CHECKING:
    from datetime import tzinfo

    from textual.app import ComposeResult
    from textual.binding import BindingType

OFFERED = 6
KEPT = 50  # filters in the history


class FilterBar(Vertical):
    """Keeps the last good filter while what is typed has a mistake; adds what was typed to `history`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear", "clear the filter", show=False),
        Binding("tab", "complete", "complete", show=False, priority=True),
        Binding("up", "history(-1)", "an earlier filter", show=False),
        Binding("down", "history(1)", "a later filter", show=False),
    ]

    def __init__(self, zone: tzinfo | None, history: list[str], *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._zone = zone
        self._history = history
        self._place = 0
        self._is_wrong = False  # what is typed

    def show_zone(self, zone: tzinfo | None) -> None:
        self._zone = zone

    def compose(self) -> ComposeResult:
        field = Input(placeholder="room, id, active, people>2, in>10MB, duration>1h, …", compact=True)
        field.cursor_blink = False
        yield field
        yield Lines(id="hint")

    @property
    def _field(self) -> Input:
        return self.query_one(Input)

    def open(self, typed: str) -> None:
        self.display = True
        self._is_wrong = False
        self._field.value = typed
        self._field.cursor_position = len(typed)
        self._place = len(self._history)
        self._field.focus()
        self._offer()

    def _close(self) -> None:
        typed = self._field.value.strip()
        if typed:
            self._history[:] = [*(other for other in self._history if other != typed), typed][-KEPT:]
        self.display = False
        self.post_message(messages.FilterClosed())

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if not self.display:
            return
        self._is_wrong = False
        try:
            wanted = parse(event.value, zone=self._zone)
        except FilterError as problem:
            self._is_wrong = True
            mark: Piece = (" " * problem.position + "^" * max(1, problem.length), Tone.BAD)
            said = (mark, (f" {text.visible(problem.what)}", Tone.WARN))
            self.query_one("#hint", Lines).show((said, cell("Esc clears it", Tone.FAINT)))
        else:
            self.post_message(messages.FilterTyped(wanted))
            self._offer()

    def _offer(self) -> None:
        found = complete(self._field.value, self._field.cursor_position).candidates[:OFFERED]
        pieces: list[Piece] = [("Tab ", Tone.ACCENT)] if found else []
        pieces += [(f"{candidate.text}  ", Tone.DIM) for candidate in found]
        self.query_one("#hint", Lines).show((tuple(pieces), cell("Enter keeps it, Esc clears it", Tone.FAINT)))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        """What has a mistake stays to be mended: the table would go on with a filter that nobody asked for."""
        event.stop()
        if not self._is_wrong:
            self._close()

    def action_clear(self) -> None:
        self._field.value = ""
        self.post_message(messages.FilterTyped(parse("", zone=self._zone)))
        self._close()

    def action_complete(self) -> None:
        field = self._field
        completion = complete(field.value, field.cursor_position)
        if completion.candidates:
            offered = completion.candidates[0].text
            field.value = field.value[: completion.start] + offered + field.value[field.cursor_position :]
            field.cursor_position = completion.start + len(offered)

    def action_history(self, by: int) -> None:
        self._place = max(0, min(len(self._history), self._place + by))
        self._field.value = self._history[self._place] if self._place < len(self._history) else ""
        self._field.cursor_position = len(self._field.value)
