"""The keys of the screen below, from the one table of commands; typing narrows them down."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from lktui.analysis.fold import folded
from lktui.tui.commands import FROM_A_DIALOG, Command, Scope, binding, keys_text
from lktui.tui.widgets.live_table import LiveTable
from lktui.view.columns import Column, Tone, cell

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from lktui.tui.keymap import Keymap
    from lktui.view.times import Zone

COLUMNS: tuple[Column[Command], ...] = (
    Column("keys", "keys", 21, lambda command, _: cell(keys_text(command) or f":{command.id}", Tone.ACCENT), narrow=12),
    Column("help", "what it does", 55, lambda command, _: cell(command.help), narrow=30, stretch=1),
    Column("scope", "where", 12, lambda command, _: cell(command.scope.value, Tone.DIM), rank=1),
)
_HELP = binding("help", "dismiss", priority=True)
NOTHING = (cell("No command is like that.", Tone.STRONG),)


class SearchBox(Input):
    """Leaves the key of help itself to the screen."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return key not in _HELP.key.split(",") and super().check_consume_key(key, character)


class HelpScreen(ModalScreen[None]):
    """What is typed goes into the box, so only keys that type nothing, and that of help itself, do something else."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear_or_close", show=False),
        Binding("enter", "dismiss", show=False, priority=True),
        _HELP,
        FROM_A_DIALOG,
        *[
            Binding(key, f"move('{command}')", show=False, priority=True)
            for key, command in (
                ("down", "cursor_down"),
                ("up", "cursor_up"),
                ("pagedown", "page_down"),
                ("pageup", "page_up"),
                ("home", "first_row"),
                ("end", "last_row"),
            )
        ],
    ]

    def __init__(self, keymap: Keymap, scopes: tuple[Scope, ...], *, zone: Zone, now: Callable[[], datetime]) -> None:
        super().__init__()
        own = [scope for scope in scopes if scope not in (Scope.TABLE, Scope.EVERYWHERE)]
        self._commands = [
            command for scope in (*own, Scope.TABLE, Scope.EVERYWHERE) for command in keymap.in_scope(scope)
        ]
        self._keymap = keymap
        self._zone = zone
        self._now = now

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="wide") as dialog:
            dialog.border_title = "Keys"
            dialog.border_subtitle = f"type to search   Esc or {self._keymap.key('help')}: back"
            field = SearchBox(placeholder="a key or a word of what it does", compact=True)
            field.cursor_blink = False
            yield field
            yield LiveTable(COLUMNS, lambda command: command.id, zone=self._zone, now=self._now, id="help")

    def on_mount(self) -> None:
        self._table.can_focus = False
        self._show("")

    @property
    def _table(self) -> LiveTable[Command]:
        return self.query_one("#help", LiveTable)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def _show(self, typed: str) -> None:
        words = folded(typed).split()
        self._table.show([command for command in self._commands if _is_like(command, words)], placeholder=NOTHING)

    def action_clear_or_close(self) -> None:
        field = self.query_one(Input)
        if field.value:
            field.value = ""
        else:
            self.dismiss()

    async def action_move(self, command: str) -> None:
        await self._table.run_action(command)


def _is_like(command: Command, words: list[str]) -> bool:
    """Whether each word is one of the keys or a part of what is said of the command."""
    keys = {folded(key) for key in keys_text(command).split(", ")}
    said = folded(f"{command.help} {command.short} {command.id} {command.scope.value}")
    return all(word in keys if len(word) == 1 else word in keys or word in said for word in words)
