"""What the parser takes, as values: for completion and for the README."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


# Those of `tui.themes`, which would load Textual: no shell should wait for that when it starts.
OWN_THEMES = ("lktui-dark", "lktui-light", "lktui-ansi")


class Source(Enum):
    """Where the words for a value come from, when they are not fixed."""

    FILES = auto()
    FOLDERS = auto()
    PROJECTS = auto()


@dataclass(frozen=True, slots=True)
class Flag:
    """`metavar` is empty for a flag without a value; `words` are what a value may be, as far as that is known."""

    names: tuple[str, ...]
    what: str
    metavar: str = ""
    words: tuple[str, ...] | Source = ()


@dataclass(frozen=True, slots=True)
class Described:
    """lktui itself, or a command; `positional` are words for what follows its name."""

    name: str
    what: str
    flags: tuple[Flag, ...]
    positional: tuple[str, ...] = ()
    operands: tuple[str, ...] = ()  # as they are written


def described(top: argparse.ArgumentParser) -> tuple[Described, tuple[Described, ...]]:
    """Lktui's own flags, and the commands."""
    commands: list[Described] = []
    for action in top._actions:  # noqa: SLF001 - argparse has no other way to ask, and has had this one since 2.7
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            summaries = {choice.dest: choice.help or "" for choice in action._choices_actions}  # noqa: SLF001
            commands = [_described(name, summaries[name], sub) for name, sub in action.choices.items()]
    return _described(top.prog, top.description or "", top), tuple(commands)


def _described(name: str, what: str, parser: argparse.ArgumentParser) -> Described:
    flags: list[Flag] = []
    positional: tuple[str, ...] = ()
    operands: tuple[str, ...] = ()
    values = _values()
    for action in parser._actions:  # noqa: SLF001
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            continue
        if not action.option_strings:
            choices = tuple(map(str, action.choices or ()))
            positional += choices
            written = "|".join(choices) or str(action.metavar or action.dest.upper())
            operands += (f"[{written}]" if action.nargs == "?" else written,)
        else:
            takes = action.nargs != 0
            metavar = str(action.metavar or action.dest.upper()) if takes else ""
            words = values.get(metavar, ()) if takes else ()
            flags.append(Flag(tuple(action.option_strings), action.help or "", metavar, words))
    return Described(name, what, tuple(flags), positional, operands)


def _values() -> Mapping[str, tuple[str, ...] | Source]:
    """By metavar: one that means the same has the same name everywhere."""
    from lktui.analysis.order import SORTABLE  # noqa: PLC0415 - only here
    from lktui.demo.faults import KINDS  # noqa: PLC0415
    from lktui.view.session_fields import SESSION_FIELDS  # noqa: PLC0415

    return {
        "COLUMN": (*SORTABLE, *(f"-{column}" for column in SORTABLE)),
        "COLUMNS": tuple(field.name for field in SESSION_FIELDS),
        "DATE": ("today", "yesterday"),
        "FAULT": ("help", *KINDS),
        "FOLDER": Source.FOLDERS,
        "PATH": Source.FILES,
        "PROJECT": Source.PROJECTS,
        "THEME": OWN_THEMES,
    }


def words_of(flags: Sequence[Flag]) -> tuple[str, ...]:
    return tuple(name for flag in flags for name in flag.names)
