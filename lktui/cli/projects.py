"""`lktui projects`: all projects that were found, and which one is taken; never a secret."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from lktui.cli import exit_codes, output
from lktui.cli.arguments import flags_of
from lktui.cli.main import warn
from lktui.config.configuration import load_settings
from lktui.config.profile import ENVIRONMENT
from lktui.config.projects import all_projects

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from lktui.config.projects import FoundProject
    from lktui.view.columns import Cell, Column, Context
    from lktui.view.records import Value

NAMES = ("name", "default", "project_id", "has", "url", "source", "problem")


def run(options: argparse.Namespace) -> int:
    home = Path.home()
    flags = flags_of(options)
    loaded = load_settings(flags, os.environ, home)
    found = all_projects(flags, os.environ, home, loaded.config_file)
    warn(found.warnings)
    records = [_record(project, found.default) for project in found.projects]
    if options.names:
        names = [project.name for project in found.projects if project.label != ENVIRONMENT]
        output.data(name for name in names if name.isprintable())
    elif options.format is not None:
        output.records(records, NAMES, options.format)
    else:
        _print(records)
        if found.missing:
            output.say(found.missing)
    return exit_codes.FINE


def _record(project: FoundProject, default: str) -> Mapping[str, Value]:
    return {
        "name": project.name,
        "default": project.label == default,
        "project_id": project.project_id or None,
        "has": project.has or None,
        "url": project.url or None,
        "source": project.label,
        "problem": project.problem or None,
    }


def _print(records: list[Mapping[str, Value]]) -> None:
    from lktui.cli.access import now  # noqa: PLC0415 - for people only
    from lktui.view.columns import Column  # noqa: PLC0415
    from lktui.view.listing import listing  # noqa: PLC0415
    from lktui.view.times import Zone  # noqa: PLC0415

    columns: list[Column[Mapping[str, Value]]] = [
        Column("default", "", 1, _mark),
        *(_column(name, rank) for name, rank in (("name", 0), ("project_id", 0), ("has", 1), ("url", 3))),
        _column("source", 2),
        _column("problem", 0),
    ]
    kept = [column for column in columns if column.name != "problem" or any(each["problem"] for each in records)]
    shown = listing(kept, records, now=now(), zone=Zone(), width=output.width())
    output.data(shown.lines)
    output.say_left_out(shown.left_out)


def _mark(record: Mapping[str, Value], _context: Context) -> Cell:
    from lktui.view.columns import cell  # noqa: PLC0415 - for people only

    return cell("*" if record["default"] else "")


def _column(name: str, rank: int) -> Column[Mapping[str, Value]]:
    from lktui.view import text, units  # noqa: PLC0415 - for people only
    from lktui.view.columns import Column, cell  # noqa: PLC0415

    def show(record: Mapping[str, Value], _context: Context) -> Cell:
        value = record[name]
        return cell(units.UNKNOWN if value is None else text.visible(str(value)))

    return Column(name, name.replace("_", " "), 20, show, rank=rank, stretch=1)
