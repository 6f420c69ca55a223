"""Whether the archive is there, whole, and for its owner alone."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Final

from lktui.archive.archive import NAME
from lktui.archive.inspection import inspect
from lktui.cli.checks import Check, Outcome
from lktui.config.data_folder import data_folder
from lktui.config.files import with_tilde
from lktui.view import units
from lktui.view.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lktui.config.settings import Settings

_PART: Final = "archive"


def archive(settings: Settings, environ: Mapping[str, str], home: Path) -> Iterator[Check]:
    if not settings.archive:
        yield Check(_PART, "archive", Outcome.TOLD, "off: archive = false, or --no-archive")
        return
    path = data_folder(environ, home) / NAME
    name = with_tilde(path, home)
    found = inspect(path)
    if found.trouble is not None:
        what, todo = (visible(words).replace(str(home), "~") for words in (found.trouble.what, found.trouble.todo))
        yield Check(_PART, "file", Outcome.FAILED, what, todo)
    elif found.size is None:
        yield Check(_PART, "file", Outcome.TOLD, f"{name}: there is none yet")
    else:
        sessions = sum(part.extent.sessions for part in found.projects)
        yield Check(_PART, "file", Outcome.GOOD, f"{name}: {units.size(found.size)}, {sessions} sessions")
        yield from _permissions(path, name)
    for each in found.set_aside:
        todo = "It was damaged. If nothing of it is missed, delete it."
        yield Check(_PART, "set aside", Outcome.WARNING, with_tilde(each, home), todo)


def _permissions(path: Path, name: str) -> Iterator[Check]:
    if os.name != "posix":
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        todo = f"Names of people are in it: chmod 600 {name}"
        yield Check(_PART, "permissions", Outcome.WARNING, f"{mode:04o}", todo)
    else:
        yield Check(_PART, "permissions", Outcome.GOOD, f"{mode:04o}")
