"""The client of the Analytics API: two calls, bounded in time and size, over one connection pool."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx

from lktui import __version__
from lktui.api import failures, wire
from lktui.api.auth import BearerAuth
from lktui.errors import ApiError, BadPayload
from lktui.model import Session, SessionDetail, SessionPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from types import TracebackType
    from typing import Self

    from lktui.api.auth import Tokens

DEFAULT_SERVER_URL = "https://cloud-api.livekit.io"
MAX_REDIRECTS = 3
DECODED_AT_ONCE = 50  # rows between two turns of the event loop: what delays a key is one long hold of the GIL


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds until a connection, a piece of an answer, a whole answer; and how many bytes an answer may have."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 30.0
    answer_bytes: int = 32 * 2**20
    refusal_bytes: int = 64 * 2**10


class AnalyticsClient:
    """`async with` it; then `list_sessions` and `get_session`. Raises only the ApiErrors of `lktui.errors`."""

    def __init__(
        self,
        project_id: str,
        tokens: Tokens,
        *,
        server_url: str = DEFAULT_SERVER_URL,
        limits: Limits = Limits(),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.project_id = project_id
        self.latency: float | None = None  # seconds, of the last answer
        self._tokens = tokens
        self._base = httpx.URL(server_url.rstrip("/"))
        self._origin = f"{self._base.scheme}://{self._base.netloc.decode('ascii')}"
        self._limits = limits
        self._now = now
        self._monotonic = monotonic
        self._sent: deque[float] = deque()
        self._http: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        # an SSL context takes 35 ms, most of it without the GIL: not on the event loop
        self._http = await asyncio.to_thread(self._open)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    @property
    def token_expires_at(self) -> datetime | None:
        return self._tokens.expires_at

    @property
    def token_renewable(self) -> bool:
        return self._tokens.renewable

    def requests_last_minute(self) -> int:
        horizon = self._monotonic() - 60
        while self._sent and self._sent[0] < horizon:
            self._sent.popleft()
        return len(self._sent)

    async def list_sessions(
        self, page: int, limit: int, start: date | None = None, end: date | None = None
    ) -> SessionPage:
        """Page `page` (from 0) of `limit` sessions; `end` is sent only together with `start` (§5.8).

        Rows that can't be decoded are counted, not raised. Raises ApiError.
        """
        params = {"limit": str(limit), "page": str(page)}
        if start is not None:
            params["start"] = start.isoformat()
            if end is not None:
                params["end"] = end.isoformat()
        rows = wire.session_rows(wire.parse(await self._get("/sessions", params, session_id=None)))
        sessions: list[Session] = []
        unreadable = 0
        for index, row in enumerate(rows):
            if row is not None:
                try:
                    sessions.append(wire.decode_session(row, f"sessions[{index}]"))
                except BadPayload:
                    unreadable += 1
            if index % DECODED_AT_ONCE == DECODED_AT_ONCE - 1:
                await asyncio.sleep(0)
        return SessionPage(tuple(sessions), page, limit, received=len(rows), unreadable=unreadable)

    async def get_session(self, session_id: str) -> SessionDetail:
        """The detail of one session. Raises ApiError, SessionNotFound among them."""
        # a lone dot would be taken for a step in the path
        name = quote(session_id, safe="") if session_id.strip(".") else session_id.replace(".", "%2E")
        body = await self._get(f"/sessions/{name}", {}, session_id=session_id)
        return wire.decode_detail(wire.parse(body), session_id, body.decode("utf-8", "replace"))

    async def _get(self, path: str, params: dict[str, str], *, session_id: str | None) -> bytes:
        """The body of a 2xx answer."""
        if self._http is None:
            message = "the client is not open: use `async with`"
            raise RuntimeError(message)
        url = f"{self._base}/api/project/{quote(self.project_id, safe='')}{path}"
        try:
            async with asyncio.timeout(self._limits.total):
                request = self._http.build_request("GET", url, params=params)
                return await self._exchange(self._http, request, session_id)
        except TimeoutError:
            raise failures.timed_out(self._origin) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise failures.from_httpx(error, self._origin) from None

    async def _exchange(self, http: httpx.AsyncClient, request: httpx.Request, session_id: str | None) -> bytes:
        for _ in range(MAX_REDIRECTS + 1):
            began = self._monotonic()
            response = await http.send(request, stream=True)
            try:
                if response.is_success:
                    body = await self._read(response, self._limits.answer_bytes)
                    self.latency = self._monotonic() - began
                    return body
                if response.next_request is None:
                    raise await self._refusal(response, session_id)
                request = response.next_request
                if (request.url.scheme, request.url.netloc) != (self._base.scheme, self._base.netloc):
                    raise failures.redirected(f"{request.url.scheme}://{request.url.host}", self._origin)
            finally:
                await response.aclose()
        raise failures.redirected("itself, again and again", self._origin)

    async def _read(self, response: httpx.Response, most: int) -> bytes:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > most:
                raise BadPayload("the answer", f"is larger than {most // 2**20} MB")
        return bytes(body)

    async def _refusal(self, response: httpx.Response, session_id: str | None) -> ApiError:
        body = bytearray()
        try:
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > self._limits.refusal_bytes:
                    break
        except httpx.HTTPError:
            pass  # the status says enough
        now = self._now()
        server_now = failures.http_date(response.headers.get("Date", ""))
        return failures.from_response(
            response,
            bytes(body[: self._limits.refusal_bytes]),
            origin=self._origin,
            project_id=self.project_id,
            session_id=session_id,
            now=server_now or now,
            # a given token was minted by another clock than this machine's
            clock_off=server_now - now if server_now and self._tokens.renewable else None,
        )

    def _open(self) -> httpx.AsyncClient:
        async def count(_request: httpx.Request) -> None:  # also sees what the auth repeats
            self._sent.append(self._monotonic())

        return httpx.AsyncClient(
            auth=BearerAuth(self._tokens),
            headers={"Accept": "application/json", "User-Agent": f"lktui/{__version__}"},
            timeout=httpx.Timeout(self._limits.read, connect=self._limits.connect),
            event_hooks={"request": [count]},
        )
