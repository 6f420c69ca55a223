"""The faults of the simulated project: how they are written, whom they hit, and what each of them does."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from http.client import HTTPConnection, IncompleteRead, RemoteDisconnected
from typing import TYPE_CHECKING, NamedTuple

import jwt
import pytest

from lktui.demo.answers import as_json
from lktui.demo.faults import KINDS, Fault, FaultSet, help_lines, parse_fault
from lktui.demo.hostile import NAMES
from lktui.demo.server import DemoServer
from lktui.demo.world import World
from lktui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2025, 9, 29, 14, 3, tzinfo=UTC)
WORLD = World(7, 4000)
MOMENT = int(NOW.timestamp())
DROP = WORLD.incidents(MOMENT)["drop"]


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with DemoServer(WORLD, clock=lambda: NOW) as running:
        yield running


def bearer(server: DemoServer) -> str:
    claims = {"iss": server.api_key, "exp": MOMENT + 600, "video": {"roomList": True}}
    return f"Bearer {jwt.encode(claims, server.api_secret, algorithm='HS256')}"


def ask(server: DemoServer, target: str = "", *, timeout: float = 30) -> Reply:
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=timeout)) as connection:
        path = target if target.startswith("/") else server.list_path + target
        connection.request("GET", path, headers={"Authorization": bearer(server)})
        with connection.getresponse() as response:
            return Reply(response.status, dict(response.headers), response.read())


def rows(reply: Reply) -> list[dict[str, object]]:
    found = json.loads(reply.body)["sessions"]
    assert isinstance(found, list)
    return found


def ids(reply: Reply) -> list[object]:
    return [row["sessionId"] for row in rows(reply)]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("plan", Fault("plan")),
        ("slow=2.5", Fault("slow", "2.5")),
        ("list:slow=2@0.5x3", Fault("slow", "2", 0.5, 3, "list")),
        ("detail:server-errorx2", Fault("server-error", first=2, endpoint="detail")),
        ("bare-401@.25", Fault("bare-401", share=0.25)),
        ("clock-off=-3600", Fault("clock-off", "-3600")),
        ("redirect=http://127.0.0.1:9/x?y=1", Fault("redirect", "http://127.0.0.1:9/x?y=1")),
        ("nulls=all", Fault("nulls", "all")),
        ("rooms:hang", Fault("hang", endpoint="rooms")),
    ],
)
def test_a_fault_is_written_in_one_word(text: str, fault: Fault) -> None:
    assert parse_fault(text) == fault
    assert parse_fault(str(fault)) == fault


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("servererror", "`server-error`"),
        ("xyzzy", "There are: .*slow"),
        ("everywhere:slow", r"\[list:\|detail:\|rooms:\]"),
        ("", "does not describe"),
        ("slow=fast", "a number"),
        ("slow=nan", "a number"),
        ("plan=1", "takes no value|does not take"),
        ("other-shape=round", "object, list"),
        ("slow@2", "share"),
        ("slow@0", "share"),
        ("slow@1.2.3", "share"),
    ],
)
def test_what_is_no_fault_is_a_usage_error_that_helps(text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_fault(text)
    assert re.search(message, str(caught.value))
    assert caught.value.todo


def test_the_help_has_a_line_for_every_fault() -> None:
    lines = list(help_lines())
    assert [line.split()[0].partition("=")[0] for line in lines] == list(KINDS)
    assert all(len(line) <= 120 for line in lines)


def test_a_share_hits_about_that_many_requests_and_the_same_ones_again() -> None:
    def hits() -> list[bool]:
        faults = FaultSet(["plan@0.3"], 7)
        return ["plan" in faults.due("list") for _ in range(200)]

    assert 40 <= sum(hits()) <= 80
    assert hits() == hits()


def test_a_count_hits_the_first_requests_only_and_an_endpoint_only_its_own() -> None:
    faults = FaultSet(["detail:planx2", "slow"], 7)
    assert list(faults.due("list")) == ["slow"]
    assert [list(faults.due("detail")) for _ in range(3)] == [["slow", "plan"], ["slow", "plan"], ["slow"]]


def test_faults_can_change_while_the_server_runs(server: DemoServer) -> None:
    assert ask(server).status == 200
    fault = server.faults.add("server-error")
    assert ask(server).status == 500
    assert fault in server.faults
    assert "server-error" in server.faults
    assert list(server.faults) == [fault]
    server.faults.discard("server-error")
    assert len(server.faults) == 0
    assert ask(server).status == 200
    server.faults.add("plan")
    server.faults.clear()
    assert ask(server).status == 200


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        ("plan", 403, "scale plan"),
        ("plan-json", 403, '^{.*"msg":".*scale plan'),
        ("bad-key", 401, "invalid API key"),
        ("bad-project", 403, "project"),
        ("bare-401", 401, "^$"),
        ("bare-403", 403, "^$"),
        ("not-found", 404, "not found"),
        ("rate-limit", 429, "rate limit"),
        ("rate-limit-bare", 429, "^$"),
        ("server-error", 500, "<html>"),
        ("bad-gateway", 502, "<html>"),
        ("redirect", 302, "^$"),
        ("not-json", 200, "<html>"),
        ("empty-body", 200, "^$"),
        ("other-shape", 200, '^{"ok":true}$'),
        ("other-shape=list", 200, r"^\[1,2\]$"),
        ("other-shape=null", 200, "^null$"),
        ("large-limit=50", 504, "<html>"),
    ],
)
def test_an_answer_is_replaced(server: DemoServer, fault: str, status: int, body: str) -> None:
    server.faults.add(fault)
    reply = ask(server)
    assert reply.status == status
    assert re.search(body, reply.text)
    assert "Date" in reply.headers


def test_rate_limit_says_when_to_come_back_and_the_bare_one_does_not(server: DemoServer) -> None:
    server.faults.add("rate-limit=7x1")
    assert ask(server).headers["Retry-After"] == "7"
    server.faults.add("rate-limit-bare")
    assert "Retry-After" not in ask(server).headers


def test_redirect_names_another_place(server: DemoServer) -> None:
    server.faults.add("redirect=http://127.0.0.1:9/else")
    assert ask(server).headers["Location"] == "http://127.0.0.1:9/else"


def test_large_limit_spares_small_ones(server: DemoServer) -> None:
    server.faults.add("large-limit=50")
    server.faults.add("large-limit-hang=50")
    assert len(rows(ask(server, "?limit=50"))) == 50


@pytest.mark.parametrize(("fault", "target"), [("hang", ""), ("large-limit-hang=50", "?limit=51")])
def test_a_request_that_hangs_gets_no_answer_and_stopping_frees_it(fault: str, target: str) -> None:
    with DemoServer(WORLD, clock=lambda: NOW, faults=[fault]) as server, pytest.raises(TimeoutError):
        ask(server, target, timeout=0.05)
    assert not [t for t in threading.enumerate() if t.name.startswith("demo-")]


def test_slow_answers_late(server: DemoServer) -> None:
    server.faults.add("slow=0.08")
    before = time.monotonic()
    assert ask(server).status == 200
    assert time.monotonic() - before >= 0.08


def test_drip_sends_byte_by_byte(server: DemoServer) -> None:
    server.faults.add("drip=0.002")
    assert ask(server, "?limit=1&page=9999").text == '{"sessions":[]}'
    server.faults.clear()
    server.faults.add("drip")
    with pytest.raises(TimeoutError):
        ask(server, timeout=0.05)


def test_reset_resets_the_connection(server: DemoServer) -> None:
    server.faults.add("reset")
    with pytest.raises(ConnectionResetError) as caught:
        ask(server)
    assert not isinstance(caught.value, RemoteDisconnected)


def test_huge_never_ends(server: DemoServer) -> None:
    server.faults.add("huge")
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        received = 0
        while received < 3_000_000:
            received += len(connection.recv(1 << 20))


def test_truncated_is_json_cut_in_the_middle(server: DemoServer) -> None:
    server.faults.add("truncated")
    reply = ask(server)
    assert reply.text.startswith('{"sessions":[{')
    with pytest.raises(json.JSONDecodeError):
        json.loads(reply.text)


def test_cut_off_closes_before_the_announced_end(server: DemoServer) -> None:
    server.faults.add("cut-off")
    with pytest.raises(IncompleteRead):
        ask(server)


def test_echo_token_repeats_the_header(server: DemoServer) -> None:
    server.faults.add("echo-token")
    reply = ask(server)
    assert reply.status == 401
    assert bearer(server) in reply.text


def test_a_clock_that_is_off_refuses_good_tokens_and_shows_in_the_date(server: DemoServer) -> None:
    server.faults.add("clock-off=7200")
    reply = ask(server)
    assert reply.status == 401
    assert "expired" in reply.text
    assert reply.headers["Date"] == "Mon, 29 Sep 2025 16:03:00 GMT"


def test_end_exclusive_leaves_out_the_last_day(server: DemoServer) -> None:
    server.faults.add("end-exclusive")
    found = rows(ask(server, "?start=2025-09-27&end=2025-09-28&limit=1000"))
    assert {str(row["createdAt"])[:10] for row in found} == {"2025-09-27"}


def test_repeat_rows_begins_a_page_with_the_last_row_of_the_one_before(server: DemoServer) -> None:
    server.faults.add("repeat-rows")
    first, second, third = (ids(ask(server, f"?limit=10&page={page}")) for page in range(3))
    assert first[-1] == second[0]
    assert second[-1] == third[0]
    assert len(first) == len(second) == 10


def test_endless_pages_repeat_the_last_one(server: DemoServer) -> None:
    server.faults.add("endless-pages")
    assert ids(ask(server, "?limit=1000&page=900")) == ids(ask(server, "?limit=1000&page=901"))
    assert ids(ask(server, "?limit=1000&page=900"))


def test_unordered_shuffles_a_page_and_oldest_first_turns_the_list(server: DemoServer) -> None:
    plain = ids(ask(server))
    server.faults.add("unordered")
    shuffled = ids(ask(server))
    assert shuffled != plain
    assert set(shuffled) == set(plain)
    server.faults.clear()
    server.faults.add("oldest-first")
    created = [str(row["createdAt"]) for row in rows(ask(server))]
    assert created == sorted(created)
    assert created[0] < "2025-09-23"


def test_late_end_leaves_sessions_active_that_have_just_ended(server: DemoServer) -> None:
    def active() -> int:
        return sum("endedAt" not in row for row in rows(ask(server)))

    before = active()
    server.faults.add("late-end=1800")
    assert active() > before


def detail(server: DemoServer) -> dict[str, object]:
    found = json.loads(ask(server, server.detail_path(DROP)).body)
    assert isinstance(found, dict)
    return found


def people(found: dict[str, object]) -> list[dict[str, object]]:
    listed = found["participants"]
    assert isinstance(listed, list)
    return listed


def test_empty_detail_is_an_empty_object(server: DemoServer) -> None:
    server.faults.add("empty-detail")
    assert detail(server) == {}


def test_partial_detail_lacks_people_ends_and_series(server: DemoServer) -> None:
    whole = detail(server)
    server.faults.add("partial-detail")
    part = detail(server)
    assert 0 < len(people(part)) < len(people(whole))
    assert "quality" not in part
    assert "endTime" not in part
    assert all("leftAt" not in person for person in people(part))


def test_old_form_lacks_the_newer_fields(server: DemoServer) -> None:
    server.faults.add("old-form")
    found = detail(server)
    assert "quality" not in found
    assert "region" not in people(found)[0]
    stays = people(found)[0]["sessions"]
    assert isinstance(stays, list)
    assert {"sessionId", "joinedAt"} <= set(stays[0]) <= {"sessionId", "joinedAt", "leftAt"}
    assert "connectionCounts" not in rows(ask(server))[0]


def test_quality_score_is_a_whole_number(server: DemoServer) -> None:
    server.faults.add("quality-score")
    series = detail(server)["quality"]
    assert isinstance(series, list)
    assert all(isinstance(point["value"], int) for point in series)
    assert max(point["value"] for point in series) > 50


def test_hostile_names_are_all_among_the_names_and_ids_stay(server: DemoServer) -> None:
    plain = ids(ask(server, "?limit=1000"))
    server.faults.add("hostile-names")
    reply = ask(server, "?limit=1000")
    assert ids(reply) == plain
    assert {row["roomName"] for row in rows(reply)} == set(NAMES)
    assert {person["participantIdentity"] for person in people(detail(server))} <= set(NAMES)
    assert reply.body == ask(server, "?limit=1000").body


def test_unknown_values_are_values_and_fields_that_nobody_documented(server: DemoServer) -> None:
    server.faults.add("unknown-values")
    found = rows(ask(server))
    assert {7, "EGRESS_STARTING"} <= {row["egress"] for row in found}
    assert all("futureField" in row for row in found)


def test_missing_fields_are_absent_null_or_the_zero_date(server: DemoServer) -> None:
    server.faults.add("missing-fields")
    found = rows(ask(server))
    assert all("sessionId" in row for row in found)
    assert any("roomName" not in row for row in found)
    assert any(row.get("roomName", "") is None for row in found)
    assert any(row.get("createdAt") == "0001-01-01T00:00:00Z" for row in found)


def test_strings_writes_every_number_as_one(server: DemoServer) -> None:
    server.faults.add("strings")
    assert all(isinstance(row["numParticipants"], str) and isinstance(row["egress"], str) for row in rows(ask(server)))


def test_fractions_name_the_same_moments(server: DemoServer) -> None:
    plain = str(rows(ask(server))[3]["createdAt"])
    server.faults.add("fractions")
    fancy = str(rows(ask(server))[3]["createdAt"])
    assert fancy.endswith(".000000123+02:00")
    assert datetime.fromisoformat(fancy.replace(".000000123", "")) == datetime.fromisoformat(plain)


def test_seconds_nanos_name_the_same_moments(server: DemoServer) -> None:
    plain = [str(row["createdAt"]) for row in rows(ask(server))]
    server.faults.add("seconds-nanos")
    for text, row in zip(plain, rows(ask(server)), strict=True):
        stamp = row["createdAt"]
        assert isinstance(stamp, dict)
        assert set(stamp) == {"seconds", "nanos"}
        assert int(stamp["seconds"]) == datetime.fromisoformat(text).timestamp()


def test_bad_rows_stand_among_good_ones(server: DemoServer) -> None:
    server.faults.add("bad-row")
    found = json.loads(ask(server).body)["sessions"]
    assert 42 in found
    assert "not a session" in found
    assert sum(isinstance(row, dict) and "roomName" in row for row in found) == 100
    assert any(isinstance(person, int) for person in people(detail(server)))


def test_nulls_stand_in_lists_or_in_their_place(server: DemoServer) -> None:
    server.faults.add("nulls")
    assert None in rows(ask(server))
    server.faults.clear()
    server.faults.add("nulls=all")
    assert json.loads(ask(server).body) == {"sessions": None}


def test_snake_case_renames_every_key(server: DemoServer) -> None:
    server.faults.add("snake-case")
    assert {"session_id", "room_name", "created_at", "num_active_participants"} <= set(rows(ask(server))[0])
    assert "publish_bps" in detail(server)
    assert not re.search(r'"[a-z]+[A-Z]\w*":', ask(server, server.detail_path(DROP)).text)


def test_faults_compose(server: DemoServer) -> None:
    for fault in ("snake-case", "strings", "nulls", "seconds-nanos", "hostile-names", "missing-fields", "slow=0.01"):
        server.faults.add(fault)
    found = json.loads(ask(server).body)["sessions"]
    assert found[0] is None
    assert isinstance(found[1]["session_id"], str)


def test_every_fault_leaves_the_server_able_to_answer_the_next_request(server: DemoServer) -> None:
    for name in KINDS:
        if name not in {"hang", "large-limit-hang", "slow", "drip", "huge", "reset", "cut-off"}:
            server.faults.add(f"{name}x1")
            assert ask(server).status > 0
            server.faults.clear()
    assert ask(server).status == 200


def test_faults_of_the_connection_hit_answers_put_in_place_too(server: DemoServer) -> None:
    server.overrides[server.list_path] = as_json({"sessions": []})
    server.faults.add("truncated")
    assert ask(server).text == '{"sessi'
