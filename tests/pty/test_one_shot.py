"""The same things without a screen: what `lktui sessions` and `lktui session` print, where, and how they end."""

from __future__ import annotations

import asyncio
import csv
import json
import re
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.loopback import Loopback, Seen, reply
from support.moved_world import served
from support.one_shot import run
from support.surroundings import lktui

from lktui.analysis.status import combined
from lktui.api.wire import decode_detail
from lktui.archive.archive import Archive
from lktui.archive.reading import MOST_PEOPLE
from lktui.demo.server import DemoServer


def without_progress(written: bytes) -> str:
    """What stays on the terminal."""
    return re.sub(rb"\r[^\r\n]*\x1b\[K", b"", written).decode()


def ids_of(written: str) -> list[str]:
    return [each["id"] for each in json.loads(written)]


def test_a_page_is_one_request_and_the_words_say_that_there_is_more(tmp_path: Path, server: DemoServer) -> None:
    ended = run(tmp_path, "sessions", "--limit", "5", "--json", server=server)
    assert ended.returncode == 0
    assert len(json.loads(ended.stdout)) == 5
    assert ended.stderr == "lktui: 5 sessions; there are more on the server: --page 2, or --all\n"
    assert len(server.requests) == 1


def test_pages_follow_each_other_without_gap(tmp_path: Path, server: DemoServer) -> None:
    pages = [run(tmp_path, "sessions", "--limit", "5", "--page", page, "--json", server=server) for page in "12"]
    both = run(tmp_path, "sessions", "--limit", "10", "--json", server=server)
    assert [*ids_of(pages[0].stdout), *ids_of(pages[1].stdout)] == ids_of(both.stdout)


def test_all_has_every_session_once_and_nothing_to_say(tmp_path: Path, server: DemoServer) -> None:
    ended = run(tmp_path, "sessions", "--all", "--ndjson", server=server)
    found = [json.loads(line)["id"] for line in ended.stdout.splitlines()]
    assert len(found) == len(set(found)) > 500
    assert ended.stderr == ""


def test_filter_sort_and_columns_are_those_of_the_table(tmp_path: Path, server: DemoServer) -> None:
    arguments = ("sessions", "--all", "--filter", "total>=3", "--sort", "-total", "--columns", "total,room", "--csv")
    ended = run(tmp_path, *arguments, server=server)
    head, *rows = csv.reader(ended.stdout.splitlines())
    totals = [int(total) for total, _ in rows]
    assert head == ["total", "room"]
    assert totals == sorted(totals, reverse=True)
    assert min(totals) >= 3
    assert f"{len(rows)} of " in ended.stderr


def test_the_table_lines_up_and_has_dates_where_it_is_not_on_a_terminal(tmp_path: Path, server: DemoServer) -> None:
    ended = run(tmp_path, "sessions", "--limit", "3", "--utc", server=server)
    head, *lines = ended.stdout.splitlines()
    assert head.split() == ["status", "room", "session", "id", "started", "duration", "people", "in", "out", "egress"]
    assert len(lines) == 3
    assert all(line[head.index("session id") :].startswith("RM_") for line in lines)
    assert all(" UTC" in line for line in lines)


def test_on_a_narrow_terminal_it_fits_and_says_what_is_left_out(tmp_path: Path, server: DemoServer) -> None:
    with lktui(tmp_path, "sessions", "--limit", "3", server=server, size=(60, 20)) as terminal:
        assert terminal.wait_exit() == 0
        written = without_progress(terminal.since(0))
        lines = written.splitlines()
        assert "no room for" in written
        assert "status" in lines[0]
        assert "session id" in lines[0]
        assert all(len(line) <= 60 for line in lines if "lktui:" not in line)


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_flags_are_the_same_before_and_after_the_command(tmp_path: Path, server: DemoServer, *, before: bool) -> None:
    flags = ["--limit", "2", "--start", "today"]
    arguments = [*flags, "sessions", "--json"] if before else ["sessions", "--json", *flags]
    ended = run(tmp_path, *arguments, server=server)
    assert len(json.loads(ended.stdout)) <= 2
    assert all("start=" in target for _, target in server.requests)


def test_the_demo_needs_no_account(tmp_path: Path) -> None:
    ended = run(tmp_path, "sessions", "--demo", "--limit", "2", "--json")
    assert len(json.loads(ended.stdout)) == 2
    assert ended.returncode == 0


