"""What is said of an open session in the lines above its views and where there is nothing to show; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.analysis.status import awaits_participants
from lktui.errors import SessionNotFound
from lktui.view import text, units
from lktui.view.columns import Cell, Piece, Tone, cell, width_of
from lktui.view.session_head import session_head

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from lktui.monitor.state import OpenSession
    from lktui.tui.session.opened import Opened
    from lktui.view.times import Zone

TWO_HEAD_LINES, THREE_HEAD_LINES = 22, 30  # lines of the screen from which so many are spent on the session's facts


def head_lines(opened: Opened, zone: Zone, now: datetime, *, height: int, ghost: bool) -> tuple[tuple[Cell, Cell], ...]:
    """The session's facts, as of when they were fetched, where that was in some earlier time; on a screen so high."""
    watched = opened.watched
    who, *facts = session_head(opened.session, opened.detail, zone, watched.recalled_at or now, ghost=ghost)
    lines = (who[0], archived(watched, now)), *facts
    return lines[: 1 if height < TWO_HEAD_LINES else 2 if height < THREE_HEAD_LINES else 3]


def archived(watched: OpenSession, now: datetime) -> Cell:
    """How old it is, where it was not asked for just now."""
    if watched.recalled_at is None:
        return ()
    age = units.age(now - watched.recalled_at)
    words = "archived just now" if age == "now" else f"archived {age} ago"
    return cell(words, Tone.DIM if watched.settled else Tone.WARN)


def views_line(views: Sequence[tuple[str, int]], here: str, width: int, note: Cell = ()) -> Cell:
    """The names of the views with how much there is in each, as far as a screen so wide has room for that.

    They are shortened for a note beside them: what is not as it should be has to be read on a narrow screen, too.
    """
    shortest = 0 if width >= 80 else 1 if width >= 70 else 2
    room = width - 2 - (width_of(note) + 2 if note else 0)
    forms = [_views(views, here, short) for short in range(shortest, 5)]
    return next((form for form in forms if width_of(form) <= room), forms[0])


def _views(views: Iterable[tuple[str, int]], here: str, short: int) -> Cell:
    """Without how much there is in them from 1 on, with cut names from 2, with one name alone from 3, cut from 4."""
    pieces: list[Piece] = []
    for number, (name, many) in enumerate(views, 1):
        is_here = name == here
        label = name if short < (4 if is_here else 2) else name[:4] if is_here or short < 3 else ""
        count = f" {many}" if many and not short else ""
        pieces += [
            ("[" if is_here else " ", Tone.ACCENT),
            (str(number), Tone.ACCENT),
            (f" {label}{count}".rstrip(), Tone.STRONG if is_here else Tone.DIM),
            ("]" if is_here else " ", Tone.ACCENT),
        ]
    return tuple(pieces)


def filter_note(typed: str, *, hidden: bool) -> Cell:
    """What was typed; it may be a name that is `hidden` now."""
    return cell(f"/ {'…' if hidden else text.cut(text.visible(typed), 20)}", Tone.ACCENT)


def detail_note(watched: OpenSession | None) -> Cell:
    """What is not as it should be with the detail, or that it is final."""
    if watched is None or watched.detail is None:
        return ()
    if watched.error is not None:
        words = "not known to the API now" if isinstance(watched.error, SessionNotFound) else "not up to date"
        return cell(f"! {words}: still trying", Tone.WARN)
    unreadable = units.unreadable(watched.detail.unreadable, "item", watched.detail.unreadable_values)
    if unreadable:
        return cell(unreadable, Tone.WARN)
    if watched.detail.participants and awaits_participants(watched.detail):
        return cell("not all are there yet", Tone.WARN)
    return cell("final", Tone.DIM) if watched.settled else ()


def waiting(watched: OpenSession, now: datetime) -> str:
    """What the detail waits for, and how long; mostly nothing."""
    wait = watched.wait
    if wait is None or watched.detail is not None:
        return ""
    return f"{wait.why}: asked for in {units.countdown(wait.until - now)}."


def without_participants(watched: OpenSession, waits: str = "") -> tuple[Cell, ...]:
    """What stands where the participants would be."""
    error, detail = watched.error, watched.detail
    if isinstance(error, SessionNotFound):
        return (
            cell("The API does not know this session now.", Tone.WARN),
            cell(""),
            cell("One that just began or ended can take minutes to appear: still trying.", Tone.DIM),
        )
    if watched.settled and detail is None:
        return (
            cell("No detail of this session was kept.", Tone.WARN),
            cell(""),
            cell("Nobody opened it while the API had it; the API gives seven days.", Tone.DIM),
        )
    if error is not None and detail is None:
        return cell(f"! {text.visible(error.what)}", Tone.WARN), cell(""), cell(error.todo, Tone.DIM)
    if detail is None:
        loading = cell("Loading the session…", Tone.STRONG)
        return (loading, cell(""), cell(waits, Tone.WARN)) if waits else (loading,)
    if awaits_participants(detail):
        return (
            cell("The API has no participants for this session yet.", Tone.WARN),
            cell(""),
            cell("After its end it can take minutes until they are there: still trying.", Tone.DIM),
        )
    return (cell("Nobody has been in this room.", Tone.STRONG),)


def without_findings(watched: OpenSession, waits: str = "") -> tuple[Cell, ...]:
    if watched.detail is None or awaits_participants(watched.detail):
        return without_participants(watched, waits)
    return (
        cell("Nothing was found.", Tone.GOOD),
        cell(""),
        cell("No rule holds for what the API tells of this session; the rules are listed in the README.", Tone.DIM),
    )
