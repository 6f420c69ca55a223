"""What goes on between two polls: the load of the range, what is fetched again, ghosts, and how far all that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.monitor import events as ev
from lktui.monitor.state import Progress

if TYPE_CHECKING:
    from lktui.errors import ApiError
    from lktui.monitor.background.background import Background
    from lktui.monitor.budget import Budget
    from lktui.monitor.client import Client
    from lktui.monitor.listing import Listing
    from lktui.monitor.picture import Picture
    from lktui.monitor.rooms import RoomWatch
    from lktui.monitor.schedule import Clock
    from lktui.monitor.timetable import Timetable


class Meanwhile:
    """While it is `held`, nothing is sent: what is to be on the screen first comes first."""

    def __init__(
        self,
        picture: Picture,
        listing: Listing,
        background: Background,
        rooms: RoomWatch,
        timetable: Timetable,
        budget: Budget,
        clock: Clock,
    ) -> None:
        self.held = False
        self._picture = picture
        self._listing = listing
        self._background = background
        self._rooms = rooms
        self._timetable = timetable
        self._budget = budget
        self._clock = clock

    def take_in(self, client: Client) -> ApiError | None:
        """What came since the last time; answers with a failure of the load, if there was one."""
        error = None
        if self._is_of_what_is_shown:
            listing = self._listing
            listing.known, error = self._background.collect(listing.known)
            if listing.known is not self._picture.state.catalog:
                self._picture.apply(ev.SessionsLoaded(listing.known))
                self.called(client)
        rooms = self._rooms.collect()
        if rooms is not None:  # without an answer nothing is said of ghosts: that is never a failure
            self._picture.apply(ev.RoomsListed(*rooms))
            self.called(client)
        return error

    def send(self, client: Client) -> float | None:
        """Sends what may be sent; seconds until it can be more, None where that takes an answer or the user."""
        seconds = None
        if self._may_go_on and self._is_of_what_is_shown:
            seconds = self._timetable.left_alone_for or self._load(client)
        self.tell_progress()
        if self._may_go_on:
            self._rooms.ask(client, self._picture.state)
        return seconds

    def _load(self, client: Client) -> float | None:
        hunt = self._picture.state.hunt
        if hunt is not None and hunt.running:
            return None  # the user waits for that
        now = self._clock.monotonic()
        self._budget.recover(now)
        return self._background.send(client, self._listing.known, self._clock.now().date(), now)

    @property
    def _is_of_what_is_shown(self) -> bool:
        """A first answer of a range comes first."""
        state = self._picture.state
        same_days = self._listing.known.days == state.catalog.days
        return state.fetched_at is not None and same_days and state.query.chosen == state.shown.chosen

    @property
    def _may_go_on(self) -> bool:
        state = self._picture.state
        return not self.held and not state.paused and state.error is None

    def tell_progress(self) -> None:
        state, background = self._picture.state, self._background
        if state.fetched_at is None:
            return
        catalog = state.catalog
        running = background.wants_more(catalog) and self._may_go_on
        loaded = len(catalog.in_range)
        stopped = background.wanted.stopped and not catalog.complete
        self._picture.apply(
            ev.Progressed(Progress(loaded, background.wanted.sessions, running, stopped, catalog.complete))
        )
        self.tell_budget(used_up=running and background.waits_for_budget)

    def tell_budget(self, *, used_up: bool) -> None:
        self._picture.apply(ev.BudgetChanged(self._budget.limit, used_up))

    def called(self, client: Client) -> None:
        self._picture.apply(
            ev.Called(
                client.latency,
                client.requests_last_minute(),
                client.token_expires_at,
                client.token_renewable,
                client.clock_off,
            )
        )

    async def close(self) -> None:
        await self._rooms.close()
        await self._background.close()
