"""The settings: one table from which validation, flags, variables and the README's table come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from lktui.config import checks
from lktui.config.alerts import ALERTS, AlertSetting
from lktui.config.findings import FINDINGS, FindingSettings
from lktui.config.keys import KEYS, KeySetting
from lktui.config.schema import BOOLEAN, INTEGER, NUMBER, TEXT, row

if TYPE_CHECKING:
    from pathlib import Path


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


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds after flags, environment, config.toml and defaults. A new setting is a new row here."""

    refresh: float = field(
        default=10.0,
        metadata=row(
            NUMBER,
            "seconds between two refreshes; 0 = only by hand, else at least 2",
            checks.refresh,
            flag="--refresh",
            variable="LKTUI_REFRESH",
        ),
    )
    limit: int = field(
        default=100,
        metadata=row(INTEGER, "sessions on a page, 1 to 1000", checks.limit, flag="--limit", variable="LKTUI_LIMIT"),
    )
    token_ttl: float = field(
        default=600.0,
        metadata=row(
            NUMBER,
            "seconds that an access token lives, 30 to 86400",
            checks.token_ttl,
            flag="--ttl",
            variable="LKTUI_TOKEN_TTL",
        ),
    )
    utc: bool = field(
        default=False,
        metadata=row(BOOLEAN, "show times in UTC instead of the local zone", flag="--utc", variable="LKTUI_UTC"),
    )
    theme: str | None = field(
        default=None,
        metadata=row(TEXT, "colours of the screen", checks.not_empty, flag="--theme", variable="LKTUI_THEME"),
    )
    server_url: str = field(
        default="https://cloud-api.livekit.io",
        metadata=row(
            TEXT,
            "where the Analytics API is",
            checks.server_url,
            flag="--server-url",
            variable="LKTUI_SERVER_URL",
        ),
    )
    max_sessions: int = field(
        default=5000,
        metadata=row(
            INTEGER,
            "sessions of a range that are loaded by themselves; 0 = only what is shown",
            checks.max_sessions,
            variable="LKTUI_MAX_SESSIONS",
        ),
    )
    budget: int = field(
        default=60,
        metadata=row(INTEGER, "requests a minute, 6 to 1000", checks.budget, variable="LKTUI_BUDGET"),
    )
    default_profile: str | None = field(
        default=None,
        metadata=row(
            TEXT, "the profile to use when nothing else names one; a single profile needs none", checks.not_empty
        ),
    )
    ascii: bool | None = field(
        default=None,
        metadata=row(
            BOOLEAN,
            "draw with ASCII alone; without it the locale decides",
            flag="--ascii",
            variable="LKTUI_ASCII",
        ),
    )
    mouse: bool = field(
        default=True,
        metadata=row(
            BOOLEAN,
            "take clicks and the wheel; without, the terminal's own selection works as usual",
            flag="--no-mouse",
            variable="LKTUI_MOUSE",
        ),
    )
    alerts: tuple[AlertSetting, ...] = field(
        default=(),
        metadata=row(
            ALERTS, "tables of sessions to watch for: a `name`, a `filter` and, to ring the bell, `bell = true`"
        ),
    )
    keys: tuple[KeySetting, ...] = field(
        default=(),
        metadata=row(KEYS, 'table of other keys for commands: `id = "x"` or a list of keys'),
    )
    findings: FindingSettings = field(
        default=FindingSettings(), metadata=row(FINDINGS, "a table of thresholds of findings; each has a default")
    )
    archive: bool = field(
        default=True,
        metadata=row(
            BOOLEAN,
            "keep what was seen in a file, to find it again later",
            flag="--no-archive",
            variable="LKTUI_ARCHIVE",
        ),
    )
    retention_days: int = field(
        default=30,
        metadata=row(
            INTEGER,
            "days that the archive keeps a session after its end, 1 to 3650",
            checks.retention_days,
            variable="LKTUI_RETENTION_DAYS",
        ),
    )