@pytest.mark.parametrize("wanted", ["status:ghost", "flag:ghost", "ghost"])
def test_a_ghost_is_found_by_what_the_room_service_says(tmp_path: Path, server: DemoServer, wanted: str) -> None:
    environ = {"LIVEKIT_URL": server.url}
    arguments = ["sessions", "--all", "--filter", wanted, "--fail-if", wanted, "--json"]
    ended = run(tmp_path, *arguments, server=server, environ=environ)
    found = json.loads(ended.stdout)
    assert ended.returncode == 3
    assert [each["status"] for each in found] == ["ghost"] * len(found)
    active = json.loads(
        run(tmp_path, "sessions", "--all", "--filter", "active", "--json", server=server, environ=environ).stdout
    )
    assert {each["id"] for each in found}.isdisjoint(each["id"] for each in active)


def test_where_nobody_can_tell_a_ghost_a_check_for_one_says_so(tmp_path: Path, server: DemoServer) -> None:
    ended = run(tmp_path, "sessions", "--all", "--fail-if", "status:ghost", "--json", server=server)
    assert ended.returncode == 0
    assert "no ghosts are found without the room service" in ended.stderr
    assert "LIVEKIT_URL" in ended.stderr


@pytest.mark.parametrize("wanted", ["total>100000", "flag:failing total>100000", "flag:ghost total>100000"])
def test_a_check_that_can_know_it_all_and_finds_nothing_says_nothing(
    tmp_path: Path, server: DemoServer, wanted: str
) -> None:
    ended = run(tmp_path, "sessions", "--all", "--fail-if", wanted, server=server, environ={"LIVEKIT_URL": server.url})
    assert ended.stderr == ""
    assert ended.returncode == 0


def test_a_check_for_what_only_details_show_says_that_it_does_not_ask_for_them(
    tmp_path: Path, server: DemoServer
) -> None:
    ended = run(tmp_path, "sessions", "--fail-if", "total>100000 (flag:ghost or !flag:storm)", server=server)
    assert "only details show" in ended.stderr


def test_fail_if_looks_at_what_is_shown(tmp_path: Path, server: DemoServer) -> None:
    ended = run(tmp_path, "sessions", "--filter", "total>100000", "--fail-if", "total>=1", "--csv", server=server)
    assert ended.returncode == 0


@pytest.mark.parametrize(("wanted", "code"), [("total>=1", 3), ("total>100000", 0)])
def test_fail_if_tells_cron_by_its_exit_code(tmp_path: Path, server: DemoServer, wanted: str, code: int) -> None:
    ended = run(tmp_path, "sessions", "--limit", "5", "--fail-if", wanted, "--csv", server=server)
    assert ended.returncode == code
    assert (f"--fail-if {wanted}" in ended.stderr) is bool(code)
    assert len(ended.stdout.splitlines()) == 6


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--filter", "peple>2"], ["--filter", "people", "peple>2", "^^^^^"]),
        (["--fail-if", "("], ["--fail-if"]),
        (["--fail-if", " "], ["--fail-if", "every session would match"]),
        (["--sort", "peopel"], ["--sort", "people"]),
        (["--columns", "room,no"], ["--columns", "room"]),
        (["--columns", ","], ["--columns"]),
        (["--page", "0"], ["--page", "1"]),
        (["--start", "someday"], ["--start", "YYYY-MM-DD"]),
        (["--limit", "0"], ["--limit", "1000"]),
        (["--json", "--csv"], ["--csv"]),
        (["--all", "--page", "2"], ["--page", "--all"]),
    ],
    ids=" ".join,
)
def test_what_was_typed_wrong_is_told_before_anything_is_asked(
    tmp_path: Path, server: DemoServer, arguments: list[str], words: list[str]
) -> None:
    ended = run(tmp_path, "sessions", *arguments, server=server)
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith("lktui: ")
    assert all(word in ended.stderr for word in words)
    assert len(server.requests) == 0


def test_columns_may_stand_with_commas_or_spaces(tmp_path: Path, server: DemoServer) -> None:
    written = {
        run(tmp_path, "sessions", "--csv", "--limit", "2", "--columns", columns, server=server).stdout
        for columns in ("room,people", "room people", "room, people")
    }
    assert len(written) == 1
    assert written.pop().startswith("room,people\n")


