"""A command as it is typed after `:`: what it means, what is wrong with it and where, and what could be meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lktui.analysis.filter import FilterError, complete, parse
from lktui.analysis.filter.completion import Candidate, Completion
from lktui.analysis.filter.problem import nearest
from lktui.analysis.fold import folded
from lktui.analysis.order import SORTABLE
from lktui.errors import UsageError
from lktui.monitor.days import KEPT_DAYS, Days, Preset, parse_days
from lktui.tui.commands import keys_text
from lktui.view.formats import FORMATS
from lktui.view.sessions import SESSION_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date, tzinfo

    from lktui.analysis.filter import Filter
    from lktui.monitor.days import DateRange
    from lktui.tui.commands import Command, Scope

ALL_COLUMNS = "all"
COLUMNS = {column.name: column.title for column in SESSION_COLUMNS}
RANGES = {
    "today": Preset.TODAY,
    "yesterday": Preset.YESTERDAY,
    "3d": Preset.THREE_DAYS,
    "7d": Preset.SEVEN_DAYS,
    "everything": Preset.ALL,
}
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Run:
    """What the command's key does."""

    command: Command


@dataclass(frozen=True, slots=True)
class ShowSessions:
    filter: Filter


@dataclass(frozen=True, slots=True)
class OpenSession:
    session_id: str


@dataclass(frozen=True, slots=True)
class ShowRange:
    chosen: DateRange


@dataclass(frozen=True, slots=True)
class SortBy:
    column: str
    descending: bool


@dataclass(frozen=True, slots=True)
class ShowColumns:
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExportTo:
    form: str
    path: str


@dataclass(frozen=True, slots=True)
class UseTheme:
    name: str


@dataclass(frozen=True, slots=True)
class WatchProject:
    name: str


Intent = Run | ShowSessions | OpenSession | ShowRange | SortBy | ShowColumns | ExportTo | UseTheme | WatchProject


class CommandError(UsageError):
    """What is wrong with a typed command; the place is `text[position : position + length]`."""

    def __init__(self, message: str, position: int, length: int) -> None:
        super().__init__(message)
        self.position = position
        self.length = length


@dataclass(frozen=True, slots=True)
class Around:
    """What a typed command is understood by: `scopes` are those that apply now, `today` is a UTC day."""

    commands: tuple[Command, ...]
    scopes: tuple[Scope, ...]
    today: date
    zone: tzinfo | None = None
    themes: Sequence[str] = ()
    projects: Callable[[], Sequence[str]] = tuple


@dataclass(frozen=True, slots=True)
class _Typed:
    """What stands behind the name of a command; `start` is its place in the line."""

    text: str
    start: int

    def words(self) -> list[_Typed]:
        return [_Typed(found[0], self.start + found.start()) for found in _WORD.finditer(self.text)]

    def problem(self, message: str) -> CommandError:
        return CommandError(message, self.start, max(1, len(self.text)))


def understood(line: str, around: Around) -> Intent:
    """Raises CommandError."""
    name, arguments = _split(line)
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


def _split(line: str) -> tuple[_Typed, _Typed]:
    """The name of the command and what stands behind it; a colon in front is one too many, and harmless."""
    begin = len(line) - len(line.lstrip(" :"))
    name = _WORD.match(line, begin)
    end = name.end() if name else begin
    rest = line[end:]
    return _Typed(line[begin:end], begin), _Typed(rest.strip(), end + len(rest) - len(rest.lstrip()))


def _sessions(typed: _Typed, around: Around) -> Intent:
    try:
        return ShowSessions(parse(typed.text, zone=around.zone))
    except FilterError as problem:
        raise CommandError(problem.message, typed.start + problem.position, problem.length) from None


def _session(typed: _Typed, _around: Around) -> Intent:
    words = typed.words()
    if not words:
        raise typed.problem("which one? Type its id: RM_…")
    if len(words) > 1:
        raise words[1].problem("a session id is one word")
    return OpenSession(typed.text)


def _range(typed: _Typed, around: Around) -> Intent:
    words = typed.words()
    if not words:
        raise typed.problem(f"which one? today, 3d, {around.today}, or two days")
    if typed.text.lower() in RANGES:
        return ShowRange(RANGES[typed.text.lower()])
    if len(words) > 2:
        raise words[2].problem("a range has a first and a last day")
    try:
        days = parse_days(words[0].text, words[1].text if len(words) > 1 else "", around.today)
    except ValueError as problem:
        raise typed.problem(str(problem)) from None
    return ShowRange(Preset.ALL if days == Days() else days)


def _sort(typed: _Typed, _around: Around) -> Intent:
    column = typed.text.removeprefix("-")
    _known(typed, column, SORTABLE, "column")
    return SortBy(column, typed.text.startswith("-"))


