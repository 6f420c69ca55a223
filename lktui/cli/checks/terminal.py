"""What the terminal can do, as far as the environment tells."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from lktui.cli.checks import Check, Outcome
from lktui.cli.terminal import is_utf8, takes_utf8

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SMALLEST = (60, 20)
TMUX_TIMEOUT = 2.0
_PART = "terminal"


def terminal(environ: Mapping[str, str]) -> Iterator[Check]:
    yield from _kind(environ)
    yield _colours(environ)
    yield _encoding(environ)
    yield from _size()
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        yield Check(_PART, "ssh", Outcome.TOLD, "over SSH")
    yield _clipboard(environ)


def _kind(environ: Mapping[str, str]) -> Iterator[Check]:
    streams = [name for name in ("stdin", "stdout", "stderr") if getattr(sys, name).isatty()]
    yield Check(_PART, "on a terminal", Outcome.TOLD, ", ".join(streams) or "nothing is")
    term = environ.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        todo = "The monitor needs a real terminal; here `lktui watch` and `lktui sessions` do."
        yield Check(_PART, "TERM", Outcome.WARNING, term or "not set", todo)
    else:
        yield Check(_PART, "TERM", Outcome.GOOD, term)


def _colours(environ: Mapping[str, str]) -> Check:
    if environ.get("NO_COLOR"):
        return Check(_PART, "colours", Outcome.TOLD, "off, as NO_COLOR is set")
    if environ.get("COLORTERM", "").lower() in {"truecolor", "24bit"}:
        return Check(_PART, "colours", Outcome.GOOD, "16 million")
    if "256" in environ.get("TERM", ""):
        return Check(_PART, "colours", Outcome.GOOD, "256; 16 million with COLORTERM=truecolor, if the terminal can")
    return Check(_PART, "colours", Outcome.TOLD, "16")


def _encoding(environ: Mapping[str, str]) -> Check:
    encoding = (sys.stdout.encoding or "unknown").lower()
    if takes_utf8(environ, [encoding]):
        return Check(_PART, "characters", Outcome.GOOD, "UTF-8")
    why = "by the locale" if is_utf8(encoding) else encoding
    todo = "Choose a UTF-8 locale, for example: export LANG=C.UTF-8"
    return Check(_PART, "characters", Outcome.WARNING, f"not UTF-8 ({why}), so the screen is drawn in ASCII", todo)


def _size() -> Iterator[Check]:
    try:
        columns, lines = os.get_terminal_size(next(s.fileno() for s in (sys.stdout, sys.stderr) if s.isatty()))
    except (OSError, StopIteration):
        return
    small = columns < SMALLEST[0] or lines < SMALLEST[1]
    todo = f"The screen needs {SMALLEST[0]}×{SMALLEST[1]} to show all of itself." if small else ""
    yield Check(_PART, "size", Outcome.WARNING if small else Outcome.GOOD, f"{columns}×{lines}", todo)


def _clipboard(environ: Mapping[str, str]) -> Check:
    if environ.get("TMUX"):
        setting = _tmux_setting("set-clipboard")
        if setting == "off":
            todo = "For copies to leave tmux: tmux set -g set-clipboard on"
            return Check(_PART, "copying", Outcome.WARNING, "inside tmux, whose set-clipboard is off", todo)
        return Check(_PART, "copying", Outcome.GOOD, f"inside tmux, whose set-clipboard is {setting or 'not known'}")
    if environ.get("STY"):
        todo = "GNU screen keeps copies to itself; tmux passes them on."
        return Check(_PART, "copying", Outcome.WARNING, "inside screen", todo)
    return Check(_PART, "copying", Outcome.TOLD, "through the terminal (OSC 52), if that takes it")


def _tmux_setting(name: str) -> str | None:
    """None where tmux does not say."""
    program = shutil.which("tmux")
    if program is None:
        return None
    try:
        answer = subprocess.run(  # noqa: S603 - a program of the path, with words of ours
            [program, "show-options", "-gv", name], capture_output=True, text=True, timeout=TMUX_TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    word = answer.stdout.strip()
    return word if word.isalpha() else None
