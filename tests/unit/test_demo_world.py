"""The simulated world: its sessions, what they look like on the wire, and the incidents that can be found in it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime

import pytest

from lktui.demo import payloads
from lktui.demo.incidents import INCIDENTS
from lktui.demo.people import everyone, scramble, unscramble
from lktui.demo.plan import Plan, egress_state, totals
from lktui.demo.world import WEEK, World
from lktui.errors import UsageError

NOW = int(datetime(2025, 9, 29, 14, 3, tzinfo=UTC).timestamp())
WORLD = World()


def incident(name: str, world: World = WORLD, now: int = NOW) -> Plan:
    number = world.find(world.incidents(now)[name], now)
    assert number is not None
    plan = world.plan(number)
    assert plan.incident == name
    return plan


def test_seven_days_hold_as_many_sessions_as_asked_for() -> None:
    for sessions in (100, 4000):
        assert len(World(7, sessions).window(NOW, NOW - WEEK)) == pytest.approx(sessions, abs=1)


def test_ten_to_twenty_sessions_are_active_at_most_moments() -> None:
    counts = [len(list(WORLD.active(NOW - hour * 3600))) for hour in range(48)]
    assert 10 <= sum(counts) / len(counts) <= 18


@pytest.mark.parametrize(
    "monday",
    [
        datetime(2026, 11, 16, tzinfo=UTC),
        datetime(2026, 12, 28, tzinfo=UTC),
        datetime(2027, 3, 8, tzinfo=UTC),
        datetime(2028, 2, 28, tzinfo=UTC),
    ],
    ids=["a week", "the turn of the year", "clocks go forward", "a leap day"],
)
def test_no_hour_of_a_week_is_without_a_believable_number_of_people_in_rooms(monday: datetime) -> None:
    began = int(monday.timestamp())
    for now in range(began, began + WEEK, 1800):
        page = WORLD.window(now, now - WEEK)[:100]
        live = [number for number in WORLD.active(now) if number in page and totals(WORLD.plan(number), now).inside]
        assert 4 <= len(live) <= 30, datetime.fromtimestamp(now, UTC)
        assert live[0] in page[:15], "the first screen, also of a small terminal"


def test_all_kinds_of_rooms_are_there() -> None:
    kinds = Counter(WORLD.plan(number).scene for number in WORLD.window(NOW, NOW - WEEK))
    assert {"support", "voice", "class", "townhall", "meeting"} <= set(kinds)
    assert kinds["support"] > kinds["class"] > kinds["townhall"]


def test_a_class_has_many_sessions_with_the_same_students() -> None:
    lessons = [p for n in WORLD.window(NOW, NOW - WEEK) if (p := WORLD.plan(n)).room == "class-physics-1a"]
    assert len(lessons) > 10
    first, second = ({person.who.identity for person in lesson.people} for lesson in lessons[:2])
    assert len(first & second) > len(first) / 2


def test_nobody_has_two_places_in_one_session_and_stays_are_in_order() -> None:
    for number in WORLD.window(NOW, NOW - WEEK)[:1500]:
        plan = WORLD.plan(number)
        identities = [person.who.identity for person in plan.people]
        assert len(identities) == len(set(identities)), plan
        for person in plan.people:
            moments = [moment for visit in person.visits for moment in visit]
            assert moments == sorted(set(moments)), plan
            assert plan.begin <= moments[0]
            assert moments[-1] <= plan.end


def test_another_process_has_the_same_project() -> None:
    code = (
        "from lktui.demo.world import World\n"
        "from lktui.demo.payloads import session_detail\n"
        f"w = World(); print(w.incidents({NOW})['drop']); print(session_detail(w, w.window({NOW}, 0)[3], {NOW}))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    detail = payloads.session_detail(WORLD, WORLD.window(NOW, 0)[3], NOW)
    assert out.stdout == f"{WORLD.incidents(NOW)['drop']}\n{detail}\n"


def test_another_seed_is_another_project() -> None:
    assert World(7).session_id(5) != World(8).session_id(5)
    assert World(7).plan(5) != World(8).plan(5)


def test_ids_are_turned_back_and_do_not_look_like_numbers() -> None:
    ids = [scramble(number, 99) for number in range(11_873_000, 11_873_500)]
    assert [unscramble(text, 99) for text in ids] == list(range(11_873_000, 11_873_500))
    assert len({text[:2] for text in ids}) > 300
    assert len({text[-2:] for text in ids}) > 300


@pytest.mark.parametrize("text", ["", "short", "0" * 12, "z" * 12, "l" * 12, "x" * 40])
def test_what_is_no_id_has_no_number(text: str) -> None:
    assert WORLD.find(f"RM_{text}", NOW) is None


def test_a_session_of_the_future_or_of_last_month_is_not_found() -> None:
    newest = WORLD.window(NOW, NOW - WEEK)[0]
    assert WORLD.find(WORLD.session_id(newest), NOW) == newest
    assert WORLD.find(WORLD.session_id(newest + 3), NOW) is None
    assert WORLD.find(WORLD.session_id(newest - 4 * WORLD.sessions), NOW) is None
    assert WORLD.find(WORLD.session_id(newest).removeprefix("RM_"), NOW) is None


def test_a_project_without_sessions_is_refused() -> None:
    with pytest.raises(UsageError, match="0 sessions"):
        World(7, 0)


def test_a_project_of_one_session_a_week_works() -> None:
    world = World(7, 1)
    assert len(world.window(NOW, NOW - WEEK)) in (0, 1, 2)
    assert len(list(world.active(NOW))) <= 2


def test_names_come_in_many_scripts_and_identities_in_ascii() -> None:
    names = "".join(who.name for who in everyone())
    assert all(sample in names for sample in ("é", "ß", "王", "김", "🎧", "נ"))
    assert all(who.identity.isascii() and " " not in who.identity for who in everyone())
    assert len({who.identity for who in everyone()}) == len(everyone())


def test_storm_one_identity_rejoins_many_times_within_minutes() -> None:
    plan = incident("storm")
    victim = max(plan.people, key=lambda person: len(person.visits))
    rejoins = [joined for joined, _ in victim.visits[1:]]
    assert 8 <= len(rejoins) <= 15
    assert rejoins[-1] - rejoins[0] <= 300
    assert (victim.client.sdk, victim.place.region) == ("FLUTTER 2.3.4", "India")


def test_drop_nine_leave_within_seconds_seven_of_them_on_one_sdk_and_most_come_back() -> None:
    plan = incident("drop")
    moment = min(person.visits[0][1] for person in plan.people)
    dropped = [person for person in plan.people if person.visits[0][1] - moment <= 5]
    stayed = [person for person in plan.people if person not in dropped]
    assert (len(dropped), len(stayed)) == (9, 14)
    assert sum(person.client.sdk == "SWIFT 2.1.0" for person in dropped) == 7
    assert sum(person.client.sdk == "SWIFT 2.1.0" for person in stayed) == 1
    assert sum(len(person.visits) > 1 for person in dropped) == 7


@pytest.mark.parametrize("name", ["empty", "recording"])
def test_empty_rooms_stay_open_for_hours_and_their_last_activity_stands_still(name: str) -> None:
    plan = incident(name)
    counted = totals(plan, NOW)
    assert plan.end > NOW
    assert counted.inside == 0
    assert NOW - counted.last_active > 1.9 * 3600
    assert counted.last_active == totals(plan, NOW + 600).last_active
    assert egress_state(plan, NOW) == (1 if name == "recording" else 0)
    assert plan.number in WORLD.active(NOW)


def test_ghost_is_active_for_days_unknown_to_the_room_service_and_has_a_closed_twin() -> None:
    plan, twin = incident("ghost"), incident("twin")
    assert plan.begin < NOW - 2 * 86_400
    assert plan.end > NOW
    assert plan.number not in WORLD.active(NOW)
    assert plan.number in WORLD.window(NOW, NOW - WEEK)
    assert twin.room == plan.room
    assert twin.end < NOW


def test_alone_someone_stays_for_an_hour_after_the_other_one_left() -> None:
    plan = incident("alone")
    first, last = sorted(person.visits[-1][1] for person in plan.people)
    assert min(last, NOW) - first >= 3600


def test_slow_joins_take_seconds_over_turn_and_tcp() -> None:
    slow = [person for person in incident("slow").people if person.connection != "UDP"]
    assert {person.connection for person in slow} == {"TURN", "TCP"}
    assert all(4000 <= person.connection_ms <= 12_000 for person in slow)


def test_silent_nobody_published_a_microphone() -> None:
    people = incident("silent").people
    assert len(people) == 2
    assert all("m" not in person.sources for person in people)


def test_failing_nine_attempts_four_successes() -> None:
    row = payloads.session_row(WORLD, incident("failing").number, NOW)
    assert row["connectionCounts"] == {"attempts": 9, "success": 4}


def test_poor_ten_minutes_have_a_low_quality() -> None:
    detail = payloads.session_detail(WORLD, incident("poor").number, NOW)
    values = [value for value in points(detail, "quality") if value]
    assert 9 <= sum(value < 0.4 for value in values) <= 11
    assert max(values) > 0.7


def test_flapping_someone_comes_six_times_for_seconds() -> None:
    worst = max(incident("flapping").people, key=lambda person: len(person.visits))
    assert len(worst.visits) == 6
    assert all(left - joined < 20 for joined, left in worst.visits)


def test_every_incident_is_named() -> None:
    assert set(WORLD.incidents(NOW)) == {each.name for each in INCIDENTS}


def points(detail: payloads.Object, key: str) -> list[float]:
    series = detail[key]
    assert isinstance(series, list)
    values: list[float] = []
    for point in series:
        assert isinstance(point, dict)
        value = point["value"]
        assert isinstance(value, int | float)
        values.append(value)
    return values


def test_a_row_has_the_newest_wire_form() -> None:
    ended = next(n for n in WORLD.window(NOW, NOW - WEEK) if WORLD.plan(n).end < NOW)
    row = payloads.session_row(WORLD, ended, NOW)
    assert list(row) == [
        *("sessionId", "roomName", "createdAt", "lastActive", "endedAt", "bandwidthIn", "bandwidthOut"),
        *("egress", "numParticipants", "numActiveParticipants", "connectionCounts"),
    ]
    assert str(row["bandwidthIn"]).isdecimal()
    assert isinstance(row["bandwidthIn"], str)
    assert row["numActiveParticipants"] == 0
    created = datetime.fromisoformat(str(row["createdAt"]))
    assert created.tzinfo is not None
    assert str(row["createdAt"]).endswith("Z")


def test_an_active_session_has_no_end_and_its_last_activity_is_now() -> None:
    active = next(n for n in WORLD.active(NOW) if totals(WORLD.plan(n), NOW).inside)
    row, detail = payloads.session_row(WORLD, active, NOW), payloads.session_detail(WORLD, active, NOW)
    assert "endedAt" not in row
    assert "endTime" not in detail
    assert row["lastActive"] == payloads.timestamp(NOW)
    assert any(isinstance(p, dict) and "leftAt" not in p for p in people(detail))


def people(detail: payloads.Object) -> list[payloads.Json]:
    found = detail["participants"]
    assert isinstance(found, list)
    return found


def test_a_rejoin_is_a_stay_with_an_id_of_its_own() -> None:
    detail = payloads.session_detail(WORLD, incident("storm").number, NOW)
    stays = [p["sessions"] for p in people(detail) if isinstance(p, dict)]
    ids = [stay["participantId"] for each in stays if isinstance(each, list) for stay in each if isinstance(stay, dict)]
    assert len(ids) > 10
    assert len(set(ids)) == len(ids)
    assert all(str(each).startswith("PA_") for each in ids)
    assert detail["numParticipants"] == len(stays)


def test_connection_minutes_count_each_started_minute_of_each_stay() -> None:
    plan = incident("flapping")
    seconds = [left - joined for person in plan.people for joined, left in person.visits]
    assert totals(plan, plan.end).minutes == sum((each + 59) // 60 for each in seconds)


def test_the_series_have_a_point_a_minute_and_zeros_while_nobody_is_in() -> None:
    plan = incident("empty")
    detail = payloads.session_detail(WORLD, plan.number, NOW)
    quality, sent = points(detail, "quality"), points(detail, "publishBps")
    assert len(quality) == len(sent) == (NOW - plan.begin) // 60
    assert quality[0] > 0
    assert sent[0] > 0
    assert set(quality[-60:]) == set(sent[-60:]) == {0}


def test_the_project_stays_the_same_json_when_read_again() -> None:
    numbers = WORLD.window(NOW, NOW - WEEK)[:50]
    first = json.dumps([payloads.session_detail(WORLD, n, NOW) for n in numbers])
    assert first == json.dumps([payloads.session_detail(World(), n, NOW) for n in numbers])
