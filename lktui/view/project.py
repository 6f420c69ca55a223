"""The project that is watched: how it is named on the screen, and where its dashboard is."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

DASHBOARD = "https://cloud.livekit.io"


@dataclass(frozen=True, slots=True)
class Project:
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


@dataclass(frozen=True, slots=True)
class ProjectChoice:
    """A project that could be watched instead. `source` says where it was found, `problem` why it can't be used."""

    name: str
    source: str
    project_id: str = ""
    problem: str = ""
