"""Choosing which columns the table of sessions shows, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.widgets.option_list import Option

from lktui.tui.commands import FROM_A_DIALOG, binding
from lktui.tui.widgets.choices import Choices

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType


class ColumnsScreen(ModalScreen[None]):
    """Tells `changed` of every change at once, so that the table behind it follows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", "back", show=False, priority=True),
        binding("columns", "dismiss", priority=True),
        FROM_A_DIALOG,
        Binding("space", "show_or_hide", "show or hide", show=False, priority=True),
        Binding("J,shift+down", "move(1)", "later", show=False),
        Binding("K,shift+up", "move(-1)", "earlier", show=False),
        Binding("backspace", "reset", "as it was", show=False),
    ]

    def __init__(
        self, names: tuple[str, ...], shown: tuple[str, ...], changed: Callable[[tuple[str, ...]], None]
    ) -> None:
        super().__init__()
        self._names = names
        self._order = [*shown, *(name for name in names if name not in shown)]
        self._shown = set(shown)
        self._changed = changed

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="narrow") as dialog:
            dialog.border_title = "Columns"
            yield Choices(id="presets")
            yield Static("Space shows and hides,\nJ and K move,\nBackspace resets.", classes="hint", markup=False)

    def on_mount(self) -> None:
        self._list(0)

    def _list(self, highlighted: int) -> None:
        options = self.query_one(Choices)
        options.clear_options()
        options.add_options(Option(f"{'✓' if name in self._shown else ' '} {name}", id=name) for name in self._order)
        options.highlighted = highlighted

    @property
    def _at(self) -> int:
        return self.query_one(Choices).highlighted or 0

    def _tell(self, highlighted: int) -> None:
        self._list(highlighted)
        self._changed(tuple(name for name in self._order if name in self._shown))

    def action_show_or_hide(self) -> None:
        name = self._order[self._at]
        if self._shown == {name}:
            self.app.bell()  # a table without columns shows nothing
            return
        self._shown ^= {name}
        self._tell(self._at)

    @on(Choices.OptionSelected)
    def _clicked(self, event: Choices.OptionSelected) -> None:
        event.stop()
        self.action_show_or_hide()

    def action_move(self, by: int) -> None:
        at, to = self._at, self._at + by
        if 0 <= to < len(self._order):
            self._order[at], self._order[to] = self._order[to], self._order[at]
            self._tell(to)

    def action_reset(self) -> None:
        self._order, self._shown = list(self._names), set(self._names)
        self._tell(0)
