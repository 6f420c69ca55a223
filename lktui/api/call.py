"""What is asked of a server and what is seen of the answers: said without any HTTP, which is slow to load."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from datetime import timedelta

MINUTE = 60.0  # seconds


class Limits(NamedTuple):
    """Seconds until a connection, a piece of an answer, a whole answer; and how many bytes an answer may have."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 30.0
    answer_bytes: int = 32 * 2**20
    refusal_bytes: int = 64 * 2**10


USUAL = Limits()


class Call(NamedTuple):
    """A request below the address of `server`; `session_id` is that of the session that is asked for, if one is."""

    server: str
    path: str
    params: tuple[tuple[str, str], ...] = ()
    method: str = "GET"
    content: bytes | None = None
    session_id: str | None = None


class Measured:
    """What the calls of a client have shown so far."""

    def __init__(self) -> None:
        self.latency: float | None = None  # seconds, of the last answer
        self.status: int | None = None  # HTTP's, of the last answer, whatever it was
        self.clock_off: timedelta | None = None  # how far this machine's clock is behind the server's
        self.sent: deque[float] = deque()  # when each request was, in monotonic seconds

    def sent_in_the_last_minute(self, now: float) -> int:
        while self.sent and self.sent[0] < now - MINUTE:
            self.sent.popleft()
        return len(self.sent)


def is_loopback(server: str) -> bool:
    """Whether an address is of this machine alone."""
    from ipaddress import ip_address  # noqa: PLC0415 - the names of most servers say it

    host = urlsplit(server).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
