"""The palette: commands found by typing a part of them, and commands typed whole, with what they take."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from lktui.tui.command_line import CommandError, Intent, understood
from lktui.tui.command_offers import found, offered
from lktui.tui.commands import Command, binding, keys_text, typed_form
from lktui.tui.widgets.cells import Lines
from lktui.tui.widgets.live_table import LiveTable
from lktui.view import text
from lktui.view.columns import Column, Tone, cell

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from lktui.analysis.filter.completion import Completion
    from lktui.tui.command_line import Around
    from lktui.view.columns import Cell, Piece
    from lktui.view.times import Zone

KEPT = 50  # commands in the history


class Offer(NamedTuple):
    """A row of the list: a command, or something that could follow one."""

    typed: str
    what: str
    keys: str = ""
    command: Command | None = None


COLUMNS: tuple[Column[Offer], ...] = (
    Column("typed", "command", 24, lambda offer, _: cell(offer.typed, Tone.ACCENT)),
    Column("what", "what it does", 40, lambda offer, _: cell(offer.what), narrow=24, stretch=1),
    Column("keys", "keys", 10, lambda offer, _: cell(offer.keys, Tone.DIM), narrow=6, rank=1, right=True),
)
NOTHING = (cell("No command is like that.", Tone.STRONG),)


class PaletteScreen(ModalScreen["Intent | None"]):
    """Ends with what was asked for; adds what was typed to `history`, whose last one is the latest.

    Enter does what was typed, else what is selected. Up goes through the list, and from its top into the history.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", show=False),
        binding("palette", "dismiss"),
        Binding("tab", "complete", show=False, priority=True),
        Binding("shift+tab", "stay", show=False, priority=True),
        Binding("up", "up", show=False, priority=True),
        Binding("down", "down", show=False, priority=True),
        Binding("pagedown", "turn('page_down')", show=False, priority=True),
        Binding("pageup", "turn('page_up')", show=False, priority=True),
    ]

    def __init__(self, around: Around, history: list[str], *, zone: Zone, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._around = around
        self._listed = [
            command
            for scope in around.scopes
            for command in around.commands
            if command.scope is scope and command.id != "palette"
        ]
        self._history = history
        self._place = len(history)
        self._zone = zone
        self._now = now
        self._completion: Completion | None = None
        self._moved = False  # the user has chosen a row

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="wide palette") as dialog:
            dialog.border_title = "Commands"
            dialog.border_subtitle = "Enter: do it   Tab: complete   ↑: earlier   Esc: back"
            field = Input(placeholder="a command, or words of what it does", compact=True)
            field.cursor_blink = False
            yield field
            yield Lines(id="wrong")
            yield LiveTable(COLUMNS, lambda offer: offer.typed, zone=self._zone, now=self._now, id="offers")

    def on_mount(self) -> None:
        self._table.can_focus = False
        self._offer()

    @property
    def _table(self) -> LiveTable[Offer]:
        return self.query_one("#offers", LiveTable)

    @property
    def _field(self) -> Input:
        return self.query_one(Input)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._offer()

    def _offer(self) -> None:
        field = self._field
        self._moved = False
        self._completion = offered(field.value, field.cursor_position, self._around)
        if self._completion is None:
            commands = found(field.value, self._listed)
            offers = [Offer(typed_form(each), each.help, keys_text(each), each) for each in commands]
            self._tell(None)
        else:
            offers = [Offer(candidate.text, candidate.what) for candidate in self._completion.candidates]
            self._check()
        self._table.show(offers, placeholder=NOTHING if self._completion is None else (), from_top=True)

    def _check(self) -> None:
        try:
            understood(self._field.value, self._around)
        except CommandError as problem:
            is_missing = problem.position >= len(self._field.value.rstrip())  # it may be about to come
            if not is_missing:
                self._tell(problem)
            else:
                offers = self._completion is not None and self._completion.candidates
                self._show_wrong(() if offers else cell(text.visible(problem.what), Tone.DIM))
        else:
            self._tell(None)

    def _tell(self, problem: CommandError | None) -> None:
        """What is wrong, behind a mark under its place, or under that where there is no room."""
        if problem is None:
            self._show_wrong(())
            return
        words, room = text.visible(problem.what), self._field.content_size.width
        mark: Piece = (" " * problem.position + "^" * max(1, problem.length), Tone.BAD)
        if text.width(mark[0]) + 1 + text.width(words) <= room:
            self._show_wrong((mark, (f" {words}", Tone.WARN)))
        else:
            self._show_wrong((mark,), *(cell(line, Tone.WARN) for line in wrap(words, max(1, room))))

    def _show_wrong(self, *lines: Cell) -> None:
        self.query_one("#wrong", Lines).show(*((line, ()) for line in lines))

    # Enter.

    @on(LiveTable.Chosen)
    def _chosen(self) -> None:
        self._moved = True
        self._submit()

    @on(Input.Submitted)
    def _submit(self) -> None:
        """A command of the list that is typed with what it takes is put into the line instead."""
        line = self._field.value
        offer = self._table.selected if self._moved else None
        try:
            if offer is not None:
                line = self._completed(offer)
            self._end(line, understood(line, self._around))
        except CommandError as problem:
            likeliest = self._table.selected
            if self._completion is not None or likeliest is None or likeliest.command is None:
                self._tell(problem)
            elif likeliest.command.keys:
                self._end(likeliest.command.id, understood(likeliest.command.id, self._around))
            else:
                self._put(self._completed(likeliest))

    def _end(self, line: str, intent: Intent) -> None:
        line = line.strip()
        self._history[:] = [*(other for other in self._history if other != line), line][-KEPT:]
        self.dismiss(intent)

    # What is offered.

    def _completed(self, offer: Offer) -> str:
        """The line with what is offered in it."""
        if offer.command is not None:
            return f"{offer.command.id} " if offer.command.takes else offer.command.id
        assert self._completion is not None  # noqa: S101 - the offer came from there
        field = self._field
        return field.value[: self._completion.start] + offer.typed + field.value[field.cursor_position :]

    def _put(self, line: str) -> None:
        self._field.value = line
        self._field.cursor_position = len(line)

    def action_complete(self) -> None:
        offer = self._table.selected
        if offer is not None:
            self._put(self._completed(offer))

    def action_stay(self) -> None:
        """There is nowhere else to go."""

    # Up and down.

    async def action_up(self) -> None:
        if self._table.selected_number > 1:
            await self.action_turn("cursor_up")
        else:
            self._recall(-1)

    async def action_down(self) -> None:
        if self._place < len(self._history):
            self._recall(1)
        else:
            await self.action_turn("cursor_down")

    async def action_turn(self, command: str) -> None:
        self._moved = True
        await self._table.run_action(command)

    def _recall(self, by: int) -> None:
        self._place = max(0, min(len(self._history), self._place + by))
        self._put(self._history[self._place] if self._place < len(self._history) else "")
