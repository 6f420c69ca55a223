"""Commands whose output is not a screen: exit codes, words on stderr, and what they do not load."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import jwt
import pytest
from support.moved_world import served
from support.one_shot import run
from support.surroundings import LKTUI, pointed_at, surroundings
from support.terminal import PATIENCE, Terminal

PAIR = {"LIVEKIT_API_KEY": "APIkey", "LIVEKIT_API_SECRET": "a secret that is long enough for a signature"}
PROJECT = {"LIVEKIT_PROJECT_ID": "p_project"}


@pytest.mark.parametrize(
    ("arguments", "environ", "code"),
    [
        (["--version"], {}, 0),
        (["--help"], {}, 0),
        (["token", "--help"], {}, 0),
        (["token"], PAIR, 0),
        (["demo-server", "--fault", "help"], {}, 0),
        (["sessions", "--demo"], {}, 0),
        (["sessions", "--demo", "--filter", "active", "--sort", "-people", "--csv"], {}, 0),
        (["session", "--demo", "RM_unknown"], {}, 1),
        (["report", "--demo", "RM_unknown"], {}, 1),
        (["find", "--demo", "--archived", "alice"], {}, 0),
        (["watch", "--demo", "--refresh", "0"], {}, 2),
        (["doctor", "--demo"], {}, 0),
        (["projects"], {}, 0),
        (["config", "show"], {}, 0),
        (["completion", "zsh"], {}, 0),
        (["archive", "info"], {}, 0),
        (["--no-such-flag"], {}, 2),
        (["token"], {}, 2),
        (["--config", "no-such-file.toml"], {}, 2),
        (["--refresh", "0.5"], {**PAIR, **PROJECT}, 2),
        (["--start", "someday"], {**PAIR, **PROJECT}, 2),
        ([], PAIR, 2),
        ([], {}, 2),
        (["--demo"], {}, 2),
    ],
    ids=lambda value: " ".join(value) or "lktui" if isinstance(value, list) else "",
)
def test_what_needs_no_screen_loads_no_textual(
    tmp_path: Path, arguments: list[str], environ: dict[str, str], code: int
) -> None:
    ended = run(tmp_path, *arguments, environ=environ, python=("-X", "importtime"))
    loaded = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines() if line.startswith("import time:")}
    assert ended.returncode == code
    assert "lktui.cli.main" in loaded
    assert not {name for name in loaded if name.partition(".")[0] == "textual"}


def assert_refused(ended: subprocess.CompletedProcess[str], *words: str) -> None:
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith("lktui: ")
    assert len(ended.stderr.splitlines()) <= 2
    for word in words:
        assert word in ended.stderr


def test_the_version_and_the_help_go_to_stdout(tmp_path: Path) -> None:
    version, help_text = run(tmp_path, "--version"), run(tmp_path, "--help")
    assert version.stdout.startswith("lktui ")
    assert "--demo" in help_text.stdout
    assert version.stderr == help_text.stderr == ""


def test_without_a_terminal_it_says_that_it_needs_one(tmp_path: Path) -> None:
    assert_refused(run(tmp_path, "--demo"), "terminal", "ssh -t")


def test_without_credentials_and_terminal_it_says_what_was_looked_for(tmp_path: Path) -> None:
    assert_refused(run(tmp_path), "LIVEKIT_API_KEY", "config.toml", "cli-config.yaml", "lktui --demo")


def test_without_a_project_id_it_says_where_that_is(tmp_path: Path) -> None:
    assert_refused(
        run(tmp_path, environ=PAIR), "no project id", "https://cloud.livekit.io/projects/p_", "LIVEKIT_PROJECT_ID"
    )


def test_what_lk_project_add_leaves_behind_is_told_apart(tmp_path: Path) -> None:
    folder = tmp_path / ".livekit"
    folder.mkdir()
    (folder / "cli-config.yaml").write_text(
        "default_project: shop\nprojects:\n  - name: shop\n    api_key: APIkey\n    api_secret: hidden-away\n"
        "    url: wss://shop.livekit.cloud\n    project_id: ''\n"
    )
    (folder / "cli-config.yaml").chmod(0o600)
    ended = run(tmp_path)
    assert_refused(ended, "no project id", "lk project add", "https://cloud.livekit.io/projects/p_")
    assert "hidden-away" not in ended.stderr


def test_a_token_is_printed_and_nothing_else(tmp_path: Path) -> None:
    ended = run(tmp_path, "token", "--ttl", "120", environ=PAIR)
    assert ended.returncode == 0
    assert ended.stderr == ""
    claims = jwt.decode(ended.stdout.strip(), PAIR["LIVEKIT_API_SECRET"], algorithms=["HS256"])
    assert claims["iss"] == PAIR["LIVEKIT_API_KEY"]
    assert 60 < claims["exp"] - datetime.now(UTC).timestamp() <= 120


@pytest.mark.parametrize(
    "arguments",
    [
        ["token"],
        ["--version"],
        ["--help"],
        ["demo-server", "--fault", "help"],
        ["sessions", "--demo"],
        ["sessions", "--demo", "--ndjson"],
        ["doctor", "--demo"],
        ["completion", "bash"],
    ],
    ids=" ".join,
)
def test_a_reader_that_has_enough_is_no_error(tmp_path: Path, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen(
        [*LKTUI, *arguments],
        env=surroundings(tmp_path, **PAIR, **PROJECT),
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stdout=writing,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(writing)
        _, complaint = process.communicate(timeout=PATIENCE)
    assert complaint == b""
    assert process.returncode == 0


WRITING = ["--help"], ["--version"], ["token"], ["sessions", "--demo"], ["demo-server"]


@pytest.mark.parametrize("more", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["", "unbuffered"])
@pytest.mark.parametrize("arguments", WRITING, ids=" ".join)
def test_a_full_disk_is_told_in_words(tmp_path: Path, arguments: list[str], more: dict[str, str]) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [*LKTUI, *arguments],
            env=surroundings(tmp_path, **PAIR, **PROJECT, **more),
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert ended.returncode == 1
    assert "No space left" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "Exception" not in ended.stderr


def test_a_disk_that_fills_up_meanwhile_is_told_where_nothing_is_buffered(tmp_path: Path) -> None:
    command = f"ulimit -f 4; exec {shlex.join(LKTUI)} config schema > schema.json"
    ended = subprocess.run(
        ["sh", "-c", command],
        env=surroundings(tmp_path, PYTHONUNBUFFERED="1", PYTHONDONTWRITEBYTECODE="1"),
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 1
    assert "could not be written" in ended.stderr


def test_a_closed_stdout_is_as_good_as_dev_null(tmp_path: Path) -> None:
    command = f"{shlex.join(LKTUI)} sessions --demo --fail-if 'room:a' <&- >&-"
    ended = subprocess.run(
        ["sh", "-c", command],
        env=surroundings(tmp_path),
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 3
    assert "Traceback" not in ended.stderr


def test_words_that_find_no_room_change_no_exit_code(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [*LKTUI, "sessions", "--demo", "--columns", "room", "--fail-if", "room:a"],
            env=surroundings(tmp_path),
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=full,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert ended.returncode == 3
    assert ended.stdout.startswith("room\n")


def exports(screen: str) -> dict[str, str]:
    lines = (line.removeprefix("export ") for line in screen.splitlines() if line.startswith("export "))
    return dict(line.split("=", 1) for line in lines)


def test_the_demo_server_serves_what_its_export_lines_say_until_interrupted(tmp_path: Path) -> None:
    command = [*LKTUI, "demo-server", "--sessions", "500"]
    with Terminal(command, size=(150, 24), environ=surroundings(tmp_path), directory=tmp_path) as terminal:
        terminal.wait_for("analytics session list")
        told = exports(terminal.screen.text)
        token = run(tmp_path, "token", environ=told).stdout.strip()
        connection = HTTPConnection(told["LKTUI_SERVER_URL"].removeprefix("http://"), timeout=PATIENCE)
        path = f"/api/project/{told['LIVEKIT_PROJECT_ID']}/sessions?limit=3"
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        answer = json.loads(connection.getresponse().read())
        connection.close()
        assert len(answer["sessions"]) == 3
        terminal.press("ctrl+c")
        assert terminal.wait_exit() == 130
        assert "Traceback" not in terminal.screen.text


def test_the_demo_server_ends_when_it_is_told_to(tmp_path: Path) -> None:
    command = [*LKTUI, "demo-server", "--sessions", "500"]
    with Terminal(command, size=(150, 24), environ=surroundings(tmp_path), directory=tmp_path) as terminal:
        terminal.wait_for("analytics session list")
        terminal.send_signal(signal.SIGTERM)
        assert terminal.wait_exit() == 143  # as the README's table says of every command
        assert "Traceback" not in terminal.screen.text


def test_a_port_that_is_taken_is_a_failure_with_a_hint(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = run(tmp_path, "demo-server", "--port", port)
    assert ended.returncode == 1
    assert port in ended.stderr
    assert "--port" in ended.stderr.splitlines()[1]


def test_the_servers_variables_are_enough_for_lktui(tmp_path: Path) -> None:
    with served() as server:
        ended = run(tmp_path, "token", environ=pointed_at(server))
    assert jwt.decode(ended.stdout.strip(), server.api_secret, algorithms=["HS256"])["video"] == {"roomList": True}
