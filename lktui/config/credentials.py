"""Credentials: taken as a whole from the first source that has them, so that a key never meets another's secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from lktui.config import checks
from lktui.config.files import shown
from lktui.config.lk import LkFile, read_lk_file
from lktui.config.profile import ENVIRONMENT, ROWS, Profile, profile_of
from lktui.config.schema import Wrong, nearest
from lktui.errors import ConfigError, NoCredentials, NoProjectId

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lktui.config.config_file import ConfigFile
    from lktui.config.settings import Flags

VARIABLES: Final = {row.name: row.rule.variable for row in ROWS if row.rule.variable is not None}


class Credentials(NamedTuple):
    """What it takes to call the API for one project: key and secret, or else a token.

    `name` is short, for the header; `source` says to people where it all came from.
    """

    project_id: str
    name: str
    source: str
    api_key: str | None = None
    api_secret: str | None = None
    token: str | None = None
    url: str | None = None
    server_url: str | None = None

    def __repr__(self) -> str:
        """Without secrets."""
        return f"Credentials({self.project_id!r}, {self.name!r}, {self.source!r}, {self.api_key!r})"


class FoundCredentials(NamedTuple):
    credentials: Credentials
    warnings: tuple[str, ...]


class _Source(NamedTuple):
    name: str
    label: str
    profile: Profile
    is_lk: bool = False

    def called(self, key: str) -> str:
        return VARIABLES[key] if self.label == ENVIRONMENT else key

    def missing(self) -> str:
        """Say what it would take to be complete."""
        keys = [self.called(key) for key in ("api_key", "api_secret") if getattr(self.profile, key) is None]
        pair = " and ".join(keys)
        if len(keys) == 2 and not self.is_lk:  # lk keeps no tokens
            return f"neither {pair} nor {self.called('token')} set"
        return f"{pair} not set"


def find_credentials(
    flags: Flags, environ: Mapping[str, str], home: Path, config_file: ConfigFile, *, needs_project_id: bool = True
) -> FoundCredentials:
    """Find the first source that has key and secret or a token, and the project id that goes with it.

    The order: the profile named with `--project` (in config.toml, else in lk's file), the environment, the default
    profile of config.toml, the default project of lk. lk's file is read only when nothing before it will do.

    Minting a token needs no project id: without the need, it is empty where none is known.

    Raises ConfigError, NoCredentials, NoProjectId.
    """
    warnings: list[str] = []

    def whole(source: _Source) -> FoundCredentials:
        project_id = _project_id(source, flags, environ, warnings)
        if not project_id and needs_project_id:
            raise _no_project_id(source)
        return FoundCredentials(_credentials(source, project_id, warnings), tuple(warnings))

    if flags.project is not None:
        source = _named(flags.project, home, config_file, warnings)
        if not source.profile.is_complete:
            raise ConfigError(
                f"{source.label}: {source.missing()}",
                "Add what is missing, or leave --project out to look elsewhere.",
            )
        return whole(source)
    looked: list[str] = []
    for found in _in_order(environ, home, config_file, warnings):
        if isinstance(found, str):
            looked.append(found)
        elif found.profile.is_complete:
            return whole(found)
        else:
            line = f"{found.label}: {found.missing()}"
            looked.append(line)
            if found.label != ENVIRONMENT or found.profile.api_key or found.profile.api_secret:
                warnings.append(f"{line}; passed over")
    raise NoCredentials(tuple(looked))


def _named(name: str, home: Path, config_file: ConfigFile, warnings: list[str]) -> _Source:
    if name in config_file.profiles:
        return _Source(shown(name), config_file.profile_label(name), config_file.profiles[name])
    lk = read_lk_file(home)
    if name in lk.names:
        warnings.extend(lk.warnings)
        return _Source(shown(name), lk.project_label(name), lk.project(name), is_lk=True)
    known = tuple(dict.fromkeys((*config_file.profiles, *lk.names)))
    meant = nearest(name, known)
    what = f"--project {shown(name)}: neither a profile of {config_file.name} nor a project of {lk.name}"
    if not known:
        raise ConfigError(what, "There are no profiles in either of them.")
    listed = f"Known: {', '.join(map(shown, known))}."
    raise ConfigError(what, f"Did you mean {shown(meant)}? {listed}" if meant else listed)


def _in_order(
    environ: Mapping[str, str], home: Path, config_file: ConfigFile, warnings: list[str]
) -> Iterator[_Source | str]:
    """Yield each source in turn, or the line that says why there is none."""
    yield _environment(environ)
    yield _default_profile(config_file)
    lk = read_lk_file(home)
    warnings.extend(lk.warnings)
    yield _default_project(lk)


def _environment(environ: Mapping[str, str]) -> _Source:
    # The project id is looked at when it is needed: it may fill in for another source, or for none.
    raw = {key: environ.get(variable) for key, variable in VARIABLES.items() if key != "project_id"}
    return _Source(ENVIRONMENT, ENVIRONMENT, profile_of(raw, VARIABLES.__getitem__))


def _default_profile(config_file: ConfigFile) -> _Source | str:
    name = config_file.default_profile
    if name is not None:
        return _Source(shown(name), config_file.profile_label(name), config_file.profiles[name])
    if not config_file.exists:
        return f"{config_file.name}: no such file"
    if not config_file.profiles:
        return f"{config_file.name}: no profiles"
    return f"{config_file.name}: {len(config_file.profiles)} profiles, but no default_profile"


def _default_project(lk: LkFile) -> _Source | str:
    name = lk.default_project
    if name in lk.names:
        return _Source(shown(name), lk.project_label(name), lk.project(name), is_lk=True)
    if not lk.exists:
        return f"{lk.name}: no such file"
    if name is None:
        return f"{lk.name}: no default project"
    return f"{lk.name}: its default project {shown(name)} is not among its projects"


def _credentials(source: _Source, project_id: str, warnings: list[str]) -> Credentials:
    profile = source.profile
    warnings.extend(profile.notes)
    token = source.called("token")
    if profile.has_pair:
        if profile.token is not None:
            warnings.append(
                f"{source.label}: {token} is ignored: {source.called('api_key')} and {source.called('api_secret')}"
                " are set too, and make tokens that can be renewed"
            )
    elif profile.api_key or profile.api_secret:
        warnings.append(f"{source.label}: {source.missing()}, so {token} is used")
    return Credentials(
        project_id=project_id,
        name=source.name,
        source=source.label,
        api_key=profile.api_key if profile.has_pair else None,
        api_secret=profile.api_secret if profile.has_pair else None,
        token=None if profile.has_pair else profile.token,
        url=profile.url,
        server_url=profile.server_url,
    )


def _project_id(source: _Source, flags: Flags, environ: Mapping[str, str], warnings: list[str]) -> str:
    """The source's own, else the flag's, else the variable's; empty where there is none."""
    given = None if flags.project_id is None else _checked_id(flags.project_id, "--project-id", warnings)
    own = source.profile.project_id
    if own is not None:
        if given is not None and given != own:
            raise ConfigError(
                f"--project-id {given} is not the project of {source.label}, which is {own}",
                "Leave --project-id out, or choose the profile of that project with --project.",
            )
        return own
    if given is not None:
        return given
    variable = VARIABLES["project_id"]
    if environ.get(variable, "").strip():
        return _checked_id(environ[variable], variable, warnings)
    return ""


def _checked_id(text: str, where: str, warnings: list[str]) -> str:
    try:
        project_id, warning = checks.project_id(text.strip())
    except Wrong as wrong:
        raise ConfigError(f"{where}: {wrong.problem}") from None
    if warning:
        warnings.append(f"{where}: {warning}")
    return project_id


def _no_project_id(source: _Source) -> NoProjectId:
    has = "an API key and secret" if source.profile.has_pair else "a token"
    ways = ["--project-id", VARIABLES["project_id"]]
    if source.label != ENVIRONMENT:
        ways.append("project_id in that file")
    holder = f"the {ENVIRONMENT}" if source.label == ENVIRONMENT else source.label
    return NoProjectId(holder, has, left_empty_by="`lk project add`" if source.is_lk else "", ways=tuple(ways))
