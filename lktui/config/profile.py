"""What one source says about a project: its id, key, secret, token and addresses, as far as it has them."""

from collections.abc import Callable, Mapping
from typing import Annotated, Final, NamedTuple

from lktui.config import checks
from lktui.config.schema import TEXT, Wrong, row, table
from lktui.errors import ConfigError

ENVIRONMENT: Final = "environment"  # what that source is called


class Profile(NamedTuple):
    """A `[profiles.NAME]` table of config.toml, a project of lk's file, or the environment.

    An empty value counts as missing: that is what `lk project add` leaves as the project id.
    """

    project_id: Annotated[
        str | None,
        row(
            TEXT,
            "the part after /projects/ in the dashboard's address",
            checks.project_id,
            variable="LIVEKIT_PROJECT_ID",
        ),
    ] = None
    api_key: Annotated[str | None, row(TEXT, "API key of the project", checks.secret, variable="LIVEKIT_API_KEY")] = (
        None
    )
    api_secret: Annotated[str | None, row(TEXT, "secret of that key", checks.secret, variable="LIVEKIT_API_SECRET")] = (
        None
    )
    token: Annotated[
        str | None, row(TEXT, "an access token, instead of key and secret", checks.secret, variable="LIVEKIT_TOKEN")
    ] = None
    url: Annotated[
        str | None, row(TEXT, "address of the project, wss://…", checks.livekit_url, variable="LIVEKIT_URL")
    ] = None
    server_url: Annotated[
        str | None, row(TEXT, "where this project's Analytics API is, if elsewhere", checks.server_url)
    ] = None
    notes: tuple[str, ...] = ()  # warnings that matter once this profile is the one in use

    def __repr__(self) -> str:
        """Without secrets."""
        return f"Profile({self.project_id!r}, {self.api_key!r}, {self.url!r}, {self.server_url!r}, {self.notes!r})"

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
