"""The project that is watched: how it is named on the screen, and where its dashboard is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from lktui.view import units

if TYPE_CHECKING:
    from collections.abc import Iterable

DASHBOARD = "https://cloud.livekit.io"


class Project(NamedTuple):
    """`name` is the profile's or where the credentials came from, `server` the API's address.

    A simulated one has no page in the dashboard.
    """

    name: str
    project_id: str
    server: str
    is_simulated: bool = False

    def session_address(self, session_id: str) -> str:
        """The dashboard's page of a session (`analytics-api.md` §4)."""
        return f"{DASHBOARD}/projects/{quote(self.project_id, safe='')}/sessions/{quote(session_id, safe='')}"


def together(projects: Iterable[Project]) -> Project:
    """How several are called that are watched as one; in the place of the id stand their names."""
    projects = tuple(projects)
    servers = dict.fromkeys(project.server for project in projects)
    count = units.counted(len(projects), "project")
    names = ", ".join(project.name for project in projects)
    return Project(count, names, ", ".join(servers), all(project.is_simulated for project in projects))


class ProjectChoice(NamedTuple):
    """A project that could be watched instead. `source` says where it was found, `problem` why it can't be used.

    `every` is for all of them as one.
    """

    name: str
    source: str
    project_id: str = ""
    problem: str = ""
    every: bool = False

    def is_of(self, project: Project) -> bool:
        """Whether it is that one: two profiles of one project are two ways to it, with other keys or servers."""
        return self.project_id == project.project_id and (self.every or self.name == project.name)
