"""The user's keys: the one table of commands with other keys, and every mistake in them told with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lktui.analysis.filter.problem import nearest
from lktui.errors import ConfigError
from lktui.tui.commands import COMMANDS, Command, Scope
from lktui.tui.keys import NAMES, SENT_FOR, key_label, key_named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

VIEWS = frozenset({Scope.TIMELINE, Scope.RAW})
_DEFAULTS = {command.id: command for command in COMMANDS}


class Keymap(NamedTuple):
    """The commands with the keys that they have now; without an argument, those that lktui comes with."""

    commands: tuple[Command, ...] = COMMANDS

    def in_scope(self, *scopes: Scope) -> Iterator[Command]:
        return (command for command in self.commands if command.scope in scopes)

    def key(self, command_id: str) -> str:
        """The first key of a command, as people read it."""
        return next(key_label(command.keys[0]) for command in self.commands if command.id == command_id)

    def why_nothing(self, key: str, scopes: Collection[Scope]) -> str:
        """What to tell of a key, by Textual's name, that does nothing where these scopes apply; empty if it does."""
        having = [command.scope for command in self.commands if key in command.keys]
        if any(scope in scopes for scope in having):
            return ""
        elsewhere = {scope for scope in having if scope is not Scope.DIALOG}
        where = f"; it is for: {elsewhere.pop().value}" if len(elsewhere) == 1 else ""
        return f"{key_label(key)} does nothing here{where}. {self.key('help')} lists the keys"

    @property
    def changes(self) -> dict[str, str]:
        """The keys that are not the default ones, by command id, as Textual takes them."""
        return {
            command.id: ",".join(command.keys)
            for command in self.commands
            if command.keys != _DEFAULTS[command.id].keys
        }


DEFAULT = Keymap()


def remapped(keys: Mapping[str, Sequence[str]], where: str) -> Keymap:
    """The keymap with these keys in place of the default ones, by command id.

    Raises ConfigError; `where` names the table for people.
    """
    commands = dict(_DEFAULTS)
    for command_id, names in keys.items():
        if command_id not in commands:
            raise _no_command(command_id, where)
        if not commands[command_id].keys:
            where_typed = key_label(commands["palette"].keys[0])
            raise ConfigError(f"{where}.{command_id}: is only typed, and has no key", f"Type it after {where_typed}.")
        found = [_key(name, f"{where}.{command_id}") for name in names]
        if command_id == "interrupt" and any(len(key_label(key)) == 1 for key in found):
            raise ConfigError(f"{where}.interrupt: must be a key that types nothing", "It works in text fields, too.")
        if command_id == "close":
            found.append("escape")  # the way out of every list
        commands[command_id] = commands[command_id]._replace(keys=tuple(dict.fromkeys(found)))
    for command_id in keys:
        _refuse_clash(commands[command_id], commands.values(), where)
    return Keymap(tuple(commands.values()))


def _key(name: str, place: str) -> str:
    key = key_named(name)
    if key is None:
        held, plus, last = name.rpartition("+")
        meant = nearest(last, NAMES)
        hint = f"Did you mean {held}{plus}{meant}?" if meant else "Keys are written as x, X, ?, F5, PgDn or ctrl+x."
        raise ConfigError(f"{place}: there is no key {name[:30]!a}", hint)
    if key in SENT_FOR:
        label = key_label(SENT_FOR[key])
        raise ConfigError(f"{place}: {name} is {label} to a terminal", f"Write {label}, or take another key.")
    return key


def _no_command(command_id: str, where: str) -> ConfigError:
    meant = nearest(command_id, _DEFAULTS)
    hint = f"Did you mean {meant}?" if meant else f"Commands: {', '.join(_DEFAULTS)}."
    return ConfigError(f"{where}: there is no command {command_id[:40]!a}", hint)


def _free_key(commands: Collection[Command]) -> str:
    taken = {key for command in commands for key in command.keys}
    return next(key.upper() for key in (f"f{number}" for number in range(2, 25)) if key not in taken)


def _refuse_clash(command: Command, commands: Collection[Command], where: str) -> None:
    for other in commands:
        if other.id == command.id or not _meet(command.scope, other.scope):
            continue
        for key in command.keys:
            if key in other.keys:
                raise ConfigError(
                    f"{where}.{command.id}: {key_label(key)} is also the key of {other.id}: {other.help}",
                    f'Give one of the two another key, such as: {other.id} = "{_free_key(commands)}"',
                )


def _meet(one: Scope, other: Scope) -> bool:
    """Whether commands of both can be asked for at one place.

    What works everywhere does not work below a dialog, and the keys of a view are its own before they are the screen's.
    """
    if one is other:
        return True
    if not VIEWS.isdisjoint((one, other)):
        return Scope.TABLE in (one, other)
    anywhere = {Scope.TABLE} if Scope.DIALOG in (one, other) else {Scope.TABLE, Scope.EVERYWHERE}
    return not anywhere.isdisjoint((one, other))
