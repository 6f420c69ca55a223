"""The fields of somebody in a session: what `lktui find` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lktui.view import text, units
from lktui.view.columns import Cell, Column, Context, cell
from lktui.view.records import Field, moment, seconds
from lktui.view.sessions import room_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from lktui.analysis.people import Appearance


def _column(
    name: str, show: Callable[[Appearance, Context], str], *, rank: int = 0, stretch: int = 0, right: bool = False
) -> Column[Appearance]:
    def shown(row: Appearance, context: Context) -> Cell:
        return cell(show(row, context))

    return Column(name, name, 16, shown, rank=rank, stretch=stretch, right=right)


def _left(row: Appearance, context: Context) -> str:
    if row.here:
        return "here"
    return f"{'~' if row.left_at_end else ''}{context.zone.recent(row.left_at, context.now)}"


APPEARANCE_FIELDS: Final[tuple[Field[Appearance], ...]] = (
    Field(
        "identity",
        "the participant's identity",
        lambda row, _now: row.identity,
        _column("identity", lambda row, _context: text.visible(row.identity) or units.UNKNOWN, stretch=1),
    ),
    Field(
        "name",
        "and name",
        lambda row, _now: row.name,
        _column("name", lambda row, _context: text.visible(row.name) or units.UNKNOWN, rank=3, stretch=1),
    ),
    Field(
        "joined",
        "when it joined first",
        lambda row, _now: moment(row.joined_at),
        _column("joined", lambda row, context: context.zone.recent(row.joined_at, context.now), right=True),
    ),
    Field(
        "left",
        "when it left last; unknown while it is here, and where the API has no time for it",
        lambda row, _now: None if row.left_at_end else moment(row.left_at),
        _column("left", _left, rank=1, right=True),
    ),
    Field(
        "present",
        "seconds in the room",
        lambda row, _now: seconds(row.present),
        _column("present", lambda row, _context: units.span(row.present), rank=2, right=True),
    ),
    Field(
        "joins",
        "how often it joined",
        lambda row, _now: row.joins or None,
        _column("joins", lambda row, _context: units.count(row.joins or None), rank=4, right=True),
    ),
    Field(
        "id",
        "the session id",
        lambda row, _now: row.session.session_id,
        _column("id", lambda row, _context: text.visible(row.session.session_id)),
    ),
    Field(
        "room",
        "the room's name",
        lambda row, _now: row.session.room_name,
        _column("room", lambda row, _context: room_text(row.session.room_name), stretch=1),
    ),
)
