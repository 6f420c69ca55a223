"""The `[keys]` table of config.toml; which commands and keys there are is known to who has the table of commands."""

from __future__ import annotations

from typing import Final, NamedTuple

from lktui.config.files import shown
from lktui.config.schema import Kind, Wrong


class KeySetting(NamedTuple):
    """The keys of one command, in place of its default ones."""

    command: str
    keys: tuple[str, ...]


def _keys(raw: object) -> tuple[KeySetting, ...] | None:
    """Raises Wrong, with the command in its key."""
    if raw == ():  # the default
        return ()
    if not isinstance(raw, dict):
        return None
    return tuple(KeySetting(command, _names(given, f".{shown(command)}")) for command, given in raw.items())


def _names(given: object, where: str) -> tuple[str, ...]:
    listed = given if isinstance(given, list) else [given]
    names = tuple(name for name in listed if isinstance(name, str) and name)
    if not names or len(names) < len(listed):
        raise Wrong('must be a key or a list of keys, such as "x" or ["x", "F5"]', where)
    return names


def _no_keys(_text: str) -> None:
    """No variable sets them."""


KEYS: Final = Kind("a table [keys]", _keys, _no_keys)
