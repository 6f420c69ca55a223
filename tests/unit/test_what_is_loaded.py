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
OURS_AFTER_THEM = {
    "lktui.analysis.filter.grammar",  # nobody has typed a filter
    "lktui.analysis.findings.finds",  # no detail is there
    "lktui.config.credentials",  # the demo has its own
}


def loaded_of(modules: set[str]) -> str:
    code = f"import sys, {', '.join(ON_THE_WAY)}; print(*sorted({modules!r} & set(sys.modules)))"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_neither_http_nor_tokens_nor_the_database_is_loaded_before_there_are_rows() -> None:
    assert loaded_of(AFTER_THEM) == ""


def test_neither_the_grammar_nor_the_rules_about_details_are_loaded_before_there_are_rows() -> None:
    assert loaded_of(OURS_AFTER_THEM) == ""
