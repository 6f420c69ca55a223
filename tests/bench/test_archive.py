"""The archive's speed and size: finding somebody among 50,000 sessions, and what a poll costs that is kept."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from bench.measuring import Figure, compare, median

from lktui.api.wire import decode_detail
from lktui.archive import reading, writing
from lktui.archive.opening import open_file
from lktui.archive.rows import session_values
from lktui.archive.transaction import transaction
from lktui.demo.payloads import session_detail, session_row
from lktui.demo.world import World
from lktui.model import ConnectionCounts, Egress, Session, SessionDetail

NOW = datetime(2025, 9, 29, 14, 3, tzinfo=UTC)
SESSIONS = 50_000
REGULARS = 20_000  # people who come again and again; as many others come once
IN_A_ROOM = 4


def milliseconds(job: Callable[[], object]) -> float:
    before = time.process_time()
    job()
    return (time.process_time() - before) * 1000


def session(number: int, *, received: int = 0) -> Session:
    began = NOW - timedelta(minutes=number)
    return Session(
        f"RM_{number:012}", f"support-{number}", began, began + timedelta(minutes=3), None, received, 2 * received,
        Egress.NEVER, 9, 4, ConnectionCounts(9, 9),
    )  # fmt: skip


def people(random: Random) -> list[dict[str, object]]:
    found = []
    for _ in range(IN_A_ROOM):
        number = random.randrange(REGULARS) if random.random() < 0.9 else random.randrange(10**9)
        times = {"joinedAt": NOW.isoformat(), "leftAt": NOW.isoformat()}
        identity = f"user-{number * 7919 % 10**9:09}"
        found.append({"participantIdentity": identity, "participantName": f"Name {number}", **times, "sessions": [times]})
    return found


def detail(number: int, random: Random) -> SessionDetail:
    everyone = people(random)
    document = {"roomId": session(number).session_id, "participants": everyone, "numParticipants": IN_A_ROOM}
    return decode_detail(document, session(number).session_id, json.dumps(document))


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "archive.db"
    random = Random(7)
    with closing(open_file(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        project = writing.project_number(connection, "", "p")
        with transaction(connection):
            for number in range(SESSIONS):
                writing.put_sessions(connection, project, [(session(number), NOW)])
                writing.put_detail(connection, project, detail(number, random), NOW, final=True)
        connection.execute("CREATE TABLE everyone (identity TEXT, name TEXT, joined TEXT, body TEXT)")
        connection.execute(
            "INSERT INTO everyone SELECT identity, name, a.joined, s.room FROM appearances a"
            " JOIN people p USING (person) JOIN sessions s USING (session)"
        )
    return path


@pytest.mark.bench
def test_finding_somebody_among_50_000_sessions(archived: Path) -> None:
    with closing(open_file(archived)) as connection:
        project = writing.project_number(connection, "", "p")
        wanted = connection.execute("SELECT identity FROM people WHERE person = 777").fetchone()[0]
        scan = "SELECT * FROM everyone WHERE identity LIKE ? OR name LIKE ?"

        def measure() -> list[Figure]:
            found = reading.find(connection, project, wanted)
            assert {each.identity for each in found.appearances} == {wanted}
            assert len(found.appearances) > 1
            figures = []
            for name, needle in (("an identity", wanted), ("a part of one", wanted[3:10])):
                searched = [milliseconds(lambda n=needle: reading.find(connection, project, n)) for _ in range(9)]
                scanned = [
                    milliseconds(lambda n=needle: connection.execute(scan, (f"%{n}%",) * 2).fetchall()) for _ in range(9)
                ]
                label = f"find {name} in {SESSIONS:,} sessions / scan of all who were there"
                figures.append(Figure(label, median(searched), "ms", 0.5, median(scanned)))
            return figures

        compare(measure)


@pytest.mark.bench
def test_a_poll_of_1_000_changed_sessions(archived: Path) -> None:
    with closing(open_file(archived)) as connection:
        project = writing.project_number(connection, "", "p")
        rows = [session(number) for number in range(1000)]

        def put(round_: int) -> None:
            at = NOW + timedelta(seconds=round_)
            with transaction(connection):
                seen = [(replace(row, bandwidth_in=round_, last_active=at), at) for row in rows]
                writing.put_sessions(connection, project, seen)

        def measure() -> list[Figure]:
            encoded = [milliseconds(lambda: [json.dumps(session_values(row)) for row in rows]) for _ in range(9)]
            written = [milliseconds(lambda n=number: put(n)) for number in range(1, 10)]
            return [Figure("1,000 changed sessions kept / as JSON", median(written), "ms", 4, median(encoded))]

        compare(measure)


@pytest.mark.bench
def test_the_size_of_10_000_sessions(tmp_path: Path) -> None:
    """Of the simulated project, every one of them opened: much more than anybody does."""
    world = World(seed=7, sessions=2000)
    moment = 1_795_000_000
    numbers = list(world.begun(moment))[:1000]
    with closing(open_file(tmp_path / "archive.db")) as connection:
        project = writing.project_number(connection, "", "p")
        print(numbers[:3], session_row, session_detail, project)
