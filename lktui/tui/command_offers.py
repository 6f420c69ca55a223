"""What a command that is being typed could be, and what could follow its name."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from lktui.analysis.filter.completion import Candidate, Completion, complete
from lktui.analysis.fold import folded
from lktui.monitor.days import KEPT_DAYS
from lktui.tui.command_line import ALL_COLUMNS, COLUMNS, RANGES, split
from lktui.tui.commands import keys_text
from lktui.view.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lktui.tui.command_line import Around
    from lktui.tui.commands import Command


def offered(line: str, cursor: int, around: Around) -> Completion | None:
    """What could stand at the cursor, behind a command that takes something; None as long as that is not typed."""
    before = line[:cursor]
    name, arguments = split(before)
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
            yield from (Candidate(f"{sign}{column}", what) for column in around.sortable)
        case "columns":
            if first:
                yield Candidate(ALL_COLUMNS, "as they come")
            yield from (Candidate(name, COLUMNS[name]) for name in around.columns)
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
