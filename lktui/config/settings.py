"""The settings: one table from which validation, flags, variables and the README's table come."""

from pathlib import Path
from typing import Annotated, NamedTuple

from lktui.config import checks
from lktui.config.alerts import ALERTS, AlertSetting
from lktui.config.findings import FINDINGS, FindingSettings
from lktui.config.keys import KEYS, KeySetting
from lktui.config.schema import BOOLEAN, INTEGER, NUMBER, TEXT, row


class Flags(NamedTuple):
    """What was typed on the command line; None where a flag was not given. None of them takes a secret."""

    project: str | None = None
    project_id: str | None = None
    server_url: str | None = None
    config: Path | None = None
    refresh: float | None = None
    limit: int | None = None
    token_ttl: float | None = None
    utc: bool | None = None
    theme: str | None = None
    archive: bool | None = None
    ascii: bool | None = None
    mouse: bool | None = None


class Settings(NamedTuple):
    """What holds after flags, environment, config.toml and defaults. A new setting is a new row here."""

    refresh: Annotated[
        float,
        row(
            NUMBER,
            "seconds between two refreshes; 0 = only by hand, else at least 2",
            checks.refresh,
            flag="--refresh",
            variable="LKTUI_REFRESH",
        ),
    ] = 10.0
    limit: Annotated[
        int, row(INTEGER, "sessions on a page, 1 to 1000", checks.limit, flag="--limit", variable="LKTUI_LIMIT")
    ] = 100
    token_ttl: Annotated[
        float,
        row(
            NUMBER,
            "seconds that an access token lives, 30 to 86400",
            checks.token_ttl,
            flag="--ttl",
            variable="LKTUI_TOKEN_TTL",
        ),
    ] = 600.0
    utc: Annotated[
        bool, row(BOOLEAN, "show times in UTC instead of the local zone", flag="--utc", variable="LKTUI_UTC")
    ] = False
    theme: Annotated[
        str | None, row(TEXT, "colours of the screen", checks.not_empty, flag="--theme", variable="LKTUI_THEME")
    ] = None
    server_url: Annotated[
        str,
        row(
            TEXT,
            "where the Analytics API is",
            checks.server_url,
            flag="--server-url",
            variable="LKTUI_SERVER_URL",
        ),
    ] = "https://cloud-api.livekit.io"
    max_sessions: Annotated[
        int,
        row(
            INTEGER,
            "sessions of a range that are loaded by themselves; 0 = only what is shown",
            checks.max_sessions,
            variable="LKTUI_MAX_SESSIONS",
        ),
    ] = 5000
    budget: Annotated[int, row(INTEGER, "requests a minute, 6 to 1000", checks.budget, variable="LKTUI_BUDGET")] = 60
    default_profile: Annotated[
        str | None,
        row(TEXT, "the profile to use when nothing else names one; a single profile needs none", checks.not_empty),
    ] = None
    ascii: Annotated[
        bool | None,
        row(
            BOOLEAN,
            "draw with ASCII alone; without it the locale decides",
            flag="--ascii",
            variable="LKTUI_ASCII",
        ),
    ] = None
    mouse: Annotated[
        bool,
        row(
            BOOLEAN,
            "take clicks and the wheel; without, the terminal's own selection works as usual",
            flag="--no-mouse",
            variable="LKTUI_MOUSE",
        ),
    ] = True
    alerts: Annotated[
        tuple[AlertSetting, ...],
        row(ALERTS, "tables of sessions to watch for: a `name`, a `filter` and, to ring the bell, `bell = true`"),
    ] = ()
    keys: Annotated[
        tuple[KeySetting, ...], row(KEYS, 'table of other keys for commands: `id = "x"` or a list of keys')
    ] = ()
    findings: Annotated[FindingSettings, row(FINDINGS, "a table of thresholds of findings; each has a default")] = (
        FindingSettings()
    )
    archive: Annotated[
        bool,
        row(
            BOOLEAN,
            "keep what was seen in a file, to find it again later",
            flag="--no-archive",
            variable="LKTUI_ARCHIVE",
        ),
    ] = True
    retention_days: Annotated[
        int,
        row(
            INTEGER,
            "days that the archive keeps a session after its end, 1 to 3650",
            checks.retention_days,
            variable="LKTUI_RETENTION_DAYS",
        ),
    ] = 30
