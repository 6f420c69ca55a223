"""The projects that the monitor can switch to while it runs, one of them or all as one."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lktui.cli.access import Access, access_of
from lktui.cli.arguments import flags_of
from lktui.cli.watching import begin, begin_all, watch_of
from lktui.config.configuration import load, load_settings
from lktui.config.profile import ENVIRONMENT
from lktui.errors import UsageError
from lktui.view.project import ProjectChoice, together

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from lktui.tui.project_watch import ProjectWatch


class FoundAccesses(NamedTuple):
    """`broken` are lines for people about projects that can't be used."""

    usable: tuple[Access, ...]
    broken: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        return (f"left out: {'; '.join(self.broken)}",) if self.broken else ()


class ProjectChoices:
    """`first` is the project that lktui was started with, if it is one: it stays on the list, also without a name."""

    def __init__(self, options: argparse.Namespace, first: Access | None) -> None:
        self._options = options
        self._first = first

    def choices(self) -> list[ProjectChoice]:
        """All that the sources have now. Raises ConfigError where a whole file can't be read."""
        choices = self._found()
        if self._first is not None:
            first = self._first.project
            if not any(choice.is_of(first) for choice in choices):
                choices.insert(0, ProjectChoice(first.name, "as lktui was started", first.project_id))
        every = () if self._options.demo else self.accesses().usable
        if len(every) > 1:
            names = together(access.project for access in every).project_id
            choices.insert(
                0, ProjectChoice("all projects", f"{len(every)} in one table, not archived", names, every=True)
            )
        return choices

    def watch(self, choice: ProjectChoice) -> ProjectWatch:
        """Raises UsageError where it can't be used after all."""
        from lktui.monitor.days import Preset  # noqa: PLC0415 - loaded by now

        fresh = self._options.fresh
        if choice.every:
            every = self.accesses().usable
            return watch_of(every[0], begin_all(every, Preset.ALL, fresh=fresh))
        access = self._access(choice)
        return watch_of(access, begin(access, Preset.ALL, fresh=fresh))

    def accesses(self) -> FoundAccesses:
        """To every project that the sources have, each once, each under a name of its own. Raises ConfigError."""
        usable: dict[tuple[str, str], Access] = {}
        broken = []
        for choice in self._found():
            problem = choice.problem
            try:
                access = None if problem else self._access(choice)
            except UsageError as error:
                access, problem = None, error.what
            if access is not None and access.project.project_id != choice.project_id:
                access, problem = None, "a profile of config.toml has the same name"
            if access is None:
                broken.append(f"{choice.name} ({choice.source}): {problem}")
            else:
                usable.setdefault((access.project.server, access.project.project_id), access)
        return FoundAccesses(tuple(_with_names_of_their_own(usable.values())), tuple(broken))

    def _found(self) -> list[ProjectChoice]:
        from lktui.config.projects import all_projects  # noqa: PLC0415 - for those who switch

        flags, home = flags_of(self._options), Path.home()
        found = all_projects(flags, os.environ, home, load_settings(flags, os.environ, home).config_file)
        return [ProjectChoice(one.name, one.label, one.project_id, one.problem) for one in found.projects]

    def _access(self, choice: ProjectChoice) -> Access:
        if self._first is not None and choice.is_of(self._first.project):
            return self._first
        name = None if choice.source == ENVIRONMENT else choice.name
        flags = flags_of(self._options)._replace(project=name, project_id=None)
        return access_of(load(flags, os.environ, Path.home()), None)


def _with_names_of_their_own(accesses: Iterable[Access]) -> Iterable[Access]:
    taken = set()
    for access in accesses:
        project = access.project
        if project.name in taken:
            project = project._replace(name=f"{project.name} {project.project_id}")
        taken.add(project.name)
        yield replace(access, project=project)
