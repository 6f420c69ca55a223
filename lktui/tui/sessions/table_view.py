"""How the table of sessions is looked at: its order, its filter, its columns, and which page of what matches."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lktui.analysis.filter import Filter, FilterError, parse
from lktui.analysis.findings.flags import NO_FLAGS
from lktui.analysis.order import SORTABLE, SORTABLE_OF_MANY, ordered
from lktui.view.sessions import PROJECT_COLUMN, SESSION_COLUMNS, SessionRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from lktui.analysis.rates import Rate
    from lktui.model import Session
    from lktui.monitor.state import State
    from lktui.view.columns import Column

NEWEST = "started"
NAMES_AND_STATES = ("room", "id", "project", "status", "egress")
_COLUMNS = {column.name: column for column in (PROJECT_COLUMN, *SESSION_COLUMNS)}
_ALL_OF_MANY = ("status", "project", *(column.name for column in SESSION_COLUMNS[1:]))
_ALL_OF_ONE = tuple(column.name for column in SESSION_COLUMNS)


class TableView(NamedTuple):
    """`column` is one of `sortable`. `open_only` leaves out what has ended. `page` counts from 0.

    `columns` are names out of `all_columns` in the order in which they stand, at least one. `many` is whether the
    sessions are those of several projects.
    """

    filter: Filter
    column: str = NEWEST
    descending: bool = True
    open_only: bool = False
    page: int = 0
    columns: tuple[str, ...] = _ALL_OF_ONE
    many: bool = False

    @classmethod
    def of(cls, kept: Mapping[str, object], zone: tzinfo | None, *, many: bool = False) -> TableView:
        """What `kept` once was, as far as it still makes sense."""
        text, column, columns = kept.get("filter"), kept.get("sort"), kept.get("columns")
        try:
            wanted = parse(text if isinstance(text, str) else "", zone=zone)
        except FilterError:  # written by another version
            wanted = parse("", zone=zone)
        everything = _ALL_OF_MANY if many else _ALL_OF_ONE
        names = [name for name in columns if name in everything] if isinstance(columns, list) else []
        return cls(
            wanted,
            column if isinstance(column, str) and column in (SORTABLE_OF_MANY if many else SORTABLE) else NEWEST,
            descending=kept.get("descending") is not False,
            open_only=kept.get("open_only") is True,
            columns=tuple(dict.fromkeys(names)) or everything,
            many=many,
        )

    @property
    def sortable(self) -> tuple[str, ...]:
        return SORTABLE_OF_MANY if self.many else SORTABLE

    @property
    def all_columns(self) -> tuple[str, ...]:
        return _ALL_OF_MANY if self.many else _ALL_OF_ONE

    def kept(self) -> dict[str, object]:
        """What another run needs to look at the table in the same way, as JSON; only what differs from the default."""
        different: dict[str, object] = {}
        if not self.filter.is_everything:
            different["filter"] = self.filter.text
        if self.column != NEWEST:
            different["sort"] = self.column
        if not self.descending:
            different["descending"] = False
        if self.open_only:
            different["open_only"] = True
        if self.columns != self.all_columns:
            different["columns"] = list(self.columns)
        return different

    def sorted_by(self, column: str) -> TableView:
        """Numbers begin with the most, names and states with the first."""
        return self._replace(column=column, descending=column not in NAMES_AND_STATES, page=0)

    def placed_columns(self) -> tuple[Column[SessionRow], ...]:
        return tuple(_COLUMNS[name] for name in self.columns)

    @property
    def is_plain(self) -> bool:
        """Whether it shows all sessions, newest first: the pages are then those of the whole range."""
        return self.filter.is_everything and not self.open_only and self.column == NEWEST and self.descending

    @property
    def sign(self) -> str:
        return "▾" if self.descending else "▴"

    def listed(
        self,
        state: State,
        *,
        now: datetime,
        rate_of: Callable[[str], Rate],
        flags_of: Callable[[str], frozenset[str]],
    ) -> tuple[Sequence[Session], Sequence[Session]]:
        """All sessions that it shows, and those of them on its page."""
        if self.is_plain:
            return state.catalog.in_range, state.sessions
        found = self.matching(state.catalog.in_range, now=now, rate_of=rate_of, flags_of=flags_of)
        return found, found[self.page * state.page_size : (self.page + 1) * state.page_size]

    def matching(
        self,
        sessions: Sequence[Session],
        *,
        now: datetime,
        rate_of: Callable[[str], Rate],
        flags_of: Callable[[str], frozenset[str]] = lambda _session_id: NO_FLAGS,
    ) -> Sequence[Session]:
        """All sessions that it shows, in its order."""
        found: Sequence[Session] = sessions
        if self.open_only:
            found = [session for session in found if session.ended_at is None]
        if not self.filter.is_everything:
            found = self.filter.select(found, now=now, rate_of=rate_of, flags_of=flags_of)
        if self.column == NEWEST and self.descending:
            return found
        return ordered(found, self.column, descending=self.descending, now=now, rate_of=rate_of, flags_of=flags_of)


EVERYTHING = TableView(parse("", zone=None))
