"""Where the words and the data of a command go: data to stdout, words and progress to stderr."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lktui.cli.terminal import is_utf8, takes_utf8
from lktui.errors import NotWritten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TextIO

    from lktui.view.records import Value


def data(lines: Iterable[str]) -> None:
    """Text for people, or CSV, line by line; signs of ours in a form that the stream can encode."""
    written = "".join(f"{line}\n" for line in lines)
    if not _takes_utf8() and not written.isascii():
        from lktui.view.ascii import FORMS  # noqa: PLC0415 - hardly any stream needs it

        written = "".join(FORMS.get(char, char) for char in written)
    _write(written)


def json_data(written: str) -> None:
    """JSON, which has escapes of its own for what the stream can't encode."""
    from lktui.view.formats import ascii_only  # noqa: PLC0415 - for JSON only

    _write((written if _takes_utf8() else ascii_only(written)) + "\n")


def _write(written: str) -> None:
    with _told():
        sys.stdout.write(written)


def flush() -> None:
    """Raises NotWritten; BrokenPipeError where the reader has gone."""
    with _told():
        sys.stdout.flush()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise NotWritten(error.strerror or str(error)) from None


def _takes_utf8() -> bool:
    encoding = sys.stdout.encoding or ""
    return takes_utf8(os.environ, [encoding]) if sys.stdout.isatty() else is_utf8(encoding)


def records(found: Sequence[Mapping[str, Value]], names: Sequence[str], form: str) -> None:
    """As `json`, `ndjson` or `csv`."""
    from lktui.view import formats  # noqa: PLC0415 - text needs none of it

    written = formats.lines(found, names, form)
    if form == "csv":
        data(written)
    else:
        for each in written:
            json_data(each)


def say_left_out(columns: Sequence[str]) -> None:
    if columns:
        names = ", ".join(columns)
        say(f"no room for {names}: a wider terminal, --columns, a pipe or --json shows them")


def say(words: str) -> None:
    """One line of words on stderr; what strangers wrote in it is made visible before.

    A log that takes no more is no reason for another exit code.
    """
    try:
        print(f"lktui: {words}", file=sys.stderr)
    except OSError:
        drop_what_is_left(sys.stderr)


def drop_what_is_left(stream: TextIO) -> None:
    """Keeps the interpreter from complaining, or from another exit code, while it flushes."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def width() -> int | None:
    """How many cells a line of the terminal has; None where stdout is none, and nothing limits a line."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


class Progress:
    """A line on stderr that is drawn over and leaves nothing behind; nothing at all where that is no terminal."""

    def __init__(self) -> None:
        self._on = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._drawn = False

    def show(self, words: str) -> None:
        if self._on:
            from lktui.view.text import cut  # noqa: PLC0415 - on a terminal only

            line = cut(words, shutil.get_terminal_size().columns - 1)
            sys.stderr.write(f"\r{line}\x1b[K")
            sys.stderr.flush()
            self._drawn = True

    def clear(self) -> None:
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._drawn = False
