"""All that was configured, for one start of lktui: each setting from the first place that gives it, and credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lktui.config.config_file import ConfigFile, read_config_file
from lktui.config.schema import Checked, Row, Wrong, table
from lktui.config.settings import Flags, Settings
from lktui.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lktui.config.credentials import Credentials

_RULE = next(row.rule for row in table(Settings) if row.name == "server_url")
_BEFORE_THE_FILE = (_RULE.flag, _RULE.variable)  # a profile's own address is the file's word


class LoadedSettings(NamedTuple):
    """`origins` says for each setting what it came from: a flag, a variable, the file, "default"."""

    settings: Settings
    config_file: ConfigFile
    origins: Mapping[str, str]
    warnings: tuple[str, ...]


class Configuration(NamedTuple):
    """`credentials` is None when they were not asked for, `config_path` is None when there is no config.toml.

    `config_name` is its path for people, whether there is one or not.

    `warnings` are lines for people, of things that work but are not as they should be.
    """

    settings: Settings
    credentials: Credentials | None
    warnings: tuple[str, ...]
    config_path: Path | None
    config_name: str


def load(
    flags: Flags,
    environ: Mapping[str, str],
    home: Path,
    *,
    with_credentials: bool = True,
    needs_project_id: bool = True,
) -> Configuration:
    """Load settings, and credentials where they are asked for. Raises ConfigError, NoCredentials, NoProjectId."""
    loaded = load_settings(flags, environ, home)
    config_path = loaded.config_file.path if loaded.config_file.exists else None
    name = loaded.config_file.name
    if not with_credentials:
        return Configuration(loaded.settings, None, loaded.warnings, config_path, name)
    from lktui.config.credentials import find_credentials  # noqa: PLC0415 - the demo has its own

    found = find_credentials(flags, environ, home, loaded.config_file, needs_project_id=needs_project_id)
    settings = of_profile(loaded, found.credentials).settings
    return Configuration(settings, found.credentials, (*loaded.warnings, *found.warnings), config_path, name)


def of_profile(loaded: LoadedSettings, credentials: Credentials) -> LoadedSettings:
    """The settings with what the profile itself says of where its API is."""
    own = credentials.server_url
    if own is None or loaded.origins["server_url"] in _BEFORE_THE_FILE:
        return loaded
    settings = loaded.settings._replace(server_url=own)
    return loaded._replace(settings=settings, origins={**loaded.origins, "server_url": credentials.source})


def load_settings(flags: Flags, environ: Mapping[str, str], home: Path) -> LoadedSettings:
    """Take each setting from its flag, its variable, config.toml or its default. Raises ConfigError.

    config.toml is checked as a whole; a variable only where no flag stands in for it.
    """
    config_file = read_config_file(flags.config, environ, home)
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    warnings = list(config_file.warnings)
    for row in table(Settings):
        checked, origins[row.name] = _first(row, flags, environ, config_file)
        values[row.name] = checked.value
        if checked.warning:
            warnings.append(f"{origins[row.name]}: {checked.warning}")
    settings = Settings(**values)  # type: ignore[arg-type]  # each value has passed the check of its row
    return LoadedSettings(settings, config_file, origins, tuple(warnings))


def _first(row: Row, flags: Flags, environ: Mapping[str, str], config_file: ConfigFile) -> tuple[Checked, str]:
    rule = row.rule
    typed: object = None if rule.flag is None else getattr(flags, row.name)
    text = "" if rule.variable is None else environ.get(rule.variable, "").strip()
    origin = "default"
    try:
        if rule.flag is not None and typed is not None:
            origin = rule.flag
            return rule.accept(typed), origin
        if rule.variable is not None and text:
            origin = rule.variable
            return rule.read(text), origin
    except Wrong as wrong:
        raise ConfigError(f"{origin}: {wrong.problem}", f"It is: {rule.meaning}.") from None
    if row.name in config_file.values:
        return config_file.values[row.name], f"{config_file.name}: {row.name}"
    return Checked(row.default), origin
