"""`lktui doctor`: looks into everything that can be wrong, says what to do, and can be pasted in public."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

from lktui.cli import exit_codes, output
from lktui.cli.arguments import flags_of
from lktui.cli.checks import Check, Outcome
from lktui.cli.checks.sources import Sources, sources
from lktui.cli.checks.terminal import terminal
from lktui.cli.checks.versions import versions

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator

    from lktui.demo.process import Served

MARKS = {
    Outcome.GOOD: "ok",
    Outcome.TOLD: "",
    Outcome.SKIPPED: "-",
    Outcome.WARNING: "warn",
    Outcome.FAILED: "FAIL",
}


def run(options: argparse.Namespace) -> int:
    from lktui.cli.access import simulated  # noqa: PLC0415 - it loads more than --help needs

    progress = output.Progress()
    if options.demo:
        with simulated() as server:
            checks = asyncio.run(_collected(options, server, progress))
    else:
        checks = asyncio.run(_collected(options, None, progress))
    progress.clear()
    if options.format is None:
        output.data(_lines(checks))
    else:
        from lktui.view import formats  # noqa: PLC0415 - for programs only

        output.json_data(formats.json_list([_record(check) for check in checks]))
    failed = [check for check in checks if check.outcome is Outcome.FAILED]
    warned = [check for check in checks if check.outcome is Outcome.WARNING]
    if failed or warned:
        output.say(f"{len(checks)} checks: {len(failed)} failed, {len(warned)} to look at")
    return exit_codes.FAILED if failed else exit_codes.FINE


async def _collected(options: argparse.Namespace, server: Served | None, progress: output.Progress) -> list[Check]:
    from lktui.cli.daemon_threads import DaemonThreads  # noqa: PLC0415 - it loads more than --help needs

    asyncio.get_running_loop().set_default_executor(DaemonThreads())
    checks: list[Check] = []
    async for check in _checks(options, server):
        checks.append(check)
        progress.show(f"{check.part}: {check.name}")
    return checks


async def _checks(options: argparse.Namespace, server: Served | None) -> AsyncIterator[Check]:
    for check in versions():
        yield check
    found = Sources()
    for check in sources(flags_of(options), os.environ, Path.home(), found, demo=server is not None):
        yield check
    async for check in _network(found, server):
        yield check
    if server is None and found.settings is not None:
        from lktui.cli.checks.archive import archive  # noqa: PLC0415 - with SQLite

        for check in archive(found.settings.settings, os.environ, Path.home()):
            yield check
    for check in terminal(os.environ):
        yield check


async def _network(found: Sources, server: Served | None) -> AsyncIterator[Check]:
    if found.settings is None:
        yield Check("network", "server", Outcome.SKIPPED, "the settings have to be mended first")
        return
    from lktui.cli.access import access_of, now  # noqa: PLC0415 - only where there is something to ask
    from lktui.cli.checks.network import calls, token, way  # noqa: PLC0415

    async for check in way(server.url if server else found.settings.settings.server_url):
        yield check
    if server is None and found.credentials is None:
        yield Check("calls", "sessions", Outcome.SKIPPED, "there are no credentials")
        return
    project = access_of(found.configuration(found.settings), server)
    for check in token(project, now()):
        yield check
    async for check in calls(project):
        yield check


def _lines(checks: list[Check]) -> list[str]:
    """What fails says so in a word, not by a colour."""
    lines: list[str] = []
    part = ""
    names = max(len(check.name) for check in checks)
    for check in checks:
        if check.part != part:
            part = check.part
            lines += [part] if not lines else ["", part]
        mark = MARKS[check.outcome]
        lines.append(f"  {mark:4}  {check.name:{names}}  {check.found}".rstrip())
        if check.todo:
            lines.append(f"        {'':{names}}  → {check.todo}")
    return lines


def _record(check: Check) -> dict[str, str | None]:
    return {
        "part": check.part,
        "name": check.name,
        "outcome": check.outcome.value,
        "found": check.found,
        "todo": check.todo or None,
    }
