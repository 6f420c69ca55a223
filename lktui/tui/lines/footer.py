"""The last line: the keys of the commands that apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.tui.keys import key_label, types_a_character
from lktui.view.columns import Cell, LinePair, Piece, Tone, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lktui.tui.commands import Command


IN_FIELDS = ("leave", "palette")  # what is asked for from a field, too; it says itself what else its keys do


def keys_line(commands: Iterable[Command], width: int, *, typing: bool = False) -> LinePair:
    """The commands with a label, as many as fit; those that work everywhere stand on the right and stay.

    While one is `typing` into a field, only those with a key that is not typed into it.
    """
    commands = [command for command in commands if command.short]
    if typing:
        untyped = [(one, tuple(key for key in one.keys if not types_a_character(key))) for one in commands]
        commands = [command._replace(keys=keys) for command, keys in untyped if keys and command.id in IN_FIELDS]
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
