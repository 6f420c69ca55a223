"""`lktui --all-projects` with the projects of a config.toml, in a real terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.moved_world import served
from support.surroundings import lktui, pointed_at

from lktui.demo.server import DemoServer


@pytest.fixture
def servers() -> Iterator[dict[str, DemoServer]]:
    with served() as prod, served(seed=8) as staging:
        yield {"prod": prod, "staging": staging}


@pytest.fixture
def home(tmp_path: Path, servers: dict[str, DemoServer]) -> Path:
    """With a profile for each of them, and one that can't be used."""
    profiles = [
        f'[profiles.{name}]\nproject_id = "{server.project_id}"\napi_key = "{server.api_key}"\n'
        f'api_secret = "{server.api_secret}"\nserver_url = "{server.url}"\n'
        for name, server in servers.items()
    ]
    file = tmp_path / "config" / "lktui" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("\n".join([*profiles, '[profiles.empty]\nproject_id = "p_empty"\n']))
    file.chmod(0o600)
    return tmp_path


def test_all_usable_ones_are_in_one_table_and_the_others_named(home: Path, servers: dict[str, DemoServer]) -> None:
    with lktui(home, "--all-projects", size=(120, 30)) as terminal:
        terminal.wait_for("2 projects  prod, staging", " prod ", " staging ", "left out: empty")
        terminal.press("/", *"project:stag", "enter")
        terminal.wait_until(lambda screen: " prod " not in "\n".join(screen.lines[3:]), "one project alone")
        terminal.press("P")
        terminal.wait_for("2 in one table", "no key and secret")
        terminal.press("down", "enter")
        terminal.wait_for(f"prod  {servers['prod'].project_id}")
        terminal.wait_until(lambda screen: "rows 1–" in screen.text and "project" not in screen.lines[2], "its table")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert "left out: empty (profile empty of " in terminal.last_words()
    kept = json.loads((home / "state" / "lktui" / "projects.json").read_text())
    assert kept["all projects"]["filter"] == "project:stag"
    with lktui(home, "--all-projects", size=(120, 30)) as terminal:
        terminal.wait_for("/ project:stag")


def test_the_project_of_the_environment_is_one_of_them_and_none_is_there_twice(
    home: Path, servers: dict[str, DemoServer]
) -> None:
    environ = {name: text for name, text in pointed_at(servers["prod"]).items() if name != "LKTUI_SERVER_URL"}
    environ["LIVEKIT_PROJECT_ID"] = "p_another"
    with lktui(home, "--all-projects", size=(120, 30), environ=environ) as terminal:
        terminal.wait_for("3 projects  environment, prod, staging")


def test_a_profile_is_asked_where_it_says(home: Path) -> None:
    with lktui(home, "--project", "staging", size=(120, 30)) as terminal:
        terminal.wait_for("rows 1–100")
    with lktui(home, "--project", "staging", "--server-url", "http://127.0.0.1:9", size=(120, 30)) as terminal:
        terminal.wait_for("127.0.0.1:9")


def test_two_profiles_of_one_project_are_two_ways_to_it(home: Path) -> None:
    file = home / "config" / "lktui" / "config.toml"
    whole = file.read_text()
    prod = whole[: whole.index("[profiles.staging]")]
    dead = (
        prod.replace("profiles.prod", "profiles.dead").partition("server_url")[0]
        + 'server_url = "http://127.0.0.1:9"\n'
    )
    file.write_text(f'default_profile = "dead"\n{dead}\n{prod}')
    with lktui(home, size=(120, 30)) as terminal:
        terminal.wait_for("127.0.0.1:9")
        terminal.press("P")
        terminal.wait_for("Enter: watch it", "profile prod of ")
        terminal.press("down", "enter")
        terminal.wait_for("rows 1–100", " prod ")
        terminal.press(*":project prod", "enter")
        terminal.wait_for("prod is watched already")


def test_three_projects_are_simulated(tmp_path: Path) -> None:
    with lktui(tmp_path, "--demo", "--all-projects", size=(120, 30)) as terminal:
        terminal.wait_for("3 projects  sim-prod, sim-staging, sim-dev", "rows 1–100")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--all-projects", "sessions"), "lktui sessions asks one project"),
        (("--all-projects", "--project", "prod"), "can't be asked for together"),
    ],
)
def test_what_contradicts_it_is_refused(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    with lktui(tmp_path, *arguments) as terminal:
        assert terminal.wait_exit() == 2
        assert words in terminal.last_words()


def test_where_none_can_be_used_it_says_why(tmp_path: Path) -> None:
    file = tmp_path / "config" / "lktui" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('[profiles.empty]\nproject_id = "p_empty"\n')
    with lktui(tmp_path, "--all-projects") as terminal:
        assert terminal.wait_exit() == 2
        assert "no project can be used: empty (profile empty of " in terminal.last_words()
        assert "no key and secret, and no token" in terminal.last_words()
