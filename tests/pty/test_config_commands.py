"""`lktui config` and `lktui projects`: what was found, why it holds, and never a secret."""

from __future__ import annotations

import json
import os
import re
import shlex
import stat
import subprocess
import tomllib
from pathlib import Path

import pytest
from support.one_shot import run
from support.surroundings import LKTUI, surroundings
from support.terminal import PATIENCE

from lktui.config.configuration import load_settings
from lktui.config.findings import ROWS as FINDINGS
from lktui.config.json_schema import json_schema
from lktui.config.schema import Row, Wrong, table
from lktui.config.settings import Flags, Settings
from lktui.config.template import template

SECRET = "a-secret-that-nobody-should-see"


def write(home: Path, text: str) -> Path:
    path = home / "config" / "lktui" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o600)
    return path


def write_lk(home: Path, text: str) -> None:
    path = home / ".livekit" / "cli-config.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o600)


def uncommented(text: str) -> str:
    """With every example in force."""
    lines = [line.removeprefix("# ") for line in text.splitlines()]
    return "\n".join(line for line in lines if re.match(r"[a-z_]+ = |\[", line))


def test_init_writes_a_file_for_its_owner_that_changes_nothing(tmp_path: Path) -> None:
    ended = run(tmp_path, "config", "init")
    path = Path(ended.stdout.strip())
    assert path == tmp_path / "config" / "lktui" / "config.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    assert load_settings(Flags(), environ, tmp_path).settings == Settings()
    assert run(tmp_path, "config", "path").stdout.strip() == str(path)


def test_every_example_of_a_first_file_can_be_used(tmp_path: Path) -> None:
    examples = uncommented(template())
    named = tomllib.loads(examples)
    assert {row.name for row in table(Settings)} <= set(named)
    write(tmp_path, examples.replace("…", "x"))
    loaded = load_settings(Flags(), {"XDG_CONFIG_HOME": str(tmp_path / "config")}, tmp_path)
    assert loaded.config_file.default_profile == "prod"


def test_init_leaves_a_file_that_is_there_as_it_is(tmp_path: Path) -> None:
    path = write(tmp_path, "limit = 7\n")
    ended = run(tmp_path, "config", "init")
    assert ended.returncode == 2
    assert "is there already" in ended.stderr
    assert path.read_text() == "limit = 7\n"


def test_init_where_nothing_can_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ended = run(tmp_path, "--config", str(tmp_path / "file" / "config.toml"), "config", "init")
    assert ended.returncode == 2
    assert "can't be written" in ended.stderr


def test_the_path_of_a_file_that_is_not_there_comes_with_what_to_do(tmp_path: Path) -> None:
    ended = run(tmp_path, "config", "path")
    assert ended.stdout.strip().endswith("config.toml")
    assert "lktui config init" in ended.stderr


def test_show_says_what_holds_and_where_it_came_from(tmp_path: Path) -> None:
    write(tmp_path, f'limit = 7\nbudget = 30\n[profiles.prod]\napi_secret = "{SECRET}"\n')
    ended = run(tmp_path, "config", "show", "--json", "--limit", "9", environ={"LKTUI_REFRESH": "5"})
    shown = json.loads(ended.stdout)
    assert set(shown) == {row.name for row in table(Settings)}
    assert shown["limit"] == {"value": 9, "from": "--limit"}
    assert shown["refresh"] == {"value": 5, "from": "LKTUI_REFRESH"}
    assert shown["budget"]["value"] == 30
    assert shown["budget"]["from"].endswith("config.toml: budget")
    assert shown["utc"]["from"] == "default"
    text = run(tmp_path, "config", "show").stdout
    assert SECRET not in ended.stdout + text
    assert any(line.split()[:2] == ["budget", "30"] for line in text.splitlines())


def test_show_names_alerts_and_commands_with_other_keys(tmp_path: Path) -> None:
    write(tmp_path, '[[alerts]]\nname = "crowd"\nfilter = "people>9"\n[keys]\nquit = ["Q", "F10"]\nfilter = "x"\n')
    lines = [line.split() for line in run(tmp_path, "config", "show").stdout.splitlines()]
    assert ["alerts", "crowd"] in [words[:2] for words in lines]
    assert ["keys", "quit,", "filter"] in [words[:3] for words in lines]


def test_the_schema_knows_every_setting_and_its_type(tmp_path: Path) -> None:
    schema = json.loads(run(tmp_path, "config", "schema").stdout)
    assert schema == json.loads(json.dumps(json_schema()))
    properties = schema["properties"]
    assert set(properties) == {row.name for row in table(Settings)} | {"profiles"}
    assert all("type" in each and each["description"] for each in properties.values())
    assert "api_secret" in properties["profiles"]["additionalProperties"]["properties"]


