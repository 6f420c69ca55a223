"""What keys are called: by Textual, by people in config.toml, and on the screen."""

from __future__ import annotations

import re
import string
import unicodedata

from textual.keys import KEY_NAME_REPLACEMENTS

_LABELS = {
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "enter": "Enter",
    "escape": "Esc",
    "backspace": "Backspace",
    "tab": "Tab",
    "space": "Space",
    "insert": "Ins",
    "delete": "Del",
    **{f"f{number}": f"F{number}" for number in range(1, 25)},
}
SENT_FOR = {"ctrl+h": "backspace", "ctrl+i": "tab", "ctrl+m": "enter", "ctrl+left_square_bracket": "escape"}  # ASCII
_MODIFIERS = frozenset({"ctrl", "alt", "shift", "super"})


def _key_of(character: str) -> str:
    """Textual's name of the key that types a character."""
    if character.isalnum():
        return character
    name = unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name)


_CHARACTERS = {_key_of(character): character for character in string.punctuation}
NAMES = (*_LABELS, *_CHARACTERS)
_BY_NAME = {**{name: name for name in NAMES}, **{label.lower(): key for key, label in _LABELS.items()}}


def key_label(key: str) -> str:
    return _LABELS.get(key) or _CHARACTERS.get(key) or key


def types_a_character(key: str) -> bool:
    """Whether a key, by Textual's name, goes into a field in which one types."""
    return len(key) == 1 or key in _CHARACTERS or key == "space"


def key_named(name: str) -> str | None:
    """Textual's name of a key given as its character, its name or its label: `?`, `question_mark`, `PgDn`, `ctrl+x`."""
    *modifiers, last = re.split(r"\+(?=.)", name)
    held = {modifier.lower() for modifier in modifiers}
    base = _BY_NAME.get(last.lower())
    if base is None and len(last) == 1 and last.isprintable():
        base = _key_of(last)
    if base is None or not held <= _MODIFIERS:
        return None
    if held == {"shift"} and base != "space" and types_a_character(base):  # a terminal sends what that types
        return base.upper() if base.isalpha() and len(base) == 1 else None
    return "+".join([*sorted(held), base.lower() if held else base])
