"""The client of the Analytics API and of ListRooms: calls bounded in time and size, over one connection pool."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections import deque
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import httpx

from lktui import __version__
from lktui.api import auth, failures, wire
from lktui.api.body import ACCEPTED_ENCODING, read_body
from lktui.api.fields import Tally
from lktui.errors import ApiError, BadPayload
from lktui.model import LiveRooms, Session, SessionDetail, SessionPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from types import TracebackType
    from typing import Self

    from lktui.api.auth import Tokens

DEFAULT_SERVER_URL = "https://cloud-api.livekit.io"
MAX_REDIRECTS = 3
LIST_ROOMS = "/twirp/livekit.RoomService/ListRooms"
MOST_ROWS = 1000  # of a page, or twice of what was asked for
DECODED_AT_ONCE = 50  # rows, then the event loop has its turn: what delays a key is one long hold of the GIL
TURN = 0.001  # seconds: a key goes through the loop some ten times until it is drawn, not once


class Limits(NamedTuple):
    """Seconds until a connection, a piece of an answer, a whole answer; and how many bytes an answer may have."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 30.0
    answer_bytes: int = 32 * 2**20
    refusal_bytes: int = 64 * 2**10


class AnalyticsClient:
    """`async with` it; then `list_sessions` and `get_session`. Raises only the ApiErrors of `lktui.errors`.

    With `livekit_url`, the project's own address, also `list_rooms`: it gets the token, as the server does.
    """

    def __init__(
        self,
        project_id: str,
        tokens: Tokens,
        *,
        server_url: str = DEFAULT_SERVER_URL,
        livekit_url: str | None = None,
        limits: Limits = Limits(),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.project_id = project_id
        self.latency: float | None = None  # seconds, of the last answer
        self.status: int | None = None  # HTTP's, of the last answer, whatever it was
        self.clock_off: timedelta | None = None  # how far this machine's clock is behind the server's
        self._tokens = tokens
        self._base = httpx.URL(server_url).copy_with(userinfo=b"")  # httpx logs addresses
        self._room_service = _room_service(livekit_url)
        self._limits = limits
        self._now = now
        self._monotonic = monotonic
        self._sent: deque[float] = deque()
        self._entered = False
        self._http: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        self._entered = True
        with suppress(ApiError):  # each call tries again, and raises it where it is waited for
            await self._opened()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._entered = False
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

        Of an answer with far more rows than were asked for the first ones count: all of them would take what is drawn
        from them seconds. Rows and values that can't be decoded are counted, not raised. Raises ApiError.
        """
        params = {"limit": str(limit), "page": str(page)}
        if start is not None:
            params["start"] = start.isoformat()
            if end is not None:
                params["end"] = end.isoformat()
        rows = wire.session_rows(wire.parse(await self._get("/sessions", params, session_id=None)))
        del rows[max(MOST_ROWS, 2 * limit) :]
        sessions: list[Session] = []
        unreadable, tally = 0, Tally()
        for index, row in enumerate(rows):
            if row is not None:
                try:
                    sessions.append(wire.decode_session(row, f"sessions[{index}]", tally))
                except BadPayload:
                    unreadable += 1
            if index % DECODED_AT_ONCE == DECODED_AT_ONCE - 1:
                await asyncio.sleep(TURN)
        return SessionPage(
            tuple(sessions),
            page,
            limit,
            received=len(rows),
            unreadable=unreadable,
            unreadable_values=tally.values,
        )

    async def get_session(self, session_id: str) -> SessionDetail:
        """The detail of one session. Raises ApiError, SessionNotFound among them."""
        body = await self._get(f"/sessions/{_segment(session_id)}", {}, session_id=session_id)
        # thousands of participants take longer than a key may wait
        return await asyncio.to_thread(_decode_detail, body, session_id)

    @property
    def can_list_rooms(self) -> bool:
        return self._room_service is not None

    async def list_rooms(self) -> LiveRooms:
        """The rooms that are live, by the project's room service (§6). Raises ApiError."""
        if self._room_service is None:
            message = "the project's address is not known"
            raise RuntimeError(message)
        body = await self._call("POST", self._room_service, LIST_ROOMS, content=b"{}")
        return await asyncio.to_thread(_decode_rooms, body)

    async def _get(self, path: str, params: dict[str, str], *, session_id: str | None) -> bytes:
        project = f"/api/project/{_segment(self.project_id)}"
        return await self._call("GET", self._base, project + path, params=params, session_id=session_id)

    async def _call(
        self,
        method: str,
        server: httpx.URL,
        path: str,
        *,
        params: dict[str, str] | None = None,
        content: bytes | None = None,
        session_id: str | None = None,
    ) -> bytes:
        """The body of a 2xx answer."""
        if not self._entered:
            message = "the client is not open: use `async with`"
            raise RuntimeError(message)
        http = await self._opened()
        try:
            url = server.join(f"{server.path.rstrip('/')}{path}")
            headers = {"Content-Type": "application/json"} if content is not None else None
            request = http.build_request(method, url, params=params, content=content, headers=headers)
            async with asyncio.timeout(self._limits.total):
                return await self._exchange(http, request, session_id)
        except TimeoutError:
            raise failures.timed_out(origin_of(server)) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise failures.from_httpx(error, origin_of(server)) from None

    async def _exchange(self, http: httpx.AsyncClient, request: httpx.Request, session_id: str | None) -> bytes:
        """Asks, follows redirects inside the origin, and asks once more with a new token after a 401."""
        origin = origin_of(request.url)
        token = self._tokens.current()
        renewable = self._tokens.renewable
        redirects = 0
        while True:
            request.headers["Authorization"] = f"Bearer {token.value}"
            began = self._monotonic()
            self._sent.append(began)
            response = await http.send(request, stream=True)
            self.status = response.status_code
            try:
                if response.is_success:
                    body, whole = await read_body(response, self._limits.answer_bytes)
                    if not whole:
                        raise BadPayload("the answer", f"is larger than {self._limits.answer_bytes / 2**20:g} MB")
                    self.latency = self._monotonic() - began
                    server_now = failures.http_date(response.headers.get("Date", ""))
                    self.clock_off = server_now - self._now() if server_now else None
                    return body
                if response.status_code == httpx.codes.UNAUTHORIZED and renewable:
                    token, renewable = self._tokens.renew(), False
                elif response.next_request is not None:
                    request = _checked(response.next_request, origin)
                    redirects += 1
                    if redirects > MAX_REDIRECTS:
                        raise failures.redirected_again_and_again(origin)
                else:
                    raise await self._refusal(response, origin, session_id)
            finally:
                await response.aclose()

    async def _refusal(self, response: httpx.Response, origin: str, session_id: str | None) -> ApiError:
        try:
            body, _ = await read_body(response, self._limits.refusal_bytes)
        except (httpx.HTTPError, BadPayload):
            body = b""  # the status says enough
        now = self._now()
        server_now = failures.http_date(response.headers.get("Date", ""))
        given = not self._tokens.renewable
        expires_at = self._tokens.expires_at if given else None
        if response.status_code == httpx.codes.UNAUTHORIZED and expires_at and (server_now or now) >= expires_at:
            return auth.expired(expires_at)  # by the server's clock, which counts
        return failures.from_response(
            response,
            body,
            origin=origin,
            project_id=self.project_id,
            session_id=session_id,
            now=server_now or now,
            # a given token was minted by another clock than this machine's
            clock_off=server_now - now if server_now and not given else None,
        )

    async def _opened(self) -> httpx.AsyncClient:
        """The open pool of connections. Raises Unavailable while the environment's settings can't be used."""
        if self._http is None:
            try:
                # trusted certificates take 35 ms to load, most of it without the GIL: not on the event loop
                self._http = await asyncio.to_thread(self._open)
            except (OSError, ValueError, ImportError, httpx.InvalidURL) as error:
                raise failures.not_set_up(error) from None
        return self._http

    def _open(self) -> httpx.AsyncClient:
        servers = [self._base] if self._room_service is None else [self._base, self._room_service]
        loopback = all(map(_is_loopback, servers))
        # without TLS there is nothing to trust
        plain = loopback and all(server.scheme == "http" for server in servers)
        return httpx.AsyncClient(
            headers={
                "Accept": "application/json",
                "Accept-Encoding": ACCEPTED_ENCODING,
                "User-Agent": f"lktui/{__version__}",
            },
            timeout=httpx.Timeout(self._limits.read, connect=self._limits.connect),
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else httpx.create_ssl_context(),
            trust_env=not loopback,  # no proxy can reach the loopback of this machine
        )


def origin_of(url: httpx.URL) -> str:
    """Scheme, host and port, the port only where it is not the scheme's own."""
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _checked(request: httpx.Request, asked: str) -> httpx.Request:
    """Where a redirect leads. Raises Unavailable for another origin than was asked: the token is not sent there."""
    origin = origin_of(request.url)
    if origin != asked:
        raise failures.redirected(origin, asked)
    return request


def _room_service(livekit_url: str | None) -> httpx.URL | None:
    """Where the rooms of a project are listed; None where the token would travel there unencrypted."""
    if not livekit_url:
        return None
    try:
        url = httpx.URL(livekit_url).copy_with(userinfo=b"", query=None, fragment=None)
    except httpx.InvalidURL:
        return None
    url = url.copy_with(scheme={"wss": "https", "ws": "http"}.get(url.scheme, url.scheme))
    return url if url.scheme == "https" or (url.scheme == "http" and _is_loopback(url)) else None


def _segment(name: str) -> str:
    """`name` as one step of a path, whatever is in it; dots alone would be steps up."""
    return quote(name, safe="", errors="replace") if name.strip(".") else name.replace(".", "%2E")


def _is_loopback(server: httpx.URL) -> bool:
    host = server.raw_host.decode("ascii")
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _decode_detail(body: bytes, session_id: str) -> SessionDetail:
    return wire.decode_detail(wire.parse(body), session_id, body.decode("utf-8", "replace"))


def _decode_rooms(body: bytes) -> LiveRooms:
    return wire.decode_rooms(wire.parse(body))
