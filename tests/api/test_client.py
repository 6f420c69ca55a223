"""The client against the simulated project over HTTP: what it asks, and every form of answer it takes (§5)."""

from __future__ import annotations

import asyncio
import json
import threading
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from support.clients import NOW, SECRET, client_for
from support.loopback import Loopback, reply

from lktui.api import client as client_module
from lktui.api import wire
from lktui.api.auth import MintedTokens
from lktui.api.call import Call
from lktui.api.client import DECODED_AT_ONCE, AnalyticsClient
from lktui.demo.answers import as_json

if TYPE_CHECKING:
    from lktui.demo.payloads import Json
    from lktui.demo.server import DemoServer
    from lktui.model import Session, SessionDetail


async def first_page(server: DemoServer, limit: int = 100) -> tuple[Session, ...]:
    async with client_for(server) as client:
        page = await client.list_sessions(0, limit)
    assert page.unreadable == 0
    return page.sessions


async def detail_of(server: DemoServer, nth: int = 0) -> SessionDetail:
    async with client_for(server) as client:
        page = await client.list_sessions(0, 100)
        crowded = sorted(page.sessions, key=lambda each: -(each.participants_total or 0))
        return await client.get_session(crowded[nth].session_id)


# What is asked.


async def test_a_page_is_what_the_api_has_with_its_place(server: DemoServer) -> None:
    async with client_for(server) as client:
        page = await client.list_sessions(1, 25)

    assert (page.page, page.limit, page.received, page.unreadable, len(page.sessions)) == (1, 25, 25, 0, 25)
    assert list(server.requests) == [("GET", f"{server.list_path}?limit=25&page=1")]


async def test_5_8_end_is_sent_only_together_with_start(server: DemoServer) -> None:
    async with client_for(server) as client:
        await client.list_sessions(0, 5)
        await client.list_sessions(0, 5, end=date(2025, 9, 28))
        await client.list_sessions(0, 5, start=date(2025, 9, 27))
        await client.list_sessions(0, 5, start=date(2025, 9, 27), end=date(2025, 9, 28))

    assert [target.partition("page=0")[2] for _, target in server.requests] == [
        "", "", "&start=2025-09-27", "&start=2025-09-27&end=2025-09-28",
    ]  # fmt: skip


async def test_every_answer_tells_how_far_off_this_clock_is(server: DemoServer) -> None:
    async with client_for(server) as client:
        await client.list_sessions(0, 5)
        on_time = client.clock_off
        server.faults.add("clock-off=300")
        await client.list_sessions(0, 5)
        behind = client.clock_off

    assert on_time is not None
    assert behind is not None
    assert abs(on_time) < timedelta(seconds=5)
    assert abs(behind - timedelta(minutes=5)) < timedelta(seconds=5)


async def test_a_detail_has_participants_with_their_stays(server: DemoServer) -> None:
    detail = await detail_of(server)

    assert len(detail.participants) > 20
    assert detail.unreadable == 0
    assert all(person.stays and person.sources.microphone is not None for person in detail.participants)
    assert len({person.key for person in detail.participants}) == len(detail.participants)
    assert json.loads(detail.raw)["roomId"] == detail.session_id


@pytest.mark.parametrize(
    ("session_id", "path"),
    [
        ("RM_1", "RM_1"),
        ("a/b", "a%2Fb"),
        ("../../admin", "..%2F..%2Fadmin"),
        ("..", "%2E%2E"),
        (".", "%2E"),
        ("a?b=c#d", "a%3Fb%3Dc%23d"),
        ("100%2F", "100%252F"),
        ("é \n\x00", "%C3%A9%20%0A%00"),
        ("half\ud800", "half%3F"),
    ],
)
async def test_a_session_id_is_one_step_of_the_path_whatever_is_in_it(session_id: str, path: str) -> None:
    with Loopback(lambda _: reply(200, b"{}")) as server:
        async with client_for(server.url) as client:
            assert (await client.get_session(session_id)).session_id == session_id

    assert server.targets == [f"/api/project/p_test/sessions/{path}"]


@pytest.mark.parametrize("prefix", ["", "/", "/analytics", "/analytics/"])
async def test_a_server_url_may_have_a_path_of_its_own(prefix: str) -> None:
    with Loopback(lambda _: reply(200, b"{}")) as server:
        async with client_for(server.url + prefix) as client:
            await client.list_sessions(0, 5)

    assert server.targets == [f"{prefix.rstrip('/')}/api/project/p_test/sessions?limit=5&page=0"]


