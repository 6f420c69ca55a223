"""The simulated project over real HTTP: what it answers, to whom, and how it starts and stops."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import TYPE_CHECKING, NamedTuple

import jwt
import pytest
from livekit import api as livekit

from lktui.demo.answers import Answer, as_json, as_text
from lktui.demo.server import DemoServer, export_lines
from lktui.demo.world import World
from lktui.errors import DemoError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lktui.demo.project import Request

NOW = datetime(2025, 9, 29, 14, 3, tzinfo=UTC)
WORLD = World(7, 700)


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str

    @property
    def rows(self) -> list[dict[str, object]]:
        rows = json.loads(self.text)["sessions"]
        assert isinstance(rows, list)
        return rows

    @property
    def ids(self) -> list[object]:
        return [row["sessionId"] for row in self.rows]

    @property
    def created(self) -> list[str]:
        return [str(row["createdAt"]) for row in self.rows]


def token(server: DemoServer, claims: dict[str, object] | None = None, *, secret: str = "") -> str:
    now = NOW.timestamp()
    base: dict[str, object] = {
        "iss": server.api_key,
        "sub": "test",
        "nbf": now,
        "exp": now + 600,
        "video": {"roomList": True},
    }
    kept = {key: value for key, value in (base | (claims or {})).items() if value is not None}
    return jwt.encode(kept, secret or server.api_secret, algorithm="HS256")


def ask(server: DemoServer, target: str = "", *, method: str = "GET", body: str = "", auth: str | None = None) -> Reply:
    header = f"Bearer {token(server)}" if auth is None else auth
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        path = target if target.startswith("/") else server.list_path + target
        connection.request(method, path, body or None, {"Authorization": header} if header else {})
        with connection.getresponse() as response:
            return Reply(response.status, dict(response.headers), response.read().decode())


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with DemoServer(WORLD, clock=lambda: NOW) as running:
        yield running


def test_the_list_holds_a_hundred_sessions_newest_first(server: DemoServer) -> None:
    reply = ask(server)
    created = reply.created
    assert reply.status == 200
    assert reply.headers["Content-Type"] == "application/json"
    assert len(created) == 100
    assert created == sorted(created, reverse=True)


def test_pages_hold_every_session_once_and_the_last_one_is_short(server: DemoServer) -> None:
    pages = [ask(server, f"?limit=300&page={page}").ids for page in range(4)]
    assert [len(page) for page in pages[:2]] == [300, 300]
    assert len(pages[2]) < 300
    assert pages[3] == []
    every = [each for page in pages for each in page]
    assert len(every) == len(set(every)) == pytest.approx(700, abs=1)


def test_start_and_end_are_dates_and_both_are_included(server: DemoServer) -> None:
    days = {created[:10] for created in ask(server, "?start=2025-09-25&end=2025-09-26&limit=1000").created}
    assert days == {"2025-09-25", "2025-09-26"}
    assert {created[:10] for created in ask(server, "?start=2025-09-29&limit=1000").created} == {"2025-09-29"}
    assert ask(server, "?start=2025-10-02").rows == []


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("start=2025-09-21", "within 7 days"),
        ("start=yesterday", "invalid start"),
        ("start=20250928", "invalid start"),
        ("start=", "invalid start"),
        ("end=2025-09-28", "start is required"),
        ("start=2025-09-28&end=2025-9-29", "invalid end"),
        ("start=2025-09-28&end=2025-09-27", "before start"),
        ("limit=0", "invalid limit"),
        ("limit=1001", "invalid limit"),
        ("limit=many", "invalid limit"),
        ("page=-1", "invalid page"),
        ("page=99999999999999999999", "invalid page"),
    ],
)
def test_bad_parameters_are_refused(server: DemoServer, query: str, message: str) -> None:
    reply = ask(server, f"?{query}")
    assert reply.status == 400
    assert message in reply.text


def test_the_seventh_day_back_is_the_last_one_that_may_be_asked_for(server: DemoServer) -> None:
    assert ask(server, "?start=2025-09-22").status == 200


def test_a_detail_is_that_of_the_session_in_the_list(server: DemoServer) -> None:
    row = ask(server).rows[60]
    detail = json.loads(ask(server, server.detail_path(str(row["sessionId"]))).text)
    assert detail["roomId"] == row["sessionId"]
    assert detail["startTime"] == row["createdAt"]
    assert detail["numParticipants"] == row["numParticipants"] == len(detail["participants"])


def test_an_unknown_session_and_an_unknown_path_are_404(server: DemoServer) -> None:
    assert ask(server, server.detail_path("RM_nothing")).text == "session not found"
    assert ask(server, server.detail_path("RM_nothing")).status == 404
    assert ask(server, "/api/other").status == 404
    assert ask(server, server.list_path, method="POST").status == 405


def test_the_token_of_livekits_own_sdk_opens_the_project() -> None:
    with DemoServer(WORLD, clock=lambda: datetime.now(UTC)) as server:
        minted = livekit.AccessToken(server.api_key, server.api_secret).with_grants(livekit.VideoGrants(room_list=True))
        assert ask(server, auth=f"Bearer {minted.to_jwt()}").status == 200


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ({"iss": "APIother"}, "invalid API key"),
        ({"iss": None}, "invalid API key"),
        ({"exp": None}, "exp is required"),
        ({"exp": NOW.timestamp() - 61}, "expired"),
        ({"nbf": NOW.timestamp() + 61}, "not valid yet"),
        ({"nbf": "soon"}, "invalid authorization token|not valid yet"),
        ({"video": {}}, "roomList"),
        ({"video": None}, "roomList"),
        ({"video": {"roomList": "true"}}, "roomList"),
    ],
)
def test_a_token_that_does_not_fit_is_refused(server: DemoServer, claims: dict[str, object], message: str) -> None:
    reply = ask(server, auth=f"Bearer {token(server, claims)}")
    assert reply.status == 401
    assert re.search(message, reply.text)
    assert reply.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("claims", [{"exp": NOW.timestamp() - 59}, {"nbf": NOW.timestamp() + 59}, {"nbf": None}])
def test_clocks_may_differ_by_a_minute(server: DemoServer, claims: dict[str, object]) -> None:
    assert ask(server, auth=f"Bearer {token(server, claims)}").status == 200


def test_another_secret_or_another_algorithm_is_refused(server: DemoServer) -> None:
    forged = token(server, secret="x" * 43)
    assert ask(server, auth=f"Bearer {forged}").status == 401
    unsigned = jwt.encode({"iss": server.api_key, "exp": 9e9, "video": {"roomList": True}}, "", algorithm="none")
    assert ask(server, auth=f"Bearer {unsigned}").status == 401


@pytest.mark.parametrize(
    "header", ["", "Basic abc", "Bearer", "Bearer a.b", "Bearer a.b.c", "Bearer é.!.?", "Bearer MQ.MQ.MQ"]
)
def test_what_is_no_token_is_refused(server: DemoServer, header: str) -> None:
    reply = ask(server, auth=header)
    assert reply.status == 401
    assert reply.text.startswith("invalid authorization")


def test_another_project_is_refused_without_a_word_of_the_plan(server: DemoServer) -> None:
    reply = ask(server, "/api/project/p_other000000/sessions")
    assert reply.status == 403
    assert "project" in reply.text
    assert "plan" not in reply.text


def test_the_date_header_is_that_of_the_clock(server: DemoServer) -> None:
    assert ask(server).headers["Date"] == "Mon, 29 Sep 2025 14:03:00 GMT"
    assert ask(server, auth="").headers["Date"] == "Mon, 29 Sep 2025 14:03:00 GMT"


def test_rooms_are_the_active_sessions_without_the_forgotten_ones(server: DemoServer) -> None:
    path = "/twirp/livekit.RoomService/ListRooms"
    rooms = json.loads(ask(server, path, method="POST", body="{}").text)["rooms"]
    sids = [room["sid"] for room in rooms]
    active = [row["sessionId"] for row in ask(server, "?limit=1000").rows if "endedAt" not in row]
    ghost = WORLD.incidents(int(NOW.timestamp()))["ghost"]
    assert ghost in active
    assert ghost not in sids
    assert set(sids) < set(active)
    assert isinstance(rooms[0]["creation_time"], str)
    assert {"name", "num_participants", "num_publishers", "active_recording"} <= set(rooms[0])
    named = json.loads(ask(server, path, method="POST", body=json.dumps({"names": [rooms[0]["name"]]})).text)["rooms"]
    assert {room["name"] for room in named} == {rooms[0]["name"]}


def test_rooms_need_a_token_and_json(server: DemoServer) -> None:
    path = "/twirp/livekit.RoomService/ListRooms"
    assert ask(server, path, method="POST", body="{}", auth="").status == 401
    assert ask(server, path, method="POST", body="nonsense").status == 400
    assert ask(server, path, method="POST", body="x" * 70_000).status == 413
    assert ask(server, path).status == 405


def test_time_moves_the_project_on() -> None:
    now = NOW
    with DemoServer(World(7, 4000), clock=lambda: now) as server:
        before = ask(server).rows
        now = NOW + timedelta(minutes=8)
        after = {row["sessionId"]: row for row in ask(server).rows}
    assert len(set(after) - {row["sessionId"] for row in before}) >= 2
    same = [(row, after[row["sessionId"]]) for row in before if row["sessionId"] in after]
    assert any("endedAt" not in old and "endedAt" in new for old, new in same)
    assert all(int(str(old["bandwidthIn"])) <= int(str(new["bandwidthIn"])) for old, new in same)


def test_requests_are_noted_without_the_token(server: DemoServer) -> None:
    ask(server, "?limit=3")
    assert list(server.requests) == [("GET", f"{server.list_path}?limit=3")]


def test_a_connection_is_kept_for_many_requests(server: DemoServer) -> None:
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        for _ in range(5):
            connection.request(
                "GET", f"{server.list_path}?limit=2", headers={"Authorization": f"Bearer {token(server)}"}
            )
            with connection.getresponse() as response:
                assert len(json.loads(response.read())["sessions"]) == 2
        local = connection.sock.getsockname()
    assert local[1] != server.port
    assert len(server.requests) == 5


def test_whole_answers_can_be_put_in_place(server: DemoServer) -> None:
    server.overrides[server.list_path] = as_json({"sessions": [{"sessionId": "RM_mine"}]})
    server.overrides[f"{server.list_path}?page=1"] = as_text(418, "teapot")
    assert ask(server, auth="").ids == ["RM_mine"]
    assert ask(server, "?page=1").status == 418
    assert ask(server, "?page=2").ids == ["RM_mine"]


def test_an_answer_put_in_place_can_depend_on_the_request(server: DemoServer) -> None:
    def echo(request: Request) -> Answer:
        return as_json({"sessions": [{"sessionId": request.target[-1]}]})

    server.overrides[server.list_path] = echo
    assert ask(server, "?page=4").ids == ["4"]


def test_a_port_in_use_is_an_error_that_says_what_to_do(server: DemoServer) -> None:
    with pytest.raises(DemoError, match=str(server.port)) as caught:
        DemoServer(WORLD, clock=lambda: NOW, port=server.port)
    assert "--port" in caught.value.todo
    with pytest.raises(DemoError):
        DemoServer(WORLD, clock=lambda: NOW, port=70_000)


def test_it_listens_on_loopback_only(server: DemoServer) -> None:
    assert server.url == f"http://127.0.0.1:{server.port}"


def test_stopping_ends_at_once_also_while_a_connection_is_open() -> None:
    server = DemoServer(WORLD, clock=lambda: NOW).start()
    with socket.create_connection(("127.0.0.1", server.port)) as idle:
        while not [t for t in threading.enumerate() if t.name == "demo-connection"]:
            time.sleep(0.001)
        server.stop()
        assert idle.recv(1) == b""
    server.stop()
    assert not [t for t in threading.enumerate() if t.name.startswith("demo-")]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port))


def test_a_server_that_was_never_started_can_be_stopped() -> None:
    DemoServer(WORLD, clock=lambda: NOW).stop()


def test_the_secret_does_not_show_by_accident(server: DemoServer) -> None:
    assert server.api_secret not in repr(server) + repr(server.project.credentials)
    assert re.fullmatch(r"p_[0-9a-z]{11}", server.project_id)
    assert re.fullmatch(r"API\w{12}", server.api_key)


def test_export_lines_point_other_tools_at_the_server(server: DemoServer) -> None:
    lines = export_lines(server).splitlines()
    exported = dict(line.removeprefix("export ").split("=", 1) for line in lines if line.startswith("export "))
    assert exported == {
        "LIVEKIT_API_KEY": server.api_key,
        "LIVEKIT_API_SECRET": server.api_secret,
        "LIVEKIT_PROJECT_ID": server.project_id,
        "LKTUI_SERVER_URL": server.url,
        "LIVEKIT_URL": f"ws://127.0.0.1:{server.port}",
    }
    assert all(line.startswith(("export ", "#")) for line in lines)
    assert any("curl" in line and line.endswith("?limit=10'") for line in lines)  # a bare ? is a pattern to zsh
    assert any(f"lk --server-url {server.url}" in line for line in lines)
