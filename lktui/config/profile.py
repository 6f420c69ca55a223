"""What one source says about a project: its id, key, secret, token and addresses, as far as it has them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lktui.config import checks
from lktui.config.schema import TEXT, Wrong, row, table
from lktui.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Profile:
    """A `[profiles.NAME]` table of config.toml, a project of lk's file, or the environment.

    An empty value counts as missing: that is what `lk project add` leaves as the project id.
    """

    project_id: str | None = field(
        default=None,
        metadata=row(
            TEXT,
            "the part after /projects/ in the dashboard's address",
            checks.project_id,
            variable="LIVEKIT_PROJECT_ID",
        ),
    )
    api_key: str | None = field(
        default=None,
        metadata=row(TEXT, "API key of the project", checks.secret, variable="LIVEKIT_API_KEY"),
    )
    api_secret: str | None = field(
        default=None,
        repr=False,
        metadata=row(TEXT, "secret of that key", checks.secret, variable="LIVEKIT_API_SECRET"),
    )
    token: str | None = field(
        default=None,
        repr=False,
        metadata=row(TEXT, "an access token, instead of key and secret", checks.secret, variable="LIVEKIT_TOKEN"),
    )
    url: str | None = field(
        default=None,
        metadata=row(TEXT, "address of the project, wss://…", checks.livekit_url, variable="LIVEKIT_URL"),
    )
    server_url: str | None = field(
        default=None,
        metadata=row(TEXT, "where this project's Analytics API is, if elsewhere", checks.server_url),
    )
    notes: tuple[str, ...] = ()  # warnings that matter once this profile is the one in use

    @property
    def has_pair(self) -> bool:
        return self.api_key is not None and self.api_secret is not None

    @property
    def is_complete(self) -> bool:
        """Whether calls can be signed with it; the project id can come from elsewhere."""
        return self.has_pair or self.token is not None


ROWS: Final = table(Profile)


def profile_of(raw: Mapping[str, object], where: Callable[[str], str]) -> Profile:
    """Check what a source holds. `where` names a field for people. Raises ConfigError; unknown names are ignored."""
    values: dict[str, str] = {}
    notes: list[str] = []
    for column in ROWS:
        value = raw.get(column.name)
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        try:
            checked = column.rule.accept(value)
        except Wrong as wrong:
            raise ConfigError(f"{where(column.name)}: {wrong.problem}") from None
        if checked.warning:
            notes.append(f"{where(column.name)}: {checked.warning}")
        values[column.name] = str(checked.value)
    return Profile(
        project_id=values.get("project_id"),
        api_key=values.get("api_key"),
        api_secret=values.get("api_secret"),
        token=values.get("token"),
        url=values.get("url") or None,
        server_url=values.get("server_url"),
        notes=tuple(notes),
    )
