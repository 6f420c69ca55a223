"""The picture of the project: whole, immutable, and all that the screens know."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from lktui.monitor.budget import DEFAULT as DEFAULT_BUDGET
from lktui.monitor.catalog import Catalog
from lktui.monitor.days import DateRange, Preset

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from lktui.analysis.ghosts import RoomAnswer
    from lktui.errors import ApiError, ArchiveError
    from lktui.model import Session, SessionDetail


class Query(NamedTuple):
    """Which sessions are on the screen: a range, and a page of it (from 0)."""

    chosen: DateRange = Preset.ALL
    page: int = 0


class Wait(NamedTuple):
    """What is asked for goes out only then, and why."""

    until: datetime
    why: str


class OpenSession(NamedTuple):
    """The session whose detail is being watched.

    `error` is that of the last try; `detail` stays what it was. `settled` means that it has ended and no longer
    changes, so it is not asked for again. `recalled` means that the detail is one that was kept, and was fetched at
    `fetched_at` in some earlier time; `session` is what was kept of the session's row. `wait` is there while the
    detail is asked for and may not be sent.
    """

    session_id: str
    detail: SessionDetail | None = None
    fetched_at: datetime | None = None
    error: ApiError | None = None
    settled: bool = False
    recalled: bool = False
    session: Session | None = None
    wait: Wait | None = None

    @property
    def recalled_at(self) -> datetime | None:
        """When the detail was fetched, if that was in some earlier time."""
        return self.fetched_at if self.recalled else None


class Notice(NamedTuple):
    """Something to tell once; `number` tells two notices with the same text apart."""

    number: int
    text: str


class Progress(NamedTuple):
    """How far the range is loaded: `limit` is how many sessions of it are wanted.

    `running` is whether more of them are being loaded, `stopped` whether the user stopped that. `complete` means that
    there is no more on the server.
    """

    loaded: int
    limit: int
    running: bool = False
    stopped: bool = False
    complete: bool = False


class Hunt(NamedTuple):
    """How far the details of many sessions are fetched: `done` of `total`, `failed` of which gave nothing."""

    done: int
    total: int
    failed: int = 0
    running: bool = False


class Archived(NamedTuple):
    """That the sessions are those that were kept, and when each of them was seen as it is shown, by id."""

    seen_at: Mapping[str, datetime]


class ProjectState(NamedTuple):
    """One of several projects: `error` is why its last poll failed, `fetched_at` when its rows were last complete."""

    name: str
    fetched_at: datetime | None = None
    error: ApiError | None = None


class State(NamedTuple):
    """What is known, how old it is, and what happens next.

    `sessions` are those of the page that is shown, `catalog` all that is loaded of its range. `wanted` is what the
    user asked for and is not there yet: until it is, `shown` stays. `progress` is None before the first load, `budget`
    requests a minute: less than `full_budget` after the API complained. `budget_used_up` is whether a poll or the load
    of the range waits because of it. `has_next` is None while that is unknown.
    `fetched_at` is when the list was last complete, `stale_since` the same moment once a later try has failed;
    `error` is why, and `retry_at` when it is tried again: None when the user has to ask. `latency` is in seconds.
    `projects` are those that are watched together, none where there is but one: then `error` means that all fail.
    """

    page_size: int = 100
    request_limit: int = 100  # below page_size once the API timed out on that
    refresh: float = 10.0  # seconds between polls, 0 = only when asked
    shown: Query = Query()
    wanted: Query | None = None
    generation: int = 0  # of the query: answers to an older one are dropped
    catalog: Catalog = Catalog()
    sessions: tuple[Session, ...] = ()
    has_next: bool | None = None
    open: OpenSession | None = None
    rooms: RoomAnswer | None = None  # None where the room service was not asked, or did not say
    polling_since: datetime | None = None
    paused: bool = False
    fetched_at: datetime | None = None
    next_poll_at: datetime | None = None
    stale_since: datetime | None = None
    error: ApiError | None = None
    failures: int = 0  # in a row
    latency: float | None = None
    requests_last_minute: int = 0
    budget: int = DEFAULT_BUDGET
    full_budget: int = DEFAULT_BUDGET
    budget_used_up: bool = False
    progress: Progress | None = None
    token_expires_at: datetime | None = None
    token_renewable: bool = True
    clock_off: timedelta | None = None  # how far this machine's clock is behind the server's
    notice: Notice | None = None
    hunt: Hunt | None = None  # None before the first one
    archived: Archived | None = None  # the list is not the API's
    archive_error: ArchiveError | None = None
    archive_error_seen: bool = False  # by the user
    projects: tuple[ProjectState, ...] = ()

    @property
    def failing(self) -> tuple[ProjectState, ...]:
        """Those of several projects whose last poll failed."""
        return tuple(project for project in self.projects if project.error is not None)

    @property
    def budget_is_shrunk(self) -> bool:
        return self.budget < self.full_budget

    def is_stale(self, now: datetime) -> bool:
        """Whether more than two intervals went by without a success: failures, a poll that hangs, a machine that slept.

        Not while nothing is to come by itself, as the user wants it.
        """
        if self.fetched_at is None or not self.refresh or self.paused:
            return False
        return now - self.fetched_at > timedelta(seconds=2 * self.refresh)

    @property
    def retry_at(self) -> datetime | None:
        return self.next_poll_at if self.error is not None else None

    @property
    def query(self) -> Query:
        """What is being fetched: the wanted, else the shown one."""
        return self.wanted or self.shown

    @property
    def first_row(self) -> int:
        """Position in the range of the first session on the page, from 0."""
        return self.shown.page * self.page_size
