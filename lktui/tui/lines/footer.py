"""The last line: the keys of the commands that apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.tui.keys import key_label
from lktui.view.columns import Cell, LinePair, Piece, Tone, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lktui.tui.commands import Command


def keys_line(commands: Iterable[Command], width: int) -> LinePair:
    """The commands with a label, as many as fit; those that work everywhere stand on the right and stay."""
    commands = [command for command in commands if command.short]
    stays = [command for command in commands if command.id in ("help", "quit")]
    right = _labels(stays)
    fitting: list[Command] = []
    for command in commands:
        if command not in stays and width_of([*_labels([*fitting, command]), *right]) + 4 <= width:
            fitting.append(command)
    return _labels(fitting), right


def _labels(commands: Iterable[Command]) -> Cell:
    pieces: list[Piece] = []
    for command in commands:
        if pieces:
            pieces.append(("  ", Tone.PLAIN))
        pieces += [(key_label(command.keys[0]), Tone.ACCENT), (f" {command.short}", Tone.DIM)]
    return tuple(pieces)
