"""Choosing the column that the table is sorted by."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from lktui.tui.commands import Scope, binding, bindings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from lktui.tui.keymap import Keymap


class SortScreen(ModalScreen["str | None"]):
    """Ends with the name of a column."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.DIALOG),
        binding("sort", "close"),
        binding("cursor_down", "move(1)"),
        binding("cursor_up", "move(-1)"),
    ]

    def __init__(self, columns: Sequence[str], column: str, keymap: Keymap) -> None:
        super().__init__()
        self._columns = columns
        self._column = column
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="narrow") as dialog:
            dialog.border_title = "Sort by"
            dialog.border_subtitle = f"{self._keymap.key('reverse_sort')} reverses"
            yield OptionList(*[Option(name, id=name) for name in self._columns], id="presets")

    def on_mount(self) -> None:
        self.query_one(OptionList).highlighted = self._columns.index(self._column)

    def action_close(self) -> None:
        self.dismiss(None)

    def action_move(self, by: int) -> None:
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)
