"""The way to a server in steps: which of them fails, and what to do about it."""

from __future__ import annotations

import asyncio
import ssl
from datetime import datetime
from pathlib import Path

import pytest
from support.loopback import Loopback, Seen, reply

from lktui.api import probe
from lktui.errors import Unavailable

pytestmark = pytest.mark.usefixtures("_bare_environment")


def answer(_seen: Seen) -> bytes:
    return reply()


async def test_a_name_is_resolved() -> None:
    addresses, seconds = await probe.resolve("http://localhost:1")
    assert addresses >= 1
    assert seconds >= 0


async def test_a_name_that_does_not_resolve_says_so() -> None:
    with pytest.raises(Unavailable, match=r"the name of https://api\.invalid"):
        await probe.resolve("https://api.invalid")


async def test_a_trusted_server_tells_its_tls(
    tls: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with Loopback(answer, tls=tls) as server:
        found = await probe.handshake(server.url)
    assert found.version.startswith("TLSv1")
    assert isinstance(found.expires_at, datetime)
    assert found.expires_at.year == 2120


async def test_a_certificate_that_is_not_trusted_says_what_to_set(tls: ssl.SSLContext) -> None:
    with Loopback(answer, tls=tls) as server, pytest.raises(Unavailable, match="not trusted") as caught:
        await probe.handshake(server.url)
    assert "SSL_CERT_FILE" in caught.value.todo


async def test_a_server_without_tls_is_told_apart() -> None:
    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(Unavailable) as caught:
            await probe.handshake(f"https://127.0.0.1:{port}")
    assert "http?" in caught.value.todo


async def test_a_port_where_nobody_listens_says_so() -> None:
    with Loopback(answer) as server:
        url = server.url
    with pytest.raises(Unavailable, match="refuses connections"):
        await probe.handshake(url.replace("http:", "https:"))


@pytest.mark.parametrize(
    ("environ", "used"),
    [
        ({}, False),
        ({"https_proxy": "http://proxy.test:1"}, True),
        ({"http_proxy": "http://proxy.test:1"}, False),
        ({"all_proxy": "http://proxy.test:1"}, True),
        ({"https_proxy": "http://proxy.test:1", "no_proxy": "api.test"}, False),
    ],
    ids=str,
)
def test_a_proxy_is_seen_where_it_holds(
    environ: dict[str, str], *, used: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert probe.proxy_in_use("https://api.test") is used