async def test_requests_and_latency_are_measured(server: DemoServer) -> None:
    async with client_for(server) as client:
        before = client.latency
        for page in range(3):
            await client.list_sessions(page, 5)

        assert client.requests_last_minute() == 3
        assert (client.latency or 0) > 0
    assert before is None


async def test_requests_older_than_a_minute_are_not_counted() -> None:
    class Stopwatch:
        seconds = 1000.0

        def __call__(self) -> float:
            return self.seconds

    stopwatch = Stopwatch()
    tokens = MintedTokens("APIkey", SECRET, ttl=timedelta(minutes=10), now=lambda: NOW)
    with Loopback(lambda _: reply(200, b"{}")) as server:
        async with AnalyticsClient("p_test", tokens, server_url=server.url, monotonic=stopwatch) as client:
            await client.list_sessions(0, 5)
            stopwatch.seconds += 59
            await client.list_sessions(0, 5)
            both = client.requests_last_minute()
            stopwatch.seconds += 2
            one = client.requests_last_minute()

    assert (both, one) == (2, 1)


async def test_one_connection_serves_many_requests() -> None:
    with Loopback(lambda _: reply(200, b"{}")) as server:
        async with client_for(server.url) as client:
            for page in range(5):
                await client.list_sessions(page, 5)

    assert (server.connections, len(server.requests)) == (1, 5)


async def test_a_client_that_is_not_open_is_a_bug() -> None:
    client = client_for("http://127.0.0.1:1")

    with pytest.raises(RuntimeError, match="async with"):
        await client.list_sessions(0, 5)


async def test_a_long_page_lets_the_event_loop_have_its_turns(server: DemoServer) -> None:
    class Counting:
        turns = 0

        async def run(self) -> None:
            while True:
                self.turns += 1
                await asyncio.sleep(0)

    body = json.dumps({"sessions": [{"sessionId": f"RM_{n}"} for n in range(1000)]}).encode()

    class Arrived(AnalyticsClient):
        async def _answer(self, call: Call) -> bytes:
            del call
            return body

    counting = Counting()
    task = asyncio.create_task(counting.run())
    tokens = MintedTokens("APIkey", SECRET, ttl=timedelta(minutes=10), now=lambda: NOW)
    await Arrived("p_test", tokens).list_sessions(0, 1000)
    task.cancel()

    assert counting.turns >= 1000 // DECODED_AT_ONCE


