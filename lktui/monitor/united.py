"""The states of several projects as one, pure: a list of all their sessions, and what can be said of all of them."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Self

from lktui.analysis.ghosts import RoomAnswer
from lktui.monitor.catalog import Catalog
from lktui.monitor.state import Hunt, Progress, ProjectState, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from lktui.model import Session
    from lktui.monitor.days import DateRange, Days
    from lktui.monitor.state import OpenSession, Query

States = dict[str, State]  # by the project's name, in the order of the projects
NOTHING = Catalog()


class IdInProject(str):
    """The id of a session that another project has a session of, too: it reads the same, and stands for another one.

    LiveKit's own ids are unique. Those of a simulated project, or of a server of one's own, need not be.
    """

    __slots__ = ("project",)
    project: str

    def __new__(cls, session_id: str, project: str) -> Self:
        made = super().__new__(cls, session_id)
        made.project = project
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IdInProject) and self.project == other.project and super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((super().__hash__(), self.project))


def id_of(get: Callable[[str], Session | None], project: str, session_id: str) -> str:
    """What a project's session is called in the list of all, in which `get` finds by id."""
    known = get(session_id)
    if known is not None and known.project == project:
        return session_id
    of_project = IdInProject(session_id, project)
    return session_id if known is None and get(of_project) is None else of_project


def shows(state: State, chosen: DateRange) -> bool:
    """Whether a project's list is that of a range."""
    return state.fetched_at is not None and state.shown.chosen == chosen


def is_settled(state: State, chosen: DateRange) -> bool:
    """Whether nothing of a project has to be waited for before a range is shown."""
    return state.error is not None or shows(state, chosen)


def parts_of(states: States, chosen: DateRange, before: Mapping[str, Catalog]) -> dict[str, Catalog]:
    """What each project adds to the list of a range: what it had `before` where it shows another one by now."""
    return {
        name: state.catalog if shows(state, chosen) else before.get(name, NOTHING) for name, state in states.items()
    }


def united(before: State, states: States, shown: Query, list_of_all: Catalog, fetched_at: datetime | None) -> State:
    healthy = [state for state in states.values() if state.error is None]
    every = list(states.values())
    relevant = healthy or every
    first, size = every[0], every[0].page_size
    errors = sorted((state.error for state in every if state.error is not None), key=lambda error: error.fatal)
    start, stop = shown.page * size, (shown.page + 1) * size
    more = len(list_of_all.in_range) > stop
    return before._replace(
        request_limit=min(state.request_limit for state in every),
        refresh=first.refresh,
        shown=shown,
        catalog=list_of_all,
        sessions=list_of_all.in_range[start:stop],
        has_next=True if more else (False if list_of_all.complete else None),
        open=_open(states, list_of_all),
        rooms=_rooms(before.rooms, states),
        polling_since=_least(state.polling_since for state in relevant),
        paused=first.paused,
        fetched_at=fetched_at,
        next_poll_at=_least(state.next_poll_at for state in relevant),
        stale_since=None if healthy else fetched_at,
        error=None if healthy else errors[0],
        failures=min(state.failures for state in every),
        latency=max((state.latency for state in relevant if state.latency is not None), default=None),
        requests_last_minute=sum(state.requests_last_minute for state in every),
        budget=sum(state.budget for state in every),
        full_budget=sum(state.full_budget for state in every),
        budget_used_up=any(state.budget_used_up for state in every),
        progress=_progress(every),
        token_expires_at=_least(state.token_expires_at for state in every if not state.token_renewable),
        token_renewable=all(state.token_renewable for state in every),
        clock_off=max((state.clock_off for state in every if state.clock_off is not None), key=abs, default=None),
        hunt=_hunt(every),
        archive_error=first.archive_error,
        archive_error_seen=first.archive_error_seen,
        projects=tuple(ProjectState(name, state.fetched_at, state.error) for name, state in states.items()),
    )


def united_list(before: Catalog, were: Mapping[str, Catalog], parts: Mapping[str, Catalog], days: Days) -> Catalog:
    """After `parts` took the place of those of which `before` was made. It costs what has changed."""
    if before.days != days:  # another range, or another day
        before, were = Catalog(days), {}
    arriving: dict[str, Session] = {}
    gone: set[str] = set()

    def get(session_id: str) -> Session | None:
        return arriving.get(session_id) or before.get(session_id)

    for name, catalog in parts.items():
        for session_id in _changed(were.get(name, NOTHING), catalog):
            session = catalog.get(session_id)
            here = id_of(get, name, session_id)
            if session is None:
                gone.add(here)
            elif (of_project := session._replace(session_id=here, project=name)) != before.get(here):
                arriving[here] = of_project
    catalog = before.patched(arriving, gone)
    complete = all(part.complete for part in parts.values())
    rows = sum(part.unreadable_rows for part in parts.values())
    values = sum(part.unreadable_values for part in parts.values())
    if (catalog.complete, catalog.unreadable_rows, catalog.unreadable_values) == (complete, rows, values):
        return catalog
    return replace(catalog, complete=complete, unreadable_rows=rows, unreadable_values=values)


def days_shown(states: States, chosen: DateRange, before: Days) -> Days:
    """Which UTC days a range is changes at midnight: as the project says that was asked last."""
    latest = [state for state in states.values() if shows(state, chosen)]
    return max(latest, key=attrgetter("fetched_at")).catalog.days if latest else before


def _changed(earlier: Catalog, catalog: Catalog) -> Iterable[str]:
    if catalog is earlier:
        return ()
    changed = catalog.changed_since(earlier)
    if changed is not None:
        return changed
    return {session.session_id for each in (earlier, catalog) for session in each.sessions}


def _rooms(before: RoomAnswer | None, states: States) -> RoomAnswer | None:
    """Each project's own answer: of a project that was not asked, nothing is said."""
    answers = {name: state.rooms for name, state in states.items() if state.rooms is not None}
    if not answers:
        return None
    if before is not None and before.by_project == answers:
        return before
    absent = {session_id: since for answer in answers.values() for session_id, since in answer.absent_since.items()}
    live = {session_id: room for answer in answers.values() for session_id, room in answer.live.items()}
    return RoomAnswer(max(answer.asked_at for answer in answers.values()), live, absent, answers)


def _open(states: States, list_of_all: Catalog) -> OpenSession | None:
    """Where nobody knows whose it is, all are asked: whoever has it counts, then who may still have it."""
    opened = [(name, state.open) for name, state in states.items() if state.open is not None]
    if not opened:
        return None
    name, one = min(opened, key=lambda each: (each[1].detail is None, each[1].error is not None))
    here = id_of(list_of_all.get, name, one.session_id)
    if here == one.session_id:
        return one
    return one._replace(
        session_id=here,
        detail=one.detail and one.detail._replace(session_id=here),
        session=one.session and one.session._replace(session_id=here),
    )


def _progress(states: Sequence[State]) -> Progress | None:
    known = [state.progress for state in states if state.progress is not None]
    if not known:
        return None
    return Progress(
        sum(one.loaded for one in known),
        sum(one.limit for one in known),
        running=any(one.running for one in known),
        stopped=any(one.stopped for one in known),
        complete=len(known) == len(states) and all(one.complete for one in known),
    )


def _hunt(states: Sequence[State]) -> Hunt | None:
    known = [state.hunt for state in states if state.hunt is not None]
    if not known:
        return None
    return Hunt(
        sum(one.done for one in known),
        sum(one.total for one in known),
        sum(one.failed for one in known),
        any(one.running for one in known),
    )


def _least(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)
