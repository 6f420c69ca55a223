"""What is remembered of each project from one run to the next: a small JSON file in the state folder.

It holds how the table is looked at, and no secrets; a filter may hold names, so the file is its owner's alone. A file
that can't be read is as good as none: what it held is a convenience.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from lktui.config.files import with_tilde
from lktui.errors import NotRemembered

if TYPE_CHECKING:
    from collections.abc import Mapping

EVERY_PROJECT = "*"  # no project's id: what is remembered of the user
ALL_PROJECTS = "all projects"  # watched together
_LARGEST = 1 << 20  # bytes; a longer file is not ours


def state_folder(environ: Mapping[str, str], home: Path) -> Path:
    """Say where programs keep such things: by XDG, elsewhere by the system's own rule."""
    xdg = Path(environ.get("XDG_STATE_HOME", "").strip())
    if xdg.is_absolute():
        return xdg / "lktui"
    if sys.platform in {"darwin", "win32"}:
        from platformdirs import user_state_dir  # noqa: PLC0415 - start-up time

        return Path(user_state_dir("lktui", appauthor=False))
    return home / ".local" / "state" / "lktui"


def pseudonym_key(folder: Path, length: int) -> bytes:
    """Return the secret that stand-ins for names are made with; where none can be kept, one for this run alone."""
    path = folder / "pseudonyms.key"
    try:
        kept = path.read_bytes()
        if len(kept) == length:
            return kept
    except OSError:
        pass
    key = os.urandom(length)
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, key)
    return key


class Remembered:
    """The part of the file that is about one project, or about EVERY_PROJECT."""

    def __init__(self, folder: Path, project_id: str, home: Path) -> None:
        self._path = folder / "projects.json"
        self._project_id = project_id
        self._home = home

    def load(self) -> dict[str, object]:
        """Return what was kept, of any shape; nothing where there is none."""
        kept = self._read().get(self._project_id)
        return kept if isinstance(kept, dict) else {}

    def save(self, what: Mapping[str, object]) -> None:
        """Keep JSON values instead of those that were kept. Raises NotRemembered."""
        everything = self._read()
        if everything.get(self._project_id) == what:
            return
        everything[self._project_id] = what
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(self._path, json.dumps(everything, indent=1).encode())
        except OSError as error:
            shown = with_tilde(self._path, self._home)
            raise NotRemembered(
                f"sort, filter, range and theme can't be remembered: {shown}: {error.strerror}",
                "Make that place writable, or start with --fresh, which remembers nothing.",
            ) from None

    def _read(self) -> dict[str, object]:
        try:
            with self._path.open("rb") as file:
                everything: object = json.loads(file.read(_LARGEST))
        except (OSError, ValueError, RecursionError):
            return {}
        return everything if isinstance(everything, dict) else {}


def _write(path: Path, content: bytes) -> None:
    """Write in one step, so that another lktui never reads half a file. mkstemp's files are their owner's alone."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
