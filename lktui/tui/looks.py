"""How the screen looks on this terminal: which theme, which characters, and how often it is drawn for time alone."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.filter import LineFilter

from lktui.view.ascii import in_ascii

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.color import Color


class Looks(NamedTuple):
    """`theme` was asked for by name and has to exist; `kept_theme` was chosen in another run, and may be gone.

    `keep_theme` takes what is chosen in this one; it may raise an LktuiError. `light` is what the terminal says of its
    background. `ascii` is for terminals that take nothing else, `coarse` for links on which every byte is one too
    many: what changes with time alone is drawn less often.
    """

    theme: str | None = None
    kept_theme: str | None = None
    keep_theme: Callable[[str], None] | None = None
    light: bool = False
    ascii: bool = False
    coarse: bool = False


class Uncoloured(LineFilter):
    """Leaves all colours out, for NO_COLOR; what stood on a background of its own is reversed."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - of the interface
        return [Segment(text, style and _uncoloured(style), control) for text, style, control in segments]


@lru_cache(maxsize=1024)
def _uncoloured(style: Style) -> Style:
    on_own_ground = style.bgcolor is not None and not style.bgcolor.is_default
    return style + Style(color="default", bgcolor="default", reverse=bool(style.reverse) != on_own_ground)


class AsciiFilter(LineFilter):
    """Turns everything that is drawn into ASCII, the frames and scroll bars of Textual's own widgets included."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - of the interface
        return [Segment(in_ascii(text), style, control) for text, style, control in segments]
