"""State and event to state, pure: the only place where the picture of the project changes."""

from __future__ import annotations

from dataclasses import replace
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
            return replace(state, wanted=wanted, generation=state.generation + 1)
        case ev.PollStarted(at):
            return replace(state, polling_since=at, next_poll_at=None)
        case ev.Called():
            return replace(
                state,
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
            return state if progress == state.progress else replace(state, progress=progress)
        case ev.Hunted(hunt):
            return state if hunt == state.hunt else replace(state, hunt=hunt)
        case ev.BudgetChanged(budget, used_up):
            same = (budget, used_up) == (state.budget, state.budget_used_up)
            return state if same else replace(state, budget=budget, budget_used_up=used_up)
        case ev.SessionRecalled():
            return _with_recalled(state, event)
        case ev.SessionFetched():
            return _with_detail(state, event)
        case ev.SessionFailed(session_id, error):
            if state.open is None or state.open.session_id != session_id:
                return state
            return replace(state, open=replace(state.open, error=error))
        case ev.RoomsListed(asked_at, rooms):
            answer = None if rooms is None else heard(state.rooms, rooms, asked_at, state.catalog.sessions)
            return replace(state, rooms=answer)
        case ev.PollFailed(error):
            return replace(
                state,
                error=error,
                stale_since=state.stale_since or state.fetched_at,
                failures=state.failures + 1,
            )
        case ev.PollEnded():
            return replace(state, polling_since=None)
        case ev.PollPlanned(next_poll_at):
            return replace(state, next_poll_at=next_poll_at)
        case ev.RequestLimitChanged(limit):
            return replace(state, request_limit=limit)
        case ev.PauseToggled():
            return replace(state, paused=not state.paused)
        case ev.RefreshChanged(seconds):
            return replace(state, refresh=seconds)
        case ev.SessionOpened(session_id):
            if state.open is not None and state.open.session_id == session_id:
                return state
            return replace(state, open=OpenSession(session_id))
        case ev.SessionClosed():
            return replace(state, open=None)
        case ev.Noticed(text):
            return _noticed(state, text)
        case ev.ArchiveFailed(error):
            return replace(state, archive_error=error, archive_error_seen=False)
        case ev.ArchiveFailureSeen():
            return replace(state, archive_error_seen=True)


def _with_sessions(state: State, event: ev.SessionsFetched) -> State:
    catalog = event.catalog
    in_range = catalog.in_range
    query = state.query
    size = state.page_size
    last_page = max(0, (len(in_range) - 1) // size)
    beyond = query.page > last_page
    if not event.reached and len(in_range) <= query.page * size:
        state = replace(state, wanted=query, error=None, failures=0)
        return _noticed(state, f"page {query.page + 1} is not reached yet after {len(catalog.sessions)} sessions")
    page = min(query.page, last_page)
    state = replace(
        _cut(state, catalog, Query(query.chosen, page)),
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
    return _cut(state, catalog, replace(state.shown, page=min(state.shown.page, last_page)))


def _cut(state: State, catalog: Catalog, shown: Query) -> State:
    """The page that is shown, out of what is loaded."""
    in_range, size, page = catalog.in_range, state.page_size, shown.page
    more = len(in_range) > (page + 1) * size
    return replace(
        state,
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
    return replace(
        state,
        open=replace(
            watched,
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
    same = detail == watched.detail
    ended_at = detail.ended_at
    settled = same and ended_at is not None and event.at - ended_at >= SETTLES_AFTER and not awaits_participants(detail)
    kept = watched.detail if same else detail
    opened = OpenSession(watched.session_id, kept, event.at, None, settled, session=watched.session)
    return replace(state, open=opened)


def _noticed(state: State, text: str) -> State:
    return replace(state, notice=Notice(state.notice.number + 1 if state.notice else 1, text))
