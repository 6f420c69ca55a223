"""How the table of sessions is looked at: its order, its filter, and which page of what matches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lktui.analysis.filter import Filter, parse
from lktui.analysis.order import ordered

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from lktui.analysis.rates import Rate
    from lktui.model import Session

NEWEST = "started"


@dataclass(frozen=True, slots=True)
class TableView:
    """`column` is one of `analysis.order.SORTABLE`. `open_only` leaves out what has ended. `page` counts from 0."""

    filter: Filter
    column: str = NEWEST
    descending: bool = True
    open_only: bool = False
    page: int = 0

    @property
    def is_plain(self) -> bool:
        """Whether it shows all sessions, newest first: the pages are then those of the whole range."""
        return self.filter.is_everything and not self.open_only and self.column == NEWEST and self.descending

    @property
    def sign(self) -> str:
        return "▾" if self.descending else "▴"

    def matching(
        self, sessions: Sequence[Session], *, now: datetime, rate_of: Callable[[str], Rate]
    ) -> Sequence[Session]:
        """All sessions that it shows, in its order."""
        found: Sequence[Session] = sessions
        if self.open_only:
            found = [session for session in found if session.ended_at is None]
        if not self.filter.is_everything:
            found = self.filter.select(found, now=now, rate_of=rate_of)
        if self.column == NEWEST and self.descending:
            return found
        return ordered(found, self.column, descending=self.descending, now=now, rate_of=rate_of)


EVERYTHING = TableView(parse("", zone=None))
