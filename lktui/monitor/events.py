"""What can happen to the picture of the project: facts, in the past tense; `reduce` says what each one means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from lktui.errors import ApiError, ArchiveError
    from lktui.model import LiveRooms, Session, SessionDetail
    from lktui.monitor.catalog import Catalog
    from lktui.monitor.state import Hunt, Progress, Query


@dataclass(frozen=True, slots=True)
class QueryAsked:
    """The user wants another page or range."""

    query: Query


@dataclass(frozen=True, slots=True)
class PollStarted:
    at: datetime


@dataclass(frozen=True, slots=True)
class Called:
    """A call to the API ended, well or not; what the client measured."""

    latency: float | None
    requests_last_minute: int
    token_expires_at: datetime | None
    token_renewable: bool
    clock_off: timedelta | None = None


@dataclass(frozen=True, slots=True)
class SessionsFetched:
    """What was loaded for the query is in `catalog`; `reached` is whether that is all that it needs."""

    generation: int
    catalog: Catalog
    at: datetime
    reached: bool = True


@dataclass(frozen=True, slots=True)
class SessionsLoaded:
    """More of the range that is shown, or news of it, came between two polls."""

    catalog: Catalog


@dataclass(frozen=True, slots=True)
class Progressed:
    progress: Progress


@dataclass(frozen=True, slots=True)
class Hunted:
    """Details of many sessions are being fetched, and it is so far."""

    hunt: Hunt


@dataclass(frozen=True, slots=True)
class BudgetChanged:
    """How many requests a minute are in force; `used_up` is whether something waits for the minute to pass."""

    budget: int
    used_up: bool = False


@dataclass(frozen=True, slots=True)
class SessionRecalled:
    """What was kept of a session; `final` where the API has nothing to add to it."""

    session: Session
    detail: SessionDetail | None
    fetched_at: datetime
    final: bool


@dataclass(frozen=True, slots=True)
class SessionFetched:
    detail: SessionDetail
    at: datetime


@dataclass(frozen=True, slots=True)
class SessionFailed:
    session_id: str
    error: ApiError


@dataclass(frozen=True, slots=True)
class RoomsListed:
    """The room service's answer to what it was asked `asked_at`; None where it refused or failed."""

    asked_at: datetime
    rooms: LiveRooms | None


@dataclass(frozen=True, slots=True)
class PollFailed:
    error: ApiError


@dataclass(frozen=True, slots=True)
class PollEnded:
    pass


@dataclass(frozen=True, slots=True)
class PollPlanned:
    """`next_poll_at` is None when nothing is fetched until the user asks."""

    next_poll_at: datetime | None


@dataclass(frozen=True, slots=True)
class RequestLimitChanged:
    limit: int


@dataclass(frozen=True, slots=True)
class PauseToggled:
    pass


@dataclass(frozen=True, slots=True)
class RefreshChanged:
    seconds: float


@dataclass(frozen=True, slots=True)
class SessionOpened:
    session_id: str


@dataclass(frozen=True, slots=True)
class SessionClosed:
    pass


@dataclass(frozen=True, slots=True)
class Noticed:
    text: str


@dataclass(frozen=True, slots=True)
class ArchiveFailed:
    """What is wrong with the archive, or None when it is well again."""

    error: ArchiveError | None


@dataclass(frozen=True, slots=True)
class ArchiveFailureSeen:
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
    | SessionClosed
    | Noticed
    | ArchiveFailed
    | ArchiveFailureSeen
)
