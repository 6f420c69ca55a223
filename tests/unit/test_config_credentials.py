"""Credentials: as a whole from the first source that has them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from lktui.config.config_file import read_config_file
from lktui.config.configuration import load
from lktui.config.credentials import Credentials, FoundCredentials, find_credentials
from lktui.config.settings import Flags
from lktui.errors import ConfigError, NoCredentials, NoProjectId

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CONFIG = "~/.config/lktui/config.toml"
LK = "~/.livekit/cli-config.yaml"
ENV = {"LIVEKIT_API_KEY": "env-key", "LIVEKIT_API_SECRET": "env-secret", "LIVEKIT_PROJECT_ID": "p_env"}
TOML = """
[profiles.prod]
project_id = "p_prod"
api_key = "prod-key"
api_secret = "prod-secret"
url = "wss://prod.livekit.cloud"
"""
TWO = TOML + '[profiles.staging]\nproject_id = "p_staging"\ntoken = "staging-token"\n'
YAML = """
default_project: support
projects:
  - name: support
    project_id: p_support
    url: wss://support.livekit.cloud
    api_key: support-key
    api_secret: support-secret
  - name: fresh
    project_id: ""
    api_key: fresh-key
    api_secret: fresh-secret
"""


def write(home: Path, name: str, text: str, mode: int = 0o600) -> None:
    path = home / name.removeprefix("~/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


def find(home: Path, environ: Mapping[str, str] | None = None, flags: Flags | None = None) -> FoundCredentials:
    environ, flags = environ or {}, flags or Flags()
    return find_credentials(flags, environ, home, read_config_file(None, environ, home))


def refusal(home: Path, environ: Mapping[str, str] | None = None, flags: Flags | None = None) -> ConfigError:
    with pytest.raises(ConfigError) as raised:
        find(home, environ, flags)
    for secret in ("env-secret", "prod-secret", "staging-token", "support-secret", "hunter2"):
        assert secret not in str(raised.value) + repr(raised.value)
    return raised.value


# The order


def test_the_named_profile_of_config_toml_comes_first(tmp_path: Path) -> None:
    write(tmp_path, CONFIG, TWO)
    write(tmp_path, LK, YAML.replace("support", "prod"))
    assert find(tmp_path, ENV, Flags(project="prod")) == FoundCredentials(
        Credentials(
            project_id="p_prod",
            name="prod",
            source=f"profile prod of {CONFIG}",
            api_key="prod-key",
            api_secret="prod-secret",
            url="wss://prod.livekit.cloud",
        ),
        (),
    )


def test_then_the_named_project_of_lk(tmp_path: Path) -> None:
    write(tmp_path, CONFIG, TWO)
    write(tmp_path, LK, YAML)
    assert find(tmp_path, ENV, Flags(project="support")).credentials == Credentials(
        project_id="p_support",
        name="support",
        source=f"project support of {LK}",
        api_key="support-key",
        api_secret="support-secret",
        url="wss://support.livekit.cloud",
    )


def test_then_the_environment(tmp_path: Path) -> None:
    write(tmp_path, CONFIG, TOML)
    write(tmp_path, LK, YAML)
    assert find(tmp_path, ENV | {"LIVEKIT_URL": "wss://env.livekit.cloud"}) == FoundCredentials(
        Credentials(
            project_id="p_env",
            name="environment",
            source="environment",
            api_key="env-key",
            api_secret="env-secret",
            url="wss://env.livekit.cloud",
        ),
        (),
    )


def test_then_the_default_profile(tmp_path: Path) -> None:
    write(tmp_path, CONFIG, 'default_profile = "staging"\n' + TWO)
    write(tmp_path, LK, YAML)
    found = find(tmp_path).credentials
    assert (found.name, found.project_id, found.token) == ("staging", "p_staging", "staging-token")


def test_then_the_only_profile(tmp_path: Path) -> None:
    write(tmp_path, CONFIG, TOML)
    write(tmp_path, LK, YAML)
    assert find(tmp_path).credentials.name == "prod"


def test_then_the_default_project_of_lk(tmp_path: Path) -> None:
    write(tmp_path, CONFIG, TWO)
    write(tmp_path, LK, YAML)
    found = find(tmp_path)
    assert (found.credentials.source, found.warnings) == (f"project support of {LK}", ())


@pytest.mark.parametrize("half", ["LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"])
def test_a_key_never_meets_the_secret_of_another_source(tmp_path: Path, half: str) -> None:
    write(tmp_path, CONFIG, TOML)
    found = find(tmp_path, {half: ENV[half]})
    assert (found.credentials.api_key, found.credentials.api_secret) == ("prod-key", "prod-secret")
    (other,) = {"LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"} - {half}
    assert found.warnings == (f"environment: {other} not set; passed over",)


def test_the_halves_of_three_sources_do_not_make_a_whole(tmp_path: Path) -> None:
    write(tmp_path, CONFIG, "[profiles.prod]\napi_secret = 'prod-secret'\nproject_id = 'p_1'\n")
    write(tmp_path, LK, "default_project: a\nprojects: [{name: a, api_secret: hunter2, project_id: p_1}]")
    with pytest.raises(NoCredentials) as raised:
        find(tmp_path, {"LIVEKIT_API_KEY": "env-key"})
    assert raised.value.looked == (
        "environment: LIVEKIT_API_SECRET not set",
        f"profile prod of {CONFIG}: api_key not set",
        f"project a of {LK}: api_key not set",
    )


def test_a_half_default_profile_is_passed_over_with_a_warning(tmp_path: Path) -> None:
    write(tmp_path, CONFIG, "[profiles.prod]\napi_key = 'k'\n")
    write(tmp_path, LK, YAML)
    found = find(tmp_path)
    assert found.credentials.name == "support"
    assert found.warnings == (f"profile prod of {CONFIG}: api_secret not set; passed over",)


def test_an_id_or_address_alone_in_the_environment_is_no_half_source(tmp_path: Path) -> None:
    write(tmp_path, CONFIG, TOML)
    assert find(tmp_path, {"LIVEKIT_PROJECT_ID": "p_env", "LIVEKIT_URL": "wss://x.example"}).warnings == ()


@pytest.mark.parametrize("value", ["", " ", "\n"])
def test_an_empty_variable_counts_as_not_set(tmp_path: Path, value: str) -> None:
    write(tmp_path, CONFIG, TOML)
    names = (*ENV, "LIVEKIT_TOKEN", "LIVEKIT_URL")
    found = find(tmp_path, dict.fromkeys(names, value))
    assert (found.credentials.name, found.warnings) == ("prod", ())


def test_variables_are_stripped(tmp_path: Path) -> None:
    found = find(tmp_path, {name: f" {value}\r\n" for name, value in ENV.items()}).credentials
    assert (found.api_key, found.api_secret, found.project_id) == ("env-key", "env-secret", "p_env")


# --project NAME


def test_a_named_profile_without_secret_is_an_error_even_if_another_source_has_all(tmp_path: Path) -> None:
    write(tmp_path, CONFIG, "[profiles.prod]\napi_key = 'k'\n")
    write(tmp_path, LK, YAML.replace("support", "prod"))
    assert refusal(tmp_path, ENV, Flags(project="prod")).what == f"profile prod of {CONFIG}: api_secret not set"


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ("project_id = 'p_1'", "neither api_key and api_secret nor token set"),
        ("api_secret = 'hunter2'", "api_key not set"),
    ],
)
def test_what_a_named_profile_lacks_is_named(tmp_path: Path, fields: str, missing: str) -> None:
    write(tmp_path, CONFIG, f"[profiles.prod]\n{fields}\n")
    assert refusal(tmp_path, {}, Flags(project="prod")).what == f"profile prod of {CONFIG}: {missing}"


def test_a_named_project_of_lk_without_key_and_secret_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, LK, "projects: [{name: a, project_id: p_1}]")
    assert refusal(tmp_path, ENV, Flags(project="a")).what == f"project a of {LK}: api_key and api_secret not set"


def test_an_unknown_name_is_an_error_with_the_known_names_and_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, CONFIG, TWO)
    write(tmp_path, LK, YAML)
    error = refusal(tmp_path, ENV, Flags(project="suport"))
    assert error.what == f"--project suport: neither a profile of {CONFIG} nor a project of {LK}"
    assert error.todo == "Did you mean support? Known: prod, staging, support, fresh."
    assert refusal(tmp_path, ENV, Flags(project="")).todo == "Known: prod, staging, support, fresh."


def test_an_unknown_name_where_there_are_no_names_says_so(tmp_path: Path) -> None:
    assert refusal(tmp_path, ENV, Flags(project="prod")).todo == "There are no profiles in either of them."


def test_a_name_that_a_terminal_would_obey_is_escaped(tmp_path: Path) -> None:
    write(tmp_path, CONFIG, '[profiles."a\\u001b[31m"]\napi_key="k"\napi_secret="s"\nproject_id="p_1"\n')
    found = find(tmp_path, {}, Flags(project="a\x1b[31m")).credentials
    assert (found.name, found.source) == (r"a\x1b[31m", rf"profile a\x1b[31m of {CONFIG}")


# Tokens


def test_a_token_in_the_environment_is_used_with_the_project_id(tmp_path: Path) -> None:
    write(tmp_path, CONFIG, TOML)
    found = find(tmp_path, {"LIVEKIT_TOKEN": "env-token", "LIVEKIT_PROJECT_ID": "p_env"})
    assert found == FoundCredentials(Credentials("p_env", "environment", "environment", token="env-token"), ())


def test_a_token_without_project_id_says_exactly_that(tmp_path: Path) -> None:
    with pytest.raises(NoProjectId) as raised:
        find(tmp_path, {"LIVEKIT_TOKEN": "hunter2"})
    assert raised.value.what == "the environment has a token, but no project id"
    assert "hunter2" not in str(raised.value)


def test_key_and_secret_beat_a_token_with_a_warning(tmp_path: Path) -> None:
    found = find(tmp_path, ENV | {"LIVEKIT_TOKEN": "hunter2"})
    assert (found.credentials.api_secret, found.credentials.token) == ("env-secret", None)
    (warning,) = found.warnings
    assert warning.startswith("environment: LIVEKIT_TOKEN is ignored: LIVEKIT_API_KEY and LIVEKIT_API_SECRET are set")


def test_key_and_secret_beat_a_token_in_a_profile_too(tmp_path: Path) -> None:
    write(tmp_path, CONFIG, TOML + 'token = "hunter2"\n')
    found = find(tmp_path)
    assert (found.credentials.api_key, found.credentials.token) == ("prod-key", None)
    assert found.warnings[0].startswith(f"profile prod of {CONFIG}: token is ignored: api_key and api_secret are set")


@pytest.mark.parametrize(
    ("half", "other"),
    [("LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"), ("LIVEKIT_API_SECRET", "LIVEKIT_API_KEY")],
)
def test_a_token_beats_half_a_pair_with_a_warning(tmp_path: Path, half: str, other: str) -> None:
    found = find(tmp_path, {"LIVEKIT_TOKEN": "env-token", "LIVEKIT_PROJECT_ID": "p_env", half: ENV[half]})
    assert found.credentials == Credentials("p_env", "environment", "environment", token="env-token")
    assert found.warnings == (f"environment: {other} not set, so LIVEKIT_TOKEN is used",)


# The project id


@pytest.mark.parametrize("by", ["flag", "variable"])
@pytest.mark.parametrize("source", ["environment", "profile", "project of lk"])
def test_an_id_that_the_source_lacks_is_filled_in(tmp_path: Path, source: str, by: str) -> None:
    environ = {}
    if source == "environment":
        environ = {name: value for name, value in ENV.items() if name != "LIVEKIT_PROJECT_ID"}
    elif source == "profile":
        write(tmp_path, CONFIG, TOML.replace("p_prod", ""))
    else:
        write(tmp_path, LK, YAML.replace("p_support", ""))
    flags = Flags(project_id="p_given") if by == "flag" else Flags()
    if by == "variable":
        environ |= {"LIVEKIT_PROJECT_ID": "p_given"}
    found = find(tmp_path, environ, flags)
    assert (found.credentials.project_id, found.warnings) == ("p_given", ())


def test_the_flag_beats_the_variable(tmp_path: Path) -> None:
    assert find(tmp_path, ENV, Flags(project_id="p_flag")).credentials.project_id == "p_flag"
    write(tmp_path, CONFIG, TOML.replace("p_prod", ""))
    found = find(tmp_path, {"LIVEKIT_PROJECT_ID": "p_env"}, Flags(project_id="p_flag"))
    assert found.credentials.project_id == "p_flag"


@pytest.mark.parametrize(("name", "own"), [("prod", "p_prod"), ("support", "p_support")])
def test_the_variable_never_overrides_the_id_of_a_profile_or_project(tmp_path: Path, name: str, own: str) -> None:
    write(tmp_path, CONFIG, TOML)
    write(tmp_path, LK, YAML)
    assert find(tmp_path, ENV, Flags(project=name)).credentials.project_id == own
    assert find(tmp_path, {"LIVEKIT_PROJECT_ID": "not/one"}, Flags(project=name)).credentials.project_id == own


@pytest.mark.parametrize(("name", "own"), [("prod", "p_prod"), ("support", "p_support")])
def test_a_flag_against_the_id_of_a_profile_or_project_is_an_error_that_says_both(
    tmp_path: Path, name: str, own: str
) -> None:
    write(tmp_path, CONFIG, TOML)
    write(tmp_path, LK, YAML)
    what = refusal(tmp_path, {}, Flags(project=name, project_id="p_other")).what
    assert "p_other" in what
    assert own in what
    assert find(tmp_path, {}, Flags(project=name, project_id=own)).credentials.project_id == own


@pytest.mark.parametrize("value", ["a/b", "..", "a b", "p_\u00e4", "p_1?x", "p_1%2f", "p_1\nx"])
def test_what_can_not_be_a_project_id_is_refused_by_where_it_came_from(tmp_path: Path, value: str) -> None:
    assert refusal(tmp_path, ENV, Flags(project_id=value)).what.startswith("--project-id: must be a project id")
    what = refusal(tmp_path, ENV | {"LIVEKIT_PROJECT_ID": value}).what
    assert what.startswith("LIVEKIT_PROJECT_ID: must be a project id")
    write(
        tmp_path, LK, f"default_project: a\nprojects: [{{name: a, api_key: k, api_secret: s, project_id: {value!r}}}]"
    )
    assert refusal(tmp_path).what.startswith(f"project a of {LK}: project_id: must be a project id")


def test_an_empty_project_id_flag_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, ENV, Flags(project_id="")).what.startswith("--project-id: ")


def test_an_id_that_does_not_start_with_p_is_only_a_warning(tmp_path: Path) -> None:
    found = find(tmp_path, ENV, Flags(project_id="other-1"))
    assert found.credentials.project_id == "other-1"
    assert found.warnings == ("--project-id: does not look like a project id, which starts with p_",)


def test_a_key_and_secret_without_project_id_in_the_environment(tmp_path: Path) -> None:
    with pytest.raises(NoProjectId) as raised:
        find(tmp_path, ENV | {"LIVEKIT_PROJECT_ID": ""})
    assert raised.value.what == "the environment has an API key and secret, but no project id"
    assert raised.value.todo == (
        "The id is the part after /projects/ in the dashboard's address, https://cloud.livekit.io/projects/p_…;"
        " give it with --project-id or LIVEKIT_PROJECT_ID."
    )
    assert raised.value.exit_code == 2


def test_a_key_and_secret_without_project_id_in_a_profile(tmp_path: Path) -> None:
    write(tmp_path, CONFIG, TOML.replace("p_prod", ""))
    with pytest.raises(NoProjectId) as raised:
        find(tmp_path)
    assert raised.value.what == f"profile prod of {CONFIG} has an API key and secret, but no project id"
    assert raised.value.todo.endswith("--project-id, LIVEKIT_PROJECT_ID or project_id in that file.")


def test_a_key_and_secret_without_project_id_in_lk_says_what_leaves_it_empty(tmp_path: Path) -> None:
    write(tmp_path, LK, YAML)
    with pytest.raises(NoProjectId) as raised:
        find(tmp_path, {}, Flags(project="fresh"))
    assert raised.value.what == (
        f"project fresh of {LK} has an API key and secret, but no project id: `lk project add` leaves it empty"
    )


# Bad values


@pytest.mark.parametrize("name", ["LIVEKIT_API_KEY", "LIVEKIT_API_SECRET", "LIVEKIT_TOKEN"])
@pytest.mark.parametrize("value", ["hunter2\nx", "hunter2\rx", "hunter2\u00e4", "hunter2\udce4", "hunter2\x00x"])
def test_a_key_secret_or_token_with_a_line_break_or_beyond_ascii_is_refused_without_showing_it(
    tmp_path: Path, name: str, value: str
) -> None:
    what = refusal(tmp_path, ENV | {name: value}).what
    assert what.startswith(f"{name}: holds a line break or another character")


@pytest.mark.parametrize("url", ["x.livekit.cloud", "wss://u:hunter2@x.livekit.cloud", "wss://x\ny", "ftp://x"])
def test_an_unusable_livekit_url_is_left_out_with_a_warning(tmp_path: Path, url: str) -> None:
    found = find(tmp_path, ENV | {"LIVEKIT_URL": url})
    assert found.credentials.url is None
    (warning,) = found.warnings
    assert warning.startswith("LIVEKIT_URL: left out, it must ")
    assert "hunter2" not in warning


def test_the_environment_is_not_looked_at_when_a_profile_is_named(tmp_path: Path) -> None:
    write(tmp_path, CONFIG, TOML)
    assert find(tmp_path, {"LIVEKIT_API_KEY": "a\nb"}, Flags(project="prod")).warnings == ()


# Nothing found


def test_nothing_found_lists_what_was_looked_for_and_where(tmp_path: Path) -> None:
    with pytest.raises(NoCredentials) as raised:
        find(tmp_path, {"LIVEKIT_PROJECT_ID": "p_1"})
    assert raised.value.looked == (
        "environment: neither LIVEKIT_API_KEY and LIVEKIT_API_SECRET nor LIVEKIT_TOKEN set",
        f"{CONFIG}: no such file",
        f"{LK}: no such file",
    )
    assert raised.value.exit_code == 2
    assert "lktui --demo" in raised.value.todo
    assert len(str(raised.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("toml", "yaml", "lines"),
    [
        ("", "", (f"{CONFIG}: no profiles", f"{LK}: no default project")),
        (
            "[profiles.a]\n[profiles.b]",
            "default_project: gone",
            (
                f"{CONFIG}: 2 profiles, but no default_profile",
                f"{LK}: its default project gone is not among its projects",
            ),
        ),
        (
            "[profiles.a]",
            "default_project: a\nprojects: [{name: a}]",
            (
                f"profile a of {CONFIG}: neither api_key and api_secret nor token set",
                f"project a of {LK}: api_key and api_secret not set",
            ),
        ),
    ],
)
def test_nothing_found_says_what_each_file_lacks(tmp_path: Path, toml: str, yaml: str, lines: tuple[str, ...]) -> None:
    write(tmp_path, CONFIG, toml)
    write(tmp_path, LK, yaml)
    with pytest.raises(NoCredentials) as raised:
        find(tmp_path)
    assert raised.value.looked[1:] == lines


# Secrets


def test_no_secret_is_in_the_repr_of_anything_returned(tmp_path: Path) -> None:
    write(tmp_path, CONFIG, TWO)
    write(tmp_path, LK, YAML)
    config_file = read_config_file(None, ENV, tmp_path)
    shown = repr(config_file) + str(config_file)
    for name in ("prod", "staging", "support"):
        found = load(Flags(project=name), ENV, tmp_path)
        shown += repr(found) + str(found)
    shown += repr(load(Flags(), ENV, tmp_path)) + repr(
        load(Flags(), {"LIVEKIT_TOKEN": "hunter2"} | {"LIVEKIT_PROJECT_ID": "p_1"}, tmp_path)
    )
    for secret in ("prod-secret", "staging-token", "support-secret", "env-secret", "hunter2"):
        assert secret not in shown


@pytest.mark.skipif(os.name != "posix", reason="no such rights")
@pytest.mark.parametrize("flags", [Flags(), Flags(project="support")])
def test_lks_file_that_others_can_read_gets_a_warning_when_it_is_used(tmp_path: Path, flags: Flags) -> None:
    write(tmp_path, LK, YAML, 0o640)
    assert find(tmp_path, {}, flags).warnings == (f"{LK} holds secrets and can be read by others: chmod 600 {LK}",)
    assert find(tmp_path, ENV).warnings == ()


def test_a_profile_may_say_where_its_api_is_unless_a_flag_or_a_variable_does(tmp_path: Path) -> None:
    write(tmp_path, CONFIG, 'server_url = "https://all.example"\n' + TWO + 'server_url = "https://own.example/"\n')

    def server(flags: Flags, **environ: str) -> str:
        return load(flags, environ, tmp_path).settings.server_url

    assert server(Flags(project="staging")) == "https://own.example"
    assert server(Flags(project="prod")) == "https://all.example"
    assert server(Flags(project="staging"), LKTUI_SERVER_URL="https://variable.example") == "https://variable.example"
    assert server(Flags(project="staging", server_url="https://flag.example")) == "https://flag.example"


def test_a_profiles_server_address_is_checked(tmp_path: Path) -> None:
    write(tmp_path, CONFIG, TWO + 'server_url = "ftp://own.example"\n')
    assert "profiles.staging.server_url" in refusal(tmp_path, flags=Flags(project="staging")).what
