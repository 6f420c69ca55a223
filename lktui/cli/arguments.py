"""What can be typed: the parser of flags and commands."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from lktui import __version__
from lktui.errors import UsageError

if TYPE_CHECKING:
    from lktui.config.settings import Flags

EPILOG = """\
Credentials come from the environment (LIVEKIT_API_KEY, LIVEKIT_API_SECRET, LIVEKIT_PROJECT_ID), from a profile in
config.toml, or from LiveKit's own CLI (~/.livekit/cli-config.yaml). Without any: lktui --demo

exit codes: 0 fine, 1 the API refused or failed, 2 wrong usage or settings, 130 interrupted
"""


class Parser(argparse.ArgumentParser):
    """Reports what was typed wrong as an error of ours, in two lines instead of a page."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, f"See: {self.prog} --help")


def parser() -> Parser:
    top = Parser(
        prog="lktui",
        description="A terminal monitor for LiveKit Cloud: live sessions, and who was in the room when.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"lktui {__version__}")
    top.add_argument("--demo", action="store_true", help="watch the embedded simulated project; needs no account")
    _add_sources(top)
    top.add_argument("--refresh", type=float, metavar="SECONDS", help="seconds between polls, 0 for manual (10)")
    top.add_argument("--limit", type=int, metavar="N", help="sessions on a page (100)")
    top.add_argument("--start", metavar="DATE", help="first day to show, in UTC: YYYY-MM-DD, today or yesterday")
    top.add_argument("--end", metavar="DATE", help="last day to show, in UTC")
    top.add_argument("--utc", action="store_true", default=None, help="show times in UTC instead of the local zone")
    top.add_argument("--theme", metavar="NAME", help="one of Textual's themes")
    top.add_argument("--no-frame-diff", action="store_true", help="draw in Textual's own way, with more bytes")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=Parser)
    _add_demo_server(commands)
    token = commands.add_parser("token", help="print an access token", description="Print an access token.")
    _add_sources(token, default=argparse.SUPPRESS)
    token.add_argument("--ttl", type=float, metavar="SECONDS", help="how long it is good for (600)")
    return top


def flags_of(options: argparse.Namespace) -> Flags:
    """The settings among what was typed."""
    from lktui.config.settings import Flags  # noqa: PLC0415 - not needed for --version and demo-server

    return Flags(
        project=options.project,
        project_id=options.project_id,
        server_url=options.server_url,
        config=options.config,
        refresh=options.refresh,
        limit=options.limit,
        token_ttl=getattr(options, "ttl", None),
        utc=options.utc,
        theme=options.theme,
    )


def _add_sources(target: argparse.ArgumentParser, *, default: str | None = None) -> None:
    """Where settings and credentials come from; a command takes these flags too, and keeps those before its name."""
    target.add_argument("--project", metavar="NAME", default=default, help="a profile of config.toml or project of lk")
    target.add_argument("--project-id", metavar="ID", default=default, help="the project id, where the source lacks it")
    target.add_argument("--server-url", metavar="URL", default=default, help="the API's address")
    target.add_argument("--config", type=Path, metavar="PATH", default=default, help="another config.toml")


def _add_demo_server(commands: argparse._SubParsersAction[Parser]) -> None:
    server = commands.add_parser(
        "demo-server",
        help="serve the simulated project on its own",
        description="Serve the simulated project on a loopback port, and print how to point lktui, curl and lk at it.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    server.add_argument("--port", type=int, default=0, metavar="N", help="a loopback port (a free one)")
    server.add_argument("--seed", type=int, default=None, metavar="N", help="another project; the same seed, the same")
    server.add_argument("--sessions", type=int, default=None, metavar="N", help="how many in its seven days of history")
    server.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="FAULT",
        help="misbehave; may be repeated; --fault help lists them",
    )
