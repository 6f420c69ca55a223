"""The banners above a table: what fails and what to do, and that what is shown is kept sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.tui.keymap import DEFAULT, Keymap
from lktui.view import text, units
from lktui.view.columns import LinePair, Piece, Tone, cell

if TYPE_CHECKING:
    from datetime import datetime

    from lktui.monitor.state import State
    from lktui.view.times import Zone


def banner(state: State, zone: Zone, now: datetime, width: int, keys: Keymap = DEFAULT) -> tuple[LinePair, ...]:
    """What failed, what to do, and how old that makes what is shown, on as many lines as that takes; mostly none."""
    error, stale = None if state.failing else state.error, state.is_stale(now)
    if state.fetched_at is None or (error is None and not stale):
        return ()  # without data the table's place tells of the trouble
    mark: Piece = ("✗ ", Tone.BAD) if error is not None and error.fatal else ("! ", Tone.WARN)
    what, todo = "no answer from the API", ""
    if state.budget_used_up:
        what = f"requests wait: {state.budget} a minute are allowed"
        todo = f"Polling less often ({keys.key('longer')}) needs fewer."
    again = f"Then press {keys.key('refresh')}." if error is not None and error.fatal else "Trying again by itself."
    if error is not None:
        what, todo = error.what, f"{error.todo} {again}"
    if stale:
        todo = f"What is shown is of {zone.time(state.fetched_at)}. {todo}".strip()
    return _told(mark, what, todo, width)


def projects_banner(state: State, zone: Zone, width: int, keys: Keymap = DEFAULT) -> tuple[LinePair, ...]:
    """Which of several projects fail and why, while the others go on; what to do only where there is room for that."""
    lines: list[LinePair] = []
    for project in state.failing:
        error = project.error
        assert error is not None  # noqa: S101 - for the type checker
        mark: Piece = ("✗ ", Tone.BAD) if error.fatal else ("! ", Tone.WARN)
        of = f"Its sessions are of {zone.time(project.fetched_at)}." if project.fetched_at else "None of its sessions."
        again = f"{keys.key('refresh')} tries again." if error.fatal else "Trying again by itself."
        todo = f"{of} {again}" if len(state.failing) > 1 else f"{of} {error.todo} {again}"
        lines += _told(mark, f"{project.name}: {error.what}", todo, width)
    return tuple(lines)


def archive_banner(state: State, width: int, keys: Keymap = DEFAULT) -> tuple[LinePair, ...]:
    """What is wrong with the archive, without which the monitor goes on, until the user has seen it."""
    error = state.archive_error
    if error is None or state.archive_error_seen:
        return ()
    return _told(("! ", Tone.WARN), f"archive: {error.what}", f"{error.todo} {keys.key('unselect')} hides this.", width)


def _told(mark: Piece, what: str, todo: str, width: int) -> tuple[LinePair, ...]:
    lines = [(line, Tone.STRONG) for line in text.wrap(text.visible(what), width - 4)]
    lines += [(line, Tone.PLAIN) for line in text.wrap(text.visible(todo), width - 4)]
    return tuple(((mark if number == 0 else ("  ", mark[1]), line), ()) for number, line in enumerate(lines))


def archive_line(state: State, seen_at: datetime | None, now: datetime, keys: Keymap = DEFAULT) -> LinePair:
    """That what is shown is not the API's; `seen_at` is when the selected session was seen as it is shown."""
    many = len(state.catalog.in_range)
    left: list[Piece] = [
        ("▫ ", Tone.WARN),
        (f"archived: {units.counted(many, 'session')}", Tone.STRONG),
        (f" as they were last seen. {keys.key('unselect')} goes back.", Tone.PLAIN),
    ]
    if seen_at is None:
        return tuple(left), ()
    age = units.age(now - seen_at)
    return tuple(left), cell("this one just now" if age == "now" else f"this one {age} ago", Tone.WARN)
