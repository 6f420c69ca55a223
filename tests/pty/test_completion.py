"""The completion scripts in their shells: what they offer is what lktui takes."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.one_shot import run
from support.surroundings import surroundings

from lktui.cli.commands import COMMANDS
from lktui.tui.themes import OURS

FLAGS_OF_SESSIONS = {"--filter", "--sort", "--all", "--json", "--project", "--demo", "--utc", "--limit"}


def shell(home: Path, *command: str) -> list[str]:
    """What a shell prints, with `lktui` on its path."""
    folder = home / "bin"
    folder.mkdir(exist_ok=True)
    program = folder / "lktui"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m lktui "$@"\n')
    program.chmod(0o755)
    environ = surroundings(home, PATH=f"{folder}:{os.environ['PATH']}")
    ended = subprocess.run(command, env=environ, cwd=home, capture_output=True, text=True, timeout=60, check=False)
    assert ended.stderr == ""
    return ended.stdout.splitlines()


def needs(name: str) -> str:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    return name


def script(home: Path, name: str) -> Path:
    ended = run(home, "completion", name)
    assert ended.returncode == 0
    path = home / f"completion.{name}"
    path.write_text(ended.stdout)
    return path


def bash_offers(home: Path, *words: str) -> set[str]:
    line = " ".join(map(shlex.quote, ("lktui", *words)))
    asking = (
        f"source {script(home, 'bash')}; COMP_WORDS=({line}); COMP_CWORD={len(words)}; _lktui;"
        ' printf "%s\\n" "${COMPREPLY[@]}"'
    )
    return set(shell(home, needs("bash"), "--norc", "-c", asking)) - {""}


def test_bash_offers_the_commands(tmp_path: Path) -> None:
    assert {command.name for command in COMMANDS} <= bash_offers(tmp_path, "")
    assert bash_offers(tmp_path, "sess") == {"session", "sessions"}


def test_bash_offers_the_flags_of_the_command(tmp_path: Path) -> None:
    assert bash_offers(tmp_path, "sessions", "--") >= FLAGS_OF_SESSIONS
    assert bash_offers(tmp_path, "--limit", "3", "sessions", "--ut") == {"--utc"}
    assert "--filter" not in bash_offers(tmp_path, "token", "--")


def test_bash_offers_the_values_that_are_known(tmp_path: Path) -> None:
    assert bash_offers(tmp_path, "sessions", "--sort", "pe") == {"people"}
    assert bash_offers(tmp_path, "config", "") >= {"path", "show", "init", "schema"}
    assert bash_offers(tmp_path, "sessions", "--filter", "") == set()
    assert bash_offers(tmp_path, "--theme", "") == {theme.name for theme in OURS}


def test_folders_are_offered_where_one_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "incidents").mkdir()
    (tmp_path / "incidents.txt").touch()
    assert bash_offers(tmp_path, "report", "--bundle", "inc") == {"incidents"}
    assert bash_offers(tmp_path, "--config", "inc") == {"incidents", "incidents.txt"}
    asking = f"source {script(tmp_path, 'fish')}; complete -C 'lktui report --bundle inc'"
    assert [each.partition("\t")[0] for each in shell(tmp_path, needs("fish"), "-N", "-c", asking)] == ["incidents/"]


def test_bash_offers_the_projects_and_runs_nothing_that_their_names_hold(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "lktui"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('[profiles."prod eu"]\n[profiles."$(touch ran)"]\n')
    assert bash_offers(tmp_path, "--project", "pro") == {"prod\\ eu"}
    assert len(bash_offers(tmp_path, "--project", "")) == 2
    assert not (tmp_path / "ran").exists()


def test_fish_offers_commands_flags_and_values(tmp_path: Path) -> None:
    fish = needs("fish")
    source = f"source {script(tmp_path, 'fish')}; complete -C "

    def offers(line: str) -> set[str]:
        return {each.partition("\t")[0] for each in shell(tmp_path, fish, "-N", "-c", source + shlex.quote(line))}

    assert {command.name for command in COMMANDS} <= offers("lktui ")
    assert offers("lktui sessions --") >= FLAGS_OF_SESSIONS
    assert offers("lktui sessions --sort pe") == {"people"}


def test_zsh_takes_the_script_and_it_names_everything(tmp_path: Path) -> None:
    path = script(tmp_path, "zsh")
    written = path.read_text()
    assert all(f"{command.name}:" in written for command in COMMANDS)
    assert all(f"{flag}[" in written for flag in FLAGS_OF_SESSIONS)
    assert shell(tmp_path, needs("zsh"), "-f", "-n", str(path)) == []
    loaded = f"autoload -U compinit; compinit -u -D; source {path}; print $_comps[lktui]"
    assert shell(tmp_path, "zsh", "-f", "-c", loaded) == ["_lktui"]
