"""How the screen looks on this terminal: which theme, which characters, and how often it is drawn for time alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.filter import LineFilter

from lktui.view.ascii import in_ascii

if TYPE_CHECKING:
    from textual.color import Color


@dataclass(frozen=True, slots=True)
class Looks:
    """`theme` was asked for by name and has to exist. `ascii` is for terminals that take nothing else."""

    theme: str | None = None
    ascii: bool = False


class AsciiFilter(LineFilter):
    """Turns everything that is drawn into ASCII, the frames and scroll bars of Textual's own widgets included."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - of the interface
        return [Segment(in_ascii(text), style, control) for text, style, control in segments]
