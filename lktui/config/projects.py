"""All projects that the sources have, whether they can be used, and which one is taken when none is named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lktui.config.credentials import VARIABLES, find_credentials
from lktui.config.lk import read_lk_file
from lktui.config.profile import ENVIRONMENT, Profile, profile_of
from lktui.errors import ConfigError, NoCredentials

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lktui.config.config_file import ConfigFile
    from lktui.config.settings import Flags


@dataclass(frozen=True, slots=True)
class FoundProject:
    """Without secrets: `has` says what there is to sign calls with, and is empty for nothing.

    `name` is what `--project` takes, but for the environment. `label` says to people where it is. `problem` is why it
    can't be used.
    """

    name: str
    label: str
    project_id: str = ""
    url: str = ""
    has: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FoundProjects:
    """`default` is the label of the one that is taken; empty where none can be, and `missing` says why."""

    projects: tuple[FoundProject, ...]
    default: str
    missing: str
    warnings: tuple[str, ...]


def all_projects(flags: Flags, environ: Mapping[str, str], home: Path, config_file: ConfigFile) -> FoundProjects:
    """A broken one does not bar the others. Raises ConfigError where a whole file can't be read."""
    lk = read_lk_file(home)
    projects = []
    if any(environ.get(variable, "").strip() for variable in VARIABLES.values()):
        projects.append(_environment(environ))
    for name, profile in config_file.profiles.items():
        projects.append(_project(name, config_file.profile_label(name), profile))
    for name in lk.names:
        label = lk.project_label(name)
        try:
            projects.append(_project(name, label, lk.project(name)))
        except ConfigError as error:
            projects.append(FoundProject(name, label, problem=error.what))
    default, missing = "", ""
    try:
        default = find_credentials(flags, environ, home, config_file, needs_project_id=False).credentials.source
    except (NoCredentials, ConfigError) as error:
        missing = error.what
    return FoundProjects(tuple(projects), default, missing, (*config_file.warnings, *lk.warnings))


def _environment(environ: Mapping[str, str]) -> FoundProject:
    raw = {key: environ.get(variable) for key, variable in VARIABLES.items()}
    try:
        return _project(ENVIRONMENT, ENVIRONMENT, profile_of(raw, VARIABLES.__getitem__))
    except ConfigError as error:
        return FoundProject(ENVIRONMENT, ENVIRONMENT, problem=error.what)


def _project(name: str, label: str, profile: Profile) -> FoundProject:
    has = "key and secret" if profile.has_pair else "token" if profile.token else ""
    problem = "" if has else "no key and secret, and no token"
    if has and not profile.project_id:
        problem = "no project id: give it with --project-id or LIVEKIT_PROJECT_ID"
    return FoundProject(name, label, profile.project_id or "", profile.url or "", has, problem)
