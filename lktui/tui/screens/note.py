"""A text to read, above the screen it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from lktui.tui.commands import Scope, binding, bindings

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from lktui.tui.keymap import Keymap


class NoteScreen(ModalScreen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.DIALOG), binding("choose", "close")]

    def __init__(self, title: str, body: str, keymap: Keymap) -> None:
        super().__init__()
        self._title = title
        self._body = body
        self._keymap = keymap

    @property
    def hint(self) -> str:
        return f"{self._keymap.key('close')}: back"

    def action_close(self) -> None:
        self.dismiss()

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="dialog", classes="wide") as dialog:
            dialog.border_title = self._title
            dialog.border_subtitle = self.hint
            yield Static(self._body, markup=False)
