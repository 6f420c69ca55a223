"""Where rows may be missing between pages that were fetched at the same time.

Let `i` be how many sessions began before a page was answered, `k` how many of those are known, and `h` how many rows
above it are missing. A page that should begin with what is at place `first` then has `i - k + h` more rows that are
known than by the places it should: its surplus. Pages of one wave are answered in any order, but all of them before
the next wave is sent, so `i` never falls from one wave to the next: where a wave left a hole, the surplus grows by it.
It grows as well by what has begun in the meantime; then pages are fetched again for nothing, which does no harm.
"""

from __future__ import annotations


class Seams:
    """`doubtful` are the places of rows to look at again; `holes` how many rows can't be read, and are no news."""

    def __init__(self) -> None:
        self.doubtful: list[int] = []
        self.holes = 0
        self._unproven: list[int] = []  # of the wave before
        self._wave: list[int] = []  # of this one: the first place of each page, in order
        self._surplus = 0

    def filled(self, first: int, surplus: int, unreadable: int) -> None:
        """A page of the load came, in the order of places; `surplus` is how many rows more than expected are known."""
        if surplus > self._surplus:
            self._doubt([*self._unproven, *self._wave[1:]])
            self._wave = self._wave[:1]
        self._unproven = []
        self._surplus = surplus
        self._wave.append(first)
        self.holes += unreadable

    def wave_ended(self) -> None:
        if self._wave:
            self._unproven += self._wave[1:]
            self._wave = []

    def grew(self, by: int, *, idle: bool) -> None:
        """So many sessions came otherwise; when `idle`, no page of the load comes that would tell."""
        self._surplus -= by
        if idle:
            if by > 0 or self._surplus > 0:
                self._doubt(self._unproven)
            self._unproven = []

    def _doubt(self, rows: list[int]) -> None:
        self.doubtful += [row for row in rows if row not in self.doubtful]
