"""A command as it is typed after `:`: what it means, or what is wrong with it, and where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lktui.analysis.filter import FilterError, parse
from lktui.analysis.filter.problem import nearest
from lktui.analysis.order import SORTABLE
from lktui.errors import UsageError
from lktui.monitor.days import Days, Preset, is_beyond_the_api, parse_days
from lktui.view.formats import FORMATS
from lktui.view.sessions import PROJECT_COLUMN, SESSION_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, tzinfo

    from lktui.analysis.filter import Filter
    from lktui.monitor.days import DateRange
    from lktui.tui.commands import Command, Scope

ALL_COLUMNS = "all"
COLUMNS = {column.name: column.title for column in (*SESSION_COLUMNS, PROJECT_COLUMN)}
RANGES = {
    "today": Preset.TODAY,
    "yesterday": Preset.YESTERDAY,
    "3d": Preset.THREE_DAYS,
    "7d": Preset.SEVEN_DAYS,
    "everything": Preset.ALL,
}
_WORD = re.compile(r"\S+")


class Run(NamedTuple):
    """What the command's key does."""

    command: Command


class ShowSessions(NamedTuple):
    filter: Filter


class OpenSession(NamedTuple):
    session_id: str


class ShowRange(NamedTuple):
    """`archived` is whether the API has no more of it."""

    chosen: DateRange
    archived: bool = False


class Find(NamedTuple):
    needle: str


class SortBy(NamedTuple):
    column: str
    descending: bool


class ShowColumns(NamedTuple):
    columns: tuple[str, ...]


class ExportTo(NamedTuple):
    form: str
    path: str


class UseTheme(NamedTuple):
    name: str


class WatchProject(NamedTuple):
    name: str


Intent = Run | ShowSessions | OpenSession | ShowRange | Find | SortBy | ShowColumns | ExportTo | UseTheme | WatchProject


class CommandError(UsageError):
    """What is wrong with a typed command; the place is `text[position : position + length]`."""

    def __init__(self, message: str, position: int, length: int) -> None:
        super().__init__(message)
        self.position = position
        self.length = length


class Around(NamedTuple):
    """What a typed command is understood by: `scopes` are those that apply now, `today` is a UTC day."""

    commands: tuple[Command, ...]
    scopes: tuple[Scope, ...]
    today: date
    zone: tzinfo | None = None
    themes: Sequence[str] = ()
    projects: Callable[[], Sequence[str]] = tuple
    sortable: tuple[str, ...] = SORTABLE
    columns: tuple[str, ...] = tuple(COLUMNS)[:-1]  # without the project's


class Typed(NamedTuple):
    """What stands behind the name of a command; `start` is its place in the line."""

    text: str
    start: int

    def words(self) -> list[Typed]:
        return [Typed(found[0], self.start + found.start()) for found in _WORD.finditer(self.text)]

    def problem(self, message: str) -> CommandError:
        return CommandError(message, self.start, max(1, len(self.text)))


def understood(line: str, around: Around) -> Intent:
    """Raises CommandError."""
    name, arguments = split(line)
    command = next((command for command in around.commands if command.id == name.text), None)
    if command is None:
        known = [command.id for command in around.commands if command.scope in around.scopes]
        meant = nearest(name.text, known)
        hint = f": did you mean {meant}?" if meant else ""
        raise name.problem(f"there is no command {name.text}{hint}" if name.text else "type a command")
    if command.scope not in around.scopes:
        raise name.problem(f"{command.id} does nothing here; it is for: {command.scope.value}")
    if arguments.text and not command.takes:
        raise arguments.problem(f"{command.id} takes nothing more")
    if not arguments.text and command.keys:
        return Run(command)
    return _READERS[command.id](arguments, around)


def split(line: str) -> tuple[Typed, Typed]:
    """The name of the command and what stands behind it; a colon in front is one too many, and harmless."""
    begin = len(line) - len(line.lstrip(" :"))
    name = _WORD.match(line, begin)
    end = name.end() if name else begin
    rest = line[end:]
    return Typed(line[begin:end], begin), Typed(rest.strip(), end + len(rest) - len(rest.lstrip()))


def _sessions(typed: Typed, around: Around) -> Intent:
    try:
        return ShowSessions(parse(typed.text, zone=around.zone))
    except FilterError as problem:
        raise CommandError(problem.message, typed.start + problem.position, problem.length) from None


def _session(typed: Typed, _around: Around) -> Intent:
    words = typed.words()
    if not words:
        raise typed.problem("which one? Type its id: RM_…")
    if len(words) > 1:
        raise words[1].problem("a session id is one word")
    return OpenSession(typed.text)


def _range(typed: Typed, around: Around) -> Intent:
    words = typed.words()
    if not words:
        raise typed.problem(f"which one? today, 3d, {around.today}, or two days")
    if typed.text.lower() in RANGES:
        return ShowRange(RANGES[typed.text.lower()])
    if len(words) > 2:
        raise words[2].problem("a range has a first and a last day")
    try:
        days = parse_days(words[0].text, words[1].text if len(words) > 1 else "", around.today, kept=True)
    except ValueError as problem:
        raise typed.problem(str(problem)) from None
    return ShowRange(Preset.ALL if days == Days() else days, is_beyond_the_api(days, around.today))


def _find(typed: Typed, _around: Around) -> Intent:
    return Find(typed.text)


def _sort(typed: Typed, around: Around) -> Intent:
    column = typed.text.removeprefix("-")
    _known(typed, column, around.sortable, "column")
    return SortBy(column, typed.text.startswith("-"))


def _columns(typed: Typed, around: Around) -> Intent:
    if typed.text == ALL_COLUMNS:
        return ShowColumns(around.columns)
    words = Typed(typed.text.replace(",", " "), typed.start).words()
    for word in words:
        _known(word, word.text, around.columns, "column")
    if not words:
        raise typed.problem("name at least one column")
    return ShowColumns(tuple(dict.fromkeys(word.text for word in words)))


def _export(typed: Typed, _around: Around) -> Intent:
    first, _, rest = typed.text.partition(" ")
    if first.lower() in FORMATS:
        return ExportTo(first.lower(), rest.strip())
    ending = typed.text.rpartition(".")[2].lower()
    return ExportTo(ending if ending in FORMATS else FORMATS[0], typed.text)


def _theme(typed: Typed, around: Around) -> Intent:
    _known(typed, typed.text, around.themes, "theme")
    return UseTheme(typed.text)


def _project(typed: Typed, around: Around) -> Intent:
    _known(typed, typed.text, around.projects(), "project")
    return WatchProject(typed.text)


_READERS: dict[str, Callable[[Typed, Around], Intent]] = {
    "sessions": _sessions,
    "session": _session,
    "range": _range,
    "find": _find,
    "sort": _sort,
    "columns": _columns,
    "export": _export,
    "theme": _theme,
    "project": _project,
}


def _known(place: Typed, name: str, names: Iterable[str], what: str) -> None:
    names = tuple(names)
    if name not in names:
        meant = nearest(name, names) if names else None
        hint = f"did you mean {meant}?" if meant else f"there are {', '.join(names)}" if names else "there are none"
        raise place.problem(f"there is no {what} {name}: {hint}")
