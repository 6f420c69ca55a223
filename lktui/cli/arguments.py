"""What can be typed: the parser of flags and commands."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from lktui import __version__
from lktui.cli import exit_codes
from lktui.cli.shared_flags import GROUPS, NAMES, Parser
from lktui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lktui.config.settings import Flags

_CODES = "\n".join(f"  {code:3}  {meaning}" for code, meaning in exit_codes.MEANINGS)
EPILOG = f"""\
Credentials come from the environment (LIVEKIT_API_KEY, LIVEKIT_API_SECRET, LIVEKIT_PROJECT_ID), from a profile in
config.toml, or from LiveKit's own CLI (~/.livekit/cli-config.yaml). Without any: lktui --demo

exit codes:
{_CODES}
"""


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Raises UsageError. Flags that stand before a command and after it are the same; the later one counts."""
    only_flags = all(argument.startswith("--") and argument != "--help" for argument in arguments)
    typed = argparse.Namespace(command=None, **dict.fromkeys(NAMES))
    top = parser(with_commands=not only_flags)
    options, unknown = top.parse_known_args(_joined(arguments), typed)
    if unknown:
        raise _not_taken(unknown, options.command, top)
    if options.all_projects and options.command:
        raise UsageError(f"lktui {options.command} asks one project", "Leave --all-projects out, or the command.")
    if options.all_projects and (options.project or options.project_id):
        raise UsageError("--all-projects and a project can't be asked for together", "Leave one of them out.")
    return options


def _not_taken(unknown: Sequence[str], command: str | None, top: Parser) -> UsageError:
    from lktui.cli.grammar import described  # noqa: PLC0415 - only a mistake needs it
    from lktui.config.schema import nearest  # noqa: PLC0415

    monitor, commands = described(top)
    asked = next((each for each in commands if each.name == command), monitor)
    program = f"lktui {command}" if command else "lktui"
    flag = next((each for each in unknown if each.startswith("-")), unknown[0]).partition("=")[0]
    own, others = ([name for each in one.flags for name in each.names] for one in (asked, monitor))
    hint = ""
    if flag in others:
        hint = f"{flag} is for the monitor, which is lktui without a command. "
    elif meant := nearest(flag, own):
        hint = f"Did you mean {meant}? "
    what = f"{command} does not take" if command else "there is no"
    return UsageError(f"{what} {' '.join(unknown)}", f"{hint}See: {program} --help")


def parser(*, with_commands: bool = True) -> Parser:
    """Without commands it is made in a third of the time, of which nothing is seen where none is typed."""
    top = Parser(
        prog="lktui",
        description="A terminal monitor for LiveKit Cloud: live sessions, and who was in the room when.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.share(*GROUPS)
    top.add_argument("--version", action="version", version=f"lktui {__version__}")
    top.add_argument("--theme", metavar="THEME", help="one of our own themes or of Textual's")
    top.add_argument(
        "--ascii",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="draw with ASCII alone, or not (as the locale says)",
    )
    top.add_argument("--wall", action="store_true", help="begin with big numbers, for a monitor across the room")
    top.add_argument("--no-mouse", dest="mouse", action="store_false", default=None, help="leave the mouse alone")
    top.add_argument(
        "--fresh", action="store_true", help="begin without the sort, filter, range and columns of last time"
    )
    top.add_argument(
        "--all-projects", action="store_true", help="the sessions of all projects found, in one table; not archived"
    )
    top.add_argument("--no-frame-diff", action="store_true", help="draw in Textual's own way, with more bytes")
    if with_commands:
        _add_commands(top)
    return top


def _add_commands(top: Parser) -> None:
    from lktui.cli.commands import COMMANDS  # noqa: PLC0415 - the monitor is none of them

    subparsers = top.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=Parser)
    for command in COMMANDS:
        added = subparsers.add_parser(
            command.name,
            help=command.summary,
            description=command.description,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        added.share(*command.shared)
        command.add(added)


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
        archive=options.archive,
        ascii=options.ascii,
        mouse=options.mouse,
    )


def _joined(arguments: Sequence[str]) -> list[str]:
    """`--sort -people` as `--sort=-people`: argparse would take the column for a flag."""
    joined: list[str] = []
    for argument in arguments:
        if joined[-1:] == ["--sort"] and argument.startswith("-") and not argument.startswith("--"):
            joined[-1] = f"--sort={argument}"
        else:
            joined.append(argument)
    return joined
