"""Calls over HTTP: bounded in time and size, over one pool of connections, with a token that only its origin gets."""

from __future__ import annotations

import asyncio
import ssl
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lktui import __version__
from lktui.api import auth, failures
from lktui.api.bare_httpx import httpx
from lktui.api.body import ACCEPTED_ENCODING, read_body
from lktui.api.call import is_loopback
from lktui.errors import ApiError, BadPayload

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from lktui.api.auth import Tokens
    from lktui.api.call import Call, Limits, Measured

MAX_REDIRECTS = 3


class Http:
    """Open until `aclose`; making it reads the trusted certificates.

    `servers` are all that will be called, `project_id` is that of the project that they are asked about. Raises
    Unavailable where the environment's settings can't be used.
    """

    def __init__(
        self,
        servers: Sequence[str],
        project_id: str,
        tokens: Tokens,
        *,
        limits: Limits,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._project_id = project_id
        self._tokens = tokens
        self._limits = limits
        self._now = now
        self._monotonic = monotonic
        try:
            self._pool = _pool(servers, limits)
        except (OSError, ValueError, ImportError, httpx.InvalidURL) as error:
            raise failures.not_set_up(error) from None

    async def aclose(self) -> None:
        await self._pool.aclose()

    async def answer(self, call: Call, measured: Measured) -> bytes:
        """The body of a 2xx answer; what is seen of it goes into `measured`. Raises ApiError."""
        measured.status = None
        server = httpx.URL(call.server).copy_with(userinfo=b"")  # httpx logs addresses
        try:
            headers = {"Content-Type": "application/json"} if call.content is not None else None
            request = self._pool.build_request(
                call.method,
                server.join(f"{server.path.rstrip('/')}{call.path}"),
                params=dict(call.params),
                content=call.content,
                headers=headers,
            )
            async with asyncio.timeout(self._limits.total):
                return await self._exchange(request, call.session_id, measured)
        except TimeoutError:
            raise failures.timed_out(origin_of(server)) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise failures.from_httpx(error, origin_of(server)) from None
        except UnicodeError:  # of idna, which reads the name in a redirect
            raise failures.redirected_nowhere(origin_of(server)) from None

    async def _exchange(self, request: httpx.Request, session_id: str | None, measured: Measured) -> bytes:
        """Asks, follows redirects inside the origin, and asks once more with a new token after a 401."""
        origin = origin_of(request.url)
        token = self._tokens.current()
        renewable = self._tokens.renewable
        redirects = 0
        while True:
            request.headers["Authorization"] = f"Bearer {token.value}"
            began = self._monotonic()
            measured.sent.append(began)
            response = await self._pool.send(request, stream=True)
            measured.status = response.status_code
            server_now = failures.http_date(response.headers.get("Date", ""))
            measured.clock_off = server_now - self._now() if server_now else None
            try:
                if response.is_success:
                    body, whole = await read_body(response, self._limits.answer_bytes)
                    if not whole:
                        raise BadPayload("the answer", f"is larger than {self._limits.answer_bytes / 2**20:g} MB")
                    measured.latency = self._monotonic() - began
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
            project_id=self._project_id,
            session_id=session_id,
            now=server_now or now,
            # a given token was minted by another clock than this machine's
            clock_off=server_now - now if server_now and not given else None,
        )


def origin_of(url: httpx.URL) -> str:
    """Scheme, host and port, the port only where it is not the scheme's own."""
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _pool(servers: Sequence[str], limits: Limits) -> httpx.AsyncClient:
    loopback = all(map(is_loopback, servers))
    # without TLS there is nothing to trust, and the trusted certificates take 35 ms to load
    plain = loopback and all(urlsplit(server).scheme == "http" for server in servers)
    return httpx.AsyncClient(
        headers={
            "Accept": "application/json",
            "Accept-Encoding": ACCEPTED_ENCODING,
            "User-Agent": f"lktui/{__version__}",
        },
        # every call says all there is to say, and what a server would have kept is not bounded
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        timeout=httpx.Timeout(limits.read, connect=limits.connect),
        verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else httpx.create_ssl_context(),
        trust_env=not loopback,  # no proxy can reach the loopback of this machine
    )


def _checked(request: httpx.Request, asked: str) -> httpx.Request:
    """Where a redirect leads. Raises Unavailable for another origin than was asked: the token is not sent there."""
    origin = origin_of(request.url)
    if origin != asked:
        raise failures.redirected(origin, asked)
    return request
