"""The way to the server in steps, to tell which of them fails: its name, a connection, TLS."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from lktui.api import failures
from lktui.api.bare_httpx import httpx
from lktui.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable

T = TypeVar("T")

PATIENCE = 10.0  # seconds


@dataclass(frozen=True, slots=True)
class Tls:
    """`issuer` is the organisation that signed the certificate; empty where it does not say."""

    version: str
    issuer: str
    expires_at: datetime | None
    seconds: float


def proxy_in_use(server_url: str) -> bool:
    """Whether the environment sends what goes to this server through a proxy."""
    parts = urlsplit(server_url)
    proxies = getproxies()
    return bool(proxies.get(parts.scheme) or proxies.get("all")) and not proxy_bypass(parts.hostname or "")


async def resolve(server_url: str) -> tuple[int, float]:
    """How many addresses the server's name has, and how many seconds that took. Raises ApiError."""
    host, port, origin = _place(server_url)
    began = time.monotonic()
    found = await _bounded(asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM), origin)
    return len({address[0] for *_, address in found}), time.monotonic() - began


async def handshake(server_url: str) -> Tls:
    """Connects with TLS and leaves again. Raises ApiError."""
    host, port, origin = _place(server_url)
    try:
        context = httpx.create_ssl_context()
    except OSError as error:
        raise failures.not_set_up(error) from None
    began = time.monotonic()
    _, writer = await _bounded(asyncio.open_connection(host, port, ssl=context, server_hostname=host), origin)
    took = time.monotonic() - began
    connection = writer.get_extra_info("ssl_object")
    writer.transport.abort()  # a farewell would wait for the server's
    await asyncio.sleep(0)  # in which the socket is closed
    return Tls(connection.version() or "TLS", *_certificate(connection), took)


def _certificate(connection: ssl.SSLObject) -> tuple[str, datetime | None]:
    certificate = connection.getpeercert() or {}
    issuer = certificate.get("issuer")
    names: dict[object, object] = {}
    for part in issuer if isinstance(issuer, tuple) else ():
        names |= {pair[0]: pair[1] for pair in part if len(pair) == 2}
    until = certificate.get("notAfter")
    return (
        str(names.get("organizationName", "")),
        datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC) if isinstance(until, str) else None,
    )


def _place(server_url: str) -> tuple[str, int, str]:
    parts = urlsplit(server_url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80), server_url


async def _bounded(step: Awaitable[T], origin: str) -> T:
    try:
        async with asyncio.timeout(PATIENCE):
            return await step
    except TimeoutError:
        raise Unavailable(f"no answer from {origin} in time", "Check the network.") from None
    except OSError as error:
        raise failures.no_connection(error, origin) from None
