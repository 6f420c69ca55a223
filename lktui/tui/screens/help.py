"""The keys of the screen below, from the one table of commands, and its signs; typing narrows them down."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from lktui.analysis.fold import folded
from lktui.tui.commands import FROM_A_DIALOG, Scope, binding, keys_text
from lktui.tui.widgets.live_table import LiveTable
from lktui.view.columns import Column, Tone, cell
from lktui.view.signs import SESSION_SIGNS, SESSIONS_SIGNS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from lktui.tui.commands import Command
    from lktui.tui.keymap import Keymap
    from lktui.view.columns import Piece
    from lktui.view.signs import Sign
    from lktui.view.times import Zone

SIGNS = {Scope.SESSIONS: SESSIONS_SIGNS, Scope.SESSION: SESSION_SIGNS}


class HelpRow(NamedTuple):
    """A command with its keys, or a sign with what it means; `said` is where words are looked for, folded."""

    id: str
    shown: Piece
    help: str
    where: str
    said: str

    @classmethod
    def of_command(cls, command: Command) -> HelpRow:
        said = folded(f"{command.help} {command.short} {command.id} {command.scope.value}")
        shown = (keys_text(command) or f":{command.id}", Tone.ACCENT)
        return cls(command.id, shown, command.help, command.scope.value, said)

    @classmethod
    def of_sign(cls, sign: Sign, number: int) -> HelpRow:
        where = f"Sign: {sign.where}"
        return cls(f"sign {number}", sign.shown, sign.meaning, where, folded(f"{sign.meaning} {where}"))


COLUMNS: tuple[Column[HelpRow], ...] = (
    Column("keys", "keys", 21, lambda row, _: (row.shown,), narrow=12),
    Column("help", "what it does", 55, lambda row, _: cell(row.help), narrow=30, stretch=1),
    Column("where", "where", 14, lambda row, _: cell(row.where, Tone.DIM), rank=1),
)
_HELP = binding("help", "dismiss", priority=True)
NOTHING = (cell("No command or sign is like that.", Tone.STRONG),)


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
        commands = [command for scope in (*own, Scope.TABLE, Scope.EVERYWHERE) for command in keymap.in_scope(scope)]
        signs = [sign for scope in own for sign in SIGNS.get(scope, ())]
        self._rows = [HelpRow.of_command(command) for command in commands]
        self._rows += [HelpRow.of_sign(sign, number) for number, sign in enumerate(signs)]
        self._keymap = keymap
        self._zone = zone
        self._now = now

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="wide") as dialog:
            dialog.border_title = "Keys and signs"
            dialog.border_subtitle = f"type to search   Esc or {self._keymap.key('help')}: back"
            field = SearchBox(placeholder="a key, a sign, or a word of what it does", compact=True)
            field.cursor_blink = False
            yield field
            yield LiveTable(COLUMNS, lambda row: row.id, zone=self._zone, now=self._now, id="help")

    def on_mount(self) -> None:
        self._table.can_focus = False
        self._show("")

    @property
    def _table(self) -> LiveTable[HelpRow]:
        return self.query_one("#help", LiveTable)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def _show(self, typed: str) -> None:
        words = folded(typed).split()
        self._table.show([row for row in self._rows if _is_like(row, words)], placeholder=NOTHING)

    def action_clear_or_close(self) -> None:
        field = self.query_one(Input)
        if field.value:
            field.value = ""
        else:
            self.dismiss()

    async def action_move(self, command: str) -> None:
        await self._table.run_action(command)


def _is_like(row: HelpRow, words: list[str]) -> bool:
    """Whether each word is one of the keys or a part of what is said of it."""
    keys = {folded(key) for key in row.shown[0].split(", ")}
    return all(word in keys if len(word) == 1 else word in keys or word in row.said for word in words)
