"""From arguments to an exit code; the one place where errors become words on stderr."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from lktui.cli.arguments import parser
from lktui.errors import LktuiError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

INTERRUPTED = 130


def run(arguments: Sequence[str]) -> int:
    """Exit code: 0 fine, 1 the API refused or failed, 2 wrong usage or settings, 130 interrupted."""
    try:
        try:
            return _dispatch(parser().parse_args(arguments))
        finally:
            sys.stdout.flush()  # here, where a reader that has gone can still be told from a failure
    except LktuiError as error:
        report(error)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # whoever read our output has enough; keep the interpreter from complaining while it flushes
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def report(error: LktuiError) -> None:
    from lktui.view.text import visible  # noqa: PLC0415 - only for the unlucky

    what, *more = str(error).splitlines()
    print(f"lktui: {visible(what)}", *(f"       {visible(line)}" for line in more), sep="\n", file=sys.stderr)


def warn(warnings: Sequence[str]) -> None:
    for warning in warnings:
        print(f"lktui: warning: {warning}", file=sys.stderr)


def _dispatch(options: argparse.Namespace) -> int:
    match options.command:
        case "demo-server":
            from lktui.cli import demo_server  # noqa: PLC0415 - each command loads what only it needs

            return demo_server.run(options)
        case "token":
            from lktui.cli import token  # noqa: PLC0415

            return token.run(options)
        case _:
            from lktui.cli import monitor  # noqa: PLC0415

            return monitor.run(options)
