"""State and event to state, pure: the only place where the picture of the project changes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lktui.analysis.ghosts import heard
from lktui.analysis.status import awaits_participants
from lktui.monitor import events as ev
from lktui.monitor.state import Notice, OpenSession, Query, State

if TYPE_CHECKING:
    from datetime import datetime

    from lktui.model import SessionDetail
    from lktui.monitor.catalog import Catalog

__all__ = ["awaits_participants", "reduce"]

SETTLES_AFTER = timedelta(minutes=10)  # a detail can be partial for minutes after the end (analytics-api.md §2)
FINAL_AFTER = timedelta(hours=1)


def reduce(state: State, event: ev.Event) -> State:  # noqa: C901, PLR0912 - one case for each event
    match event:
        case ev.QueryAsked(query):
            wanted = None if query == state.shown and state.fetched_at else query
            return state._replace(wanted=wanted, generation=state.generation + 1)
        case ev.PollStarted(at):
            return state._replace(polling_since=at, next_poll_at=None)
        case ev.Called():
            return state._replace(
                latency=event.latency,
                requests_last_minute=event.requests_last_minute,
                token_expires_at=event.token_expires_at,
                token_renewable=event.token_renewable,
                clock_off=event.clock_off,
            )
        case ev.SessionsFetched():
            return state if event.generation != state.generation else _with_sessions(state, event)
        case ev.SessionsLoaded(catalog):
            return _with_more(state, catalog)
        case ev.Progressed(progress):
            return state if progress == state.progress else state._replace(progress=progress)
        case ev.Hunted(hunt):
            return state if hunt == state.hunt else state._replace(hunt=hunt)
        case ev.BudgetChanged(budget, used_up):
            same = (budget, used_up) == (state.budget, state.budget_used_up)
            return state if same else state._replace(budget=budget, budget_used_up=used_up)
        case ev.SessionRecalled():
            return _with_recalled(state, event)
        case ev.SessionFetched():
            return _with_detail(state, event)
        case ev.SessionFailed(session_id, error):
            if state.open is None or state.open.session_id != session_id:
                return state
            return state._replace(open=state.open._replace(error=error, wait=None))
        case ev.RoomsListed(asked_at, rooms):
            answer = None if rooms is None else heard(state.rooms, rooms, asked_at, state.catalog.sessions)
            return state._replace(rooms=answer)
        case ev.PollFailed(error):
            return state._replace(
                error=error,
                stale_since=state.stale_since or state.fetched_at,
                failures=state.failures + 1,
            )
        case ev.PollEnded():
            return state._replace(polling_since=None)
        case ev.PollPlanned(next_poll_at):
            return state._replace(next_poll_at=next_poll_at)
        case ev.RequestLimitChanged(limit):
            return state._replace(request_limit=limit)
        case ev.PauseToggled():
            return state._replace(paused=not state.paused)
        case ev.RefreshChanged(seconds):
            return state._replace(refresh=seconds)
        case ev.SessionOpened(session_id):
            if state.open is not None and state.open.session_id == session_id:
                return state
            return state._replace(open=OpenSession(session_id))
        case ev.SessionWaits(wait):
            if state.open is None or state.open.wait == wait:
                return state
            return state._replace(open=state.open._replace(wait=wait))
        case ev.SessionClosed():
            return state._replace(open=None)
        case ev.Noticed(text):
            return _noticed(state, text)
        case ev.ArchiveFailed(error):
            return state._replace(archive_error=error, archive_error_seen=False)
        case ev.ArchiveFailureSeen():
            return state._replace(archive_error_seen=True)


def _with_sessions(state: State, event: ev.SessionsFetched) -> State:
    catalog = event.catalog
    in_range = catalog.in_range
    query = state.query
    size = state.page_size
    last_page = max(0, (len(in_range) - 1) // size)
    beyond = query.page > last_page
    if not event.reached and len(in_range) <= query.page * size:
        state = state._replace(wanted=query, error=None, failures=0)
        return _noticed(state, f"page {query.page + 1} is not reached yet after {len(catalog.sessions)} sessions")
    page = min(query.page, last_page)
    state = _cut(state, catalog, Query(query.chosen, page))._replace(
        wanted=None,
        fetched_at=event.at,
        stale_since=None,
        error=None,
        failures=0,
    )
    return _noticed(state, f"page {page + 1} is the last page") if beyond else state


def _with_more(state: State, catalog: Catalog) -> State:
    if catalog is state.catalog or catalog.days != state.catalog.days or state.fetched_at is None:
        return state
    last_page = max(0, (len(catalog.in_range) - 1) // state.page_size)
    return _cut(state, catalog, state.shown._replace(page=min(state.shown.page, last_page)))


def _cut(state: State, catalog: Catalog, shown: Query) -> State:
    """The page that is shown, out of what is loaded."""
    in_range, size, page = catalog.in_range, state.page_size, shown.page
    more = len(in_range) > (page + 1) * size
    return state._replace(
        shown=shown,
        catalog=catalog,
        sessions=in_range[page * size : (page + 1) * size],
        has_next=True if more else (False if catalog.complete else None),
    )


def _with_recalled(state: State, event: ev.SessionRecalled) -> State:
    """What was kept shows at once; what the API has answered meanwhile is newer."""
    watched = state.open
    if watched is None or watched.session_id != event.session.session_id or watched.detail is not None:
        return state
    recalled = event.detail is not None
    fetched_at = event.fetched_at if recalled else None
    return state._replace(
        open=watched._replace(
            detail=event.detail,
            fetched_at=fetched_at,
            settled=event.final,
            recalled=recalled,
            session=event.session,
        ),
    )


def is_final(detail: SessionDetail, at: datetime) -> bool:
    """Whether one answer alone, at that time, is enough to know that it no longer changes."""
    return detail.ended_at is not None and at - detail.ended_at >= FINAL_AFTER and not awaits_participants(detail)


def _with_detail(state: State, event: ev.SessionFetched) -> State:
    watched = state.open
    detail = event.detail
    if watched is None or watched.session_id != detail.session_id:
        return state
    same = detail.equals(watched.detail)
    ended_at = detail.ended_at
    settled = same and ended_at is not None and event.at - ended_at >= SETTLES_AFTER and not awaits_participants(detail)
    kept = watched.detail if same else detail
    opened = OpenSession(watched.session_id, kept, event.at, None, settled, session=watched.session)
    return state._replace(open=opened)


def _noticed(state: State, text: str) -> State:
    return state._replace(notice=Notice(state.notice.number + 1 if state.notice else 1, text))
