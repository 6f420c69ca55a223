"""What the monitor needs of a project: its worker, its archive, its alerts, and how its table was looked at."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lktui.cli.access import Access, archive_of, now
from lktui.cli.alerts import alerts_of
from lktui.cli.finding_flags import finding_flags

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lktui.archive.archive import Archive
    from lktui.monitor.days import DateRange
    from lktui.monitor.monitor import Monitor
    from lktui.tui.project_watch import ProjectWatch


@dataclass(frozen=True, slots=True)
class Begun:
    """What can poll already, while the rest is being loaded; `keep` is None where nothing is to be remembered."""

    monitor: Monitor
    archive: Archive
    kept: Mapping[str, object]
    keep: Callable[[Mapping[str, object]], None] | None


def begin(access: Access, chosen: DateRange, *, fresh: bool) -> Begun:
    """`chosen` was typed, `fresh` leaves out what is remembered."""
    from lktui.api.client import AnalyticsClient  # noqa: PLC0415 - after the settings: their errors should be quick
    from lktui.config.remembered import Remembered, state_folder  # noqa: PLC0415
    from lktui.monitor.days import Preset  # noqa: PLC0415
    from lktui.monitor.monitor import Monitor  # noqa: PLC0415

    settings, project = access.configuration.settings, access.project
    home = Path.home()
    remembered = None if fresh else Remembered(state_folder(os.environ, home), project.project_id, home)
    kept = remembered.load() if remembered is not None else {}
    archive = archive_of(access)
    monitor = Monitor(
        AnalyticsClient(project.project_id, access.tokens, server_url=project.server, livekit_url=access.url),
        refresh=settings.refresh,
        page_size=settings.limit,
        chosen=chosen if chosen is not Preset.ALL else _kept_range(kept),
        max_sessions=settings.max_sessions,
        budget=settings.budget,
        store=archive,
    )
    archive.told = monitor.archive_told
    return Begun(monitor, archive, kept, remembered.save if remembered is not None else None)


def watch_of(access: Access, begun: Begun) -> ProjectWatch:
    """Raises ConfigError for an alert that can't be understood."""
    from lktui.tui.project_watch import ProjectWatch  # noqa: PLC0415 - slow to load

    configuration = access.configuration
    return ProjectWatch(
        begun.monitor,
        access.project,
        archive=begun.archive,
        flags=finding_flags(configuration.settings),
        alerts=alerts_of(configuration, zone=access.zone.info, demo=access.is_simulated),
        kept=begun.kept,
        keep=begun.keep,
    )


def _kept_range(kept: Mapping[str, object]) -> DateRange:
    from lktui.monitor.days import Preset, from_kept_word  # noqa: PLC0415

    word = kept.get("range")
    found = from_kept_word(word, now().date()) if isinstance(word, str) else None
    return found or Preset.ALL
