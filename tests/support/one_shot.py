"""lktui without a terminal: what a script or cron sees of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from support.surroundings import LKTUI, pointed_at, surroundings
from support.terminal import PATIENCE

from lktui.demo.server import DemoServer


def run(
    home: Path,
    *arguments: str,
    server: DemoServer | None = None,
    environ: dict[str, str] | None = None,
    python: tuple[str, ...] = (),
) -> subprocess.CompletedProcess[str]:
    """With a server, on the project that it serves; `python` are options of the interpreter."""
    interpreter, *program = LKTUI
    leading = pointed_at(server) if server else {}
    return subprocess.run(
        [interpreter, *python, *program, *arguments],
        env=surroundings(home, **{**leading, **(environ or {})}),
        cwd=home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
