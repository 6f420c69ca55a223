"""What can happen to the picture of the project: facts, in the past tense; `reduce` says what each one means."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from lktui.errors import ApiError, ArchiveError
    from lktui.model import LiveRooms, Session, SessionDetail
    from lktui.monitor.catalog import Catalog
    from lktui.monitor.state import Hunt, Progress, Query, Wait


class QueryAsked(NamedTuple):
    """The user wants another page or range."""

    query: Query


class PollStarted(NamedTuple):
    at: datetime


class Called(NamedTuple):
    """A call to the API ended, well or not; what the client measured."""

    latency: float | None
    requests_last_minute: int
    token_expires_at: datetime | None
    token_renewable: bool
    clock_off: timedelta | None = None


class SessionsFetched(NamedTuple):
    """What was loaded for the query is in `catalog`; `reached` is whether that is all that it needs."""

    generation: int
    catalog: Catalog
    at: datetime
    reached: bool = True


class SessionsLoaded(NamedTuple):
    """More of the range that is shown, or news of it, came between two polls."""

    catalog: Catalog


class Progressed(NamedTuple):
    progress: Progress


class Hunted(NamedTuple):
    """Details of many sessions are being fetched, and it is so far."""

    hunt: Hunt


class BudgetChanged(NamedTuple):
    """How many requests a minute are in force; `used_up` is whether something waits for the minute to pass."""

    budget: int
    used_up: bool = False


class SessionRecalled(NamedTuple):
    """What was kept of a session; `final` where the API has nothing to add to it."""

    session: Session
    detail: SessionDetail | None
    fetched_at: datetime
    final: bool


class SessionFetched(NamedTuple):
    detail: SessionDetail
    at: datetime


class SessionFailed(NamedTuple):
    session_id: str
    error: ApiError


class RoomsListed(NamedTuple):
    """The room service's answer to what it was asked `asked_at`; None where it refused or failed."""

    asked_at: datetime
    rooms: LiveRooms | None


class PollFailed(NamedTuple):
    error: ApiError


class PollEnded(NamedTuple):
    pass


class PollPlanned(NamedTuple):
    """`next_poll_at` is None when nothing is fetched until the user asks."""

    next_poll_at: datetime | None


class RequestLimitChanged(NamedTuple):
    limit: int


class PauseToggled(NamedTuple):
    pass


class RefreshChanged(NamedTuple):
    seconds: float


class SessionOpened(NamedTuple):
    session_id: str


class SessionWaits(NamedTuple):
    """Its detail is asked for, and has to wait; None where it goes out."""

    wait: Wait | None


class SessionClosed(NamedTuple):
    pass


class Noticed(NamedTuple):
    text: str


class ArchiveFailed(NamedTuple):
    """What is wrong with the archive, or None when it is well again."""

    error: ArchiveError | None


class ArchiveFailureSeen(NamedTuple):
    """The user has read it."""


Event = (
    QueryAsked
    | PollStarted
    | Called
    | SessionsFetched
    | SessionsLoaded
    | Progressed
    | Hunted
    | BudgetChanged
    | SessionRecalled
    | SessionFetched
    | SessionFailed
    | RoomsListed
    | PollFailed
    | PollEnded
    | PollPlanned
    | RequestLimitChanged
    | PauseToggled
    | RefreshChanged
    | SessionOpened
    | SessionWaits
    | SessionClosed
    | Noticed
    | ArchiveFailed
    | ArchiveFailureSeen
)
