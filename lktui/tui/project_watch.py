"""A project while it is watched: its worker, what was seen of it over the polls, and what is kept of it."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple, Protocol

from lktui.analysis.observation import Observation
from lktui.analysis.overview import KEPT
from lktui.archive.archive import Archive
from lktui.monitor.catalog import Catalog
from lktui.monitor.days import Preset
from lktui.monitor.many_projects import ManyProjects
from lktui.monitor.state import State

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from lktui.analysis.alerts import Alert
    from lktui.analysis.findings.flags import Flags
    from lktui.monitor.monitor import Monitor
    from lktui.tui.archive_view import ArchiveView
    from lktui.view.project import Project, ProjectChoice

MANUAL_INTERVAL = 60.0  # seconds: what counts as the time between polls when the user makes them


class Seen(NamedTuple):
    """What a state brought: `poll` is whether another poll is over, `rings` whether an alert asks for the bell."""

    poll: bool = False
    rings: bool = False


class ProjectWatch:
    """What the application knows of one project, whichever it shows.

    `kept` is what `keep` was last given, in this run or one before: how the table is looked at, and `commands`, those
    that were typed, the last one at the end. `keep` may raise an LktuiError. `show` takes the worker's states from when
    there is a screen for them. `polling` is the worker's task if that runs already. `several` are the projects by name
    where they are watched as one: `project` is then what they are called together. `later_alerts` makes alerts that
    the first rows need not wait for.
    """

    def __init__(
        self,
        monitor: Monitor | ManyProjects,
        project: Project,
        *,
        several: Mapping[str, Project] | None = None,
        archive: Archive | None = None,
        alerts: Sequence[Alert] = (),
        later_alerts: Callable[[], Sequence[Alert]] | None = None,
        flags: Flags | None = None,
        kept: Mapping[str, object] | None = None,
        keep: Callable[[Mapping[str, object]], None] | None = None,
    ) -> None:
        self.monitor = monitor
        self.project = project
        self._several = several or {}
        self.archive = archive or Archive()
        self.observation = Observation(monitor.state.refresh)
        self.observation.watch_for(alerts)
        self._later_alerts = later_alerts
        if flags is not None:
            self.observation.flags = flags
        self.kept = dict(kept or {})
        commands = self.kept.get("commands")
        self.commands = [line for line in commands if isinstance(line, str)] if isinstance(commands, list) else []
        self.polling: asyncio.Task[None] | None = None
        self.show: Callable[[State], None] = lambda _state: None
        self.archive_view: ArchiveView | None = None  # what is looked at instead of the worker's state
        self._keep = keep
        self._unkept = False
        self._observed = State()
        self._catalog = Catalog()  # of the last poll

    async def poll(self) -> None:
        """The worker; a bug in it is raised."""
        await (self.polling or self.monitor.run(self.publish))

    @property
    def many(self) -> bool:
        return isinstance(self.monitor, ManyProjects)

    def project_of(self, session_id: str) -> Project:
        if not isinstance(self.monitor, ManyProjects):
            return self.project
        return self._several.get(self.monitor.project_of(session_id), self.project)

    @property
    def name_of_project(self) -> Callable[[str], str] | None:
        """Of a session by its id, where there are several projects."""
        return self.monitor.project_of if isinstance(self.monitor, ManyProjects) else None

    def leave(self) -> None:
        """What it still has to tell, nobody wants to know."""
        self.show = lambda _state: None

    def publish(self, state: State) -> None:
        self.show(state)

    def begin_later_alerts(self) -> bool:
        """Whether there are any. Before the second poll: what matches after the first one was there before."""
        make, self._later_alerts = self._later_alerts, None
        if make is not None:
            self.observation.watch_for(make())
        return make is not None

    def observe(self, state: State, now: datetime) -> Seen:
        """Feeds what was seen of the range with what a state brings; another range is seen from its beginning."""
        before, self._observed = self._observed, state
        if state.catalog is not before.catalog:
            changed = state.catalog.changed_since(before.catalog)
            known = state.catalog.sessions if changed is None else map(state.catalog.get, changed)
            self.archive.saw([session for session in known if session is not None], now)
        self._observe_projects(before, state, now)
        if state.fetched_at is not None and state.fetched_at != before.fetched_at:
            if before.fetched_at is not None:
                self.begin_later_alerts()
            if state.shown.chosen != before.shown.chosen and before.fetched_at is not None:
                self.observation = self.observation.for_another_range(state.refresh)
                self._catalog = Catalog()
            self.observation.rates.interval = state.refresh or MANUAL_INTERVAL
            news = state.catalog.news_since(self._catalog)
            self._catalog = state.catalog
            self.observation.saw(news.sessions, news.gone, state.fetched_at, time.monotonic(), state.rooms)
            sample = self.observation.history.samples[-1]
            if sample is not None:
                self.archive.sampled(sample._replace(whole=self._shows_all(state)))
            return Seen(poll=True, rings=any(begun.rings for begun in self.observation.begun))
        if state.error is not None and state.error is not before.error:
            self.observation.failed(now, state.error.what)
        elif state.fetched_at is not None:
            self._observe_in_between(before, state, state.fetched_at)
        return Seen()

    def _shows_all(self, state: State) -> bool:
        """Whether what is counted is the whole project: else it can't be compared with what another run counts."""
        progress = state.progress
        loaded = state.catalog.complete or (progress is not None and progress.loaded >= progress.limit)
        return loaded and state.shown.chosen is Preset.ALL and not self.many

    async def recall_history(self, now: datetime) -> None:
        """The strip goes on where an earlier run left it, if that is not long ago. Raises ArchiveError."""
        observation = self.observation
        interval = timedelta(seconds=self.monitor.state.refresh or MANUAL_INTERVAL)
        if self.monitor.state.query.chosen is Preset.ALL and not self.many:
            earlier = await self.archive.samples(now - KEPT * interval)
            observation.history = observation.history.after(earlier, interval)

    def _observe_projects(self, before: State, state: State, now: datetime) -> None:
        failed = {project.name for project in before.failing}
        for project in state.projects:
            if (project.error is not None) != (project.name in failed):
                reason = project.error.what if project.error is not None else ""
                self.observation.feed = self.observation.feed.with_project(now, project.name, reason)

    def _observe_in_between(self, before: State, state: State, fetched_at: datetime) -> None:
        """Flags do not wait for the next poll: for more of the range, and for what the room service says."""
        changed = state.catalog.changed_since(before.catalog) or ()
        news = [session for session_id in changed if (session := state.catalog.get(session_id)) is not None]
        if news or state.rooms is not before.rooms:
            self.observation.flags.saw(news, (), fetched_at, state.rooms)

    # What the next run should know.

    def look(self, kept: Mapping[str, object]) -> None:
        """The table is looked at in another way."""
        chosen = {name: word for name, word in self.kept.items() if name in ("range", "commands")}
        self.kept = {**kept, **chosen}
        self._unkept = True

    def look_at_range(self, word: str) -> None:
        self.kept["range"] = word
        self._unkept = True

    def commands_changed(self) -> None:
        self.kept["commands"] = self.commands
        self._unkept = True

    def remember(self) -> None:
        """Keeps what has changed since it was last kept; raises what `keep` raises, once."""
        if self._keep is not None and self._unkept:
            self._unkept = False
            keep, self._keep = self._keep, None
            keep(self.kept)
            self._keep = keep


class Projects(Protocol):
    """The projects that can be watched."""

    def choices(self) -> Sequence[ProjectChoice]:
        """Raises LktuiError."""

    def watch(self, choice: ProjectChoice) -> ProjectWatch:
        """Raises LktuiError."""