def test_rates_that_one_look_can_not_know_are_not_silently_empty(tmp_path: Path, server: DemoServer) -> None:
    ended = run(tmp_path, "sessions", "--limit", "5", "--filter", "rate>1", server=server)
    assert "lktui watch" in ended.stderr


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("bad-key", "API key"),
        ("bad-project", "project"),
        ("plan", "no Analytics API"),
        ("rate-limit=3600", "429"),
        ("not-found", "no project"),
    ],
)
@pytest.mark.parametrize("command", [["sessions"], ["session", "RM_1"]], ids=lambda value: str(value[0]))
def test_a_refusal_is_exit_code_1_with_what_to_do(
    tmp_path: Path, server: DemoServer, fault: str, words: str, command: list[str]
) -> None:
    if fault == "not-found" and command[0] == "session":
        words = "does not know session RM_1"
    server.faults.add(fault)
    ended = run(tmp_path, *command, "--json", server=server)
    assert ended.returncode == 1
    assert ended.stdout == ""
    what, todo = ended.stderr.splitlines()
    assert words in what
    assert todo.strip()
    assert "by itself" not in ended.stderr
    assert server.api_secret not in ended.stderr


@pytest.mark.parametrize("fault", ["truncatedx1", "server-errorx1", "resetx1"])
def test_what_is_over_at_the_next_try_costs_a_moment_only(tmp_path: Path, server: DemoServer, fault: str) -> None:
    server.faults.add(fault)
    ended = run(tmp_path, "sessions", "--limit", "2", "--json", server=server)
    assert len(json.loads(ended.stdout)) == 2
    assert ended.returncode == 0


def test_a_hang_can_be_interrupted_and_leaves_no_trace(tmp_path: Path, server: DemoServer) -> None:
    server.faults.add("hang")
    with lktui(tmp_path, "sessions", server=server) as terminal:
        terminal.wait_until(lambda _screen: len(server.requests) > 0, "the request")
        terminal.press("ctrl+c")
        assert terminal.wait_exit() == 130
        assert "Traceback" not in terminal.screen.text


def test_sigterm_ends_it_without_a_traceback(tmp_path: Path, server: DemoServer) -> None:
    server.faults.add("hang")
    with lktui(tmp_path, "sessions", server=server) as terminal:
        terminal.wait_until(lambda _screen: len(server.requests) > 0, "the request")
        terminal.send_signal(signal.SIGTERM)
        assert terminal.wait_exit() in {143, -signal.SIGTERM}
        assert "Traceback" not in terminal.screen.text


def test_hostile_names_reach_no_terminal(tmp_path: Path, server: DemoServer) -> None:
    server.faults.add("hostile-names")
    with lktui(tmp_path, "sessions", "--limit", "30", server=server, size=(200, 50)) as terminal:
        assert terminal.wait_exit() == 0
        written = without_progress(terminal.since(0))
        assert set(written) & {chr(code) for code in (*range(0x20), 0x7F, *range(0x80, 0xA0))} <= {"\r", "\n"}
        assert "\u202e" not in written


@pytest.mark.parametrize("form", [["--json"], ["--ndjson"], ["--csv"], []], ids=lambda value: "".join(value) or "text")
def test_hostile_names_break_no_form(tmp_path: Path, server: DemoServer, form: list[str]) -> None:
    server.faults.add("hostile-names")
    ended = run(tmp_path, "sessions", "--limit", "40", *form, server=server)
    lines = ended.stdout.splitlines()
    assert len(lines) == {"--json": 42, "--ndjson": 40}.get("".join(form), 41)
    assert all(line.isprintable() for line in lines)


def test_a_terminal_without_utf_8_is_no_reason_to_fail(tmp_path: Path, server: DemoServer) -> None:
    latin = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    for form in ([], ["--json"], ["--csv"]):
        ended = run(tmp_path, "sessions", "--limit", "40", *form, server=server, environ=latin)
        assert ended.returncode == 0
        assert ended.stdout.isascii()
        assert "\\u25cf" not in ended.stdout
        if form == ["--json"]:
            assert len(json.loads(ended.stdout)) == 40


def test_one_session_is_told_in_every_form(tmp_path: Path, server: DemoServer) -> None:
    listed = run(tmp_path, "sessions", "--sort", "-total", "--limit", "50", "--json", server=server)
    row = json.loads(listed.stdout)[0]
    told = json.loads(run(tmp_path, "session", row["id"], "--json", server=server).stdout)
    assert (told["id"], told["room"], told["total"]) == (row["id"], row["room"], row["total"])
    people = told["participants"]
    stays = sum(len(person["stays"]) for person in people)
    table = run(tmp_path, "session", row["id"], "--csv", server=server).stdout.splitlines()
    joins = run(tmp_path, "session", row["id"], "--ndjson", "--joins", server=server).stdout.splitlines()
    text = run(tmp_path, "session", row["id"], server=server).stdout
    assert len(table) == len(people) + 1
    assert len(joins) == stays
    assert all(person["identity"] in text for person in people)


