"""config.toml: where it lies, and what it says, checked as a whole; it is only ever read."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from lktui.config.files import exposed, harmless, read_text, shown, with_tilde
from lktui.config.profile import ROWS as PROFILE_ROWS
from lktui.config.profile import Profile, profile_of
from lktui.config.schema import Checked, Wrong, nearest, table
from lktui.config.settings import Settings
from lktui.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PROFILES: Final = "profiles"
_SETTINGS: Final = {row.name: row for row in table(Settings)}
_PROFILE_KEYS: Final = tuple(row.name for row in PROFILE_ROWS)
_POSITION: Final = r" \(at (?:line (\d+), column (\d+)|end of document)\)$"


class ConfigFile(NamedTuple):
    """What config.toml says. `values` are the settings that it gives, `name` is its path for people.

    `default_profile` is the one it names, or its only one.
    """

    path: Path
    name: str
    exists: bool
    values: Mapping[str, Checked] = MappingProxyType({})
    profiles: Mapping[str, Profile] = MappingProxyType({})
    default_profile: str | None = None
    warnings: tuple[str, ...] = ()

    def profile_label(self, name: str) -> str:
        return f"profile {shown(name)} of {self.name}"


def locate(flag: Path | None, environ: Mapping[str, str], home: Path) -> tuple[Path, str | None]:
    """Say where config.toml is or would be, and what asked for just that path: a flag, a variable or nothing."""
    if flag is not None:
        return _expanded(flag, home), "--config"
    if variable := environ.get("LKTUI_CONFIG", "").strip():
        return _expanded(Path(variable), home), "LKTUI_CONFIG"
    xdg = Path(environ.get("XDG_CONFIG_HOME", "").strip())
    folder = (xdg if xdg.is_absolute() else home / ".config") / "lktui"  # a relative one is to be ignored, says XDG
    # Elsewhere platformdirs says the same, and importing it takes time.
    if sys.platform in {"darwin", "win32"} and not _exists(folder):
        from platformdirs import user_config_dir  # noqa: PLC0415 - start-up time

        folder = Path(user_config_dir("lktui", appauthor=False))
    return folder / "config.toml", None


def read_config_file(flag: Path | None, environ: Mapping[str, str], home: Path) -> ConfigFile:
    """Read and check the whole file. Raises ConfigError."""
    path, asked_by = locate(flag, environ, home)
    name = with_tilde(path, home)
    content = read_text(path, name)
    if content is None:
        if asked_by is not None:
            raise ConfigError(f"{name}: no such file", f"It was named with {asked_by}.")
        return ConfigFile(path, name, exists=False)
    document = _parsed(content.text, name)
    _refuse_unknown(document, (*_SETTINGS, _PROFILES), name, "")
    values = _values(document, name)
    profiles = _profiles(document.get(_PROFILES), name)
    holds_secrets = any(profile.api_secret or profile.token for profile in profiles.values())
    return ConfigFile(
        path,
        name,
        exists=True,
        values=MappingProxyType(values),
        profiles=MappingProxyType(profiles),
        default_profile=_default(values, profiles, name),
        warnings=(exposed(path, home),) if holds_secrets and content.readable_by_others else (),
    )


def _expanded(path: Path, home: Path) -> Path:
    """Put the home in place of a `~` that the shell has left, as in `--config=~/x`."""
    return home.joinpath(*path.parts[1:]) if path.parts[:1] == ("~",) else path


def _exists(folder: Path) -> bool:
    try:
        return folder.exists()
    except OSError:  # a folder above it is closed to us
        return False


def _parsed(text: str, name: str) -> Mapping[str, object]:
    import tomllib  # noqa: PLC0415 - start-up time: many have no file

    try:
        document: Mapping[str, object] = tomllib.loads(text)
    except RecursionError:
        raise ConfigError(f"{name}: nested too deeply") from None
    except ValueError as error:  # TOMLDecodeError, and a bare ValueError for a number of thousands of digits
        message = str(error)
        position = re.search(_POSITION, message)
        problem = harmless(re.sub(_POSITION, "", message)) or "can't be read"
        if position is None:
            place = ""
        elif position[1] is None:
            place = "at its end: "
        else:
            place = f"line {position[1]}, column {position[2]}: "
        raise ConfigError(f"{name}: {place}{problem}", "The file must be TOML: https://toml.io") from None
    return document


def _refuse_unknown(table: Mapping[str, object], known: Iterable[str], name: str, prefix: str) -> None:
    known = tuple(known)
    for key in table:
        if key in known:
            continue
        if not prefix and key in _PROFILE_KEYS:
            todo = f"It belongs in a table [profiles.NAME], where NAME is yours to choose: {key} = …"
        elif meant := nearest(key, known):
            todo = f"Did you mean {prefix}{meant}?"
        else:
            todo = f"Known here: {', '.join(known)}."
        raise ConfigError(f"{name}: unknown key {prefix}{shown(key)}", todo)


def _values(document: Mapping[str, object], name: str) -> dict[str, Checked]:
    values: dict[str, Checked] = {}
    for key, row in _SETTINGS.items():
        if key in document:
            try:
                values[key] = row.rule.accept(document[key])
            except Wrong as wrong:
                raise ConfigError(f"{name}: {key}{wrong.key}: {wrong.problem}", f"It is: {row.rule.meaning}.") from None
    return values


def _profiles(raw: object, name: str) -> dict[str, Profile]:
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise ConfigError(f"{name}: profiles: must be tables [profiles.NAME]")
    profiles: dict[str, Profile] = {}
    for profile, fields in raw.items():
        key = f"profiles.{shown(profile)}"
        if not isinstance(fields, dict):
            raise ConfigError(
                f"{name}: {key}: must be a table [profiles.NAME]", f"Known in it: {', '.join(_PROFILE_KEYS)}."
            )
        _refuse_unknown(fields, _PROFILE_KEYS, name, f"{key}.")
        profiles[profile] = _profile(fields, f"{name}: {key}.")
    return profiles


def _profile(fields: Mapping[str, object], prefix: str) -> Profile:
    return profile_of(fields, lambda field: prefix + field)


def _default(values: Mapping[str, Checked], profiles: Mapping[str, Profile], name: str) -> str | None:
    if "default_profile" not in values:
        return next(iter(profiles)) if len(profiles) == 1 else None
    wanted = str(values["default_profile"].value)
    if wanted in profiles:
        return wanted
    if meant := nearest(wanted, profiles):
        todo = f"Did you mean {shown(meant)}?"
    elif profiles:
        todo = f"It has: {', '.join(map(shown, profiles))}."
    else:
        todo = "It has no table [profiles.NAME]."
    raise ConfigError(f"{name}: default_profile: there is no profile {shown(wanted)}", todo)
