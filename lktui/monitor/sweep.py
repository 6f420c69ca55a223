"""Which sessions are gone where the order of the list tells nothing: those that were on no page, twice in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class Sweep:
    """One pass over all pages, in any order; rows can move from a page to come onto one that was, hence two passes."""

    def __init__(self) -> None:
        self.pages: set[int] = set()  # to come in this pass
        self._seen: set[str] = set()
        self._missed: frozenset[str] | None = None  # in the pass before
        self.running = False

    @property
    def done(self) -> bool:
        return self.running and not self.pages

    def begin(self, pages: Iterable[int]) -> None:
        self.pages, self._seen, self.running = set(pages), set(), True

    def saw(self, pages: Collection[int], ids: Iterable[str]) -> None:
        if self.running:
            self.pages.difference_update(pages)
            self._seen.update(ids)

    def gone(self, known: Iterable[str]) -> frozenset[str]:
        """Ends the pass."""
        missed = frozenset(session_id for session_id in known if session_id not in self._seen)
        before, self._missed, self.running = self._missed, missed, False
        return missed & before if before is not None else frozenset()