async def test_a_detail_of_thousands_is_decoded_beside_the_event_loop(
    server: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[int] = set()

    def decode_detail(document: object, session_id: str, raw: str) -> SessionDetail:
        threads.add(threading.get_ident())
        return wire.decode_detail(document, session_id, raw)

    monkeypatch.setattr(client_module, "wire", SimpleNamespace(**vars(wire) | {"decode_detail": decode_detail}))
    server.overrides[server.detail_path("RM_1")] = as_json({})
    async with client_for(server) as client:
        await client.get_session("RM_1")

    assert threads
    assert threading.get_ident() not in threads


# What is answered: §5 over the wire.


@pytest.mark.parametrize("fault", ["fractions", "seconds-nanos"])
async def test_5_1_timestamps_in_another_form_are_the_same_times(server: DemoServer, fault: str) -> None:
    plain = await first_page(server)
    server.faults.add(fault)

    other = await first_page(server)

    assert [each.created_at for each in other] == [each.created_at for each in plain]
    assert all(each.created_at is not None and each.created_at.tzinfo is UTC for each in other)
    assert (await detail_of(server)).unreadable == 0


async def test_5_1_and_5_2_absent_null_and_zero_dates_are_unknown(server: DemoServer) -> None:
    server.faults.add("missing-fields")

    sessions = await first_page(server)

    assert len(sessions) == 100
    assert any(each.created_at is None for each in sessions)
    assert any(each.bandwidth_in is None for each in sessions)
    assert any(each.participants_now is None for each in sessions)
    assert any(each.created_at and each.created_at > datetime(2025, 9, 1, tzinfo=UTC) for each in sessions)


async def test_5_2_and_5_3_numbers_as_strings_are_the_same_numbers(server: DemoServer) -> None:
    plain, plain_detail = await first_page(server), await detail_of(server)
    server.faults.add("strings")

    assert await first_page(server) == plain
    assert (await detail_of(server)).equals(plain_detail)


async def test_5_3_and_5_4_unknown_values_are_kept_as_they_came(server: DemoServer) -> None:
    server.faults.add("unknown-values")

    sessions = await first_page(server)

    assert {each.egress for each in sessions} == {"7", "EGRESS_STARTING", "9", "true", "-1"}
    assert all(each.extra["futureField"] == {"nested": [1, {"deep": None}], "text": "new"} for each in sessions)
    assert (await detail_of(server)).unreadable == 0


async def test_5_4_snake_case_is_the_same_answer(server: DemoServer) -> None:
    plain, plain_detail = await first_page(server), await detail_of(server)
    server.faults.add("snake-case")

    assert await first_page(server) == plain
    assert (await detail_of(server)).equals(plain_detail)


async def test_5_4_null_elements_are_skipped_and_count_as_received(server: DemoServer) -> None:
    server.faults.add("nulls")
    async with client_for(server) as client:
        page = await client.list_sessions(0, 20)

    assert page.received > len(page.sessions) == 20
    assert page.unreadable == 0
    assert (await detail_of(server)).unreadable == 0


async def test_5_4_null_in_place_of_a_list_is_an_empty_list(server: DemoServer) -> None:
    session_id = (await first_page(server, 1))[0].session_id
    server.faults.add("nulls=all")
    async with client_for(server) as client:
        page = await client.list_sessions(0, 20)
        detail = await client.get_session(session_id)

    assert (page.sessions, page.received, detail.participants) == ((), 0, ())


@pytest.mark.parametrize("fault", ["", "old-form"])
async def test_5_5_stays_have_ids_under_either_name(server: DemoServer, fault: str) -> None:
    if fault:
        server.faults.add(fault)

    detail = await detail_of(server)

    assert all(stay.session_id for person in detail.participants for stay in person.stays)


async def test_5_6_what_is_active_has_no_end(server: DemoServer) -> None:
    active = [each for each in await first_page(server) if each.participants_now]

    assert active
    assert all(each.ended_at is None and each.last_active is not None for each in active)
    server.faults.add("old-form")
    assert all(each.ended_at is None for each in await first_page(server))


async def test_5_7_a_detail_may_be_empty_or_partial_after_the_end(server: DemoServer) -> None:
    whole = await detail_of(server)
    server.faults.add("partial-detail")
    partial = await detail_of(server)
    server.faults.add("empty-detail")
    empty = await detail_of(server)

    assert empty.session_id == partial.session_id == whole.session_id
    assert len(empty.participants) == 0 < len(partial.participants) < len(whole.participants)
    assert partial.bandwidth is None


async def test_5_9_the_same_session_on_two_pages_is_equal(server: DemoServer) -> None:
    server.faults.add("repeat-rows")
    async with client_for(server) as client:
        first, second = await client.list_sessions(0, 10), await client.list_sessions(1, 10)

    assert first.sessions[-1] == second.sessions[0]


async def test_5_13_hostile_names_arrive_whole(server: DemoServer) -> None:
    server.faults.add("hostile-names")

    names = {each.room_name for each in await first_page(server)}

    assert any("\x1b" in name for name in names)
    assert all(name.encode() or not name for name in names)
    assert (await detail_of(server)).unreadable == 0


async def test_5_14_who_joined_many_times_has_all_stays(server: DemoServer) -> None:
    stays: list[Json] = [
        {"participantId": f"PA_{n}", "joinedAt": (NOW + timedelta(seconds=n)).isoformat()} for n in range(300)
    ]
    server.overrides[server.detail_path("RM_1")] = as_json({"roomId": "RM_1", "participants": [{"sessions": stays}]})
    async with client_for(server) as client:
        detail = await client.get_session("RM_1")

    assert len(detail.participants[0].stays) == 300


async def test_5_15_quality_is_a_share_or_a_score_and_zero_stays_zero(server: DemoServer) -> None:
    share = await detail_of(server)
    server.faults.add("quality-score")
    score = await detail_of(server)

    assert share.quality
    assert all(0 <= point.value <= 1 for point in share.quality)
    assert [point.value for point in score.quality] == [round(point.value * 100) for point in share.quality]


async def test_rows_that_can_not_be_decoded_do_not_cost_the_page(server: DemoServer) -> None:
    session_id = (await first_page(server, 1))[0].session_id
    server.faults.add("bad-row")
    async with client_for(server) as client:
        page = await client.list_sessions(0, 20)
        detail = await client.get_session(session_id)

    assert len(page.sessions) == 20
    assert page.unreadable == page.received - 20 == 5
    assert detail.unreadable > 0
    assert detail.participants


async def test_all_faults_of_content_together_still_leave_a_page(server: DemoServer) -> None:
    for fault in ("hostile-names", "unknown-values", "missing-fields", "strings", "fractions", "bad-row", "nulls"):
        server.faults.add(fault)
    async with client_for(server) as client:
        page = await client.list_sessions(0, 50)

    assert len(page.sessions) == 50
