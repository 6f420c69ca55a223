"""`lktui` itself: finds settings and credentials, starts the simulated project if asked, and runs the screen."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lktui.cli import terminal
from lktui.cli.access import WORLD, access_of, now, pseudonyms, typed_range
from lktui.cli.arguments import flags_of
from lktui.cli.daemon_threads import DaemonThreads
from lktui.cli.exit_codes import INTERRUPTED
from lktui.cli.main import report, warn
from lktui.cli.project_choices import FoundAccesses, ProjectChoices
from lktui.cli.watching import Begun, begin, begin_all, watch_of
from lktui.config.configuration import load
from lktui.errors import LktuiError, NoCredentials, UsageError

if TYPE_CHECKING:
    import argparse

    from lktui.monitor.state import State
    from lktui.tui.app import LktuiApp
    from lktui.tui.project_watch import ProjectWatch

SIMULATED = {"simulated project": WORLD}  # name: seed and sessions
SEVERAL_SIMULATED = {"sim-prod": (1, 3000), "sim-staging": (2, 400), "sim-dev": (3, 60)}
GARBAGE = 20_000, 20, 100  # a walk over all that 10,000 sessions are made of stops the keys for 50 ms: seldom


def run(options: argparse.Namespace) -> int:
    gc.disable()  # until the screens are loaded: it would walk over the same modules again and again
    # Textual draws on stderr
    on_terminal = all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
    if on_terminal and os.name != "nt" and not terminal.can_draw(os.environ):
        raise UsageError(
            f"lktui can't draw on this terminal: TERM is {os.environ.get('TERM') or 'not set'}",
            "`lktui watch` needs no screen: a line for each thing that happens. If the terminal can do more than it"
            " says: TERM=xterm-256color lktui",
        )
    try:
        found = _found(options)
        chosen = typed_range(options)
    except NoCredentials as nothing:
        if not on_terminal:
            raise
        from lktui.cli.looks import is_ascii  # noqa: PLC0415 - Textual is slow to load
        from lktui.tui.welcome import Choice, WelcomeApp  # noqa: PLC0415

        welcome = WelcomeApp(nothing.looked, ascii_only=is_ascii(options.ascii, os.environ))
        choice = welcome.run(mouse=options.mouse is not False)
        _let_go_of_closed_terminal()
        if choice is Choice.INTERRUPT:
            return INTERRUPTED
        if choice is not Choice.DEMO:
            return welcome.return_code or nothing.exit_code
        options.demo = True
        return run(options)
    if not on_terminal:
        raise UsageError("lktui needs a terminal to draw on", "Run it in one; over SSH, with: ssh -t HOST lktui")
    with ExitStack() as servers:
        found = found or _simulated(options, servers)
        begun = (
            begin_all(found.usable, chosen, fresh=options.fresh)
            if options.all_projects
            else begin(found.usable[0], chosen, fresh=options.fresh, ahead=True)
        )
        return asyncio.run(_watch(found, begun, options))


def _found(options: argparse.Namespace) -> FoundAccesses | None:
    """The configured project, or all of them; None where they are simulated. Raises UsageError."""
    if options.demo:
        return None
    if not options.all_projects:
        return FoundAccesses((access_of(load(flags_of(options), os.environ, Path.home()), None),))
    found = ProjectChoices(options, None).accesses()
    if not found.usable and not found.broken:
        load(flags_of(options), os.environ, Path.home())  # which says where it looked
    if not found.usable:
        raise UsageError(f"no project can be used: {'; '.join(found.broken)}", "See: lktui projects")
    return found


def _simulated(options: argparse.Namespace, running: ExitStack) -> FoundAccesses:
    from lktui.demo.process import DemoProcess  # noqa: PLC0415 - only the demo needs it

    configuration = load(flags_of(options), os.environ, Path.home(), with_credentials=False)
    worlds = SEVERAL_SIMULATED if options.all_projects else SIMULATED
    demo = running.enter_context(DemoProcess(tuple(worlds.values()), clock=now))
    accesses = (access_of(configuration, served) for served in demo.projects)
    named = zip(worlds, accesses, strict=True)
    return FoundAccesses(tuple(replace(one, project=one.project._replace(name=name)) for name, one in named))


async def _watch(found: FoundAccesses, begun: Begun, options: argparse.Namespace) -> int:
    """Runs worker and screen on one event loop; the first request is under way while Textual is being loaded."""
    loop = asyncio.get_running_loop()
    loop.set_default_executor(DaemonThreads())
    access = found.usable[0]
    configuration, settings = access.configuration, access.configuration.settings
    told = (warning for one in found.usable for warning in one.configuration.warnings)
    warnings = tuple(dict.fromkeys((*found.warnings, *told)))
    begun.monitor.hold()
    watch: ProjectWatch | None = None
    app: LktuiApp | None = None

    def publish(state: State) -> None:
        if watch is not None:
            watch.publish(state)

    def stop(code: int) -> None:
        if app is not None:
            app.exit(code)  # which leaves the terminal as it was
        else:
            raise SystemExit(code)

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if (number := getattr(signal, name, None)) is not None:
            loop.add_signal_handler(number, stop, 128 + number)
    polling = asyncio.create_task(begun.monitor.run(publish))
    try:
        app_type = await asyncio.to_thread(_load_screens)
        from lktui.cli.keys import keymap_of  # noqa: PLC0415 - after Textual
        from lktui.cli.looks import looks_of  # noqa: PLC0415 - loaded by now

        keymap = keymap_of(configuration)
        watch = watch_of(access, begun)
        watch.polling = polling
        app = app_type(
            watch,
            zone=access.zone,
            looks=looks_of(settings, os.environ, Path.home(), fresh=options.fresh),
            warnings=warnings,
            frame_diff=not options.no_frame_diff,
            pseudonyms=pseudonyms,
            privacy=bool(options.privacy),
            projects=ProjectChoices(options, None if options.all_projects else access),
            wall=options.wall,
        )
        app.use_keys(keymap)
        code = await app.run_async(mouse=settings.mouse)
    finally:
        polling.cancel()
        _let_go_of_closed_terminal()
    warn(warnings)
    watch = app.watched
    try:
        watch.remember()
    except LktuiError as problem:
        warn([str(problem)])
    if watch.archive.trouble is not None:
        from lktui.view import text  # noqa: PLC0415 - loaded by now

        warn([text.visible(str(watch.archive.trouble).replace("\n", "; "))])
    if app.failure is not None:
        report(app.failure)
    return (app.return_code or 0) if code is None else code


def _let_go_of_closed_terminal() -> None:
    """What it did not take would make the interpreter fail when it flushes."""
    try:
        sys.stderr.flush()  # Textual draws on it
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def _load_screens() -> type[LktuiApp]:
    """What takes longest to import, off the event loop."""
    try:
        from lktui.tui.app import LktuiApp  # noqa: PLC0415
    finally:
        gc.enable()
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    return LktuiApp
