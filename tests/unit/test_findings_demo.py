"""The simulated project's incidents give the findings that they are built for, and its calm sessions give none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lktui.analysis.findings import Severity, case_of, findings
from lktui.analysis.ghosts import RoomAnswer, ghost_of, heard
from lktui.api.wire import decode_detail, decode_rooms, decode_session
from lktui.demo.payloads import room, session_detail, session_row
from lktui.demo.world import WEEK, World
from lktui.model import Session

WORLD = World(seed=7, sessions=4000)
NOW = int(datetime(2026, 11, 20, 14, 0, tzinfo=UTC).timestamp())
AT = datetime.fromtimestamp(NOW, UTC)
EXPECTED = {
    "storm": {"storm"},
    "drop": {"drop"},
    "alone": {"alone"},
    "slow": {"slow", "relay"},
    "silent": {"silent"},
    "failing": {"failing"},
    "poor": {"poor"},
    "flapping": {"flapping"},
    "empty": {"empty"},
    "recording": {"recording", "empty"},
    "portal": set[str](),
    "ghost": {"ghost"},
    "twin": set[str](),
}


def row(number: int, world: World = WORLD) -> Session:
    return decode_session(session_row(world, number, NOW), "")


def answered(world: World) -> RoomAnswer | None:
    live = decode_rooms({"rooms": [room(world, number, NOW) for number in world.active(NOW)]})
    return heard(None, live, AT, ())


def found_in(number: int, world: World = WORLD, rooms: RoomAnswer | None = None) -> dict[str, Severity]:
    session = row(number, world)
    detail = decode_detail(session_detail(world, number, NOW), session.session_id)
    ghost = ghost_of(session, rooms, timedelta(minutes=15), ())
    return {finding.rule: finding.severity for finding in findings(case_of(session, detail, AT, ghost=ghost))}


@pytest.mark.parametrize("world", [WORLD, World(7, 900), World(11, 1000)], ids=repr)
@pytest.mark.parametrize("name", EXPECTED)
def test_an_incident_gives_what_it_is_built_for_and_nothing_else(name: str, world: World) -> None:
    number = world.find(world.incidents(NOW)[name], NOW)
    assert number is not None
    assert found_in(number, world, answered(world)).keys() == EXPECTED[name]


def test_a_drop_has_in_common_what_the_simulation_gave_those_who_dropped() -> None:
    number = WORLD.find(WORLD.incidents(NOW)["drop"], NOW)
    assert number is not None
    session = row(number)
    detail = decode_detail(session_detail(WORLD, number, NOW), session.session_id)
    (drop,) = findings(case_of(session, detail, AT))
    assert drop.shared[0].words == "7 of 9 on SWIFT 2.1.0, 1 of 14 others"


def test_calm_sessions_give_no_warning() -> None:
    calm = [number for number in WORLD.window(NOW, NOW - WEEK)[:700] if not WORLD.plan(number).incident]
    assert len(calm) > 500
    rooms = answered(WORLD)
    noted = 0
    for number in calm:
        found = found_in(number, rooms=rooms)
        assert found.keys() <= {"relay"}, (number, found)
        noted += len(found)
    assert noted <= len(calm) // 100


def test_twin_and_ghost_share_their_room() -> None:
    ghost, twin = (WORLD.find(WORLD.incidents(NOW)[name], NOW) for name in ("ghost", "twin"))
    assert ghost is not None
    assert twin is not None
    known = ghost_of(row(ghost), answered(WORLD), timedelta(minutes=15), [row(ghost), row(twin), row(twin + 1)])
    assert known is not None
    assert known.twin == row(twin)
