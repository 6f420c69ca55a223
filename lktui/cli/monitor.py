"""`lktui` itself: finds settings and credentials, starts the simulated project if asked, and runs the screen."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from lktui.cli import terminal
from lktui.cli.alerts import alerts_of
from lktui.cli.arguments import flags_of
from lktui.cli.daemon_threads import DaemonThreads
from lktui.cli.exit_codes import INTERRUPTED
from lktui.cli.finding_flags import finding_flags
from lktui.cli.main import report, warn
from lktui.config.configuration import Configuration, load
from lktui.config.data_folder import data_folder
from lktui.errors import LktuiError, NoCredentials, UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

    from lktui.analysis.pseudonyms import Pseudonyms
    from lktui.api.auth import Tokens
    from lktui.archive.archive import Archive
    from lktui.config.credentials import Credentials
    from lktui.config.remembered import Remembered
    from lktui.demo.server import DemoServer
    from lktui.monitor.days import DateRange
    from lktui.monitor.state import State
    from lktui.tui.app import LktuiApp
    from lktui.tui.keymap import Keymap
    from lktui.view.project import Project


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
    demo: AbstractContextManager[DemoServer | None] = _demo() if options.demo else nullcontext()
    try:
        configuration = load(flags_of(options), os.environ, Path.home(), with_credentials=not options.demo)
        chosen = _days(options)
    except NoCredentials as nothing:
        if not on_terminal:
            raise
        from lktui.tui.welcome import Choice, WelcomeApp  # noqa: PLC0415 - Textual is slow to load

        ascii_only = options.ascii if options.ascii is not None else not _takes_utf8()
        welcome = WelcomeApp(nothing.looked, ascii_only=ascii_only)
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
    with demo as server:
        project, tokens = _project(configuration, server)
        remembered = None if options.fresh else _remembered(project)
        return asyncio.run(
            _watch(
                configuration,
                project,
                tokens,
                chosen,
                remembered,
                frame_diff=not options.no_frame_diff,
                privacy=options.privacy,
            )
        )


def _takes_utf8() -> bool:
    return terminal.takes_utf8(os.environ, [getattr(stream, "encoding", None) for stream in (sys.stdout, sys.stderr)])


def _project(configuration: Configuration, server: DemoServer | None) -> tuple[Project, Tokens]:
    """The simulated project where there is a server for it, else the configured one."""
    from lktui.view.project import Project  # noqa: PLC0415 - after the settings: their errors should be quick

    settings = configuration.settings
    if server is not None:
        project = Project("simulated project", server.project_id, server.url)
        return project, _minted(server.api_key, server.api_secret, settings.token_ttl)
    credentials = configuration.credentials
    assert credentials is not None  # noqa: S101 - without --demo they were asked for
    project = Project(credentials.name, credentials.project_id, settings.server_url)
    return project, _tokens(credentials, settings.token_ttl)


def _remembered(project: Project) -> Remembered:
    from lktui.config.remembered import Remembered, state_folder  # noqa: PLC0415 - not with --fresh

    home = Path.home()
    return Remembered(state_folder(os.environ, home), project.project_id, home)


async def _watch(
    configuration: Configuration,
    project: Project,
    tokens: Tokens,
    chosen: DateRange | None,
    remembered: Remembered | None,
    *,
    frame_diff: bool,
    privacy: bool,
) -> int:
    """Runs worker and screen on one event loop; the first request is under way while Textual is being loaded."""
    from lktui.api.client import AnalyticsClient  # noqa: PLC0415 - after the settings: their errors should be quick
    from lktui.monitor.monitor import Monitor  # noqa: PLC0415
    from lktui.view import text  # noqa: PLC0415
    from lktui.view.times import Zone  # noqa: PLC0415

    loop = asyncio.get_running_loop()
    loop.set_default_executor(DaemonThreads())
    settings = configuration.settings
    archive = _archive(configuration, project, demo=configuration.credentials is None)
    kept = remembered.load() if remembered is not None else {}
    credentials = configuration.credentials
    livekit_url = project.server if credentials is None else credentials.url
    monitor = Monitor(
        AnalyticsClient(project.project_id, tokens, server_url=project.server, livekit_url=livekit_url),
        refresh=settings.refresh,
        page_size=settings.limit,
        chosen=chosen or _kept_range(kept),
        max_sessions=settings.max_sessions,
        budget=settings.budget,
        store=archive,
    )
    archive.told = monitor.archive_told
    monitor.hold()
    app: LktuiApp | None = None

    def publish(state: State) -> None:
        if app is not None:
            app.publish(state)

    def stop(code: int) -> None:
        if app is not None:
            app.exit(code)  # which leaves the terminal as it was
        else:
            raise SystemExit(code)

    for name in ("SIGTERM", "SIGHUP"):
        if (number := getattr(signal, name, None)) is not None:
            loop.add_signal_handler(number, stop, 128 + number)
    polling = asyncio.create_task(monitor.run(publish))
    try:
        app_type = await asyncio.to_thread(_load_screens)
        from lktui.tui.looks import Looks  # noqa: PLC0415 - loaded by now

        zone = Zone(UTC) if settings.utc else Zone()
        alerts = alerts_of(configuration, zone=zone.info, demo=configuration.credentials is None)
        keymap = _keymap(configuration)
        app = app_type(
            monitor,
            project,
            polling=polling,
            zone=zone,
            looks=Looks(settings.theme, ascii=settings.ascii if settings.ascii is not None else not _takes_utf8()),
            warnings=configuration.warnings,
            frame_diff=frame_diff,
            kept=kept,
            keep=remembered.save if remembered is not None else None,
            archive=archive,
            pseudonyms=_pseudonyms,
            privacy=privacy,
        )
        app.observation.watch_for(alerts)
        app.use_keys(keymap)
        app.observation.flags = finding_flags(settings)
        code = await app.run_async(mouse=settings.mouse)
    finally:
        polling.cancel()
        _let_go_of_closed_terminal()
    warn(configuration.warnings)
    try:
        app.remember()
    except LktuiError as problem:
        warn([str(problem)])
    if archive.trouble is not None:
        warn([text.visible(str(archive.trouble).replace("\n", "; "))])
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


def _keymap(configuration: Configuration) -> Keymap:
    """The keys of config.toml. Raises ConfigError."""
    from lktui.tui.keymap import remapped  # noqa: PLC0415 - Textual has been loaded by now

    keys = {setting.command: setting.keys for setting in configuration.settings.keys}
    return remapped(keys, f"{configuration.config_name}: keys")


def _pseudonyms() -> Pseudonyms:
    from lktui.analysis.pseudonyms import KEY_LENGTH, Pseudonyms  # noqa: PLC0415 - few runs need it
    from lktui.config.remembered import pseudonym_key, state_folder  # noqa: PLC0415

    return Pseudonyms(pseudonym_key(state_folder(os.environ, Path.home()), KEY_LENGTH))


def _kept_range(kept: Mapping[str, object]) -> DateRange:
    from lktui.monitor.days import Preset, from_kept_word  # noqa: PLC0415

    word = kept.get("range")
    found = from_kept_word(word, datetime.now(UTC).date()) if isinstance(word, str) else None
    return found or Preset.ALL


def _days(options: argparse.Namespace) -> DateRange | None:
    """The days that were typed."""
    from lktui.monitor.days import Days, parse_days  # noqa: PLC0415

    try:
        days = parse_days(options.start or "", options.end or "", datetime.now(UTC).date())
    except ValueError as problem:
        raise UsageError(f"--start or --end: {problem}", "Both are UTC days: YYYY-MM-DD, today or yesterday.") from None
    return None if days == Days() else days


def _archive(configuration: Configuration, project: Project, *, demo: bool) -> Archive:
    """In memory where nothing is to be kept: what was seen can be searched all the same."""
    from lktui.archive.archive import NAME, Archive  # noqa: PLC0415

    settings = configuration.settings
    path = None
    if settings.archive and not demo:
        path = data_folder(os.environ, Path.home()) / NAME
    return Archive(
        path,
        server=project.server,
        project_id=project.project_id,
        retention=timedelta(days=settings.retention_days),
    )


def _tokens(credentials: Credentials, ttl: float) -> Tokens:
    if credentials.api_key and credentials.api_secret:
        return _minted(credentials.api_key, credentials.api_secret, ttl)
    from lktui.api.auth import GivenToken  # noqa: PLC0415

    return GivenToken(credentials.token or "", now=_now)


def _minted(api_key: str, api_secret: str, ttl: float) -> Tokens:
    from lktui.api.auth import MintedTokens  # noqa: PLC0415

    return MintedTokens(api_key, api_secret, ttl=timedelta(seconds=ttl), now=_now)


def _demo() -> DemoServer:
    from lktui.demo.server import DemoServer  # noqa: PLC0415 - only the demo needs it
    from lktui.demo.world import World  # noqa: PLC0415

    return DemoServer(World(), clock=_now)


def _now() -> datetime:
    return datetime.now(UTC)
