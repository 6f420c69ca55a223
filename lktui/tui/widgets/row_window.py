"""The part of some rows that is in view: it follows identities, not positions, through whatever happens to the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Row = TypeVar("Row")


class RowWindow(Generic[Row]):
    """`height` rows from `top` on; `key` is what makes two rows the same.

    Until the cursor is moved the first rows stay in view; from then on it is `pinned`: the selected row keeps its
    place, whatever comes in above it. `above` are those of them, by `is_new`, that have not been in view yet.
    """

    def __init__(self, key: Callable[[Row], str], is_new: Callable[[Row], bool] | None = None) -> None:
        self.key = key
        self._is_new = is_new
        self.rows: Sequence[Row] = ()
        self.places: dict[str, int] = {}
        self.selected: str | None = None
        self._last_selected: str | None = None  # when the last row went
        self.top = 0
        self.height = 1
        self.pinned = False
        self.above: set[str] = set()

    @property
    def selected_index(self) -> int | None:
        return self.places.get(self.selected) if self.selected is not None else None

    @property
    def visible(self) -> Sequence[Row]:
        return self.rows[self.top : self.top + self.height]

    def replace(self, rows: Sequence[Row], *, from_top: bool) -> None:
        """Other rows; `from_top` for rows of another kind altogether."""
        anchor, offset = (None, 0) if from_top else self._anchor()
        old_rows, old_places = self.rows, self.places
        self.rows = rows
        self.places = dict(zip(map(self.key, rows), range(len(rows)), strict=True))
        if from_top:
            self.selected, self._last_selected, self.top, self.pinned = None, None, 0, False
        elif self.selected not in self.places:
            if not rows:
                self._last_selected = self.selected or self._last_selected
            self.selected = self._nearest_survivor(old_rows, old_places.get(self.selected or ""))
        if self.selected is None and rows:
            again = 0 if self._last_selected is None else self.places.get(self._last_selected, 0)
            self.selected = self.key(rows[again])
            self._reach(again)
        if anchor is not None and anchor not in self.places:
            anchor = self.selected
        if anchor is not None and anchor in self.places and self.pinned:
            self.top = self.places[anchor] - offset
        if from_top or not self.pinned:
            self.above.clear()
        elif self._is_new is not None:
            arrived = [row for row in rows[: max(0, self.top)] if self.key(row) not in old_places]
            self.above.update(self.key(row) for row in arrived if self._is_new(row))

    def settle(self) -> None:
        """Inside the rows again; what has come into view is not above it any more."""
        self.top = max(0, min(self.top, len(self.rows) - self.height))
        self.above = {key for key in self.above if self.places.get(key, self.top) < self.top}

    def resize(self, height: int) -> None:
        """With a pinned cursor that was in view, it stays so."""
        index = self.selected_index
        was_in_view = index is not None and self.top <= index < self.top + self.height
        self.height = height
        if index is not None and was_in_view and self.pinned:
            self._reach(index)

    def go(self, index: int) -> None:
        """Puts the cursor on a row and brings that into view."""
        if self.rows:
            index = max(0, min(index, len(self.rows) - 1))
            self.selected = self.key(self.rows[index])
            self.pinned = True
            self._reach(index)

    def move(self, by: int) -> None:
        index = self.selected_index or 0
        if not self.pinned and index >= self.top + self.height:
            self.go(self.top)  # newer rows have pushed the cursor out of view
        else:
            self.go(index + by)

    def turn(self, screens: int) -> None:
        """The cursor with its place on the screen, a line less than so many screens on."""
        by = screens * (self.height - 1)
        self.top = max(0, self.top + by)
        self.move(by)

    def scroll(self, by: int) -> None:
        """Without the cursor."""
        self.pinned = True
        self.top = max(0, self.top + by)

    def unpin(self) -> None:
        """Back to the first row, as before the cursor was moved."""
        self.go(0)
        self.pinned = False

    def _reach(self, index: int) -> None:
        self.top = min(max(self.top, index - self.height + 1), index)

    def _anchor(self) -> tuple[str | None, int]:
        """The row that keeps its place, and where that is: the selected one if it is in view, else the topmost."""
        index = self.selected_index
        if index is not None and self.top <= index < self.top + self.height:
            return self.selected, index - self.top
        if self.rows:
            return self.key(self.rows[min(self.top, len(self.rows) - 1)]), 0
        return None, 0

    def _nearest_survivor(self, old_rows: Sequence[Row], index: int | None) -> str | None:
        if index is None:
            return None
        for row in [*old_rows[index + 1 :], *reversed(old_rows[:index])]:
            key = self.key(row)
            if key in self.places:
                return key
        return None
