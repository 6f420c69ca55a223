"""lk's file: read as lk writes it, tolerant of what is missing, clear about what can't be read."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from lktui.config.configuration import load
from lktui.config.lk import LkFile, read_lk_file
from lktui.config.settings import Flags
from lktui.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

NAME = "~/.livekit/cli-config.yaml"
ENV = {"LIVEKIT_API_KEY": "k", "LIVEKIT_API_SECRET": "s", "LIVEKIT_PROJECT_ID": "p_1"}


def read(home: Path, text: str | bytes) -> LkFile:
    path = home / ".livekit" / "cli-config.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    path.chmod(0o600)
    return read_lk_file(home)


def refusal(home: Path, text: str | bytes) -> str:
    with pytest.raises(ConfigError) as raised:
        read(home, text)
    assert raised.value.what.startswith(f"{NAME}: ")
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    assert "hunter2" not in str(raised.value) + repr(raised.value)
    return raised.value.what


@pytest.mark.parametrize(
    "text",
    ["", "---\n", "null", "# nothing\n", "projects:", "projects: null", "projects: []", "projects: [null, ~]",
     "default_project: null\nprojects: [{api_key: k}]", "default_project: ''"],
)  # fmt: skip
def test_what_is_missing_or_null_is_tolerated(tmp_path: Path, text: str) -> None:
    file = read(tmp_path, text)
    assert (file.exists, file.default_project, file.names) == (True, None, ())


def test_a_missing_file_is_no_error(tmp_path: Path) -> None:
    assert not read_lk_file(tmp_path).exists


def test_unknown_keys_are_tolerated(tmp_path: Path) -> None:
    file = read(tmp_path, "device_name: x\nprojects:\n  - {name: a, api_key: k, expiry: 5, nested: {a: [b]}}\n")
    assert file.project("a").api_key == "k"


def test_null_and_empty_fields_of_a_project_count_as_missing(tmp_path: Path) -> None:
    profile = read(tmp_path, "projects: [{name: a, api_key: null, api_secret: ~, url: , project_id: ''}]").project("a")
    assert (profile.api_key, profile.api_secret, profile.url, profile.project_id) == (None, None, None, None)


def test_a_key_or_secret_of_digits_is_kept_to_the_digit(tmp_path: Path) -> None:
    profile = read(tmp_path, "projects: [{name: 007, api_key: 0012, api_secret: 1e5, project_id: 2020-01-01}]").project(
        "007"
    )
    assert (profile.api_key, profile.api_secret, profile.project_id) == ("0012", "1e5", "2020-01-01")


def test_of_two_projects_with_one_name_the_first_counts(tmp_path: Path) -> None:
    assert read(tmp_path, "projects: [{name: a, api_key: x}, {name: a, api_key: y}]").project("a").api_key == "x"


def test_a_bad_value_in_one_project_does_not_bar_the_others(tmp_path: Path) -> None:
    file = read(tmp_path, 'projects: [{name: a, api_secret: "hunter2\\nx"}, {name: b, api_key: k}]')
    assert file.project("b").api_key == "k"
    with pytest.raises(ConfigError) as raised:
        file.project("a")
    assert raised.value.what.startswith(f"project a of {NAME}: api_secret: holds a line break")
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("just text", "is not a mapping with default_project and projects"),
        ("- a\n- b", "is not a mapping with default_project and projects"),
        ("default_project: [a]", "default_project: is not a text"),
        ("projects: hunter2", "projects: is not a list"),
        ("projects: {a: {api_secret: hunter2}}", "projects: is not a list"),
        ("projects: [{name: a}, hunter2]", "projects[1]: is not a mapping"),
        ("projects: [{name: [a]}]", "projects[0].name: is not a text"),
        ("projects: [{name: a, api_secret: [hunter2]}]", "projects[0].api_secret: is not a text"),
    ],
)
def test_another_shape_is_an_error_that_names_the_place(tmp_path: Path, text: str, problem: str) -> None:
    assert refusal(tmp_path, text) == f"{NAME}: {problem}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: b\n  api_secret: hunter2\n", "line 2: mapping values are not allowed here"),
        ("projects:\n- [hunter2\n", "line 3: expected ',' or ']', but got '<stream end>'"),
        ("a: *hunter2", "line 1: found undefined alias …"),
        ("a: &hunter2 1\nb: &hunter2 2", "line 2: second occurrence"),
        ("!hunter2!x a", "line 1: found undefined tag handle …"),
        ("a: 'hunter2", "line 1: found unexpected end of stream"),
        ('a: "hunter2\\q"', "line 1: found unknown escape character 'q'"),
        ("a: @hunter2", "line 1: found character '@' that cannot start any token"),
        ("? [hunter2]\n: b", "line 1: found unhashable key"),
        ("a: b\n--- \nc: hunter2", "line 2: but found another document"),
        ("a: \x01hunter2", "not YAML: it holds a character that is not allowed"),
        ('a: "\\UFFFFFFFFhunter2"', "not YAML: it holds a character that is not allowed"),
        ("%YAML 1." + "9" * 5000 + "\n---\na", "not YAML: it holds a character that is not allowed"),
        ("[" * 20000, "nested too deeply"),
        (b"a: \xff", "line 1: not UTF-8 text"),
    ],
    ids=lambda value: repr(value[:40]),
)
def test_broken_yaml_is_an_error_with_the_line_and_nothing_of_its_text(
    tmp_path: Path, text: str | bytes, problem: str
) -> None:
    assert refusal(tmp_path, text) == f"{NAME}: {problem}"


@pytest.mark.parametrize(
    "text",
    ["&a [*a]", "a: &a {b: *a}", "!!python/object/apply:os.system [x]", "a: !!int ''", "a: !!bool x",
     "a: !!timestamp x", "a: 2020-99-99", "<<: 5"],
)  # fmt: skip
def test_tags_aliases_and_merges_run_nothing_and_break_nothing(tmp_path: Path, text: str) -> None:
    try:
        read(tmp_path, text)
    except ConfigError as error:
        assert error.what.startswith(f"{NAME}: ")  # noqa: PT017 - either outcome is fine, no other is


def test_an_alias_bomb_costs_nothing(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 40)]
    assert read(tmp_path, "\n".join(lines)).names == ()


def test_a_broken_file_is_no_obstacle_when_something_before_it_has_credentials(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        read(tmp_path, "[")
    assert load(Flags(), ENV, tmp_path).credentials is not None
    with pytest.raises(ConfigError):
        load(Flags(), {}, tmp_path)
    with pytest.raises(ConfigError):
        load(Flags(project="a"), ENV, tmp_path)


def test_neither_yaml_nor_toml_nor_platformdirs_is_loaded_before_it_is_needed(tmp_path: Path) -> None:
    # Where the path of config.toml is not the same as XDG's, platformdirs is asked for it.
    lazy = {"yaml", "tomllib", "difflib", "httpx", "textual"} | (
        set() if sys.platform in {"darwin", "win32"} else {"platformdirs"}
    )
    code = (
        "import sys, pathlib\n"
        "from lktui.config.configuration import load\n"
        "from lktui.config.settings import Flags\n"
        f"load(Flags(), {ENV!r}, pathlib.Path({str(tmp_path)!r}))\n"
        f"print(*sorted({lazy!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