def test_all_projects_are_listed_with_the_one_that_is_taken(tmp_path: Path) -> None:
    write(
        tmp_path,
        'default_profile = "prod"\n'
        f'[profiles.prod]\nproject_id = "p_1"\napi_key = "APIone"\napi_secret = "{SECRET}"\n'
        f'[profiles.half]\nproject_id = "p_2"\napi_key = "APItwo"\n',
    )
    write_lk(
        tmp_path,
        f"projects:\n  - name: shop\n    api_key: APIshop\n    api_secret: {SECRET}\n    url: wss://shop.livekit.cloud\n"
        "  - name: broken\n    project_id: '!!'\n",
    )
    ended = run(tmp_path, "projects", "--json")
    found = {each["name"]: each for each in json.loads(ended.stdout)}
    assert list(found) == ["prod", "half", "shop", "broken"]
    assert [name for name, each in found.items() if each["default"]] == ["prod"]
    assert found["prod"] | {"source": ""} == {
        "name": "prod", "default": True, "project_id": "p_1", "has": "key and secret", "url": None, "source": "",
        "problem": None,
    }  # fmt: skip
    assert "no key and secret" in found["half"]["problem"]
    assert "no project id" in found["shop"]["problem"]
    assert "project_id" in found["broken"]["problem"]
    text = run(tmp_path, "projects")
    assert SECRET not in ended.stdout + ended.stderr + text.stdout + text.stderr
    assert any(line.startswith("*  prod") for line in text.stdout.splitlines())
    assert run(tmp_path, "projects", "--names").stdout.split() == ["prod", "half", "shop", "broken"]


def test_the_environment_comes_before_the_files_and_project_before_both(tmp_path: Path) -> None:
    write(tmp_path, f'[profiles.prod]\nproject_id = "p_1"\napi_key = "APIone"\napi_secret = "{SECRET}"\n')
    environ = {"LIVEKIT_API_KEY": "APIenv", "LIVEKIT_API_SECRET": SECRET, "LIVEKIT_PROJECT_ID": "p_9"}

    def taken(*arguments: str) -> list[str]:
        records = json.loads(run(tmp_path, "projects", "--json", *arguments, environ=environ).stdout)
        return [each["name"] for each in records if each["default"]]

    assert taken() == ["environment"]
    assert taken("--project", "prod") == ["prod"]


def test_without_any_project_it_says_what_was_looked_for(tmp_path: Path) -> None:
    ended = run(tmp_path, "projects")
    assert ended.returncode == 0
    assert "LIVEKIT_API_KEY" in ended.stderr


def test_a_broken_file_is_told_with_its_place(tmp_path: Path) -> None:
    write(tmp_path, "limit = \n")
    for command in (["config", "show"], ["projects"]):
        ended = run(tmp_path, *command)
        assert ended.returncode == 2
        assert "line 1" in ended.stderr
    assert run(tmp_path, "config", "path").returncode == 0


def test_a_file_that_others_can_read_is_warned_of(tmp_path: Path) -> None:
    path = write(tmp_path, f'[profiles.prod]\napi_secret = "{SECRET}"\n')
    os.chmod(path, 0o644)  # noqa: PTH101
    assert "chmod 600" in run(tmp_path, "projects").stderr


def test_show_knows_the_server_of_the_profile_that_is_taken(tmp_path: Path) -> None:
    write(
        tmp_path,
        """
        [profiles.prod]
        api_key = "k"
        api_secret = "s"
        server_url = "https://prod.invalid"
        """,
    )
    shown = json.loads(run(tmp_path, "config", "show", "--json").stdout)
    assert shown["server_url"]["value"] == "https://prod.invalid"
    assert "profile prod" in shown["server_url"]["from"]
    flag = json.loads(run(tmp_path, "config", "show", "--json", "--server-url", "https://flag.invalid").stdout)
    assert flag["server_url"]["value"] == "https://flag.invalid"


def test_a_full_disk_leaves_no_part_of_a_first_file_behind(tmp_path: Path) -> None:
    ended = subprocess.run(
        ["sh", "-c", f"ulimit -f 1; exec {shlex.join(LKTUI)} config init"],
        env=surroundings(tmp_path, PYTHONDONTWRITEBYTECODE="1"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 2
    assert "can't be written" in ended.stderr
    assert not (tmp_path / "config" / "lktui" / "config.toml").exists()
    assert run(tmp_path, "config", "init").returncode == 0


BOUNDED = [row for row in (*table(Settings), *FINDINGS) if row.rule.bounds]


@pytest.mark.parametrize("row", BOUNDED, ids=[row.name for row in BOUNDED])
def test_the_schema_has_the_bounds_that_are_held(row: Row) -> None:
    shape = json.loads(json.dumps(json_schema()))["properties"]
    told = shape[row.name] if row.name in shape else shape["findings"]["properties"][row.name]
    for allowed in (told["minimum"], told["maximum"]):
        assert row.rule.accept(allowed).value == allowed
    for refused in (told["minimum"] - 1, told["maximum"] + 1):
        with pytest.raises(Wrong):
            row.rule.accept(refused)
