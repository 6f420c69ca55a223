"""What lktui finds around it in these tests: a home that is empty, a known terminal, and no credentials of anyone."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from support.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from lktui.demo.server import DemoServer

LKTUI = (sys.executable, "-m", "lktui")


def surroundings(home: Path, **more: str) -> dict[str, str]:
    """An environment with nothing of the one around; `more` is added to it."""
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "TZ": "UTC",
        **{name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ},  # where the code under test is
        **more,
    }


def pointed_at(server: DemoServer) -> dict[str, str]:
    """The variables that lead lktui to a server."""
    return {
        "LIVEKIT_API_KEY": server.api_key,
        "LIVEKIT_API_SECRET": server.api_secret,
        "LIVEKIT_PROJECT_ID": server.project_id,
        "LKTUI_SERVER_URL": server.url,
    }


def lktui(
    home: Path,
    *arguments: str,
    size: tuple[int, int] = (100, 30),
    server: DemoServer | None = None,
    environ: dict[str, str] | None = None,
    controlling: bool = True,
) -> Terminal:
    """lktui in a terminal; with a server, on the project that it serves."""
    leading = pointed_at(server) if server else {}
    return Terminal(
        [*LKTUI, *arguments],
        size=size,
        environ=surroundings(home, **leading, **(environ or {})),
        directory=home,
        controlling=controlling,
    )
