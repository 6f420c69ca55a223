"""`lktui doctor`: finds what is wrong, says what to do, and shows nothing that is secret."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.one_shot import run
from support.surroundings import lktui

from lktui.api.auth import mint
from lktui.demo.server import DemoServer

PARTS = ["versions", "sources", "settings", "credentials", "network", "token", "calls", "clock", "archive", "terminal"]


def checks(ended: subprocess.CompletedProcess[str]) -> dict[tuple[str, str], dict[str, str]]:
    return {(each["part"], each["name"]): each for each in json.loads(ended.stdout)}


def failed(ended: subprocess.CompletedProcess[str]) -> list[tuple[str, str]]:
    return [place for place, check in checks(ended).items() if check["outcome"] == "failed"]


def test_where_all_is_well_every_part_is_looked_into(tmp_path: Path, server: DemoServer) -> None:
    ended = run(tmp_path, "doctor", "--json", server=server)
    found = checks(ended)
    assert ended.returncode == 0
    assert failed(ended) == []
    assert list(dict.fromkeys(part for part, _ in found)) == PARTS
    assert found["calls", "sessions"]["found"].startswith("200, ")
    assert found["calls", "session"]["outcome"] == "good"
    assert found["token", "grants"]["found"] == "roomList"
    assert found["clock", "against the server's"]["outcome"] == "good"
    assert found["credentials", "secret"]["found"] == "set"
    assert any("/sessions/" in target for _, target in server.requests)


def test_the_demo_is_well_without_any_account(tmp_path: Path) -> None:
    ended = run(tmp_path, "doctor", "--demo")
    assert ended.returncode == 0
    assert "the simulated project" in ended.stdout
    assert ["issuer", "the", "API", "key"] in [line.split() for line in ended.stdout.splitlines()]


def test_without_anything_it_says_what_to_set(tmp_path: Path) -> None:
    ended = run(tmp_path, "doctor", "--json", environ={"LKTUI_SERVER_URL": "https://api.invalid"})
    found = checks(ended)
    assert ended.returncode == 1
    assert failed(ended) == [("credentials", "taken from"), ("network", "name")]
    assert "LIVEKIT_API_KEY" in found["credentials", "taken from"]["todo"]
    assert found["calls", "sessions"]["outcome"] == "skipped"
    assert "2 failed" in ended.stderr


def test_a_broken_file_is_told_and_the_rest_is_looked_into_all_the_same(tmp_path: Path, server: DemoServer) -> None:
    folder = tmp_path / "config" / "lktui"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("limit = \n")
    ended = run(tmp_path, "doctor", "--json", server=server)
    found = checks(ended)
    assert ended.returncode == 1
    assert failed(ended) == [("sources", "config.toml")]
    assert "line 1" in found["sources", "config.toml"]["found"]
    assert found["credentials", "taken from"]["found"] == "environment"
    assert found["network", "server"]["outcome"] == "skipped"
    assert len(server.requests) == 0


@pytest.mark.parametrize(
    ("fault", "place"),
    [
        ("bad-key", ("calls", "sessions")),
        ("list:plan", ("calls", "sessions")),
        ("list:server-error", ("calls", "sessions")),
        ("list:truncated", ("calls", "sessions")),
        ("detail:other-shape", ("calls", "session")),
        ("clock-off=7200", ("clock", "against the server's")),
    ],
)
def test_what_the_server_does_wrong_is_found_with_what_to_do(
    tmp_path: Path, server: DemoServer, fault: str, place: tuple[str, str]
) -> None:
    server.faults.add(fault)
    ended = run(tmp_path, "doctor", "--json", server=server)
    assert ended.returncode == 1
    assert place in failed(ended)
    assert checks(ended)[place]["todo"]


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
@pytest.mark.parametrize("fault", ["", "echo-token", "hostile-names", "bad-key", "detail:not-found"])
def test_nothing_in_it_is_secret(tmp_path: Path, server: DemoServer, fault: str, form: list[str]) -> None:
    if fault:
        server.faults.add(fault)
    token = run(tmp_path, "token", server=server).stdout.strip()
    environ = {"LIVEKIT_URL": "wss://my-company.livekit.cloud", "HTTPS_PROXY": "http://me:password@proxy.invalid:1"}
    ended = run(tmp_path, "doctor", *form, server=server, environ=environ)
    written = ended.stdout + ended.stderr
    for secret in (server.api_secret, server.api_key, "my-company", "password", str(tmp_path), token, token[:20]):
        assert secret not in written
    assert "RM_" not in written.replace("RM_…", "")
    assert all(line.isprintable() for line in written.splitlines())


@pytest.mark.parametrize("url", ["wss://My-Company.livekit.invalid", "wss://my-company.livekit.invalid:443"])
def test_the_projects_own_address_is_not_told_however_it_is_written(
    tmp_path: Path, server: DemoServer, url: str
) -> None:
    ended = run(tmp_path, "doctor", "--json", server=server, environ={"LIVEKIT_URL": url})
    assert "my-company" not in ended.stdout.lower()
    found = checks(ended)["calls", "rooms"]["found"]
    assert "LIVEKIT_URL" in found
    assert "200" not in found, "the status of another call"


def test_a_given_token_is_read_but_not_shown(tmp_path: Path, server: DemoServer) -> None:
    token = run(tmp_path, "token", server=server).stdout.strip()
    environ = {"LIVEKIT_API_KEY": "", "LIVEKIT_API_SECRET": "", "LIVEKIT_TOKEN": token}
    ended = run(tmp_path, "doctor", "--json", server=server, environ=environ)
    found = checks(ended)
    assert ended.returncode == 0
    assert found["token", "subject"]["found"] == "lktui"
    assert token not in ended.stdout
    broken = run(tmp_path, "doctor", "--json", server=server, environ=environ | {"LIVEKIT_TOKEN": "not.a.token"})
    assert ("token", "token") in failed(broken)


def expired_token(server: DemoServer) -> dict[str, str]:
    token = mint(
        server.api_key, server.api_secret, now=datetime.now(UTC) - timedelta(hours=1), ttl=timedelta(minutes=5)
    )
    return {"LIVEKIT_API_KEY": "", "LIVEKIT_API_SECRET": "", "LIVEKIT_TOKEN": token.value}


def test_a_token_that_has_expired_is_told_with_its_claims_and_the_server_is_asked_for_its_time(
    tmp_path: Path, server: DemoServer
) -> None:
    ended = run(tmp_path, "doctor", "--json", server=server, environ=expired_token(server))
    found = checks(ended)
    assert failed(ended) == [("token", "token"), ("calls", "sessions")]
    assert "expired at" in found["token", "token"]["found"]
    assert found["token", "issuer"]["found"] == "an API key"
    assert found["token", "grants"]["found"] == "roomList"
    assert found["clock", "against the server's"]["outcome"] == "good"


def test_a_token_that_has_expired_only_by_a_clock_that_is_off_is_told_apart(tmp_path: Path, server: DemoServer) -> None:
    server.faults.add("clock-off=-3600")
    ended = run(tmp_path, "doctor", "--json", server=server, environ=expired_token(server))
    found = checks(ended)
    assert failed(ended) == [("token", "token"), ("clock", "against the server's")]
    assert "ahead" in found["clock", "against the server's"]["found"]
    assert "timedatectl" in found["clock", "against the server's"]["todo"]


def test_without_an_answer_nothing_is_said_of_the_server_and_its_time(tmp_path: Path, server: DemoServer) -> None:
    environ = {"LKTUI_SERVER_URL": "http://127.0.0.1:1"}
    found = checks(run(tmp_path, "doctor", "--json", server=server, environ=environ))
    assert "refuses connections" in found["calls", "sessions"]["found"]
    assert found["clock", "against the server's"]["found"] == "there was no answer"


def test_a_file_with_secrets_that_others_can_read_is_to_look_at(tmp_path: Path, server: DemoServer) -> None:
    folder = tmp_path / ".livekit"
    folder.mkdir()
    path = folder / "cli-config.yaml"
    path.write_text("projects:\n  - name: shop\n    api_key: APIshop\n    api_secret: hidden-away\n")
    path.chmod(0o644)
    ended = run(tmp_path, "doctor", "--json", server=server)
    check = checks(ended)["sources", "lk's file permissions"]
    assert (check["outcome"], check["found"]) == ("warning", "0644")
    assert "chmod 600 ~/.livekit/cli-config.yaml" in check["todo"]
    assert ended.returncode == 0


@pytest.mark.parametrize(
    ("environ", "name", "outcome"),
    [
        ({"TERM": "dumb"}, "TERM", "warning"),
        ({"TERM": "xterm-256color"}, "TERM", "good"),
        ({"STY": "1.pts"}, "copying", "warning"),
        ({"NO_COLOR": "1"}, "colours", "told"),
        ({"NO_COLOR": "", "TERM": "xterm-256color"}, "colours", "good"),
        ({"LC_ALL": "C"}, "characters", "warning"),
        ({"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}, "characters", "warning"),
        ({"SSH_CONNECTION": "10.1.2.3 1 10.4.5.6 22"}, "ssh", "told"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else str(value),
)
def test_the_terminal_is_looked_at(
    tmp_path: Path, server: DemoServer, environ: dict[str, str], name: str, outcome: str
) -> None:
    ended = run(tmp_path, "doctor", "--json", server=server, environ=environ)
    check = checks(ended)["terminal", name]
    assert check["outcome"] == outcome
    assert bool(check["todo"]) is (outcome == "warning")
    assert "10.1.2.3" not in ended.stdout


def test_on_a_terminal_it_is_readable_and_leaves_no_progress_behind(tmp_path: Path, server: DemoServer) -> None:
    with lktui(tmp_path, "doctor", server=server, size=(140, 150)) as terminal:
        assert terminal.wait_exit() == 0
        lines = terminal.screen.text.splitlines()
        assert lines[0].strip() == "versions"
        assert any(line.split() == ["ok", "size", "140×150"] for line in lines)
        assert any(line.startswith("  ok    grants") for line in lines)


def test_a_damaged_archive_is_found(tmp_path: Path, server: DemoServer) -> None:
    path = tmp_path / "data" / "lktui" / "archive.db"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database at all" * 100)
    ended = run(tmp_path, "doctor", "--json", server=server)
    assert ended.returncode == 1
    assert failed(ended) == [("archive", "file")]
    assert str(tmp_path) not in ended.stdout


def profile(home: Path, server: DemoServer) -> None:
    folder = home / "config" / "lktui"
    folder.mkdir(parents=True)
    path = folder / "config.toml"
    path.write_text(
        f"""
        [profiles.prod]
        project_id = "{server.project_id}"
        api_key = "{server.api_key}"
        api_secret = "{server.api_secret}"
        server_url = "{server.url}"
        """
    )
    path.chmod(0o600)


def test_the_server_of_a_profile_is_the_one_that_is_looked_into(tmp_path: Path, server: DemoServer) -> None:
    profile(tmp_path, server)
    ended = run(tmp_path, "doctor", "--json")
    found = checks(ended)
    assert failed(ended) == []
    assert found["network", "server"]["found"] == server.url
    assert found["settings", "server_url"]["found"] == f"{server.url} (profile prod of ~/config/lktui/config.toml)"


@pytest.mark.parametrize(
    ("written", "name", "told"),
    [
        ('[[alerts]]\nname = "busy"\nfilter = "people>"\n', "filters of alerts", 'alerts #1 "busy"'),
        ('[keys]\nquitt = "F9"\n', "keys of commands", "there is no command 'quitt'"),
    ],
)
def test_what_keeps_the_monitor_from_starting_is_found(tmp_path: Path, written: str, name: str, told: str) -> None:
    folder = tmp_path / "config" / "lktui"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(written)
    ended = run(tmp_path, "doctor", "--demo", "--json")
    assert ended.returncode == 1
    assert failed(ended) == [("settings", name)]
    assert told in checks(ended)["settings", name]["found"]
    assert checks(ended)["settings", name]["todo"]
    (folder / "config.toml").write_text(written.replace("people>", "people>2").replace("quitt", "quit"))
    assert failed(run(tmp_path, "doctor", "--demo", "--json")) == []


def test_tables_of_settings_are_told_value_by_value(tmp_path: Path) -> None:
    found = checks(run(tmp_path, "doctor", "--demo", "--json"))
    assert found["settings", "findings.storm_rejoins"]["found"] == "4 (default)"
