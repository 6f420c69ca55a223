"""What the monitor needs of a project: its worker, its archive, its alerts, and how its table was looked at."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from lktui.cli.access import Access, archive_of, client_of, now
from lktui.cli.alerts import alerts_of
from lktui.cli.finding_flags import finding_flags

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lktui.api.client import AnalyticsClient
    from lktui.archive.archive import Archive
    from lktui.monitor.days import DateRange
    from lktui.monitor.many_projects import ManyProjects
    from lktui.monitor.monitor import Monitor
    from lktui.tui.project_watch import ProjectWatch
    from lktui.view.project import Project


@dataclass(frozen=True, slots=True)
class Begun:
    """What can poll already, while the rest is being loaded; `keep` is None where nothing is to be remembered.

    `several` are the projects by name where they are watched as one, and `project` is what they are called together.
    """

    monitor: Monitor | ManyProjects
    project: Project
    archive: Archive
    kept: Mapping[str, object]
    keep: Callable[[Mapping[str, object]], None] | None
    several: Mapping[str, Project] = field(default_factory=dict)


def begin(access: Access, chosen: DateRange, *, fresh: bool, ahead: bool = False) -> Begun:
    """`chosen` was typed, `fresh` leaves out what is remembered.

    With `ahead` another process asks for the first page at once: before there are threads and an event loop.
    """
    from lktui.monitor.days import days_of  # noqa: PLC0415 - after the settings: their errors should be quick

    settings, project = access.configuration.settings, access.project
    kept, keep = _remembered(project.project_id, fresh=fresh)
    first, client = _first_range(chosen, kept), client_of(access)
    if ahead:
        today = now().date()
        client.ask_ahead(0, settings.limit, *days_of(first, today).asked(today))
    archive = archive_of(access)
    monitor = _monitor(access, client, first, archive, refresh=settings.refresh, budget=settings.budget)
    archive.told = monitor.archive_told
    return Begun(monitor, project, archive, kept, keep)


def begin_all(accesses: Sequence[Access], chosen: DateRange, *, fresh: bool) -> Begun:
    """All of them as one, inside one budget; what is seen is archived in memory alone."""
    from lktui.archive.archive import Archive  # noqa: PLC0415 - after the settings: their errors should be quick
    from lktui.config.remembered import ALL_PROJECTS  # noqa: PLC0415
    from lktui.monitor.many_projects import ManyProjects, refresh_within  # noqa: PLC0415
    from lktui.view.project import together  # noqa: PLC0415

    settings, count = accesses[0].configuration.settings, len(accesses)
    several = {access.project.name: access.project for access in accesses}
    kept, keep = _remembered(ALL_PROJECTS, fresh=fresh)
    archive, start = Archive(), _first_range(chosen, kept)
    refresh, budget = refresh_within(settings.refresh, settings.budget, count), max(1, settings.budget // count)
    monitor = ManyProjects(
        {
            one.project.name: _monitor(one, client_of(one), start, archive, refresh=refresh, budget=budget)
            for one in accesses
        }
    )
    archive.told = monitor.archive_told
    return Begun(monitor, together(several.values()), archive, kept, keep, several)


def watch_of(access: Access, begun: Begun) -> ProjectWatch:
    """`access` gives the settings. Raises ConfigError for an alert that can't be understood."""
    from lktui.tui.project_watch import ProjectWatch  # noqa: PLC0415 - slow to load

    configuration = access.configuration
    make_alerts = partial(alerts_of, configuration, zone=access.zone.info, demo=access.is_simulated)
    are_demo = access.is_simulated and not configuration.settings.alerts  # in which nothing can be wrong
    return ProjectWatch(
        begun.monitor,
        begun.project,
        several=begun.several,
        archive=begun.archive,
        flags=finding_flags(configuration.settings),
        alerts=() if are_demo else make_alerts(),
        later_alerts=make_alerts if are_demo else None,
        kept=begun.kept,
        keep=begun.keep,
    )


def _monitor(
    access: Access, client: AnalyticsClient, chosen: DateRange, archive: Archive, *, refresh: float, budget: int
) -> Monitor:
    from lktui.monitor.monitor import Monitor  # noqa: PLC0415

    settings = access.configuration.settings
    return Monitor(
        client,
        refresh=refresh,
        page_size=settings.limit,
        chosen=chosen,
        max_sessions=settings.max_sessions,
        budget=budget,
        store=archive,
    )


def _remembered(key: str, *, fresh: bool) -> tuple[Mapping[str, object], Callable[[Mapping[str, object]], None] | None]:
    """How the table was looked at, and what keeps how it is."""
    if fresh:
        return {}, None
    from lktui.config.remembered import Remembered, state_folder  # noqa: PLC0415

    home = Path.home()
    remembered = Remembered(state_folder(os.environ, home), key, home)
    return remembered.load(), remembered.save


def _first_range(chosen: DateRange, kept: Mapping[str, object]) -> DateRange:
    from lktui.monitor.days import Preset  # noqa: PLC0415

    return chosen if chosen is not Preset.ALL else _kept_range(kept)


def _kept_range(kept: Mapping[str, object]) -> DateRange:
    from lktui.monitor.days import Preset, from_kept_word  # noqa: PLC0415

    word = kept.get("range")
    found = from_kept_word(word, now().date()) if isinstance(word, str) else None
    return found or Preset.ALL
