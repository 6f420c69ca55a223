"""A list out of which one is chosen, with the user's own keys for going up and down."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.widgets import OptionList

from lktui.tui.commands import binding

if TYPE_CHECKING:
    from textual.binding import BindingType


class Choices(OptionList):
    BINDINGS: ClassVar[list[BindingType]] = [
        binding("cursor_down", "cursor_down"),
        binding("cursor_up", "cursor_up"),
    ]
