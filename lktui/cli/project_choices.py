"""The projects that the monitor can switch to while it runs."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lktui.cli.access import Access, access_of
from lktui.cli.arguments import flags_of
from lktui.cli.watching import begin, watch_of
from lktui.config.configuration import load, load_settings
from lktui.config.credentials import ENVIRONMENT
from lktui.view.project import ProjectChoice

if TYPE_CHECKING:
    import argparse

    from lktui.tui.project_watch import ProjectWatch


class ProjectChoices:
    """`first` is the project that lktui was started with: it stays on the list, also where no name leads to it."""

    def __init__(self, options: argparse.Namespace, first: Access) -> None:
        self._options = options
        self._first = first

    def choices(self) -> list[ProjectChoice]:
        """All that the sources have now. Raises ConfigError where a whole file can't be read."""
        from lktui.config.projects import all_projects  # noqa: PLC0415 - for those who switch

        flags, home = flags_of(self._options), Path.home()
        found = all_projects(flags, os.environ, home, load_settings(flags, os.environ, home).config_file)
        choices = [ProjectChoice(one.name, one.label, one.project_id, one.problem) for one in found.projects]
        first = self._first.project
        if all(choice.project_id != first.project_id for choice in choices):
            choices.insert(0, ProjectChoice(first.name, "as lktui was started", first.project_id))
        return choices

    def watch(self, choice: ProjectChoice) -> ProjectWatch:
        """Raises UsageError where it can't be used after all."""
        from lktui.monitor.days import Preset  # noqa: PLC0415 - loaded by now

        access = self._access(choice)
        return watch_of(access, begin(access, Preset.ALL, fresh=self._options.fresh))

    def _access(self, choice: ProjectChoice) -> Access:
        if choice.project_id == self._first.project.project_id:
            return self._first
        name = None if choice.source == ENVIRONMENT else choice.name
        flags = replace(flags_of(self._options), project=name, project_id=None)
        return access_of(load(flags, os.environ, Path.home()), None)
