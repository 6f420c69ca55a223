"""What lies between: proxies, certificates, names, and what the environment says of them."""

from __future__ import annotations

import socket
import ssl
import traceback
from typing import TYPE_CHECKING

import pytest
from support.certificates import CERTIFICATE
from support.clients import client_for
from support.loopback import Loopback, Seen, reply

from lktui.errors import Unavailable

if TYPE_CHECKING:
    from pathlib import Path

    from lktui.api.client import AnalyticsClient

pytestmark = pytest.mark.usefixtures("_bare_environment")

LIST = "/api/project/p_test/sessions?limit=5&page=0"


def empty(_: Seen) -> bytes:
    return reply(200, b"{}")


def write(file: Path, text: str) -> None:
    file.write_text(text)


async def ask(client: AnalyticsClient) -> int:
    async with client:
        return (await client.list_sessions(0, 5)).received


async def refused(client: AnalyticsClient) -> Unavailable:
    with pytest.raises(Unavailable) as caught:
        await ask(client)
    return caught.value


# Proxies.


async def test_a_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with Loopback(empty) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        await ask(client_for("http://api.test"))

    assert proxy.targets == [f"http://api.test{LIST}"]


async def test_no_proxy_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    with Loopback(empty) as proxy, Loopback(empty) as server:
        port = server.server_address[1]
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "other.test,api.test")
        resolve(monkeypatch, "api.test")
        await ask(client_for(f"http://api.test:{port}"))

    assert (proxy.requests, server.targets) == ([], [LIST])


async def test_an_https_proxy_sees_neither_token_nor_path(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, tls: ssl.SSLContext
) -> None:
    with Loopback(empty, tls=tls, proxy=True) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        await ask(client_for("https://api.test"))

    to_proxy, through_it = proxy.requests
    assert (to_proxy.method, to_proxy.target) == ("CONNECT", "api.test:443")
    assert "authorization" not in to_proxy.headers
    assert "sessions" not in str(to_proxy)
    assert through_it.target == LIST
    assert through_it.headers["authorization"].startswith("Bearer ey")


async def test_a_proxy_that_refuses_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with Loopback(lambda _: [reply(407)]) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        for url in ("http://api.test", "https://api.test"):
            assert "the proxy refused" in (await refused(client_for(url))).what


async def test_the_loopback_is_reached_past_any_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with Loopback(empty) as proxy, Loopback(empty) as server:
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        await ask(client_for(server.url))

    assert (len(proxy.requests), len(server.requests)) == (0, 1)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("HTTPS_PROXY", "gopher://user:hunter2@proxy", "HTTPS_PROXY"),
        ("ALL_PROXY", "socks5://user:hunter2@proxy:1080", "SOCKS"),
        ("HTTP_PROXY", "http://user:hunter2@proxy:port", "HTTP_PROXY"),
        ("SSL_CERT_FILE", "/nowhere/hunter2.pem", "SSL_CERT_FILE"),
    ],
)
async def test_settings_that_can_not_be_used_fail_each_call_and_are_named_without_their_values(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)

    async with client_for("https://api.test") as client:
        for _ in range(2):
            with pytest.raises(Unavailable) as caught:
                await client.list_sessions(0, 5)
            assert words in str(caught.value)
            assert "hunter2" not in "".join(traceback.format_exception(caught.value))


async def test_settings_that_can_be_used_again_are_used(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, tls: ssl.SSLContext
) -> None:
    write(certificate, "not a certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with Loopback(empty, tls=tls) as server:
        async with client_for(server.url) as client:
            with pytest.raises(Unavailable, match="certificates can't be read"):
                await client.list_sessions(0, 5)
            write(certificate, CERTIFICATE)
            await client.list_sessions(0, 5)


# TLS.


async def test_ssl_cert_file_is_respected(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, tls: ssl.SSLContext
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with Loopback(empty, tls=tls) as server:
        await ask(client_for(server.url))

    assert server.targets == [LIST]


async def test_a_certificate_that_is_not_trusted_gets_no_token(tls: ssl.SSLContext) -> None:
    with Loopback(empty, tls=tls) as server:
        error = await refused(client_for(server.url))

    assert "is not trusted: self" in error.what
    assert "SSL_CERT_FILE" in error.todo
    assert server.requests == []


async def test_a_certificate_for_another_name_gets_no_token(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, tls: ssl.SSLContext
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    resolve(monkeypatch, "other.test")
    with Loopback(empty, tls=tls) as server:
        error = await refused(client_for(f"https://other.test:{server.server_address[1]}"))

    assert "is not trusted" in error.what
    assert "other.test" in error.what
    assert server.requests == []


async def test_https_to_a_server_without_tls_says_so() -> None:
    with Loopback(empty) as server:
        error = await refused(client_for(server.url.replace("http:", "https:")))

    assert "no secure connection" in error.what
    assert "http?" in error.todo


async def test_a_redirect_from_https_to_http_on_the_same_host_is_refused(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, tls: ssl.SSLContext
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with Loopback(
        lambda _: reply(302, b"", f"Location: {server.url.replace('https', 'http')}{LIST}"), tls=tls
    ) as server:
        error = await refused(client_for(server.url))

    assert f"redirects to {server.url.replace('https', 'http')}," in error.what
    assert len(server.requests) == 1


# Names and ports.


async def test_a_refused_connection_says_so() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        error = await refused(client_for(f"http://127.0.0.1:{unused.getsockname()[1]}"))

    assert "refuses connections" in error.what


async def test_a_name_that_does_not_resolve_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, "api.test")

    assert "can't be resolved" in (await refused(client_for("http://nowhere.test"))).what


async def test_a_user_name_in_the_address_is_not_sent_and_not_shown() -> None:
    with Loopback(empty) as server:
        client = client_for(server.url.replace("//", "//user:hunter2@"))
        await ask(client)

    assert server.requests[0].headers["authorization"].startswith("Bearer ey")
    assert "hunter2" not in str((await refused(client)).what)


def resolve(monkeypatch: pytest.MonkeyPatch, known: str) -> None:
    """One name leads to the loopback, and no other leads anywhere."""
    real = socket.getaddrinfo

    def getaddrinfo(host: str | bytes, port: int, *more: int) -> object:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in (known, "127.0.0.1"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real("127.0.0.1", port, *more)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
