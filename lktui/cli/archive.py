"""`lktui archive info|forget|purge`: what is kept of what was seen, and how to be rid of it."""

from __future__ import annotations

import os
import sys
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from lktui.archive.archive import NAME
from lktui.cli import exit_codes, output
from lktui.cli.arguments import flags_of
from lktui.config.configuration import load
from lktui.config.data_folder import data_folder
from lktui.config.files import with_tilde
from lktui.errors import ArchiveUnwritable, UsageError
from lktui.view import units
from lktui.view.text import visible

if TYPE_CHECKING:
    import argparse

    from lktui.archive.inspection import Inspection
    from lktui.config.settings import Settings


def run(options: argparse.Namespace) -> int:
    path = data_folder(os.environ, Path.home()) / NAME
    if (options.identity is None) is (options.action == "forget"):
        raise UsageError("it is `forget` that takes an identity, and needs one", "lktui archive forget IDENTITY")
    match options.action:
        case "forget":
            return _forget(path, options.identity)
        case "purge":
            return _purge(path, sure=options.yes)
        case _:
            return _info(path, as_json=options.format == "json", options=options)


def _info(path: Path, *, as_json: bool, options: argparse.Namespace) -> int:
    from lktui.archive.inspection import inspect  # noqa: PLC0415 - with SQLite, for what needs it

    settings = load(flags_of(options), os.environ, Path.home(), with_credentials=False).settings
    found = inspect(path)
    if as_json:
        _print_json(found, settings)
    else:
        _print(found, settings)
    if found.trouble is not None:
        raise found.trouble
    return exit_codes.FINE


def _print(found: Inspection, settings: Settings) -> None:
    from lktui.view.times import Zone  # noqa: PLC0415

    zone = Zone(UTC)
    kept = f"{settings.retention_days} days after a session's end" if settings.archive else "nothing: archive = false"
    lines = [
        f"file     {visible(str(found.path))}",
        f"size     {'there is none yet' if found.size is None else units.size(found.size)}",
        f"keeps    {kept}",
    ]
    lines += [f"damaged  {visible(str(each))}" for each in found.set_aside]
    for part in found.projects:
        extent = part.extent
        people = units.counted(extent.people, "person", "people")
        counts = f"{units.counted(extent.sessions, 'session')}, {extent.details:,} with details, {people}"
        lines += [
            "",
            f"{visible(part.project_id)}  {visible(part.server)}",
            f"  {counts}, {units.counted(extent.samples, 'sample')}",
        ]
        if extent.oldest is not None:
            lines.append(f"  began from {zone.stamp(extent.oldest)} to {zone.stamp(extent.newest)}")
    output.data(lines)


def _print_json(found: Inspection, settings: Settings) -> None:
    from lktui.view.formats import json_text  # noqa: PLC0415 - for programs only
    from lktui.view.records import moment  # noqa: PLC0415

    projects = [
        {
            "project_id": part.project_id,
            "server": part.server,
            "sessions": part.extent.sessions,
            "details": part.extent.details,
            "people": part.extent.people,
            "samples": part.extent.samples,
            "oldest": moment(part.extent.oldest),
            "newest": moment(part.extent.newest),
        }
        for part in found.projects
    ]
    output.json_data(
        json_text(
            {
                "path": str(found.path),
                "bytes": found.size,
                "enabled": settings.archive,
                "retention_days": settings.retention_days,
                "trouble": found.trouble.what if found.trouble else None,
                "set_aside": [str(each) for each in found.set_aside],
                "projects": projects,
            },
            indent=2,
        )
    )


def _forget(path: Path, identity: str) -> int:
    if not path.exists():
        output.say(f"there is no archive: {visible(with_tilde(path, Path.home()))}")
        return exit_codes.FINE
    from lktui.archive.erasing import forget  # noqa: PLC0415 - with SQLite, for what needs it
    from lktui.archive.opening import set_aside_files  # noqa: PLC0415

    found = forget(path, identity)
    if found.anything:
        output.say(
            f"forgotten: {visible(identity)}, in {units.counted(found.sessions, 'session')},"
            f" with {units.counted(found.names, 'name')}; {units.counted(found.rooms, 'room name')} changed"
        )
        output.say("what the API still has of the last seven days is archived again when it is looked at")
    else:
        output.say(f"nobody is known by the identity {visible(identity)}: it must be all of it, with its case")
    if set_aside_files(path):
        output.say("damaged archives that were set aside can't be searched: `lktui archive purge` erases them")
    return exit_codes.FINE


def _purge(path: Path, *, sure: bool) -> int:
    from lktui.archive.erasing import purge  # noqa: PLC0415 - with SQLite, for what needs it

    if not sure:
        if not sys.stdin.isatty():
            raise UsageError("purge erases all that was archived", "Say that you mean it: lktui archive purge --yes")
        sys.stderr.write(f"Erase all that was archived in {visible(with_tilde(path.parent, Path.home()))}? [y/N] ")
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
            output.say("nothing was erased")
            return exit_codes.FINE
    try:
        gone = purge(path)
    except OSError as error:
        raise ArchiveUnwritable(
            f"{path}: can't be erased: {error.strerror}", "Check the folder's permissions."
        ) from None
    output.say(f"erased {units.counted(len(gone), 'file')}")
    return exit_codes.FINE
