"""More has begun between two polls than a page holds: what lies between the new and the known is fetched page by page.

One page after the other, from the newest on: what begins meanwhile moves rows to pages that are still to come.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from lktui.model import SessionPage
    from lktui.monitor.catalog import Catalog


class Gap:
    """`below` is when the newest session began of which all older ones are known; `page` is fetched next."""

    def __init__(self, below: datetime, *, was_complete: bool) -> None:
        self.below = below
        self.was_complete = was_complete
        self.page = 1

    def is_closed_by(self, page: SessionPage) -> bool:
        """Whether a page that came in its turn reaches what was known, or the end."""
        moments = [session.created_at for session in page.sessions if session.created_at is not None]
        return page.received < page.limit or (bool(moments) and min(moments) <= self.below)

    def closed(self, catalog: Catalog) -> Catalog:
        return replace(catalog, complete=self.was_complete)

    def cut(self, catalog: Catalog) -> Catalog:
        """Without what lies below, which is out of reach."""
        return catalog.first(catalog.places(self.below)[0])
