"""The raw answer of the API, line by line, and a search in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from lktui.tui.commands import Scope, bindings
from lktui.tui.messages import Say
from lktui.tui.session import words
from lktui.tui.widgets.live_table import LiveTable
from lktui.view import text
from lktui.view.columns import Cell, Piece, Tone
from lktui.view.raw import RAW_COLUMNS, RawLine, pretty, search

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.binding import BindingType

    from lktui.tui.session.opened import Opened
    from lktui.view.times import Zone


class RawView(LiveTable[RawLine]):
    """Only what is looked at is laid out, and only when it is another answer than before."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.RAW)]
    FILTER_HINT: ClassVar[str] = "text; then n and N"

    def __init__(self, *, zone: Zone, now: Callable[[], datetime], id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(RAW_COLUMNS, lambda line: str(line.number), zone=zone, now=now, mark=self._match_mark, id=id)
        self._raw = ""
        self._text: list[str] = []
        self._typed = ""
        self._matches: list[int] = []
        self._matching: frozenset[int] = frozenset()

    def show_session(self, opened: Opened, *, another: bool) -> None:
        """News of the session, the selected line number staying, or `another` one."""
        if another:
            self._typed = ""
            self._show_raw("", (), from_top=True)
        if self.display:
            self._show_raw(
                opened.detail.raw if opened.detail else "", words.without_participants(opened.watched, opened.waiting)
            )

    def _show_raw(self, raw: str, placeholder: tuple[Cell, ...], *, from_top: bool = False) -> None:
        if raw != self._raw or not raw:
            self._raw = raw
            self._text = pretty(raw)
            self._search()
            rows = [RawLine(number, line) for number, line in enumerate(self._text, 1)]
            self.show(rows, placeholder=placeholder, from_top=from_top)

    @property
    def filter(self) -> str:
        return self._typed

    def filter_by(self, typed: str) -> None:
        """Searches as one types: to the first match from the selected line on."""
        self._typed = typed
        self._search()
        if self._matches:
            here = self.selected_number - 1
            self._select_line(next((number for number in self._matches if number >= here), self._matches[0]))
        self.tick()

    def _search(self) -> None:
        self._matches = search(self._text, self._typed)
        self._matching = frozenset(self._matches)

    def _match_mark(self, line: RawLine) -> Piece:
        return ("›", Tone.WARN) if line.number - 1 in self._matching else (" ", Tone.PLAIN)

    def _select_line(self, number: int) -> None:
        self.select(str(number + 1))

    def action_next_match(self) -> None:
        self._go_to_match(1)

    def action_previous_match(self) -> None:
        self._go_to_match(-1)

    def _go_to_match(self, by: int) -> None:
        if not self._matches:
            what = f"nothing matches {text.visible(self._typed)}" if self._typed else "/ searches first"
            self.post_message(Say(what))
            return
        here = self.selected_number - 1
        if by > 0:
            number = next((each for each in self._matches if each > here), self._matches[0])
        else:
            number = next((each for each in reversed(self._matches) if each < here), self._matches[-1])
        self._select_line(number)
        self.post_message(Say(f"match {self._matches.index(number) + 1} of {len(self._matches)}"))

    def selected_text(self) -> tuple[str, str] | None:
        """The selected line, and what to call it."""
        return None if self.selected is None else (self.selected.text.strip(), f"line {self.selected.number}")
