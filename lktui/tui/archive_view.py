"""What was kept of a range, laid over the state: the same screens show it, while polling goes on underneath."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lktui.monitor.catalog import Catalog
from lktui.monitor.state import Archived, Query

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lktui.archive.reading import ArchivedSession
    from lktui.monitor.days import DateRange
    from lktui.monitor.state import State


@dataclass(frozen=True, slots=True)
class ArchiveView:
    """A page of it; `catalog` holds all of the range."""

    chosen: DateRange
    catalog: Catalog
    archived: Archived
    page: int = 0

    @classmethod
    def of(
        cls, chosen: DateRange, found: Sequence[ArchivedSession], project_of: Callable[[str], str] | None = None
    ) -> ArchiveView:
        """`found` newest first; `project_of` names the project of a session, where there are several."""
        seen_at = {each.session.session_id: each.seen_at for each in found}
        sessions = tuple(each.session for each in found)
        if project_of is not None:
            sessions = tuple(session._replace(project=project_of(session.session_id)) for session in sessions)
        catalog = Catalog(sessions=sessions, complete=True)
        return cls(chosen, catalog, Archived(seen_at))

    def over(self, state: State) -> State:
        size = state.page_size
        shown = self.catalog.in_range[self.page * size : (self.page + 1) * size]
        return state._replace(
            shown=Query(self.chosen, self.page),
            wanted=None,
            catalog=self.catalog,
            sessions=shown,
            has_next=len(self.catalog.in_range) > (self.page + 1) * size,
            archived=self.archived,
        )

    def turned(self, by: int, size: int) -> ArchiveView | None:
        """Another page of it; None beyond the ends."""
        page = self.page + by
        last = max(0, (len(self.catalog.in_range) - 1) // size)
        return replace(self, page=page) if 0 <= page <= last else None
