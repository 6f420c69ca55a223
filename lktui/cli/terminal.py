"""What the environment tells of the terminal, before anything is drawn on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WITHOUT_CURSOR = ("dumb", "unknown", "")
_C_LOCALES = ("", "C", "POSIX")
_COERCED = ("C.UTF-8", "C.utf8")  # what Python sets LC_CTYPE to where the locale is C


def can_draw(environ: Mapping[str, str]) -> bool:
    """Whether text can be placed on it."""
    return environ.get("TERM", "") not in _WITHOUT_CURSOR


def takes_utf8(environ: Mapping[str, str], encodings: Iterable[str | None]) -> bool:
    """Whether the locale says so, and the streams write it.

    Where the locale is C Python itself sets LC_CTYPE and writes UTF-8 all the same (PEP 538, PEP 540); the terminal
    knows nothing of that, so the variables are read as they were before.
    """
    if not all(encoding is None or is_utf8(encoding) for encoding in encodings):
        return False
    ctype, lang = environ.get("LC_CTYPE", ""), environ.get("LANG", "")
    if ctype in _COERCED and lang in _C_LOCALES:
        ctype = ""
    return is_utf8(environ.get("LC_ALL") or ctype or lang)


def is_light(environ: Mapping[str, str]) -> bool:
    """Whether it says that its background is light, in the last part of COLORFGBG: `0;15`, `0;default;15`."""
    background = environ.get("COLORFGBG", "").rpartition(";")[2]
    return background == "7" or (background.isdecimal() and 9 <= int(background) <= 15)


def is_remote(environ: Mapping[str, str]) -> bool:
    """Whether what is drawn goes over SSH."""
    return any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY"))


def is_utf8(name: str) -> bool:
    """Whether an encoding, or a locale with its encoding, is called so."""
    return "utf8" in name.lower().replace("-", "")
