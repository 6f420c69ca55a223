"""Marks of what changed lately, which fade over the next polls, and the way from one to the next."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from lktui.analysis.changes import NOT_MOVED, What

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lktui.analysis.changes import Change

FADES_OVER = 3  # polls


class Mark(NamedTuple):
    """What happened at poll `whats_at`, and which numbers moved at poll `moved_at`: the two fade each by itself."""

    whats: tuple[What, ...] = ()
    whats_at: int = 0
    moved: Mapping[str, int] = NOT_MOVED
    moved_at: int = 0


class Marks(NamedTuple):
    """Levels go from `fades_over`, for what the last poll brought, down to 0, no mark. `poll` counts the polls."""

    fades_over: int = FADES_OVER
    poll: int = 0
    marks: Mapping[str, Mark] = MappingProxyType({})

    def after(self, changes: Iterable[Change]) -> Marks:
        """The marks after one more poll."""
        poll = self.poll + 1
        oldest = poll - self.fades_over
        kept = {id_: mark for id_, mark in self.marks.items() if max(mark.whats_at, mark.moved_at) > oldest}
        for change in changes:
            mark = kept.get(change.session_id, Mark())
            whats, whats_at = (change.whats, poll) if change.whats else (mark.whats, mark.whats_at)
            moved, moved_at = (change.moved, poll) if change.moved else (mark.moved, mark.moved_at)
            kept[change.session_id] = Mark(whats, whats_at, moved, moved_at)
        return Marks(self.fades_over, poll, kept)

    def level(self, session_id: str) -> int:
        """Of what happened to the session."""
        mark = self.marks.get(session_id)
        return self._level(mark.whats_at) if mark is not None and mark.whats else 0

    def whats(self, session_id: str) -> tuple[What, ...]:
        return self.marks[session_id].whats if self.level(session_id) else ()

    def moved(self, session_id: str) -> Mapping[str, int]:
        """The columns whose numbers went up (1) or down (-1), as long as they are marked."""
        return self.marks[session_id].moved if self.moved_level(session_id) else NOT_MOVED

    def moved_level(self, session_id: str) -> int:
        mark = self.marks.get(session_id)
        return self._level(mark.moved_at) if mark is not None and mark.moved else 0

    def next_change(self, session_ids: Sequence[str], current: str | None, *, backward: bool = False) -> str | None:
        """The next row after `current` to which something happened, round the ends; None if there is no other."""
        rows = session_ids[::-1] if backward else session_ids
        after = rows.index(current) + 1 if current is not None and current in rows else 0
        turned = (*rows[after:], *rows[:after])
        return next((row for row in turned if row != current and self.level(row)), None)

    def _level(self, at: int) -> int:
        return max(0, self.fades_over - (self.poll - at)) if at else 0
