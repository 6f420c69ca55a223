"""The archive's speed and size: finding somebody among 50,000 sessions, and what a poll costs that is kept."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest
from bench.measuring import Figure, compare, median

from lktui.api.wire import decode_detail, decode_session
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


def identity_of(number: int) -> str:
    return f"user-{number * 7919 % 10**9:09}"


def people(random: Random) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for _ in range(IN_A_ROOM):
        number = random.randrange(REGULARS) if random.random() < 0.9 else random.randrange(10**9)
        times = {"joinedAt": NOW.isoformat(), "leftAt": NOW.isoformat()}
        identity = f"user-{number * 7919 % 10**9:09}"
        found.append(
            {"participantIdentity": identity, "participantName": f"Name {number}", **times, "sessions": [times]}
        )
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
        wanted = identity_of(777)

        def searched(needle: str) -> float:
            return median([milliseconds(lambda: reading.find(connection, project, needle)) for _ in range(9)])

        def scanned(needle: str) -> float:
            query = "SELECT * FROM everyone WHERE identity LIKE ? OR name LIKE ?"
            values = (f"%{needle}%", f"%{needle}%")
            return median([milliseconds(connection.execute(query, values).fetchall) for _ in range(9)])

        def measure() -> list[Figure]:
            found = reading.find(connection, project, wanted)
            assert {each.identity for each in found.appearances} == {wanted}
            assert len(found.appearances) > 1
            label = f"in {SESSIONS:,} sessions, found / all who were there looked through"
            return [
                Figure(f"an identity {label}", searched(wanted), "ms", 0.5, scanned(wanted)),
                Figure(f"a part of one {label}", searched(wanted[5:12]), "ms", 0.5, scanned(wanted[5:12])),
            ]

        compare(measure)


@pytest.mark.bench
def test_a_poll_of_1_000_changed_sessions(archived: Path) -> None:
    with closing(open_file(archived)) as connection:
        project = writing.project_number(connection, "", "p")
        rows = [session(number) for number in range(1000)]

        rounds: list[int] = []

        def changed(round_: int) -> list[tuple[Session, datetime]]:
            at = NOW + timedelta(seconds=round_)
            return [(row._replace(bandwidth_in=round_, last_active=at), at) for row in rows]

        def put(seen: list[tuple[Session, datetime]]) -> None:
            with transaction(connection):
                writing.put_sessions(connection, project, seen)

        def measure() -> list[Figure]:
            encoded = median(
                [milliseconds(lambda: [json.dumps(session_values(row)) for row in rows]) for _ in range(9)]
            )
            written = []
            for _ in range(9):
                rounds.append(len(rounds))
                seen = changed(len(rounds))
                written.append(milliseconds(partial(put, seen)))
            return [Figure("1,000 changed sessions kept / as JSON", median(written), "ms", 4, encoded)]

        compare(measure)


@pytest.mark.bench
def test_the_size_of_10_000_sessions(tmp_path: Path) -> None:
    """Of the simulated project; every one of them opened is much more than anybody does."""
    world = World(seed=7, sessions=4000)
    now = 1_795_000_000
    numbers = list(world.window(now, now - 7 * 86_400))[:1000]

    def size(*, opened: bool) -> float:
        path = tmp_path / f"{opened}.db"
        with closing(open_file(path)) as connection:
            project = writing.project_number(connection, "", "p")
            with transaction(connection):
                for number in numbers:
                    row = decode_session(session_row(world, number, now), "it")
                    writing.put_sessions(connection, project, [(row, NOW)])
                    if opened:
                        raw = json.dumps(session_detail(world, number, now))
                        kept = decode_detail(json.loads(raw), row.session_id, raw)
                        writing.put_detail(connection, project, kept, NOW, final=True)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return path.stat().st_size / len(numbers) * 10_000 / 1e6

    def measure() -> list[Figure]:
        return [
            Figure("10,000 sessions, seen in the list", size(opened=False), "MB", 4),
            Figure("10,000 sessions, every one opened", size(opened=True), "MB", 60),
        ]

    compare(measure)
