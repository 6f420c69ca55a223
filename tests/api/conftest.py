from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest
from support.certificates import CERTIFICATE, KEY
from support.clients import NOW

from lktui.demo.server import DemoServer
from lktui.demo.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORLD = World(7, 700)


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with DemoServer(WORLD, clock=lambda: NOW) as running:
        yield running


@pytest.fixture
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    file = tmp_path / "certificate.pem"
    file.write_text(CERTIFICATE + KEY)
    return file


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
