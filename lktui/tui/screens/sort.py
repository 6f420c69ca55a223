"""Choosing the column that the table is sorted by."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets.option_list import Option

from lktui.tui.commands import Scope, binding, bindings
from lktui.tui.widgets.choices import Choices

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
            yield Choices(*[Option(name, id=name) for name in self._columns], id="presets")

    def on_mount(self) -> None:
        self.query_one(Choices).highlighted = self._columns.index(self._column)

    def action_close(self) -> None:
        self.dismiss(None)

    @on(Choices.OptionSelected)
    def _chosen(self, event: Choices.OptionSelected) -> None:
        self.dismiss(event.option_id)
