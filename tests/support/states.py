"""States of a project as the lines of a screen tell them: all well, down, refused, stale."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from support.builders import sessions
from support.fake_clock import NOON

from lktui.errors import KeyRefused, Unavailable
from lktui.monitor.catalog import Catalog
from lktui.monitor.state import State
from lktui.view.columns import Piece

LIVE = tuple(row._replace(last_active=NOON) for row in sessions([3, 2, 1]))
SHOWN = State(
    page_size=3,
    catalog=Catalog(sessions=LIVE),
    sessions=LIVE,
    fetched_at=NOON,
    next_poll_at=NOON + timedelta(seconds=10),
    latency=0.045,
    requests_last_minute=6,
)
DOWN = Unavailable("the API failed: 500", "If it stays: check the network.")
REFUSED = KeyRefused("the key was refused", "Check LIVEKIT_API_KEY.")
STALE = SHOWN._replace(error=DOWN, stale_since=NOON, failures=1)


def said(pieces: Iterable[Piece]) -> str:
    return "".join(content for content, _ in pieces)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)
