"""A line in which something is typed about the view above it: a filter, a time, a search."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from lktui.tui.widgets.cells import Lines
from lktui.view import text
from lktui.view.columns import Tone, cell

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from lktui.view.columns import Piece

SIGN_WIDTH = 3


class Prompt(Horizontal):
    """Hidden until it is opened, for one purpose at a time; the messages carry that purpose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "leave it", show=False),
        Binding("tab,shift+tab", "stay", show=False, priority=True),
    ]

    class Typed(Message):
        """What is typed has changed."""

        def __init__(self, purpose: str, typed: str) -> None:
            super().__init__()
            self.purpose = purpose
            self.typed = typed

    class Submitted(Typed):
        """Enter was pressed; the prompt stays open until it is closed."""

    class Cancelled(Typed):
        """Escape was pressed, and the prompt is closed."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.purpose = ""
        self._help = ""

    def compose(self) -> ComposeResult:
        yield Lines(id="sign")
        field = Input(compact=True)
        field.cursor_blink = False
        yield field
        yield Lines(id="prompt-hint")

    def open(self, purpose: str, sign: str, typed: str, hint: str) -> None:
        """`sign` is the character in front, `hint` stands on the right."""
        self.purpose, self._help = purpose, hint
        self.query_one("#sign", Lines).show((cell(sign, Tone.ACCENT), ()))
        self.hint()
        field = self.query_one(Input)
        with field.prevent(Input.Changed):
            field.value = typed
        field.cursor_position = len(typed)
        self.display = True
        field.focus()

    def close(self) -> None:
        self.display = False

    def hint(self, problem: str = "") -> None:
        """What is wrong with what was typed, or what can be typed."""
        shown: Piece = (text.visible(problem), Tone.WARN) if problem else (self._help, Tone.FAINT)
        self.query_one("#prompt-hint", Lines).show(((shown,), ()))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.hint()
        self.post_message(self.Typed(self.purpose, event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted(self.purpose, event.value))

    def action_cancel(self) -> None:
        self.close()
        self.post_message(self.Cancelled(self.purpose, self.query_one(Input).value))

    def action_stay(self) -> None:
        """Tab changes views, but not while something is typed."""
