"""Looking through the details of many sessions: in the budget, polls first, and what fails is tried again."""

from __future__ import annotations

from datetime import datetime

from support.builders import detail, session, sessions
from support.fake_client import FakeClient, refusal
from support.fake_clock import settle
from support.fake_store import FakeStore
from support.watching import watching

from lktui.errors import BadPayload, KeyRefused, RateLimited, SessionNotFound, Unavailable
from lktui.model import SessionDetail
from lktui.monitor.hunt import TRIES
from lktui.monitor.state import Hunt

IDS = [session(number).session_id for number in range(9, 0, -1)]


def client() -> FakeClient:
    made = FakeClient(list(sessions(range(9, 0, -1))))
    made.details = {session_id: detail(session_id) for session_id in IDS}
    return made


class Found:
    def __init__(self) -> None:
        self.ids: list[str] = []

    def __call__(self, detail: SessionDetail, _at: datetime) -> None:
        self.ids.append(detail.session_id)


async def test_every_detail_is_fetched_once_at_most_two_at_a_time_and_given_as_it_comes() -> None:
    asked, found = client(), Found()
    async with watching(asked) as watch:
        answers = asked.hold("detail")
        watch.monitor.look_through(IDS, found)
        await settle()
        assert watch.state.hunt == Hunt(0, 9, running=True)
        assert asked.running == 2
        answers.set()
        await settle()
        await settle()
        assert sorted(found.ids) == sorted(IDS)
        assert watch.state.hunt == Hunt(9, 9)


async def test_what_comes_is_kept() -> None:
    store = FakeStore()
    async with watching(client(), store=store) as watch:
        watch.monitor.look_through(IDS[:2], Found())
        await settle()
        assert {each.session_id for each, _, _ in store.put} == set(IDS[:2])


async def test_a_full_minute_makes_it_wait_and_polls_go_on() -> None:
    asked, found = client(), Found()
    async with watching(asked, budget=10) as watch:
        watch.monitor.look_through(IDS, found)
        await settle()
        first = len(found.ids)
        assert 0 < first <= 5
        asked.recent()
        await watch.clock.advance(10)
        assert "list 0" in asked.recent()
        for _ in range(30):
            await watch.clock.advance(10)
        assert sorted(found.ids) == sorted(IDS)


async def test_stopping_cancels_what_is_under_way_and_keeps_what_came() -> None:
    asked, found = client(), Found()
    async with watching(asked) as watch:
        asked.hold(IDS[3])
        asked.hold(IDS[4])
        watch.monitor.look_through(IDS, found)
        await settle()
        watch.monitor.stop_looking()
        await settle()
        assert found.ids == IDS[:3]
        assert sorted(asked.cancelled) == sorted(IDS[3:5])
        assert watch.state.hunt == Hunt(3, 9)


async def test_what_the_api_does_not_have_is_counted_and_left() -> None:
    asked, found = client(), Found()
    asked.fail(IDS[0], refusal(SessionNotFound))
    async with watching(asked) as watch:
        watch.monitor.look_through(IDS[:3], found)
        await settle()
        assert found.ids == IDS[1:3]
        assert watch.state.hunt == Hunt(3, 3, failed=1)
        assert watch.state.error is None


async def test_a_failure_is_tried_again_after_a_while() -> None:
    asked, found = client(), Found()
    asked.fail(IDS[0], refusal(Unavailable))
    async with watching(asked, refresh=0) as watch:
        watch.monitor.look_through(IDS[:2], found)
        await settle()
        assert IDS[0] not in found.ids
        asked.failing.clear()
        await watch.clock.advance(60)
        assert sorted(found.ids) == sorted(IDS[:2])


async def test_a_rate_limit_shrinks_the_budget_and_is_waited_for() -> None:
    asked, found = client(), Found()
    asked.fail(IDS[0], refusal(RateLimited, retry_after=30))
    async with watching(asked, budget=60) as watch:
        watch.monitor.look_through(IDS, found)
        await settle()
        assert watch.state.budget == 30
        asked.recent()
        asked.failing.clear()
        await watch.clock.advance(20)
        assert asked.recent() == []
        await watch.clock.advance(11)
        assert IDS[0] in asked.recent()


async def test_a_fatal_error_ends_it_and_is_told() -> None:
    asked = client()
    asked.fail(IDS[0], refusal(KeyRefused))
    async with watching(asked) as watch:
        watch.monitor.look_through(IDS, Found())
        await settle()
        assert isinstance(watch.state.error, KeyRefused)
        assert watch.state.hunt is not None
        assert not watch.state.hunt.running


async def test_another_hunt_takes_the_place_of_the_first() -> None:
    asked, found = client(), Found()
    async with watching(asked) as watch:
        asked.hold("detail")
        watch.monitor.look_through(IDS, Found())
        await settle()
        asked.held.clear()
        watch.monitor.look_through(IDS[:1], found)
        await settle()
        assert found.ids == IDS[:1]
        assert watch.state.hunt == Hunt(1, 1)


async def test_the_range_is_loaded_on_only_after_it() -> None:
    asked = client()
    async with watching(asked, max_sessions=100) as watch:
        await watch.clock.advance(1)
        asked.recent()
        watch.monitor.look_through(IDS[:2], Found())
        watch.monitor.load_more()
        await settle()
        assert asked.recent()[:2] == IDS[:2]


async def test_one_that_can_never_be_read_is_tried_last_and_given_up_and_keeps_nothing_else_from_being_loaded() -> None:
    asked, found = client(), Found()
    asked.fail(IDS[0], BadPayload("participants", "is a text, not a list"))
    async with watching(asked, page_size=3, max_sessions=9, budget=30) as watch:
        watch.monitor.look_through(IDS[:6], found)
        for _ in range(600):
            await watch.clock.advance(1)
        assert found.ids == IDS[1:6]
        assert asked.calls.count(IDS[0]) == TRIES
        assert watch.state.hunt == Hunt(6, 6, failed=1)
        assert len(watch.state.catalog.sessions) == 9
