"""Exporting a table into a file: what goes into it, where that is, and what to say when it can't be written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lktui.errors import AlreadyThere, NotExported
from lktui.view import formats, text, units
from lktui.view.records import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from lktui.view.records import Field
    from lktui.view.sessions import SessionRow

TRY_ANOTHER = "Type another path."


class Export(NamedTuple):
    """The sessions of a table in their order, as of `now`; `rows` may be called in a thread.

    `covers` says what is missing, where not everything is loaded.
    """

    rows: Callable[[], Iterable[SessionRow]]
    fields: Sequence[Field[SessionRow]]
    now: datetime
    covers: str = ""

    def write(self, path: Path, form: str, *, overwrite: bool) -> str:
        """Writes the file and says what was written where. Raises NotExported."""
        records = [record(row, self.fields, self.now) for row in self.rows()]
        lines = formats.lines(records, [field.name for field in self.fields], form)
        write_file(path, "".join(f"{line}\n" for line in lines), overwrite=overwrite)
        count = units.counted(len(records), "session")
        return f"{count} written to {shown_path(path)}{self.covers}"


def default_name(form: str, local: datetime) -> str:
    return f"./lktui-sessions-{local:%Y%m%d-%H%M%S}.{form}"


def form_of(path: str) -> str | None:
    """The format that the name of a file says."""
    ending = path.strip().rpartition(".")[2].lower()
    return ending if ending in formats.FORMATS else None


def typed_path(typed: str) -> Path:
    """The absolute path that is meant. Raises NotExported."""
    if not typed.strip():
        raise NotExported("no path is given", TRY_ANOTHER)
    try:
        return Path.cwd() / Path(typed.strip()).expanduser()
    except (OSError, RuntimeError) as error:  # the folder that we are in is gone; nobody knows that user's home
        raise NotExported(f"{text.visible(typed.strip())}: {error}", TRY_ANOTHER) from None


def write_file(path: Path, content: str, *, overwrite: bool) -> None:
    """Raises AlreadyThere, and NotExported for everything else; a new file is whole or not there at all."""
    created = False
    try:
        with path.open("w" if overwrite else "x", encoding="utf-8", newline="") as file:
            created = not overwrite
            file.write(content)
    except FileExistsError:
        if path.is_file():
            raise AlreadyThere(path, shown_path(path)) from None
        raise NotExported(f"{shown_path(path)} is {'a folder' if path.is_dir() else 'no file'}", TRY_ANOTHER) from None
    except FileNotFoundError:
        raise NotExported(f"there is no folder {shown_path(path.parent)}", TRY_ANOTHER) from None
    except (OSError, ValueError) as error:  # a path can't hold everything that can be typed
        if created:
            path.unlink(missing_ok=True)
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise NotExported(f"{shown_path(path)} can't be written: {why}", TRY_ANOTHER) from None


def shown_path(path: Path) -> str:
    """For people: `~` for their home."""
    try:
        home = Path.home()
    except RuntimeError:
        return text.visible(str(path))
    return text.visible(f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path))
