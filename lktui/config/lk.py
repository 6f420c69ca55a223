"""The projects of LiveKit's own command line, `lk`, in ~/.livekit/cli-config.yaml (analytics-api.md §4)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from lktui.config.files import exposed, harmless, read_text, shown, with_tilde
from lktui.config.profile import ROWS, Profile, profile_of
from lktui.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_KEYS: Final = tuple(row.name for row in ROWS if row.name not in {"token", "server_url"})  # lk keeps none
_TODO: Final = "`lk` writes this file: see `lk project list`; or give credentials another way."
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})


class LkFile(NamedTuple):
    """What lk's file says; a project is checked when it is asked for, so that a bad one does not bar the others."""

    name: str
    exists: bool
    default_project: str | None = None
    warnings: tuple[str, ...] = ()
    projects: Mapping[str, Mapping[str, str]] = MappingProxyType({})

    def __repr__(self) -> str:
        """Without secrets."""
        return f"LkFile({self.name!r}, {self.names!r})"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.projects)

    def project_label(self, name: str) -> str:
        return f"project {shown(name)} of {self.name}"

    def project(self, name: str) -> Profile:
        """Return a project that is in `names`. Raises ConfigError where a value can't be used."""
        return profile_of(self.projects[name], lambda key: f"{self.project_label(name)}: {key}")


def path_of(home: Path) -> Path:
    return home / ".livekit" / "cli-config.yaml"


def read_lk_file(home: Path) -> LkFile:
    """Read lk's file. Raises ConfigError where it can't be read or has another shape than lk gives it."""
    path = path_of(home)
    name = with_tilde(path, home)
    content = read_text(path, name)
    if content is None:
        return LkFile(name, exists=False)
    document = _parsed(content.text, name)
    if _is_null(document):
        return LkFile(name, exists=True)
    if not isinstance(document, dict):
        raise ConfigError(f"{name}: is not a mapping with default_project and projects", _TODO)
    projects = _projects(document.get("projects"), name)
    holds_secrets = any("api_secret" in fields for fields in projects.values())
    return LkFile(
        name,
        exists=True,
        default_project=_text(document.get("default_project"), f"{name}: default_project"),
        warnings=(exposed(path, home),) if holds_secrets and content.readable_by_others else (),
        projects=MappingProxyType(projects),
    )


def _parsed(text: str, name: str) -> object:
    import yaml  # noqa: PLC0415 - start-up time: many have no such file

    # BaseLoader makes texts, lists and mappings and nothing else: a secret of digits keeps its zeros, and no tag or
    # value in the file runs code or fails in a converter.
    try:
        document: object = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        # str(error) would quote the line, which may hold a secret.
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark is not None else ""
        raise ConfigError(f"{name}: {line}{harmless(error.problem or 'not YAML')}", _TODO) from None
    except RecursionError:
        raise ConfigError(f"{name}: nested too deeply", _TODO) from None
    except (yaml.YAMLError, ValueError, OverflowError):  # a character that YAML forbids, an escape beyond Unicode
        raise ConfigError(f"{name}: not YAML: it holds a character that is not allowed", _TODO) from None
    return document


def _projects(raw: object, name: str) -> dict[str, Mapping[str, str]]:
    if _is_null(raw):
        return {}
    if not isinstance(raw, list):
        raise ConfigError(f"{name}: projects: is not a list", _TODO)
    projects: dict[str, Mapping[str, str]] = {}
    for index, item in enumerate(raw):
        place = f"{name}: projects[{index}]"
        if _is_null(item):
            continue
        if not isinstance(item, dict):
            raise ConfigError(f"{place}: is not a mapping", _TODO)
        fields = {key: value for key in _KEYS if (value := _text(item.get(key), f"{place}.{key}")) is not None}
        if project := _text(item.get("name"), f"{place}.name"):
            projects.setdefault(project, fields)
    return projects


def _text(raw: object, where: str) -> str | None:
    if raw is None or _is_null(raw):
        return None
    if not isinstance(raw, str):
        raise ConfigError(f"{where}: is not a text", _TODO)
    return raw.strip()


def _is_null(raw: object) -> bool:
    return raw is None or (isinstance(raw, str) and raw.strip() in _NULL)