def test_one_session_tells_what_went_wrong_in_it(tmp_path: Path, server: DemoServer) -> None:
    storm = server.project.world.incidents(int(datetime.now(UTC).timestamp()))["storm"]
    text = run(tmp_path, "session", storm, server=server).stdout
    assert re.search(r"^found +✗ storm: \S+ rejoined \d+ times in ", text, re.MULTILINE)
    told = json.loads(run(tmp_path, "session", storm, "--json", server=server).stdout)
    found = {finding["flag"]: finding for finding in told["findings"]}
    assert found["storm"]["severity"] == "bad"
    assert f"storm: {found['storm']['what']}" in text
    assert found["storm"]["evidence"][0]["at"] is not None


def test_a_session_that_is_not_complete_yet_says_so(tmp_path: Path, server: DemoServer) -> None:
    row = json.loads(run(tmp_path, "sessions", "--sort", "-total", "--limit", "50", "--json", server=server).stdout)[0]
    server.faults.add("partial-detail")
    ended = run(tmp_path, "session", row["id"], server=server)
    assert ended.returncode == 0
    assert f"of {row['total']} participants so far" in ended.stderr


def test_a_report_is_markdown_on_stdout(tmp_path: Path, server: DemoServer) -> None:
    row = json.loads(run(tmp_path, "sessions", "--sort", "-total", "--limit", "50", "--json", server=server).stdout)[0]
    ended = run(tmp_path, "report", row["id"], "--utc", server=server)
    assert ended.returncode == 0
    assert ended.stdout.startswith(f"# Session `{row['id']}`\n")
    assert row["room"] in ended.stdout
    assert ended.stderr == ""


def test_a_private_report_names_nobody(tmp_path: Path, server: DemoServer) -> None:
    row = json.loads(run(tmp_path, "sessions", "--sort", "-total", "--limit", "50", "--json", server=server).stdout)[0]
    detail = json.loads(run(tmp_path, "session", row["id"], "--json", server=server).stdout)
    first, second = (run(tmp_path, "report", row["id"], "--privacy", server=server).stdout for _ in range(2))
    names = {person[key] for person in detail["participants"] for key in ("identity", "name")} - {""}
    assert not any(name in first for name in (*names, row["room"], server.project_id))
    assert first.splitlines()[:5] == second.splitlines()[:5]


@pytest.mark.parametrize("place", ["before", "after"])
def test_what_is_printed_in_private_names_nobody(tmp_path: Path, server: DemoServer, place: str) -> None:
    listed = json.loads(run(tmp_path, "sessions", "--sort", "-total", "--limit", "50", "--json", server=server).stdout)
    rooms, busiest = {row["room"] for row in listed}, listed[0]["id"]
    detail = json.loads(run(tmp_path, "session", busiest, "--json", server=server).stdout)
    people = {person[key] for person in detail["participants"] for key in ("identity", "name")} - {""}
    somebody = detail["participants"][0]["identity"]
    for command in (
        ("sessions", "--limit", "50"),
        ("sessions", "--limit", "50", "--csv"),
        ("session", busiest),
        ("session", busiest, "--json"),
        ("find", somebody, "--start", "yesterday"),  # today may just have begun
    ):
        typed = ("--privacy", *command) if place == "before" else (*command, "--privacy")
        ended = run(tmp_path, *typed, server=server, environ={"LKTUI_BUDGET": "1000"})
        assert (ended.returncode, "room-" in ended.stdout) == (0, True), ended.stderr
        assert not {name for name in {*rooms, *people} if name in ended.stdout}


