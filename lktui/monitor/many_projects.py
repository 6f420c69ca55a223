"""Several projects watched as one: each by a monitor of its own, so that none of them waits for another."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from lktui.monitor.state import Notice, Query, State
from lktui.monitor.united import NOTHING, days_shown, id_of, is_settled, parts_of, united, united_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from lktui.errors import ArchiveError
    from lktui.model import SessionDetail
    from lktui.monitor.catalog import Catalog
    from lktui.monitor.days import DateRange
    from lktui.monitor.monitor import Monitor
    from lktui.monitor.united import States

SHARE_OF_POLLS = 0.75  # of the budget, for the polls: the rest is for the user and for loading the range


class ManyProjects:
    """Takes the place of a `Monitor`: with the same intents, and one state, which is made of all of theirs.

    `monitors` are by the project's name, at least one, all with the same refresh, page size and range. A page is shown
    once so many sessions of each project are there: those that come later are older.
    """

    def __init__(self, monitors: Mapping[str, Monitor]) -> None:
        self._monitors = dict(monitors)
        first = next(iter(self._monitors.values())).state
        self._shown = first.shown
        self._wanted: Query | None = None
        self._state = State(refresh=first.refresh, page_size=first.page_size, shown=first.shown)
        self._parts: dict[str, Catalog] = {}  # of which the list is made
        self._projects: dict[str, str] = {}  # of every session that was seen
        self._polled: dict[str, datetime] = {}  # when each project was, at the last poll of all
        self._notices = dict.fromkeys(self._monitors, 0)
        self._watched: frozenset[str] = frozenset()
        self._in_view: frozenset[str] = frozenset()
        self._changed = True
        self._telling = False
        self._publish: Callable[[State], None] = lambda _state: None

    @property
    def state(self) -> State:
        if self._changed:
            self._changed = False
            self._unite()
        return self._state

    def project_of(self, session_id: str) -> str:
        """The name of the project that a session belongs to; empty where that is not known."""
        if session_id in self._projects:
            return self._projects[session_id]
        opened = ((name, monitor.state.open) for name, monitor in self._monitors.items())
        return next((name for name, one in opened if one and one.session_id == session_id and one.detail), "")

    async def run(self, publish: Callable[[State], None]) -> None:
        """Until cancelled. Raises nothing that the API could cause."""
        self._publish = publish
        running = [asyncio.create_task(monitor.run(lambda _state: self._told())) for monitor in self._all]
        try:
            await asyncio.gather(*running)
        finally:
            for one in running:
                one.cancel()
            await asyncio.wait(running)

    @property
    def _all(self) -> Iterable[Monitor]:
        return self._monitors.values()

    # Intents: what the user asks for.

    def hold(self) -> None:
        for monitor in self._all:
            monitor.hold()

    def release(self) -> None:
        for monitor in self._all:
            monitor.release()

    def refresh(self) -> None:
        for monitor in self._all:
            monitor.refresh()

    def show(self, chosen: DateRange) -> None:
        self._wanted = Query(chosen)
        for monitor in self._all:
            monitor.show(chosen)
        self._told()

    def turn_page(self, by: int) -> None:
        query, size = self._wanted or self._shown, self.state.page_size
        target = query._replace(page=query.page + by)
        rows = (target.page + 1) * size
        if target.page < 0:
            self._notice("this is the first page")
        elif by > 0 and self._wanted is None and self.state.has_next is False:
            self._notice(f"page {query.page + 1} is the last page")
        else:
            self._wanted = target
            for monitor in self._all:
                monitor.need(rows)
            if self._state.paused and not self._is_loaded(rows):
                self._wanted = None
                self._notice(f"page {target.page + 1} is not loaded yet, and polling is paused")
        self._told()

    def watch(self, ids: Iterable[str]) -> None:
        self._watched = frozenset(ids)
        self._told()

    def load_more(self) -> None:
        for monitor in self._all:
            monitor.load_more()

    def stop_loading(self) -> None:
        for monitor in self._all:
            monitor.stop_loading()

    def look_through(self, session_ids: Iterable[str], hunted: Callable[[SessionDetail, datetime], None]) -> None:
        """Each project's, in this order."""
        wanted: dict[str, list[str]] = {name: [] for name in self._monitors}
        for session_id in session_ids:
            wanted.setdefault(self.project_of(session_id), []).append(str(session_id))
        for name, monitor in self._monitors.items():
            monitor.look_through(wanted[name], partial(self._hunted, name, hunted))

    def _hunted(
        self, name: str, hunted: Callable[[SessionDetail, datetime], None], detail: SessionDetail, at: datetime
    ) -> None:
        hunted(detail._replace(session_id=id_of(self._state.catalog.get, name, detail.session_id)), at)

    def stop_looking(self) -> None:
        for monitor in self._all:
            monitor.stop_looking()

    def open_session(self, session_id: str) -> None:
        """In the project that has it; in all of them where that is not known."""
        owner = self.project_of(session_id)
        for name, monitor in self._monitors.items():
            if owner in ("", name):
                monitor.open_session(str(session_id))
            elif monitor.state.open is not None:
                monitor.close_session()

    def close_session(self) -> None:
        for monitor in self._all:
            if monitor.state.open is not None:
                monitor.close_session()
        self._told()

    def toggle_pause(self) -> None:
        for monitor in self._all:
            monitor.toggle_pause()

    def change_refresh(self, seconds: float) -> None:
        for monitor in self._all:
            monitor.change_refresh(seconds)

    def archive_told(self, error: ArchiveError | None) -> None:
        """It is one archive: the first one tells of it."""
        next(iter(self._all)).archive_told(error)

    def archive_error_seen(self) -> None:
        next(iter(self._all)).archive_error_seen()

    # Their states.

    def _told(self) -> None:
        """Something has changed: what changes in one turn of the loop is told together."""
        self._changed = True
        if not self._telling:
            self._telling = True
            asyncio.get_running_loop().call_soon(self._tell)

    def _tell(self) -> None:
        self._telling = False
        state = self.state
        self._watch_in_view()
        self._close_where_it_is_not()
        self._publish(state)

    def _unite(self) -> None:
        states = {name: monitor.state for name, monitor in self._monitors.items()}
        before, shown, size = self._state, self._shown_next(), self._state.page_size
        were = self._parts if shown.chosen == self._shown.chosen else {}
        self._parts = parts_of(states, shown.chosen, were)
        known = before.catalog if were else NOTHING
        catalog = united_list(known, were, self._parts, days_shown(states, shown.chosen, known.days))
        changed = catalog.changed_since(before.catalog)
        for one in catalog.sessions if changed is None else map(catalog.get, changed):
            if one is not None:
                self._projects[one.session_id] = one.project
        last = max(0, (len(catalog.in_range) - 1) // size)
        if shown.page > last:
            if shown.page > self._shown.page:
                self._notice(f"page {last + 1} is the last page")
            shown = shown._replace(page=last)
        fetched_at = self._fetched_at(states, shown.chosen)
        for name, state in states.items():
            if state.notice is not None and state.notice.number != self._notices[name]:
                self._notices[name] = state.notice.number
                self._notice(f"{name}: {state.notice.text}")
        self._shown = shown
        self._state = united(self._state, states, shown, catalog, fetched_at)._replace(wanted=self._wanted)

    def _fetched_at(self, states: States, chosen: DateRange) -> datetime | None:
        """A poll of all is over when each project that has not failed was polled once more; it is as old as the oldest.

        Until the first one is over, and where all fail, it is as before.
        """
        polled = {name: one.fetched_at for name, one in states.items() if one.error is None and one.fetched_at}
        same_range = chosen == self._shown.chosen
        if not polled or not all(is_settled(state, chosen) for state in states.values()):
            return self._state.fetched_at
        if same_range and any(self._polled.get(name) == at for name, at in polled.items()):
            return self._state.fetched_at
        self._polled = polled
        return min(polled.values())

    def _shown_next(self) -> Query:
        """What is wanted, once it is there."""
        wanted, states = self._wanted, [monitor.state for monitor in self._all]
        if wanted is None:
            return self._shown
        if wanted.chosen == self._shown.chosen:
            there = self._is_loaded((wanted.page + 1) * self._state.page_size)
        else:
            there = all(is_settled(state, wanted.chosen) for state in states)
            there = there and any(state.error is None for state in states)
            if there and wanted.page:
                return wanted._replace(page=0)  # until so much of that range is there
        if not there:
            return self._shown
        self._wanted = None
        return wanted

    def _is_loaded(self, rows: int) -> bool:
        return all(monitor.state.error is not None or monitor.has(rows) for monitor in self._all)

    def _notice(self, text: str) -> None:
        number = self._state.notice.number + 1 if self._state.notice else 1
        self._state = self._state._replace(notice=Notice(number, text))

    def _watch_in_view(self) -> None:
        """Only the newest page is polled every time: what is in view of others is fetched again after it."""
        ids = self._watched
        if not ids and self._shown.page:
            ids = frozenset(session.session_id for session in self._state.sessions)
        if ids != self._in_view:
            self._in_view = ids
            for name, monitor in self._monitors.items():
                monitor.watch(str(session_id) for session_id in ids if self.project_of(session_id) == name)

    def _close_where_it_is_not(self) -> None:
        opened = [monitor for monitor in self._all if monitor.state.open is not None]
        if len(opened) > 1:
            has_it = next((one for one in opened if one.state.open and one.state.open.detail), None)
            for monitor in opened if has_it is not None else ():
                if monitor is not has_it:
                    monitor.close_session()


def refresh_within(refresh: float, budget: int, projects: int) -> float:
    """Seconds between polls, longer than `refresh` where the polls of so many would take too much of the budget."""
    shortest = -(-60 * projects // (SHARE_OF_POLLS * budget))
    return max(refresh, shortest) if refresh else refresh
