"""The keys of the screen below, from the one table of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen

from lktui.tui.commands import Command, Scope, in_scope, keys_text
from lktui.tui.widgets.live_table import LiveTable
from lktui.view.columns import Column, Tone, cell

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from lktui.view.times import Zone

COLUMNS: tuple[Column[Command], ...] = (
    Column("keys", "keys", 24, lambda command, _: cell(keys_text(command), Tone.ACCENT), narrow=18),
    Column("help", "what it does", 30, lambda command, _: cell(command.help), stretch=1),
    Column("scope", "where", 12, lambda command, _: cell(command.scope.value, Tone.DIM), rank=1),
)


class HelpScreen(ModalScreen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,h,left,backspace", "dismiss", "back", show=False)
    ]

    def __init__(self, scopes: tuple[Scope, ...], *, zone: Zone, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._commands = list(in_scope(*scopes, Scope.TABLE))
        self._zone = zone
        self._now = now

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="wide") as dialog:
            dialog.border_title = "Keys"
            dialog.border_subtitle = "q or Esc: back"
            yield LiveTable(COLUMNS, lambda command: command.id, zone=self._zone, now=self._now, id="help")

    def on_mount(self) -> None:
        self.query_one("#help", LiveTable).show(self._commands)