def test_a_bundle_goes_into_a_folder_of_its_own(tmp_path: Path, server: DemoServer) -> None:
    row = json.loads(run(tmp_path, "sessions", "--limit", "1", "--json", server=server).stdout)[0]
    (tmp_path / "handed over").mkdir()
    command = ("report", row["id"], "--bundle", "handed over")
    first, second = (run(tmp_path, *command, server=server, python=("-X", "importtime")) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert "textual" not in first.stderr
    made = Path(first.stdout.rstrip("\n"))
    assert made.parent == tmp_path / "handed over"
    assert second.stdout != first.stdout
    assert sorted(each.name for each in made.iterdir()) == ["report.md", "session.json", "stays.csv"]
    assert (made / "report.md").read_text().startswith(f"# Session `{row['id']}`\n")
    held = "".join(each.read_text() for each in made.iterdir())
    assert not any(secret in held for secret in (server.api_key, server.api_secret, "eyJ"))


def test_a_bundle_that_can_not_be_written_says_what_to_do(tmp_path: Path, server: DemoServer) -> None:
    row = json.loads(run(tmp_path, "sessions", "--limit", "1", "--json", server=server).stdout)[0]
    ended = run(tmp_path, "report", row["id"], "--bundle", "missing", server=server)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "no bundle can be written into" in ended.stderr
    assert "Name another folder with --bundle." in ended.stderr


async def keep(path: Path, server: DemoServer, session_id: str) -> None:
    """As the monitor would have."""
    began = datetime.now(UTC) - timedelta(days=9)
    raw = json.dumps({
        "roomId": session_id,
        "roomName": "long ago",
        "startTime": began.isoformat(),
        "endTime": (began + timedelta(minutes=30)).isoformat(),
        "participants": [{"participantIdentity": "alice", "joinedAt": began.isoformat()}],
    })  # fmt: skip
    archive = Archive(path, server=server.url, project_id=server.project_id)
    detail = decode_detail(json.loads(raw), session_id, raw)
    archive.saw([combined(None, detail, session_id)], datetime.now(UTC))
    archive.keep(detail, datetime.now(UTC), final=True)
    await archive.close()


@pytest.mark.parametrize("command", ["session", "report"])
def test_a_session_that_the_api_no_longer_has_comes_from_the_archive(
    tmp_path: Path, server: DemoServer, command: str
) -> None:
    asyncio.run(keep(tmp_path / "data" / "lktui" / "archive.db", server, "RM_archived"))
    ended = run(tmp_path, command, "RM_archived", server=server)
    assert ended.returncode == 0
    assert "long ago" in ended.stdout
    assert "alice" in ended.stdout
    assert "archive" in ended.stdout + ended.stderr
    assert run(tmp_path, command, "RM_unknown", server=server).returncode == 1
    assert run(tmp_path, command, "RM_archived", "--no-archive", server=server).returncode == 1


HURRIED = {"LKTUI_BUDGET": "1000"}


@pytest.mark.parametrize("answer", [reply(500, b"<html>"), reply(200, b'{"participants": "all of them"}')])
@pytest.mark.parametrize("failing", [1, 6])
def test_a_search_goes_on_after_a_detail_that_can_not_be_read_and_says_that_it_is_not_all(
    tmp_path: Path, answer: bytes, failing: int
) -> None:
    began = datetime.now(UTC) - timedelta(hours=1)
    people = json.dumps({"participants": [{"participantIdentity": "alice", "joinedAt": began.isoformat()}]})
    rows = [{"sessionId": f"RM_{number}", "createdAt": began.isoformat()} for number in range(6)]

    def answering(seen: Seen) -> bytes:
        session_id = seen.target.partition("?")[0].rpartition("/")[2]
        if not session_id.startswith("RM_"):
            return reply(200, json.dumps({"sessions": rows}).encode())
        return answer if 1 <= int(session_id[3:]) <= failing else reply(200, people.encode())

    with Loopback(answering) as server:
        environ = {"LIVEKIT_API_KEY": "APIk", "LIVEKIT_API_SECRET": "s" * 32, "LIVEKIT_PROJECT_ID": "p_test"}
        ended = run(tmp_path, "find", "alice", "--csv", environ={**environ, "LKTUI_SERVER_URL": server.url, **HURRIED})
    looked = 5 if failing == 1 else 1
    assert ended.returncode == 1
    assert len(ended.stdout.splitlines()) == 1 + looked
    assert f"not all: {looked} of 6 sessions looked through, found in {looked}" in ended.stderr
    if failing > 1:
        assert len({seen.target for seen in server.requests if "RM_" in seen.target}) == 1 + 3


@pytest.fixture
def small() -> Iterator[DemoServer]:
    with served(sessions=40) as serving:
        yield serving


def test_somebody_is_found_in_the_details_of_the_range(tmp_path: Path, small: DemoServer) -> None:
    rows = json.loads(run(tmp_path, "sessions", "--all", "--json", server=small).stdout)
    details = [json.loads(run(tmp_path, "session", row["id"], "--json", server=small).stdout) for row in rows[:5]]
    told = next(detail for detail in details if detail["participants"])
    identity = told["participants"][0]["identity"]
    ended = run(tmp_path, "find", identity.upper(), "--ndjson", server=small, environ=HURRIED)
    found = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.returncode == 0
    assert told["id"] in {each["id"] for each in found}
    assert all(identity in each["identity"] for each in found)
    assert ended.stderr == ""


def test_a_search_finds_as_much_where_another_lktui_has_kept_the_details_as_where_none_has(tmp_path: Path) -> None:
    with served(sessions=300) as serving:
        asyncio.run(keep(tmp_path / "data" / "lktui" / "archive.db", serving, "RM_archived"))
        rows = [
            {(each["id"], each["identity"]) for each in csv.DictReader(ended.stdout.splitlines())}
            for ended in (
                run(tmp_path, "find", "a", "--csv", server=serving, environ=HURRIED),
                run(tmp_path, "find", "a", "--csv", server=serving, environ=HURRIED),
            )
        ]
        archived = run(tmp_path, "find", "a", "--archived", "--csv", server=serving)
    assert len({identity for _, identity in rows[0]}) > MOST_PEOPLE
    assert rows[0] <= rows[1]
    assert "too many to list" in archived.stderr


def test_what_the_archive_has_is_found_without_asking_anybody(tmp_path: Path, server: DemoServer) -> None:
    asyncio.run(keep(tmp_path / "data" / "lktui" / "archive.db", server, "RM_archived"))
    ended = run(tmp_path, "find", "ali", "--archived", "--csv", server=server)
    (row,) = csv.DictReader(ended.stdout.splitlines())
    assert (row["identity"], row["id"], row["room"]) == ("alice", "RM_archived", "long ago")
    assert len(server.requests) == 0
    nobody = run(tmp_path, "find", "zz-nobody", "--archived", server=server)
    assert "nobody" in nobody.stderr
    assert nobody.returncode == 0


def test_who_has_an_archive_is_not_asked_for_twice_what_no_longer_changes(tmp_path: Path, small: DemoServer) -> None:
    asyncio.run(keep(tmp_path / "data" / "lktui" / "archive.db", small, "RM_archived"))

    def found() -> tuple[set[str], int]:
        before = len(small.requests)
        rows = run(tmp_path, "find", "a", "--csv", server=small, environ=HURRIED).stdout.splitlines()
        return {row["id"] for row in csv.DictReader(rows)}, len(small.requests) - before

    first, asked = found()
    again, asked_again = found()
    assert first == again
    assert asked_again < asked / 2


def test_a_search_that_is_interrupted_prints_what_it_has(tmp_path: Path, server: DemoServer) -> None:
    asyncio.run(keep(tmp_path / "data" / "lktui" / "archive.db", server, "RM_archived"))
    server.faults.add("detail:hang")
    with lktui(tmp_path, "find", "alice", server=server, size=(140, 30)) as terminal:
        terminal.wait_for("looked through")
        terminal.press("ctrl+c")
        assert terminal.wait_exit() == 130
        assert "RM_archived" in terminal.screen.text
        assert "not all" in terminal.screen.text
        assert "Traceback" not in terminal.screen.text


def test_a_search_that_fails_before_it_has_begun_says_nothing_about_who_is_there(tmp_path: Path) -> None:
    with served(sessions=40) as refusing:
        refusing.faults.add("bad-key")
        ended = run(tmp_path, "find", "alice", "--csv", server=refusing)
    assert ended.returncode == 1
    assert "nobody" not in ended.stderr
    assert "not all: no session looked through, found in 0" in ended.stderr


def test_no_id_is_wrong_usage(tmp_path: Path, server: DemoServer) -> None:
    for command in ("session", "report"):
        ended = run(tmp_path, command, " ", server=server)
        assert ended.returncode == 2
        assert "lktui sessions" in ended.stderr


def test_a_failure_in_the_middle_of_a_search_keeps_what_was_found(tmp_path: Path, server: DemoServer) -> None:
    asyncio.run(keep(tmp_path / "data" / "lktui" / "archive.db", server, "RM_archived"))
    server.faults.add("detail:bad-key")
    ended = run(tmp_path, "find", "alice", "--csv", server=server)
    assert ended.returncode == 1
    assert "RM_archived" in ended.stdout
    assert "not all" in ended.stderr
    assert "API key" in ended.stderr
