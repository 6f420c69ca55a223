"""Clients of the servers that tests start, on a clock that stands still."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lktui.api.auth import MintedTokens
from lktui.api.call import Limits
from lktui.api.client import AnalyticsClient
from lktui.demo.server import DemoServer

if TYPE_CHECKING:
    from lktui.api.auth import Tokens

NOW = datetime(2025, 9, 29, 14, 3, tzinfo=UTC)
SECRET = "the-secret-of-the-tests-which-is-43-characters"
PATIENT = Limits(connect=60, read=60, total=120)  # longer than a test waits


def client_for(
    server: DemoServer | str, *, limits: Limits = PATIENT, tokens: Tokens | None = None, off: timedelta = timedelta()
) -> AnalyticsClient:
    """A client of the simulated project, or of the project `p_test` at an address; its clock is `off` by so much."""

    def now() -> datetime:
        return NOW + off

    if isinstance(server, DemoServer):
        url, project_id, key, secret = server.url, server.project_id, server.api_key, server.api_secret
    else:
        url, project_id, key, secret = server, "p_test", "APIkey", SECRET
    minted = MintedTokens(key, secret, ttl=timedelta(minutes=10), now=now)
    return AnalyticsClient(project_id, tokens or minted, server_url=url, limits=limits, now=now)
