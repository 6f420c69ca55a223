"""`lktui watch` in a process of its own: lines as things happen, trouble on stderr, and how it ends."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import pytest
from support.moved_world import served
from support.one_shot import run
from support.surroundings import LKTUI, pointed_at, surroundings
from support.terminal import PATIENCE

from lktui.demo.answers import Answer
from lktui.demo.project import Request
from lktui.demo.server import DemoServer


class Rooms:
    """What the list answers: as many people in each room as the test says."""

    def __init__(self) -> None:
        self.people = {"standup": 2}
        self.ended: set[str] = set()
        self._began = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=2)

    def answer(self, request: Request) -> Answer:
        """Newest first, as they were added."""
        rows = []
        for number, (room, people) in enumerate(self.people.items()):
            began = (self._began + timedelta(minutes=number)).isoformat()
            row = {"sessionId": f"RM_{room}", "roomName": room, "createdAt": began, "numActiveParticipants": people}
            rows.append(row | ({"endedAt": began} if room in self.ended else {}))
        page = rows[::-1] if "page=0" in request.target else []
        return Answer(200, json.dumps({"sessions": page}).encode())


@pytest.fixture
def rooms() -> Rooms:
    return Rooms()


@pytest.fixture
def server(rooms: Rooms) -> Iterator[DemoServer]:
    with served() as serving:
        serving.overrides[serving.list_path] = rooms.answer
        yield serving


@contextmanager
def watching(home: Path, server: DemoServer, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [*LKTUI, "watch", "--refresh", "2", *arguments],
        env=surroundings(home, **pointed_at(server)),
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            assert "watching" in next_line(process.stderr)
            yield process
        finally:
            process.kill()


def next_line(stream: IO[bytes] | None) -> str:
    """Waits for it."""
    assert stream is not None
    line = b""
    deadline = time.monotonic() + PATIENCE
    while not line.endswith(b"\n"):
        ready, _, _ = select.select([stream], [], [], max(0.0, deadline - time.monotonic()))
        assert ready, f"no line came, only {line!r}"
        byte = os.read(stream.fileno(), 1)
        assert byte, f"it ended with {line!r}"
        line += byte
    return line.decode()


def test_what_happens_is_a_line_each_as_it_happens(tmp_path: Path, server: DemoServer, rooms: Rooms) -> None:
    with watching(tmp_path, server) as process:
        rooms.people["standup"] = 3
        assert "people 2 → 3" in next_line(process.stdout)
        rooms.people["support"] = 1
        assert next_line(process.stdout).endswith("RM_support  support\n")
        rooms.ended.add("standup")
        assert "ended" in next_line(process.stdout)


def test_a_poll_that_fails_and_recovery_are_words_on_stderr(tmp_path: Path, server: DemoServer, rooms: Rooms) -> None:
    with watching(tmp_path, server, "--ndjson") as process:
        override = server.overrides.pop(server.list_path)
        server.faults.add("server-error")
        assert "poll failed: the API failed: 500" in next_line(process.stderr)
        server.faults.clear()
        server.overrides[server.list_path] = override
        assert "polling works again" in next_line(process.stderr)
        rooms.people["standup"] = 1
        assert json.loads(next_line(process.stdout))["event"] == "people down"


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
    ids=str,
)
def test_a_signal_ends_it_cleanly(tmp_path: Path, server: DemoServer, number: signal.Signals, code: int) -> None:
    with watching(tmp_path, server) as process:
        process.send_signal(number)
        _, complaint = process.communicate(timeout=PATIENCE)
        assert process.returncode == code
        assert complaint == b""


def test_a_reader_that_has_gone_ends_it_quietly(tmp_path: Path, server: DemoServer, rooms: Rooms) -> None:
    with watching(tmp_path, server) as process:
        assert process.stdout is not None
        process.stdout.close()
        rooms.people["standup"] = 7
        assert process.wait(timeout=PATIENCE) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""


def test_a_key_that_is_refused_ends_it_with_what_to_do(tmp_path: Path, server: DemoServer) -> None:
    server.overrides.clear()
    server.faults.add("bad-key")
    ended = run(tmp_path, "watch", server=server)
    assert ended.returncode == 1
    assert "API key" in ended.stderr
    assert len(ended.stderr.splitlines()) == 2


def test_polling_by_hand_makes_no_sense_without_a_hand(tmp_path: Path, server: DemoServer) -> None:
    ended = run(tmp_path, "watch", "--refresh", "0", server=server)
    assert ended.returncode == 2
    assert "--refresh" in ended.stderr
