"""The columns of what was found of somebody, and the line that sums it up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lktui.analysis.findings.flags import NO_FLAGS
from lktui.analysis.people import Appearance, grouped
from lktui.view import text, units
from lktui.view.columns import Cell, Column, Context, Piece, Tone, cell, width_of
from lktui.view.sessions import flags_cell, room_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

BAR = 20  # cells


class FoundRow(NamedTuple):
    """`first` of the rows of its person; `flags` are the findings of the session, `project` is its, among several."""

    appearance: Appearance
    first: bool
    flags: frozenset[str] = NO_FLAGS
    project: str = ""

    @property
    def key(self) -> str:
        return self.appearance.key


def found_rows(
    found: Iterable[Appearance],
    needle: str,
    flags_of: Callable[[str], frozenset[str]] = lambda _id: NO_FLAGS,
    project_of: Callable[[str], str] = lambda _id: "",
) -> list[FoundRow]:
    rows: list[FoundRow] = []
    person = None
    for each in grouped(found, needle):
        session_id = each.session.session_id
        rows.append(FoundRow(each, each.person != person, flags_of(session_id), project_of(session_id)))
        person = each.person
    return rows


def _identity(row: FoundRow, _context: Context) -> Cell:
    shown = text.visible(row.appearance.identity) or "(no identity)"
    return cell(shown, Tone.STRONG if row.first else Tone.FAINT)


def _name(row: FoundRow, _context: Context) -> Cell:
    return cell(text.visible(row.appearance.name) or units.UNKNOWN, Tone.PLAIN if row.first else Tone.DIM)


def _room(row: FoundRow, _context: Context) -> Cell:
    return cell(room_text(row.appearance.session.room_name))


def _project(row: FoundRow, context: Context) -> Cell:
    return cell(text.cut_middle(text.visible(row.project), context.width))


def _joined(row: FoundRow, context: Context) -> Cell:
    return cell(context.zone.recent(row.appearance.joined_at, context.now, narrow=context.width < 12))


def _left(row: FoundRow, context: Context) -> Cell:
    """`here` as of the answer that it was read from; `~` marks what is only known from the end of the session."""
    each = row.appearance
    if each.here:
        age = units.age(context.now - each.known_at)
        if age == "now":
            return cell("here", Tone.GOOD)
        return cell(f"here ~{age}" if context.width < 13 else f"here {age} ago", Tone.WARN)
    shown = context.zone.recent(each.left_at, context.now, narrow=context.width < 13)
    return cell(f"~{shown}", Tone.DIM) if each.left_at_end and each.left_at is not None else cell(shown)


def _present(row: FoundRow, _context: Context) -> Cell:
    return cell(units.span(row.appearance.present, coarse=row.appearance.here))


def _joins(row: FoundRow, _context: Context) -> Cell:
    joins = row.appearance.joins
    return cell(str(joins) if joins else units.UNKNOWN, Tone.WARN if joins > 3 else Tone.PLAIN)


def _session_id(row: FoundRow, context: Context) -> Cell:
    return cell(text.cut_middle(text.visible(row.appearance.session.session_id), context.width), Tone.DIM)


FOUND_COLUMNS: tuple[Column[FoundRow], ...] = (
    Column("identity", "identity", 20, _identity, narrow=12, stretch=2),
    Column("name", "name", 16, _name, rank=4, narrow=10, stretch=1),
    Column("room", "room", 20, _room, narrow=12, stretch=2),
    Column("joined", "joined", 12, _joined, narrow=8, right=True),
    Column("left", "left", 13, _left, rank=2, narrow=9, right=True),
    Column("present", "present", 7, _present, rank=1, right=True),
    Column("joins", "joins", 5, _joins, rank=3, right=True),
    Column("flag", "flag", 9, lambda row, context: flags_cell(row.flags, context), rank=3, narrow=4),
    Column("id", "session id", 15, _session_id, rank=5),
)
FOUND_COLUMNS_OF_MANY: tuple[Column[FoundRow], ...] = (  # projects
    *FOUND_COLUMNS[:2],
    Column("project", "project", 12, _project, narrow=8),
    *FOUND_COLUMNS[2:],
)


def summary(rows: Iterable[FoundRow], people: int) -> str:
    """`people` is how many match in the archive, of whom not all may be among the rows."""
    rows = list(rows)
    shown = sum(row.first for row in rows)
    if not rows:
        return ""
    sessions = len({row.appearance.session.session_id for row in rows})
    words = f"{units.counted(shown, 'person', 'people')} in {units.counted(sessions, 'session')}"
    return f"{words}, of {people:,} who match: type more" if people > shown else words


def progress(looked: int, total: int, minutes: float, stop: str, room: int) -> Cell:
    """A bar that grows; `minutes` is how long it takes yet at the pace that the budget allows, `stop` a key.

    Where there is no `room` for all of it, the bar goes first, then the minutes.
    """
    done = looked * BAR // total if total else BAR
    bar: list[Piece] = [("█" * done, Tone.ACCENT), ("░" * (BAR - done), Tone.FAINT), (" ", Tone.PLAIN)]
    words: Piece = (f"{looked:,} of {total:,}", Tone.PLAIN)
    left: list[Piece] = [(f", {minutes:,.0f} min to go", Tone.PLAIN)] if minutes >= 1 else []
    key: Piece = (f"  {stop} stops", Tone.DIM)
    return fitting([(*bar, words, *left, key), (words, *left, key), (words, key)], room)


def offer(sessions: int, key: str, room: int) -> Cell:
    """What could be looked through with a key."""
    many = units.counted(sessions, "loaded session")
    forms = (f"looks through {many} not opened yet", f"looks through {many}", f"looks through {sessions:,}")
    return fitting([((f"{key} ", Tone.ACCENT), (form, Tone.DIM)) for form in forms], room)


def fitting(forms: Sequence[Cell], room: int) -> Cell:
    """The first of them that has room, else the last."""
    return next((form for form in forms if width_of(form) <= room), forms[-1])
