"""The commands: their names, what each is for, and the flags that only it has; how they work is in their modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


class Command(NamedTuple):
    """`shared` are groups of `shared_flags`."""

    name: str
    summary: str
    add: Callable[[argparse.ArgumentParser], None]
    shared: tuple[str, ...] = ()
    more: str = ""

    @property
    def description(self) -> str:
        return f"{self.summary[0].upper()}{self.summary[1:]}.{self.more and ' '}{self.more}"


ASKING = ("sources", "demo", "times")


def _sessions(command: argparse.ArgumentParser) -> None:
    command.add_argument("--filter", metavar="FILTER", help="only sessions that match, in the grammar of the table")
    command.add_argument("--sort", metavar="COLUMN", help="by a column; -COLUMN for the other way round")
    which = command.add_mutually_exclusive_group()
    which.add_argument("--page", type=int, default=1, metavar="N", help="which page, from 1 (1)")
    which.add_argument("--all", action="store_true", help="all pages")
    command.add_argument("--columns", metavar="COLUMNS", help="which, in their order: room,people,started")
    command.add_argument("--fail-if", metavar="FILTER", help="exit 3 when one of them matches")
    _formats(command)


def _session(command: argparse.ArgumentParser) -> None:
    command.add_argument("session_id", metavar="ID", help="the session id, RM_…")
    command.add_argument("--joins", action="store_true", help="each join of each participant instead of participants")
    _formats(command)


def _watch(command: argparse.ArgumentParser) -> None:
    command.add_argument("--filter", metavar="FILTER", help="only sessions that match, in the grammar of the table")
    _formats(command, "ndjson")


def _report(command: argparse.ArgumentParser) -> None:
    command.add_argument("session_id", metavar="ID", help="the session id, RM_…")
    command.add_argument(
        "--bundle",
        metavar="FOLDER",
        help="write report, answer of the API and stays into a new folder in this one, and print its path",
    )


def _find(command: argparse.ArgumentParser) -> None:
    command.add_argument("identity", metavar="IDENTITY", help="a part of the identity or of the name")
    command.add_argument("--archived", action="store_true", help="only by what the archive has; asks nobody")
    _formats(command)


def _projects(command: argparse.ArgumentParser) -> None:
    command.add_argument("--names", action="store_true", help="only what --project takes, a line each")
    _formats(command)


def _config(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "action",
        choices=("path", "show", "init", "schema"),
        help="where it is; which settings hold, and why; write a first one; its JSON Schema",
    )
    _formats(command, "json")


def _doctor(command: argparse.ArgumentParser) -> None:
    _formats(command, "json")


def _completion(command: argparse.ArgumentParser) -> None:
    command.add_argument("shell", choices=("bash", "zsh", "fish"))


def _archive(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "action",
        choices=("info", "forget", "purge"),
        help="where it is, how large, and what it holds; erase a person with all traces; erase all of it",
    )
    command.add_argument("identity", nargs="?", metavar="IDENTITY", help="whom to forget: all of the identity")
    command.add_argument("--yes", action="store_true", help="purge without asking")
    _formats(command, "json")


def _token(command: argparse.ArgumentParser) -> None:
    command.add_argument("--ttl", type=float, metavar="SECONDS", help="how long it is good for (600)")


def _demo_server(command: argparse.ArgumentParser) -> None:
    command.add_argument("--port", type=int, default=0, metavar="N", help="a loopback port (a free one)")
    command.add_argument("--seed", type=int, default=None, metavar="N", help="another project; the same seed, the same")
    command.add_argument(
        "--sessions", type=int, default=None, metavar="N", help="how many in its seven days of history"
    )
    command.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="FAULT",
        help="misbehave; may be repeated; --fault help lists them",
    )


def _formats(command: argparse.ArgumentParser, *names: str) -> None:
    group = command.add_mutually_exclusive_group()
    for name, what in (("json", "as JSON"), ("ndjson", "as one JSON object a line"), ("csv", "as CSV")):
        if name in names or not names:
            group.add_argument(f"--{name}", dest="format", action="store_const", const=name, help=what)


COMMANDS = (
    Command(
        "sessions",
        "list sessions",
        _sessions,
        (*ASKING, "range", "privacy"),
        "One page, newest first, unless told otherwise; what is left is told on stderr.",
    ),
    Command(
        "session",
        "show one session, what went wrong in it, and its participants",
        _session,
        (*ASKING, "archive", "privacy"),
    ),
    Command(
        "watch",
        "tell what happens, a line for each thing, until interrupted",
        _watch,
        (*ASKING, "range", "polling", "privacy"),
        "Sessions that begin and end, people who come and go, egress, and the alerts of config.toml.",
    ),
    Command(
        "report",
        "write a report of one session in Markdown",
        _report,
        (*ASKING, "archive", "privacy"),
        "To be pasted into an issue: facts, findings, participants, timeline and events.",
    ),
    Command(
        "find",
        "find somebody: in which sessions, when and for how long",
        _find,
        (*ASKING, "range", "archive", "privacy"),
        "By the archive, then by the details of the range, one request each, inside the budget; --start makes it less.",
    ),
    Command("projects", "list the projects that were found, and which one is taken", _projects, ("sources",)),
    Command(
        "config",
        "tell of config.toml",
        _config,
        ("sources", "times", "range", "polling"),
        "`init` writes a first one with every setting commented out, for its owner's eyes only.",
    ),
    Command(
        "doctor",
        "look into everything that can be wrong, and say what to do",
        _doctor,
        (*ASKING, "range", "polling"),
        "Nothing in it is secret: it can be pasted in public.",
    ),
    Command(
        "completion",
        "print a completion script for a shell",
        _completion,
        more='In ~/.bashrc: eval "$(lktui completion bash)"',
    ),
    Command(
        "archive",
        "show or erase what was kept of what was seen",
        _archive,
        more="Of all projects; nothing is asked of the API.",
    ),
    Command("token", "print an access token", _token, ("sources",)),
    Command(
        "demo-server",
        "serve the simulated project on its own",
        _demo_server,
        more="On a loopback port; prints how to point lktui, curl and lk at it.",
    ),
)