def _columns(typed: _Typed, _around: Around) -> Intent:
    if typed.text == ALL_COLUMNS:
        return ShowColumns(tuple(COLUMNS))
    words = _Typed(typed.text.replace(",", " "), typed.start).words()
    for word in words:
        _known(word, word.text, COLUMNS, "column")
    if not words:
        raise typed.problem("name at least one column")
    return ShowColumns(tuple(dict.fromkeys(word.text for word in words)))


def _export(typed: _Typed, _around: Around) -> Intent:
    first, _, rest = typed.text.partition(" ")
    if first.lower() in FORMATS:
        return ExportTo(first.lower(), rest.strip())
    ending = typed.text.rpartition(".")[2].lower()
    return ExportTo(ending if ending in FORMATS else FORMATS[0], typed.text)


def _theme(typed: _Typed, around: Around) -> Intent:
    _known(typed, typed.text, around.themes, "theme")
    return UseTheme(typed.text)


def _project(typed: _Typed, around: Around) -> Intent:
    _known(typed, typed.text, around.projects(), "project")
    return WatchProject(typed.text)


_READERS: dict[str, Callable[[_Typed, Around], Intent]] = {
    "sessions": _sessions,
    "session": _session,
    "range": _range,
    "sort": _sort,
    "columns": _columns,
    "export": _export,
    "theme": _theme,
    "project": _project,
}


def _known(place: _Typed, name: str, names: Iterable[str], what: str) -> None:
    names = tuple(names)
    if name not in names:
        meant = nearest(name, names) if names else None
        hint = f"did you mean {meant}?" if meant else f"there are {', '.join(names)}" if names else "there are none"
        raise place.problem(f"there is no {what} {name}: {hint}")


# What could be meant.


def offered(line: str, cursor: int, around: Around) -> Completion | None:
    """What could stand at the cursor, behind a command that takes something; None as long as that is not typed."""
    before = line[:cursor]
    name, arguments = _split(before)
    command = next((command for command in around.commands if command.id == name.text), None)
    if command is None or not command.takes or not before[name.start + len(name.text) :]:
        return None
    if command.id == "sessions":
        found = complete(before[arguments.start :], len(before) - arguments.start)
        return Completion(arguments.start + found.start, found.candidates)
    start = len(before) - len(re.split(r"[\s,]", before)[-1])
    typed = before[start:].lower()
    first = not before[arguments.start : start].strip()
    found_here = [
        candidate
        for candidate in _candidates(command.id, around, typed, first=first)
        if candidate.text.lower().startswith(typed)
    ]
    return Completion(start, tuple(found_here))


def _candidates(command_id: str, around: Around, typed: str, *, first: bool) -> Iterator[Candidate]:
    match command_id:
        case "range":
            if first:
                yield from (Candidate(word, preset.value) for word, preset in RANGES.items())
            days = [around.today - timedelta(days=days) for days in range(KEPT_DAYS + 1)]
            yield from (Candidate(str(day), "from that day on" if first else "to that day") for day in days)
        case "sort" if first:
            sign, what = ("-", "the most first") if typed.startswith("-") else ("", "the least first")
            yield from (Candidate(f"{sign}{column}", what) for column in SORTABLE)
        case "columns":
            if first:
                yield Candidate(ALL_COLUMNS, "as they come")
            yield from (Candidate(name, title) for name, title in COLUMNS.items())
        case "export" if first:
            yield from (Candidate(form, "then a path, or Enter to be asked") for form in FORMATS)
        case "theme" if first:
            yield from (Candidate(name, "") for name in around.themes)
        case "project" if first:
            yield from (Candidate(name, "") for name in around.projects())
        case _:
            pass


def found(typed: str, commands: Iterable[Command]) -> list[Command]:
    """The commands that are like each of the words, the likeliest first."""
    words = folded(typed).lstrip(" :").split()
    ranked = []
    for command in commands:
        ranks = [_rank(word, command) for word in words]
        if None not in ranks:
            ranked.append((max((rank for rank in ranks if rank is not None), default=0), command))
    return [command for _, command in sorted(ranked, key=lambda pair: pair[0])]


def _rank(word: str, command: Command) -> int | None:
    """How likely a word means a command, from 0; None where it does not."""
    said = folded(f"{command.help} {command.short}")
    tests = (
        word == command.id,
        command.id.startswith(word),
        any(part.startswith(word) for part in command.id.split("_")),
        word in {folded(key) for key in keys_text(command).split(", ")},
        any(part.startswith(word) for part in re.split(r"\W+", said)),
        len(word) > 1 and (word in command.id or word in said),
        len(word) > 1 and _in_order(word, command.id),
    )
    return next((rank for rank, holds in enumerate(tests) if holds), None)


def _in_order(letters: str, name: str) -> bool:
    """Whether a name has these letters in this order, others between them."""
    rest = iter(name)
    return all(letter in rest for letter in letters)
