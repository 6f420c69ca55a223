"""Choosing the theme, with a look at each as one comes past it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets.option_list import Option

from lktui.tui.commands import Scope, binding, bindings
from lktui.tui.widgets.choices import Choices

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType


class ThemeScreen(ModalScreen["str | None"]):
    """Ends with the name of a theme, None where it should be as it was; `look` puts one on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.DIALOG),
        binding("theme", "close"),
    ]

    def __init__(self, names: Sequence[str], theme: str, look: Callable[[str], None]) -> None:
        super().__init__()
        self._names = names
        self._theme = theme
        self._look = look

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="narrow") as dialog:
            dialog.border_title = "Theme"
            dialog.border_subtitle = "Enter keeps, Esc not"
            yield Choices(*[Option(name, id=name) for name in self._names], id="presets")

    def on_mount(self) -> None:
        self.query_one(Choices).highlighted = self._names.index(self._theme)

    def action_close(self) -> None:
        self._look(self._theme)
        self.dismiss(None)

    @on(Choices.OptionHighlighted)
    def _passed(self, event: Choices.OptionHighlighted) -> None:
        self._look(event.option_id or self._theme)

    @on(Choices.OptionSelected)
    def _chosen(self, event: Choices.OptionSelected) -> None:
        self.dismiss(event.option_id)
