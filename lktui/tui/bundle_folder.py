"""Where an incident bundle goes: a new folder, for its owner alone, that is whole or not there."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from lktui.errors import BundleNotWritten
from lktui.tui.export import shown_path

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_OF_A_NAME = 100
START_ELSEWHERE = "Start lktui in a folder that you may write to, or name one: lktui report ID --bundle FOLDER"


def write(files: Mapping[str, str], name: str, *, into: str | Path = ".", todo: str = START_ELSEWHERE) -> Path:
    """Makes the folder, under another name where that one is taken. Raises BundleNotWritten, with `todo`."""
    place = Path(into)
    try:
        place = Path.cwd() / place.expanduser()
        folder = _made(place, name)
    except (OSError, ValueError, RuntimeError) as error:  # a path can't hold everything that can be typed
        raise _not_written(place, error, todo) from None
    try:
        for each, content in files.items():
            handle = os.open(folder / each, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as file:
                file.write(content)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise _not_written(place, error, todo) from None
    return folder


def _made(place: Path, name: str) -> Path:
    for number in range(1, MOST_OF_A_NAME):
        folder = place / (name if number == 1 else f"{name}-{number}")
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            return folder
    raise FileExistsError(0, f"{name} is there {MOST_OF_A_NAME - 1} times")


def _not_written(place: Path, error: Exception, todo: str) -> BundleNotWritten:
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return BundleNotWritten(f"no bundle can be written into {shown_path(place)}: {why}", todo)
