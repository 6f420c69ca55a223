"""Files of settings: read them with clear errors, and name them and their contents to people without harm."""

from __future__ import annotations

import errno
import os
import re
import stat
from typing import TYPE_CHECKING, Final, NamedTuple

from lktui.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST: Final = 1 << 20  # bytes; a device or a log given by mistake must not fill the memory
_PLAIN_PATH: Final = r"[\w./~+-]+"
# The reprs in a parser's message, which may quote the file: ('a', 'key'), 'x', "x". Single characters and names of
# YAML's own such as '<block end>' are harmless.
_QUOTED: Final = r"""(?s)\(['"].*\)|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
_HARMLESS: Final = r"""['"](?:.{0,2}|<[a-z ]+>)['"]"""


class FileText(NamedTuple):
    text: str
    readable_by_others: bool  # by group or others; False where the system has no such rights

    def __repr__(self) -> str:
        """Without the text, which may hold secrets."""
        return f"FileText(readable_by_others={self.readable_by_others})"


def read_text(path: Path, shown_path: str) -> FileText | None:
    """Return the text of a file, None where there is none. Raises ConfigError where it can't be read."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            data = file.read(_LARGEST + 1)
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ENOTDIR}:
            return None
        problem = "is a folder, not a file" if error.errno == errno.EISDIR else f"can't be read: {error.strerror}"
        raise ConfigError(f"{shown_path}: {problem}", "Check the path and its permissions.") from None
    except ValueError:  # a NUL in the path
        raise ConfigError(f"{shown_path}: is no path", "Check the path.") from None
    if len(data) > _LARGEST:
        raise ConfigError(f"{shown_path}: larger than 1 MiB, so it is no settings file", "Check the path.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{shown_path}: line {line}: not UTF-8 text", "Save the file as UTF-8.") from None
    open_to_others = os.name == "posix" and stat.S_ISREG(status.st_mode) and bool(status.st_mode & 0o044)
    return FileText(text, open_to_others)


def with_tilde(path: Path, home: Path) -> str:
    """Name a path for people: `~` for their home, nothing in it that a terminal would obey."""
    if path.is_relative_to(home):
        return shown(f"~/{path.relative_to(home)}", longest=None)
    return shown(str(path), longest=None)


def exposed(path: Path, home: Path) -> str:
    """Warn of a file with secrets that others can read, with a command that can be pasted."""
    name = with_tilde(path, home)
    if not re.fullmatch(_PLAIN_PATH, name):
        from shlex import quote  # noqa: PLC0415 - only paths with a space or the like need it

        name = shown(quote(str(path)), longest=None)
    return f"{with_tilde(path, home)} holds secrets and can be read by others: chmod 600 {name}"


def shown(text: str, longest: int | None = 60) -> str:
    """Make a name printable: what is no plain character becomes an escape, and a long one is cut."""
    if longest is not None and len(text) > longest:
        text = text[: longest - 1] + "…"
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def harmless(problem: str) -> str:
    """Cut what a parser's message quotes of the file."""
    return shown(
        re.sub(_QUOTED, lambda quoted: quoted[0] if re.fullmatch(_HARMLESS, quoted[0]) else "…", problem), longest=200
    )
