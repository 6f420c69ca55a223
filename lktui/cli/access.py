"""The project that a command asks: the configured one, or the simulated one with its server."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from lktui.cli.arguments import flags_of
from lktui.cli.output import Progress
from lktui.config.configuration import load
from lktui.config.data_folder import data_folder
from lktui.errors import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator, Iterator

    from lktui.analysis.pseudonyms import Pseudonyms
    from lktui.api.auth import Tokens
    from lktui.api.client import AnalyticsClient
    from lktui.archive.archive import Archive
    from lktui.config.configuration import Configuration
    from lktui.config.credentials import Credentials
    from lktui.demo.process import Served
    from lktui.monitor.client import Source
    from lktui.monitor.days import DateRange, Days
    from lktui.view.project import Project
    from lktui.view.times import Zone


WORLD = 7, 4000  # seed and sessions of the simulated project


@dataclass(frozen=True, slots=True)
class Access:
    """What it takes to ask; `url` is the project's own address, where that is known."""

    configuration: Configuration
    project: Project
    tokens: Tokens
    zone: Zone
    url: str | None = None
    progress: Progress = field(default_factory=Progress)

    @property
    def is_simulated(self) -> bool:
        return self.configuration.credentials is None


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[Access]:
    """Finds settings and credentials, and serves the simulated project as long as it is asked. Raises UsageError."""
    configuration = load(flags_of(options), os.environ, Path.home(), with_credentials=not options.demo)
    with simulated() if options.demo else nullcontext() as server:
        yield access_of(configuration, server)


@asynccontextmanager
async def asked(project: Access) -> AsyncIterator[Source]:
    """The project's API, asked patiently and inside the budget; what it waits for is told as progress."""
    from lktui.api.client import AnalyticsClient  # noqa: PLC0415 - after the checks of what was typed
    from lktui.cli.daemon_threads import DaemonThreads  # noqa: PLC0415
    from lktui.monitor.patient import Patient  # noqa: PLC0415

    asyncio.get_running_loop().set_default_executor(DaemonThreads())
    budget = project.configuration.settings.budget
    try:
        async with AnalyticsClient(
            project.project.project_id, project.tokens, server_url=project.project.server
        ) as client:
            yield Patient(client, budget=budget, say=project.progress.show)
    finally:
        project.progress.clear()


def client_of(project: Access) -> AnalyticsClient:
    """Of both of the project's servers, as far as they are known."""
    from lktui.api.client import AnalyticsClient  # noqa: PLC0415 - after the checks of what was typed

    return AnalyticsClient(
        project.project.project_id, project.tokens, server_url=project.project.server, livekit_url=project.url
    )


def access_of(configuration: Configuration, server: Served | None) -> Access:
    """The simulated project where there is a server for it, else the configured one."""
    from lktui.view.project import Project  # noqa: PLC0415 - after the settings: their errors should be quick
    from lktui.view.times import Zone  # noqa: PLC0415

    settings = configuration.settings
    zone = Zone(UTC) if settings.utc else Zone()
    if server is not None:
        project = Project("simulated project", server.project_id, server.url, is_simulated=True)
        tokens = _minted(server.api_key, server.api_secret, settings.token_ttl)
        return Access(configuration, project, tokens, zone, server.url)
    credentials = configuration.credentials
    assert credentials is not None  # noqa: S101 - without --demo they were asked for
    project = Project(credentials.name, credentials.project_id, settings.server_url)
    return Access(configuration, project, tokens_of(credentials, settings.token_ttl), zone, credentials.url)


def tokens_of(credentials: Credentials, ttl: float) -> Tokens:
    if credentials.api_key and credentials.api_secret:
        return _minted(credentials.api_key, credentials.api_secret, ttl)
    from lktui.api.auth import GivenToken  # noqa: PLC0415

    return GivenToken(credentials.token or "", now=now)


def archive_of(access: Access) -> Archive:
    """In memory where nothing is to be kept: what was seen can be searched all the same."""
    from lktui.archive.archive import NAME, Archive  # noqa: PLC0415 - few commands need it

    settings, project = access.configuration.settings, access.project
    keeps = settings.archive and not access.is_simulated
    return Archive(
        data_folder(os.environ, Path.home()) / NAME if keeps else None,
        server=project.server,
        project_id=project.project_id,
        retention=timedelta(days=settings.retention_days),
    )


def pseudonyms() -> Pseudonyms:
    from lktui.analysis.pseudonyms import KEY_LENGTH, Pseudonyms  # noqa: PLC0415 - few runs need it
    from lktui.config.remembered import pseudonym_key, state_folder  # noqa: PLC0415

    return Pseudonyms(pseudonym_key(state_folder(os.environ, Path.home()), KEY_LENGTH))


def hides(options: argparse.Namespace) -> Pseudonyms | None:
    """The stand-ins for names, if they are to be hidden."""
    return pseudonyms() if options.privacy else None


@contextmanager
def simulated() -> Iterator[Served]:
    """To be entered before there are threads. Raises DemoError."""
    from lktui.demo.process import DemoProcess  # noqa: PLC0415 - only the demo needs it

    with DemoProcess([WORLD], clock=now) as demo:
        yield demo.projects[0]


def typed_days(options: argparse.Namespace) -> Days:
    """What `--start` and `--end` say. Raises UsageError."""
    from lktui.monitor.days import parse_days  # noqa: PLC0415

    try:
        return parse_days(options.start or "", options.end or "", now().date())
    except ValueError as problem:
        raise UsageError(
            f"--start or --end: {problem}", "Both are UTC days: YYYY-MM-DD, today, yesterday or 3d."
        ) from None


def typed_range(options: argparse.Namespace) -> DateRange:
    """As `typed_days`; everything where neither of them was typed."""
    from lktui.monitor.days import Days, Preset  # noqa: PLC0415

    days = typed_days(options)
    return Preset.ALL if days == Days() else days


def now() -> datetime:
    return datetime.now(UTC)


def _minted(api_key: str, api_secret: str, ttl: float) -> Tokens:
    from lktui.api.auth import MintedTokens  # noqa: PLC0415

    return MintedTokens(api_key, api_secret, ttl=timedelta(seconds=ttl), now=now)
