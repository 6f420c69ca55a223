"""Whatever is in the files and in the environment: it loads, or it is a clear error; and no secret is ever shown."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from lktui.config.configuration import Configuration, load
from lktui.config.findings import ROWS as FINDINGS
from lktui.config.settings import Flags
from lktui.errors import ConfigError, NoCredentials, NoProjectId

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRET = "Zq9Xv7Kw3Jh5"
TOML = f"""refresh = 10
theme = "nord"
[profiles.a]
api_secret = "{SECRET}"
token = '{SECRET}'
api_key = "key"
project_id = "p_1"
"""
YAML = f"""projects:
  - api_secret: {SECRET}
    "token": "{SECRET}"
    api_key: key
    project_id: p_1
    name: a
default_project: a
"""
THRESHOLDS = tuple(row.name for row in FINDINGS)
SETTINGS = ("refresh", "limit", "token_ttl", "utc", "theme", "server_url", "default_profile")
VARIABLES = (
    *(f"LKTUI_{name.upper()}" for name in SETTINGS[:-1]),
    "LIVEKIT_API_KEY",
    "LIVEKIT_API_SECRET",
    "LIVEKIT_TOKEN",
    "LIVEKIT_PROJECT_ID",
    "LIVEKIT_URL",
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SCALAR = st.one_of(
    TEXT,
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from(["a", "b", "p_1", "https://x.example", "http://[", "wss://x@y"]),
)
VALUE = st.recursive(
    SCALAR, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)), max_leaves=6
)
HIDDEN = st.one_of(st.just(SECRET), st.builds(lambda a, b: f"{a}{SECRET}{b}", TEXT, TEXT), st.lists(st.just(SECRET)))
PROFILE = st.fixed_dictionaries(
    {},
    optional={
        "project_id": VALUE | st.just("p_1"),
        "api_key": VALUE | st.just("key"),
        "api_secret": HIDDEN,
        "token": HIDDEN,
        "url": VALUE,
        "unknown": VALUE,
    },
)
ALERT = st.fixed_dictionaries(
    {}, optional={"name": VALUE | st.just("a"), "filter": VALUE | st.just("active"), "bell": VALUE, "other": VALUE}
)
ENVIRON = st.dictionaries(
    st.sampled_from(VARIABLES),
    st.one_of(st.text(max_size=12), st.sampled_from(["1", "5", "", "p_1", "https://x.example"])),
).map(
    lambda environ: {
        name: value + SECRET if name in {"LIVEKIT_API_SECRET", "LIVEKIT_TOKEN"} and value else value
        for name, value in environ.items()
    }
)
FLAGS = st.builds(
    Flags,
    project=st.none() | st.sampled_from(["a", "b"]) | TEXT,
    project_id=st.none() | st.just("p_1") | TEXT,
    server_url=st.none() | TEXT,
    config=st.none(),
    refresh=st.none() | st.floats(),
    limit=st.none() | st.integers(),
    token_ttl=st.none() | st.floats(),
    utc=st.none() | st.booleans(),
    theme=st.none() | TEXT,
    ascii=st.none() | st.booleans(),
    mouse=st.none() | st.booleans(),
)


def toml(value: object) -> str:
    """Write a value as TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(key)} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value)


def outcome(
    config: str | bytes, lk: str | bytes, environ: Mapping[str, str], flags: Flags
) -> Configuration | ConfigError | NoCredentials | NoProjectId:
    """Load, and hold what holds for every input."""
    result: Configuration | ConfigError | NoCredentials | NoProjectId
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name, content in ((".config/lktui/config.toml", config), (".livekit/cli-config.yaml", lk)):
            path = home / name
            path.parent.mkdir(parents=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        try:
            result = load(flags, environ, home)
        except (ConfigError, NoCredentials, NoProjectId) as error:
            result = error
    if isinstance(result, Exception):
        assert result.__cause__ is None
    told = str(result) + repr(result)
    assert not any(SECRET[start : start + 4] in told for start in range(len(SECRET) - 3))
    lines = [result.what, result.todo] if not isinstance(result, Configuration) else list(result.warnings)
    assert all(line.isprintable() for line in lines)
    if isinstance(result, Configuration):
        found = result.credentials
        assert found is not None
        assert found.project_id
        assert (found.token is None) == (found.api_key is not None) == (found.api_secret is not None)
        assert result.settings.refresh == 0 or 2 <= result.settings.refresh <= 86400
        assert 1 <= result.settings.limit <= 1000
    return result


@given(
    st.dictionaries(st.sampled_from(SETTINGS) | TEXT, VALUE, max_size=3),
    st.lists(ALERT, max_size=2) | VALUE,
    st.dictionaries(TEXT, TEXT | st.lists(TEXT) | VALUE, max_size=2) | VALUE,
    st.dictionaries(st.sampled_from(THRESHOLDS) | TEXT, VALUE, max_size=2) | VALUE,
    st.dictionaries(st.sampled_from(["a", "b"]) | TEXT, PROFILE, max_size=2),
    ENVIRON,
    FLAGS,
)
def test_any_toml_values_load_or_are_a_clear_error(
    top: dict[str, object],
    alerts: object,
    keys: object,
    thresholds: object,
    profiles: dict[str, object],
    environ: dict[str, str],
    flags: Flags,
) -> None:
    top = {"alerts": alerts, "keys": keys, "findings": thresholds, **top}
    text = "".join(f"{toml(key)} = {toml(value)}\n" for key, value in top.items())
    outcome(text + f"profiles = {toml(profiles)}\n", "", environ, flags)


@given(st.one_of(VALUE, st.fixed_dictionaries({"projects": VALUE, "default_project": VALUE})), ENVIRON, FLAGS)
def test_any_yaml_values_load_or_are_a_clear_error(document: object, environ: dict[str, str], flags: Flags) -> None:
    outcome("", json.dumps(document), environ, flags)


@given(st.lists(st.builds(lambda fields, name: fields | {"name": name}, PROFILE, st.sampled_from(["a", "b"]))), FLAGS)
def test_any_projects_of_lk_load_or_are_a_clear_error(projects: list[dict[str, object]], flags: Flags) -> None:
    outcome("", json.dumps({"default_project": "a", "projects": projects}), {}, flags)


@given(st.text() | st.binary(), st.text() | st.binary(), ENVIRON)
def test_any_files_load_or_are_a_clear_error(config: str | bytes, lk: str | bytes, environ: dict[str, str]) -> None:
    outcome(config, lk, environ, Flags())


@settings(max_examples=300)
@given(st.data(), st.booleans())
def test_a_slip_in_a_good_file_never_shows_its_secret(data: st.DataObject, in_toml: bool) -> None:  # noqa: FBT001
    text = TOML if in_toml else YAML
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    typed = data.draw(
        st.sampled_from(["", "'", '"', "\\", "\n", "\t", "[", "{", "(", "=", ":", "&", "*", "!", "@", "%", "?"])
    )
    edited = text[:start] + typed + text[end:]
    outcome(*((edited, "") if in_toml else ("", edited)), {}, Flags())


def test_the_good_files_of_these_tests_are_good() -> None:
    assert isinstance(outcome(TOML, "", {}, Flags()), Configuration)
    assert isinstance(outcome("", YAML, {}, Flags()), Configuration)
