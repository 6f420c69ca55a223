"""What may be loaded on the way to the first rows: all of it is waited for."""

from __future__ import annotations

import subprocess
import sys

ON_THE_WAY = (
    "lktui.cli.monitor",
    "lktui.cli.watching",
    "lktui.api.client",
    "lktui.api.auth",
    "lktui.archive.archive",
    "lktui.monitor.monitor",
    "lktui.tui.app",
)
AFTER_THEM = {"httpx", "httpcore", "anyio", "jwt", "sqlite3", "yaml"}


def test_neither_http_nor_tokens_nor_the_database_is_loaded_before_there_are_rows() -> None:
    code = f"import sys, {', '.join(ON_THE_WAY)}; print(*sorted({AFTER_THEM!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
