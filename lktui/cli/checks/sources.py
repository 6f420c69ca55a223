"""Where settings and credentials come from, and what each source says; secrets only as "set"."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lktui.cli.checks import Check, Outcome
from lktui.cli.values import flat, words
from lktui.config.config_file import ConfigFile, locate
from lktui.config.configuration import Configuration, load_settings, of_profile
from lktui.config.credentials import VARIABLES, find_credentials
from lktui.config.files import with_tilde
from lktui.config.lk import path_of, read_lk_file
from lktui.config.schema import table
from lktui.config.settings import Settings
from lktui.errors import ConfigError, LktuiError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lktui.config.configuration import LoadedSettings
    from lktui.config.credentials import Credentials
    from lktui.config.settings import Flags

_PART: Final = "sources"
_ELSEWHERE: Final = (
    "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "XDG_CONFIG_HOME",
    "LKTUI_CONFIG",
)  # fmt: skip


@dataclass(slots=True)
class Sources:
    """What the checks find on their way; None where that failed."""

    settings: LoadedSettings | None = None
    credentials: Credentials | None = None

    def configuration(self, settings: LoadedSettings) -> Configuration:
        return Configuration(settings.settings, self.credentials, (), None, settings.config_file.name)


def sources(flags: Flags, environ: Mapping[str, str], home: Path, found: Sources, *, demo: bool) -> Iterator[Check]:
    yield _variables(environ)
    yield from _config_file(flags, environ, home, found)
    yield from _lk_file(home)
    if demo:
        credentials = [Check("credentials", "taken from", Outcome.GOOD, "the simulated project")]
    else:
        credentials = list(_credentials(flags, environ, home, found))
    if found.settings is not None:
        if found.credentials is not None:
            found.settings = of_profile(found.settings, found.credentials)
        values = {row.name: getattr(found.settings.settings, row.name) for row in table(Settings)}
        for name, value in flat(values):
            origin = found.settings.origins[name.partition(".")[0]]
            yield Check("settings", name, Outcome.TOLD, f"{words(value)} ({origin})")
        if found.settings.config_file.exists:
            from lktui.cli.checks.meanings import meanings  # noqa: PLC0415 - where there are any

            yield from meanings(found.configuration(found.settings))
    yield from credentials


def _variables(environ: Mapping[str, str]) -> Check:
    """Those that lktui looks at; only their names."""
    own = [row.rule.variable for row in table(Settings) if row.rule.variable]
    names = (*VARIABLES.values(), *own, *_ELSEWHERE)
    given = [name for name in names if environ.get(name, "").strip() or environ.get(name.lower(), "").strip()]
    return Check(_PART, "environment", Outcome.TOLD, f"set: {', '.join(given)}" if given else "nothing is set")


def _config_file(flags: Flags, environ: Mapping[str, str], home: Path, found: Sources) -> Iterator[Check]:
    path, _ = locate(flags.config, environ, home)
    name = with_tilde(path, home)
    try:
        found.settings = load_settings(flags, environ, home)
    except ConfigError as error:
        yield Check(_PART, "config.toml", Outcome.FAILED, error.what, error.todo or "Correct it.")
        return
    file = found.settings.config_file
    if not file.exists:
        yield Check(_PART, "config.toml", Outcome.TOLD, f"{name}: no such file", "To write one: lktui config init")
        return
    keys = [*file.values, *(f"profiles.{profile}" for profile in file.profiles)]
    yield Check(_PART, "config.toml", Outcome.GOOD, f"{name}: {', '.join(keys) or 'says nothing'}")
    yield from _permissions("config.toml", path, home, secrets=bool(file.profiles))
    for warning in found.settings.warnings:
        if "chmod" not in warning:  # told by the permissions
            yield Check(_PART, "warning", Outcome.WARNING, warning)


def _lk_file(home: Path) -> Iterator[Check]:
    path = path_of(home)
    try:
        lk = read_lk_file(home)
    except ConfigError as error:
        yield Check(_PART, "lk's file", Outcome.FAILED, error.what, error.todo)
        return
    if not lk.exists:
        yield Check(_PART, "lk's file", Outcome.TOLD, f"{lk.name}: no such file")
        return
    default = f", default {lk.default_project}" if lk.default_project else ", no default"
    yield Check(_PART, "lk's file", Outcome.GOOD, f"{lk.name}: {len(lk.names)} projects{default}")
    yield from _permissions("lk's file", path, home, secrets=bool(lk.names))


def _permissions(name: str, path: Path, home: Path, *, secrets: bool) -> Iterator[Check]:
    if os.name != "posix":
        return
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return
    if mode & 0o077 and secrets:
        todo = f"Others must not read it: chmod 600 {with_tilde(path, home)}"
        yield Check(_PART, f"{name} permissions", Outcome.WARNING, f"{mode:04o}", todo)
    else:
        yield Check(_PART, f"{name} permissions", Outcome.GOOD, f"{mode:04o}")


def _credentials(flags: Flags, environ: Mapping[str, str], home: Path, found: Sources) -> Iterator[Check]:
    part = "credentials"
    if found.settings is not None:
        file = found.settings.config_file
    else:  # what the other sources have is worth knowing all the same
        path, _ = locate(flags.config, environ, home)
        file = ConfigFile(path, with_tilde(path, home), exists=False)
    try:
        taken = find_credentials(flags, environ, home, file)
    except LktuiError as error:
        yield Check(part, "taken from", Outcome.FAILED, error.what, error.todo)
        return
    found.credentials = credentials = taken.credentials
    yield Check(part, "taken from", Outcome.GOOD, credentials.source)
    yield Check(part, "project id", Outcome.TOLD, credentials.project_id)
    for name, value in (("key", credentials.api_key), ("secret", credentials.api_secret), ("token", credentials.token)):
        if value:
            yield Check(part, name, Outcome.TOLD, "set")
    yield Check(part, "url", Outcome.TOLD, "set" if credentials.url else "not set: ghosts can't be told apart")
    for warning in taken.warnings:
        if "chmod" not in warning:
            yield Check(part, "warning", Outcome.WARNING, warning)
