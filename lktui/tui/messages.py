"""What the parts of the screen tell each other: facts from the worker, intents from the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lktui.analysis.filter import Filter
    from lktui.monitor.days import DateRange
    from lktui.monitor.state import State
    from lktui.tui.project_watch import ProjectWatch


class StateChanged(Message):
    """The worker has a new picture of the project; an older one that still waits is not worth showing."""

    def __init__(self, state: State, watched: ProjectWatch) -> None:
        super().__init__()
        self.state = state
        self.watched = watched

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, StateChanged)


class OpenSession(Message):
    def __init__(self, session_id: str) -> None:
        super().__init__()
        self.session_id = session_id


class CloseSession(Message):
    """Back from a session to the table."""


class OpenNeighbour(Message):
    """The session so many rows from the open one in the table."""

    def __init__(self, by: int) -> None:
        super().__init__()
        self.by = by


class TurnPage(Message):
    def __init__(self, by: int) -> None:
        super().__init__()
        self.by = by


class ShowRange(Message):
    """`archived` is whether what was kept is wanted instead of what the API has."""

    def __init__(self, chosen: DateRange, *, archived: bool = False) -> None:
        super().__init__()
        self.chosen = chosen
        self.archived = archived


class LeaveArchive(Message):
    """Back to the range of the API that was shown before."""


class ViewChanged(Message):
    """The table is looked at in another way; `kept` is what the next run should know of it."""

    def __init__(self, kept: Mapping[str, object]) -> None:
        super().__init__()
        self.kept = kept


class FilterTyped(Message):
    """Another good filter was typed."""

    def __init__(self, wanted: Filter) -> None:
        super().__init__()
        self.filter = wanted


class FilterClosed(Message):
    """The user is done with typing a filter."""


class Say(Message):
    """A message for the status line."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


class LoadMore(Message):
    """Load the range beyond what is loaded by itself."""


class StopLoading(Message):
    """What is loaded is enough."""


class Find(Message):
    """Who has this in the identity or name, in all that is known."""

    def __init__(self, needle: str) -> None:
        super().__init__()
        self.needle = needle


class LookThrough(Message):
    """Fetch the details of what is loaded, and look there, too."""


class StopLooking(Message):
    """What was found is enough."""


class CloseFind(Message):
    """Back to where the search was begun."""


class ArchiveErrorSeen(Message):
    """What is wrong with the archive was read, and need not be shown any longer."""


class Watch(Message):
    """These sessions are on the screen, wherever in the range they are: keep them fresh."""

    def __init__(self, session_ids: frozenset[str]) -> None:
        super().__init__()
        self.session_ids = session_ids
