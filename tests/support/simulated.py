"""The application over the simulated project, at a moment that stands still until a test moves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lktui.analysis.alerts import Alert
from lktui.api.auth import MintedTokens
from lktui.api.client import AnalyticsClient
from lktui.archive.archive import Archive
from lktui.demo.server import DemoServer
from lktui.monitor.many_projects import ManyProjects
from lktui.monitor.monitor import Monitor
from lktui.monitor.schedule import SystemClock
from lktui.tui.app import LktuiApp
from lktui.tui.looks import Looks
from lktui.tui.project_watch import Projects, ProjectWatch
from lktui.tui.themes import DARK
from lktui.view.project import Project, together
from lktui.view.times import Zone

MOMENT = datetime(2026, 11, 20, 14, 0, 0, tzinfo=UTC)


class StandingClock(SystemClock):
    """Waits like the system's, but its time is what the test says."""

    def __init__(self, moment: datetime = MOMENT) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def advance(self, **span: float) -> None:
        self.moment += timedelta(**span)


class EvenSteps:
    """A monotonic clock by which every call takes the same time, so that latencies are the same in every run."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def __call__(self) -> float:
        self._seconds += 0.012
        return self._seconds


class SimulatedApps:
    """Applications over one server, in UTC, at the clock's moment. None polls by itself unless `refresh` says so."""

    def __init__(
        self,
        server: DemoServer,
        clock: StandingClock,
        *,
        max_sessions: int = 0,
        steps: Callable[[], Callable[[], float]] = EvenSteps,
    ) -> None:
        """Mostly without the background load: a test that ends in it would cancel connections in the making."""
        self._server = server
        self._clock = clock
        self._max_sessions = max_sessions
        self._steps = steps

    def __call__(
        self,
        *,
        page_size: int = 100,
        refresh: float = 0.0,
        warnings: tuple[str, ...] = (),
        theme: str | None = None,
        ascii_only: bool = False,
        keep_theme: Callable[[str], None] | None = None,
        alerts: tuple[Alert, ...] = (),
        later_alerts: tuple[Alert, ...] = (),
        kept: Mapping[str, object] | None = None,
        keep: Callable[[Mapping[str, object]], None] | None = None,
        privacy: bool = False,
        wall: bool = False,
        ask_rooms: bool = False,
        projects: Projects | None = None,
        archive_file: Path | None = None,
    ) -> LktuiApp:
        server, clock = self._server, self._clock
        tokens = MintedTokens(server.api_key, server.api_secret, ttl=timedelta(minutes=10), now=clock.now)
        client = AnalyticsClient(
            server.project_id,
            tokens,
            server_url=server.url,
            livekit_url=server.url if ask_rooms else None,
            now=clock.now,
            monotonic=self._steps(),
        )
        archive = Archive(archive_file, now=clock.now)  # in memory where there is no file
        monitor = Monitor(
            client, refresh=refresh, page_size=page_size, clock=clock, max_sessions=self._max_sessions, store=archive
        )
        project = Project("simulated project", server.project_id, "https://simulated.example")
        watch = ProjectWatch(
            monitor,
            project,
            archive=archive,
            alerts=alerts,
            later_alerts=(lambda: later_alerts) if later_alerts else None,
            kept=kept,
            keep=keep,
        )
        return LktuiApp(
            watch,
            zone=Zone(UTC),
            looks=Looks(theme or DARK.name, keep_theme=keep_theme, ascii=ascii_only),
            warnings=warnings,
            privacy=privacy,
            wall=wall,
            projects=projects,
            now=clock.now,
        )


AppFactory = SimulatedApps  # as tests ask for it: `make_app`


def several_apps(
    servers: Mapping[str, DemoServer],
    clock: StandingClock,
    projects: Projects | None = None,
    theme: str = DARK.name,
) -> LktuiApp:
    """One application over several servers as over one, by the names of their projects."""
    watches = {name: SimulatedApps(server, clock)().watched for name, server in servers.items()}
    several = {name: Project(name, server.project_id, "https://simulated.example") for name, server in servers.items()}
    monitors = {name: watch.monitor for name, watch in watches.items() if isinstance(watch.monitor, Monitor)}
    archive = Archive(now=clock.now)
    watch = ProjectWatch(ManyProjects(monitors), together(several.values()), several=several, archive=archive)
    return LktuiApp(watch, zone=Zone(UTC), looks=Looks(theme), projects=projects, now=clock.now)
