"""The client of the Analytics API and of ListRooms: what can be asked, and what the answers mean."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from lktui.api import wire
from lktui.api.ahead import Ahead
from lktui.api.call import USUAL, Call, Limits, Measured, is_loopback
from lktui.api.fields import Tally
from lktui.errors import ApiError, BadPayload
from lktui.model import LiveRooms, Session, SessionDetail, SessionPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from types import TracebackType
    from typing import Self

    from lktui.api.auth import Tokens
    from lktui.api.http import Http

DEFAULT_SERVER_URL = "https://cloud-api.livekit.io"
LIST_ROOMS = "/twirp/livekit.RoomService/ListRooms"
MOST_ROWS = 1000  # of a page, or twice of what was asked for
DECODED_AT_ONCE = 50  # rows, then the event loop has its turn: what delays a key is one long hold of the GIL
TURN = 0.001  # seconds: a key goes through the loop some ten times until it is drawn, not once
PATIENCE = 5.0  # seconds that another process may take in addition to its call


class Outcome(NamedTuple):
    """What a call has come to in another process."""

    answer: bytes | ApiError
    measured: Measured


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
        limits: Limits = USUAL,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.project_id = project_id
        self._tokens = tokens
        self._server = server_url
        self._livekit_url = livekit_url
        self._limits = limits
        self._now = now
        self._monotonic = monotonic
        self._measured = Measured()
        self._entered = False
        self._http: Http | None = None
        self._opening = asyncio.Lock()
        self._ahead: tuple[Call, Ahead[Outcome]] | None = None

    async def __aenter__(self) -> Self:
        self._entered = True
        if self._ahead is None:
            with suppress(ApiError):  # each call tries again, and raises it where it is waited for
                await self._opened()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._entered = False
        if self._ahead is not None:
            self._ahead[1].end()
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    @property
    def latency(self) -> float | None:
        """Seconds, of the last answer."""
        return self._measured.latency

    @property
    def status(self) -> int | None:
        """HTTP's, of the last answer, whatever it was."""
        return self._measured.status

    @property
    def clock_off(self) -> timedelta | None:
        """How far this machine's clock is behind the server's."""
        return self._measured.clock_off

    @property
    def token_expires_at(self) -> datetime | None:
        return self._tokens.expires_at

    @property
    def token_renewable(self) -> bool:
        return self._tokens.renewable

    def requests_last_minute(self) -> int:
        return self._measured.sent_in_the_last_minute(self._monotonic())

    async def list_sessions(
        self, page: int, limit: int, start: date | None = None, end: date | None = None
    ) -> SessionPage:
        """Page `page` (from 0) of `limit` sessions; `end` is sent only together with `start` (§5.8).

        Of an answer with far more rows than were asked for the first ones count: all of them would take what is drawn
        from them seconds. Rows and values that can't be decoded are counted, not raised. Raises ApiError.
        """
        rows = wire.session_rows(wire.parse(await self._answer(self._list_call(page, limit, start, end))))
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
        path = f"{self._sessions}/{_segment(session_id)}"
        body = await self._answer(Call(self._server, path, session_id=session_id))
        # thousands of participants take longer than a key may wait
        return await asyncio.to_thread(_decode_detail, body, session_id)

    @property
    def can_list_rooms(self) -> bool:
        return _room_service(self._livekit_url) is not None

    async def list_rooms(self) -> LiveRooms:
        """The rooms that are live, by the project's room service (§6). Raises ApiError."""
        server = _room_service(self._livekit_url)
        if server is None:
            message = "the project's address is not known"
            raise RuntimeError(message)
        body = await self._answer(Call(server, LIST_ROOMS, method="POST", content=b"{}"))
        return await asyncio.to_thread(_decode_rooms, body)

    def ask_ahead(self, page: int, limit: int, start: date | None = None, end: date | None = None) -> None:
        """Has another process ask for this page now: the first `list_sessions` finds its answer, if it asks the same.

        To be called before there are threads and an event loop. Nothing happens where there can't be another process.
        """
        call = self._list_call(page, limit, start, end)
        with suppress(OSError):
            self._ahead = call, Ahead(lambda: self._outcome(call))

    async def _outcome(self, call: Call) -> Outcome:
        try:
            http = await self._opened()
            return Outcome(await http.answer(call, self._measured), self._measured)
        except ApiError as error:
            return Outcome(error, self._measured)

    async def _answer(self, call: Call) -> bytes:
        """The body of a 2xx answer."""
        if not self._entered:
            message = "the client is not open: use `async with`"
            raise RuntimeError(message)
        outcome = await self._found_ahead(call)
        if outcome is None:
            http = await self._opened()
            return await http.answer(call, self._measured)
        self._measured = outcome.measured
        if isinstance(outcome.answer, ApiError):
            raise outcome.answer
        return outcome.answer

    async def _found_ahead(self, call: Call) -> Outcome | None:
        if self._ahead is None:
            return None
        (asked, ahead), self._ahead = self._ahead, None
        if asked != call:
            ahead.end()
            return None
        return await ahead.result(self._limits.total + PATIENCE)

    async def _opened(self) -> Http:
        """The open pool of connections. Raises Unavailable while the environment's settings can't be used."""
        async with self._opening:
            if self._http is None:
                # what is loaded there takes 80 ms, a part of it without the GIL: not on the event loop
                self._http = await asyncio.to_thread(self._open)
            return self._http

    def _open(self) -> Http:
        from lktui.api.http import Http  # noqa: PLC0415 - slow to load: what is found ahead is shown without it

        rooms = _room_service(self._livekit_url)
        return Http(
            [self._server] if rooms is None else [self._server, rooms],
            self.project_id,
            self._tokens,
            limits=self._limits,
            now=self._now,
            monotonic=self._monotonic,
        )

    @property
    def _sessions(self) -> str:
        return f"/api/project/{_segment(self.project_id)}/sessions"

    def _list_call(self, page: int, limit: int, start: date | None, end: date | None) -> Call:
        params = {"limit": str(limit), "page": str(page)}
        if start is not None:
            params["start"] = start.isoformat()
            if end is not None:
                params["end"] = end.isoformat()
        return Call(self._server, self._sessions, tuple(params.items()))


def _room_service(livekit_url: str | None) -> str | None:
    """Where the rooms of a project are listed; None where the token would travel there unencrypted."""
    try:
        url = urlsplit(livekit_url or "")
        port = f":{url.port}" if url.port is not None else ""
    except ValueError:
        return None
    scheme = {"wss": "https", "ws": "http"}.get(url.scheme, url.scheme)
    host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname
    server = f"{scheme}://{host}{port}{url.path}"
    return server if host and (scheme == "https" or (scheme == "http" and is_loopback(server))) else None


def _segment(name: str) -> str:
    """`name` as one step of a path, whatever is in it; dots alone would be steps up."""
    return quote(name, safe="", errors="replace") if name.strip(".") else name.replace(".", "%2E")


def _decode_detail(body: bytes, session_id: str) -> SessionDetail:
    return wire.decode_detail(wire.parse(body), session_id, body.decode("utf-8", "replace"))


def _decode_rooms(body: bytes) -> LiveRooms:
    return wire.decode_rooms(wire.parse(body))
