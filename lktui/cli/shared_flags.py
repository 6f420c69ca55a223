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


def parsers() -> dict[str, Parser]:
    """By what they are about: parents of a parser. Their defaults are left to whoever parses."""
    return {
        "sources": _sources(),
        "demo": _demo(),
        "times": _times(),
        "range": _range(),
        "polling": _polling(),
        "archive": _archive(),
        "privacy": _privacy(),
    }


def _parent() -> Parser:
    return Parser(add_help=False, argument_default=argparse.SUPPRESS)


def _sources() -> Parser:
    """Where settings and credentials come from."""
    parent = _parent()
    parent.add_argument("--project", metavar="PROJECT", help="a profile of config.toml or project of lk")
    parent.add_argument("--project-id", metavar="ID", help="the project id, where the source lacks it")
    parent.add_argument("--server-url", metavar="URL", help="the API's address")
    parent.add_argument("--config", type=Path, metavar="PATH", help="another config.toml")
    return parent


def _demo() -> Parser:
    parent = _parent()
    parent.add_argument("--demo", action="store_true", help="the embedded simulated project; needs no account")
    return parent


def _times() -> Parser:
    parent = _parent()
    parent.add_argument("--utc", action="store_true", help="show times in UTC instead of the local zone")
    return parent


def _range() -> Parser:
    parent = _parent()
    parent.add_argument("--start", metavar="DATE", help="first day, in UTC: YYYY-MM-DD, today or yesterday")
    parent.add_argument("--end", metavar="DATE", help="last day, in UTC")
    parent.add_argument("--limit", type=int, metavar="N", help="sessions on a page (100)")
    return parent


def _polling() -> Parser:
    parent = _parent()
    parent.add_argument("--refresh", type=float, metavar="SECONDS", help="seconds between polls, 0 for manual (10)")
    return parent


def _archive() -> Parser:
    parent = _parent()
    parent.add_argument("--no-archive", dest="archive", action="store_false", help="keep nothing, recall nothing")
    return parent


def _privacy() -> Parser:
    parent = _parent()
    parent.add_argument("--privacy", action="store_true", help="stand-ins instead of rooms, identities and names")
    return parent
