"""From arguments to an exit code; the one place where errors become words on stderr."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import FileIO, TextIOWrapper
from typing import TYPE_CHECKING

from lktui import __version__
from lktui.cli import exit_codes, output
from lktui.errors import LktuiError, NotWritten

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence


def run(arguments: Sequence[str]) -> int:
    """One of `exit_codes`."""
    _open_what_is_closed()
    _buffer_what_is_unbuffered()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows few characters is no reason to fail
    try:
        try:
            return _dispatch(arguments)
        finally:
            output.flush()  # here, where a reader that has gone can still be told from a failure
    except LktuiError as error:
        report(error)
        if isinstance(error, NotWritten):
            output.drop_what_is_left(sys.stdout)
        return error.exit_code
    except KeyboardInterrupt:
        return exit_codes.INTERRUPTED
    except BrokenPipeError:
        output.drop_what_is_left(sys.stdout)  # whoever read our output has enough
        return exit_codes.FINE


def _open_what_is_closed() -> None:
    """`>&-` is another way to say /dev/null; the files that are opened later must not take the stream's number."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - no Path on the way to --version


def _buffer_what_is_unbuffered() -> None:
    """With PYTHONUNBUFFERED a write that a full disk cut short would pass for a whole one, and fail anywhere else."""
    if isinstance(sys.stdout, TextIOWrapper) and isinstance(sys.stdout.buffer, FileIO):
        sys.stdout = open(sys.stdout.fileno(), "w", encoding=sys.stdout.encoding, closefd=False)  # noqa: SIM115 - it stays open


def report(error: LktuiError) -> None:
    from lktui.view.text import visible  # noqa: PLC0415 - only for the unlucky

    what, *more = str(error).splitlines()
    output.say("\n".join((visible(what), *(f"       {visible(line)}" for line in more))))


def warn(warnings: Sequence[str]) -> None:
    for warning in warnings:
        output.say(f"warning: {warning}")


def _dispatch(arguments: Sequence[str]) -> int:
    if list(arguments) == ["--version"]:  # scripts ask for it: the parser would take as long as all the rest
        print(f"lktui {__version__}")
        return exit_codes.FINE
    from lktui.cli.arguments import parsed  # noqa: PLC0415

    options = parsed(arguments)
    module = f"lktui.cli.{(options.command or 'monitor').replace('-', '_')}"
    command: Callable[[argparse.Namespace], int] = import_module(module).run
    return command(options)
