"""Several projects as one: all their sessions, none twice, and no project that keeps the others from going on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from support.builders import BEGAN, detail, ids, session
from support.fake_client import FakeClient, refusal
from support.fake_clock import FakeClock, settle

from lktui.analysis.ghosts import RoomAnswer, is_ghost
from lktui.errors import KeyRefused, Unavailable
from lktui.model import LiveRooms, Room, Session, SessionDetail
from lktui.monitor.days import Preset
from lktui.monitor.many_projects import ManyProjects, refresh_within
from lktui.monitor.monitor import Monitor
from lktui.monitor.state import Hunt, Query, State

SIZE = 5


def rows(name: str, numbers: Iterable[int]) -> list[Session]:
    """Of one project, newest first; the higher the number, the later it began."""
    return [session(number)._replace(session_id=f"RM_{name}_{number:03}") for number in sorted(numbers, reverse=True)]


class Watched:
    """Two projects, `a` with the even and `b` with the odd minutes, and what was told of them."""

    def __init__(self, max_sessions: int = 100, refresh: float = 10.0) -> None:
        self.clock = FakeClock(BEGAN + timedelta(hours=12))
        self.a = FakeClient(rows("a", range(0, 40, 2)))
        self.b = FakeClient(rows("b", range(1, 40, 2)))
        self.many = ManyProjects(
            {
                name: Monitor(
                    client, refresh=refresh, page_size=SIZE, max_sessions=max_sessions, budget=60, clock=self.clock
                )
                for name, client in (("a", self.a), ("b", self.b))
            }
        )
        self.told: list[State] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.many.run(self.told.append))
        await settle()
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
        assert task.cancelled() or task.exception() is None
        assert (self.a.closed, self.b.closed) == (1, 1)

    def opened(self) -> tuple[str, SessionDetail | None] | None:
        watched = self.many.state.open
        return None if watched is None else (watched.session_id, watched.detail)

    @property
    def state(self) -> State:
        assert self.told[-1] is self.many.state
        return self.many.state


async def test_the_newest_of_all_stand_on_the_first_page_each_with_its_project() -> None:
    watched = Watched(max_sessions=0)
    async with watched.running():
        state = watched.state
        assert ids(state.sessions) == ["RM_b_039", "RM_a_038", "RM_b_037", "RM_a_036", "RM_b_035"]
        assert [one.project for one in state.sessions] == ["b", "a", "b", "a", "b"]
        assert state.fetched_at is not None
        assert state.has_next


async def test_the_whole_range_of_all_is_loaded() -> None:
    watched = Watched()
    async with watched.running():
        await watched.clock.advance(10)
        state = watched.state
        assert ids(state.catalog.sessions) == ids(sorted([*watched.a.rows, *watched.b.rows], key=_newest_first))
        assert state.catalog.complete
        assert state.progress is not None
        assert (state.progress.loaded, state.progress.complete) == (40, True)


async def test_a_page_is_shown_once_it_is_known_to_be_whole() -> None:
    watched = Watched(max_sessions=0)
    async with watched.running():
        held = watched.a.hold("list 1")
        watched.many.turn_page(1)
        watched.many.turn_page(1)
        await settle()
        assert (watched.state.shown.page, watched.state.wanted and watched.state.wanted.page) == (0, 2)
        held.set()
        await watched.clock.advance(1)
        assert watched.state.wanted is None
        assert ids(watched.state.sessions) == ["RM_b_029", "RM_a_028", "RM_b_027", "RM_a_026", "RM_b_025"]


async def test_the_last_page_and_the_first_one_say_so() -> None:
    watched = Watched()
    async with watched.running():
        await watched.clock.advance(10)
        watched.many.turn_page(-1)
        assert watched.many.state.notice is not None
        assert watched.many.state.notice.text == "this is the first page"
        watched.many.turn_page(7)
        await settle()
        assert ids(watched.state.sessions)[-1] == "RM_a_000"
        watched.many.turn_page(1)
        assert watched.many.state.notice.text == "page 8 is the last page"
        await settle()


async def test_a_project_that_fails_keeps_its_rows_and_the_others_go_on() -> None:
    watched = Watched()
    async with watched.running():
        await watched.clock.advance(10)
        watched.b.fail("list", refusal(Unavailable))
        watched.a.rows = rows("a", [*range(0, 40, 2), 50])
        polled = watched.state.fetched_at
        await watched.clock.advance(10)
        await watched.clock.advance(10)
        state = watched.state
        assert state.error is None
        assert [(one.name, one.error is not None) for one in state.projects] == [("a", False), ("b", True)]
        assert ids(state.sessions)[:2] == ["RM_a_050", "RM_b_039"]
        assert len(state.catalog.sessions) == 41
        assert state.fetched_at is not None
        assert polled is not None
        assert state.fetched_at > polled
        assert not state.is_stale(watched.clock.now())
        watched.b.failing.clear()
        await watched.clock.advance(300)
        assert watched.state.failing == ()


async def test_a_bad_key_from_the_beginning_leaves_the_others_to_be_shown() -> None:
    watched = Watched()
    watched.a.fail("list", refusal(KeyRefused))
    async with watched.running():
        await watched.clock.advance(10)
        assert {one.project for one in watched.state.sessions} == {"b"}
        assert watched.state.fetched_at is not None
        assert not watched.state.catalog.complete  # there is more, which can't be had


async def test_where_all_fail_it_is_an_error_and_the_rows_stay() -> None:
    watched = Watched()
    async with watched.running():
        await watched.clock.advance(10)
        watched.a.fail("list", refusal(KeyRefused))
        watched.b.fail("list", refusal(Unavailable))
        await watched.clock.advance(10)
        assert isinstance(watched.state.error, Unavailable)  # it is tried again, so this one counts
        assert watched.state.stale_since == watched.state.fetched_at
        assert len(watched.state.sessions) == SIZE


async def test_a_project_that_hangs_shows_the_others_rows_at_once_but_not_as_a_poll_that_is_over() -> None:
    watched = Watched()
    held = watched.b.hold("list")
    async with watched.running():
        assert {one.project for one in watched.state.sessions} == {"a"}
        assert [state.fetched_at for state in watched.told if state.fetched_at] == []
        held.set()
        await settle()
        assert watched.state.fetched_at is not None
        assert {one.project for one in watched.state.sessions} == {"a", "b"}


async def test_a_poll_of_all_is_over_once_each_was_polled_again() -> None:
    watched = Watched()
    async with watched.running():
        await watched.clock.advance(10)
        held = watched.b.hold("list 0")
        before = watched.state.fetched_at
        await watched.clock.advance(10)
        assert watched.state.fetched_at == before
        held.set()
        await settle()
        times = {state.fetched_at for state in watched.told}
        assert watched.state.fetched_at != before
        assert len(times - {None}) == 3


async def test_a_session_is_asked_for_in_its_own_project() -> None:
    watched = Watched()
    async with watched.running():
        watched.b.details["RM_b_039"] = detail("RM_b_039")
        watched.many.open_session("RM_b_039")
        await settle()
        assert watched.opened() == ("RM_b_039", watched.b.details["RM_b_039"])
        assert "RM_b_039" not in watched.a.calls
        watched.many.open_session("RM_a_038")
        await settle()
        assert watched.opened() == ("RM_a_038", SessionDetail("RM_a_038", ""))
        watched.many.close_session()
        assert watched.opened() is None
        await settle()


async def test_a_session_that_is_on_no_list_is_looked_for_in_all_projects() -> None:
    watched = Watched()
    async with watched.running():
        watched.a.fail("RM_typed", refusal(Unavailable))
        watched.b.details["RM_typed"] = detail("RM_typed")
        watched.many.open_session("RM_typed")
        await settle()
        assert watched.state.open is not None
        assert watched.state.open.detail is not None
        assert watched.many.project_of("RM_typed") == "b"
        watched.a.recent()
        await watched.clock.advance(10)
        assert "RM_typed" not in watched.a.recent()


async def test_details_are_looked_through_in_each_project_for_its_own_sessions() -> None:
    watched = Watched()
    found: list[str] = []
    async with watched.running():
        await watched.clock.advance(10)
        watched.a.recent(), watched.b.recent()
        watched.many.look_through(["RM_b_039", "RM_a_038"], lambda detail, _at: found.append(detail.session_id))
        await settle()
        assert sorted(found) == ["RM_a_038", "RM_b_039"]
        assert (watched.a.recent(), watched.b.recent()) == (["RM_a_038"], ["RM_b_039"])
        assert watched.state.hunt == Hunt(2, 2)
        watched.many.stop_looking()


async def test_an_id_that_both_projects_have_stands_for_two_sessions() -> None:
    watched = Watched()
    watched.b.rows = list(watched.a.rows)
    watched.a.details["RM_a_038"] = detail("RM_a_038")
    found: list[SessionDetail] = []
    async with watched.running():
        await watched.clock.advance(10)
        state = watched.state
        of = {one.project: one.session_id for one in state.sessions[:2]}
        assert list(map(str, ids(state.sessions[:4]))) == ["RM_a_038", "RM_a_038", "RM_a_036", "RM_a_036"]
        assert of.keys() == {"a", "b"}
        assert len({one.session_id for one in state.catalog.sessions}) == 40
        assert {watched.many.project_of(session_id) for session_id in of.values()} == {"a", "b"}
        for name, asked in (("a", (["RM_a_038"], [])), ("b", ([], ["RM_a_038"]))):
            watched.a.recent(), watched.b.recent()
            watched.many.open_session(of[name])
            await settle()
            opened = watched.state.open
            assert opened is not None
            assert opened.detail is not None
            assert (opened.session_id, opened.detail.session_id) == (of[name], of[name])
            assert (watched.a.recent(), watched.b.recent()) == asked
        watched.many.look_through(of.values(), lambda detail, _at: found.append(detail))
        await settle()
        assert {one.session_id for one in found} == set(of.values())
        watched.a.rows = watched.a.rows[1:]
        await watched.clock.advance(10)
        assert [one.project for one in watched.state.sessions[:3] if one.session_id == of["b"]] == ["b"]
        assert of["a"] not in ids(watched.state.sessions)


async def test_a_room_is_looked_for_by_the_id_that_its_own_project_gives_it() -> None:
    watched = Watched()
    watched.b.rows = list(watched.a.rows)
    async with watched.running():
        await watched.clock.advance(10)
        now = watched.clock.now()
        for one in watched.state.sessions[:2]:
            open_one = one._replace(ended_at=None, last_active=BEGAN)
            answers = {"a": RoomAnswer(now, {}, {}), "b": RoomAnswer(now, {}, {})}
            assert is_ghost(open_one, RoomAnswer(now, {}, {}, answers), timedelta(minutes=5))
            answers[one.project] = RoomAnswer(now, {"RM_a_038": Room("RM_a_038", "")}, {})
            assert not is_ghost(open_one, RoomAnswer(now, {}, {}, answers), timedelta(minutes=5))


async def test_another_range_is_shown_when_all_have_it() -> None:
    watched = Watched()
    async with watched.running():
        await watched.clock.advance(10)
        yesterday = session(0, began=BEGAN - timedelta(days=1))
        watched.b.rows = [*rows("b", range(1, 40, 2)), yesterday._replace(session_id="RM_old")]
        held = watched.b.hold("list 0")
        watched.many.show(Preset.TODAY)
        await settle()
        assert (watched.state.shown.chosen, len(watched.state.catalog.sessions)) == (Preset.ALL, 40)
        held.set()
        await settle()
        assert watched.state.shown.chosen is Preset.TODAY
        await watched.clock.advance(10)
        assert len(watched.state.catalog.in_range) == 40
        assert watched.state.wanted is None


async def test_of_a_project_whose_rooms_are_not_known_nothing_is_called_a_ghost() -> None:
    watched = Watched()
    watched.a.rooms = LiveRooms()
    async with watched.running():
        await watched.clock.advance(10)
        state = watched.state
        known = {one.project: one for one in state.catalog.sessions[-2:]}
        long_ago = {name: one._replace(last_active=BEGAN) for name, one in known.items()}
        assert is_ghost(long_ago["a"], state.rooms, timedelta(minutes=5))
        assert not is_ghost(long_ago["b"], state.rooms, timedelta(minutes=5))


async def test_requests_of_all_are_counted() -> None:
    watched = Watched(max_sessions=0)
    async with watched.running():
        assert (watched.a.calls, watched.b.calls) == (["list 0"], ["list 0"])
        assert watched.state.requests_last_minute == 2
        assert watched.state.budget == 120


async def test_pause_and_interval_hold_for_all() -> None:
    watched = Watched()
    async with watched.running():
        await watched.clock.advance(10)
        watched.many.toggle_pause()
        await settle()
        assert watched.state.paused
        watched.a.recent(), watched.b.recent()
        await watched.clock.advance(60)
        assert (watched.a.recent(), watched.b.recent()) == ([], [])
        watched.many.toggle_pause()
        watched.many.change_refresh(30)
        await settle()
        assert watched.state.refresh == 30
        assert watched.a.recent()
        assert watched.b.recent()


async def test_a_bug_in_one_of_them_comes_out() -> None:
    watched = Watched()
    watched.b.fail("list", ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        await watched.many.run(watched.told.append)
    assert (watched.a.closed, watched.b.closed) == (1, 1)


@pytest.mark.parametrize(
    ("refresh", "budget", "projects", "seconds"), [(10, 60, 3, 10), (10, 60, 20, 27), (0, 60, 20, 0), (2, 60, 3, 4)]
)
def test_many_projects_are_polled_less_often_to_stay_inside_the_budget(
    refresh: float, budget: int, projects: int, seconds: float
) -> None:
    assert refresh_within(refresh, budget, projects) == seconds


def _newest_first(one: Session) -> float:
    assert one.created_at is not None
    return -one.created_at.timestamp()


async def test_a_page_of_another_range_is_turned_to_once_so_much_of_that_is_there() -> None:
    watched = Watched()
    async with watched.running():
        watched.many.show(Preset.SEVEN_DAYS)
        for _ in range(3):
            watched.many.turn_page(1)
        for _ in range(5):
            await settle()
        state = watched.state
        assert state.shown == Query(Preset.SEVEN_DAYS, page=3)
        assert len(state.sessions) == SIZE
        assert state.notice is None
