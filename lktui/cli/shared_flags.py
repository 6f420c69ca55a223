"""The flags that lktui itself and its commands share: each is defined once, and is the same before and after a name."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NoReturn

from lktui.errors import UsageError

NAMES = (
    "project",
    "project_id",
    "server_url",
    "config",
    "demo",
    "utc",
    "start",
    "end",
    "limit",
    "refresh",
    "archive",
    "privacy",
)


class Parser(argparse.ArgumentParser):
    """Reports what was typed wrong as an error of ours, in two lines instead of a page."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, f"See: {self.prog} --help")

    def share(self, *groups: str) -> None:
        """Adds flags by what they are about, one of `GROUPS`. Their defaults are left to whoever parses."""
        default, self.argument_default = self.argument_default, argparse.SUPPRESS
        for group in groups:
            GROUPS[group](self)
        self.argument_default = default


def _sources(parser: Parser) -> None:
    """Where settings and credentials come from."""
    parser.add_argument("--project", metavar="PROJECT", help="a profile of config.toml or project of lk")
    parser.add_argument("--project-id", metavar="ID", help="the project id, where the source lacks it")
    parser.add_argument("--server-url", metavar="URL", help="the API's address")
    parser.add_argument("--config", type=Path, metavar="PATH", help="another config.toml")


def _demo(parser: Parser) -> None:
    parser.add_argument("--demo", action="store_true", help="the embedded simulated project; needs no account")


def _times(parser: Parser) -> None:
    parser.add_argument("--utc", action="store_true", help="show times in UTC instead of the local zone")


def _range(parser: Parser) -> None:
    parser.add_argument("--start", metavar="DATE", help="first day, in UTC: YYYY-MM-DD, today, yesterday or 3d")
    parser.add_argument("--end", metavar="DATE", help="last day, in UTC")
    parser.add_argument("--limit", type=int, metavar="N", help="sessions on a page (100)")


def _polling(parser: Parser) -> None:
    parser.add_argument("--refresh", type=float, metavar="SECONDS", help="seconds between polls, 0 for manual (10)")


def _archive(parser: Parser) -> None:
    parser.add_argument("--no-archive", dest="archive", action="store_false", help="keep nothing, recall nothing")


def _privacy(parser: Parser) -> None:
    parser.add_argument("--privacy", action="store_true", help="stand-ins instead of rooms, identities and names")


GROUPS = {
    "sources": _sources,
    "demo": _demo,
    "times": _times,
    "range": _range,
    "polling": _polling,
    "archive": _archive,
    "privacy": _privacy,
}
