"""One session, as its user meets it."""

from __future__ import annotations

import pytest
from support.driving import app_of, loaded, opened, refreshed, screen_lines, screen_text, sessions, until, words
from support.simulated import MOMENT, AppFactory, StandingClock
from textual.pilot import Pilot

from lktui.demo.answers import as_json, as_text
from lktui.demo.server import DemoServer
from lktui.demo.world import World
from lktui.monitor.monitor import Monitor
from lktui.tui.screens.session import SessionScreen
from lktui.tui.screens.sessions import SessionsScreen


async def open_incident(pilot: Pilot[int], name: str) -> SessionScreen:
    """Opens one of the things worth finding in the simulated project."""
    await loaded(pilot)
    incident = World(seed=7, sessions=400).incidents(int(MOMENT.timestamp()))[name]
    sessions(app_of(pilot)).select(incident)
    return await opened(pilot)


async def test_it_shows_the_facts_and_who_was_there(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(140, 40)) as pilot:
        screen = await open_incident(pilot, "drop")
        head = words(app_of(pilot), "head")
        watched = app_of(pilot).monitor.state.open
        assert watched is not None
        assert watched.detail is not None
        assert watched.session_id in head
        assert "billable" in head
        assert "connection minutes" in head
        assert len(screen.views.people.participants.rows) == len(watched.detail.participants)
        await pilot.press("2")
        assert "CAM" in screen_text(app_of(pilot)) or "C M" in screen_text(app_of(pilot))


async def test_the_joins_of_the_selected_participant_follow_the_selection(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(140, 40)) as pilot:
        screen = await open_incident(pilot, "storm")
        rows = list(screen.views.people.participants.rows)
        rejoined = max(rows, key=lambda row: len(row.participant.stays)).participant
        await pilot.press("2")
        screen.views.people.participants.select(rejoined.key)
        await until(pilot, lambda: rejoined.identity in words(app_of(pilot), "whose"), "whose joins these are")
        assert len(screen.views.people.stays.rows) == len(rejoined.stays) >= 9
        line = next(line for line in screen_lines(app_of(pilot)) if rejoined.stays[0].session_id in line)
        assert line.split()[-1].endswith("s"), "the gap before the next join is not there"


async def test_where_the_detail_would_be_it_says_how_long_that_waits_for_the_budget(
    make_app: AppFactory, clock: StandingClock
) -> None:
    async with make_app().run_test(size=(100, 24)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        assert isinstance(app.monitor, Monitor)
        for _ in range(60):
            app.monitor._budget.count(clock.monotonic())
        await pilot.press("enter")
        for view in "12456":
            await pilot.press(view)
            await until(pilot, lambda: "used up: asked for in 1m" in screen_text(app), f"the wait in view {view}")
        clock.advance(seconds=52)
        screen = app.screen
        assert isinstance(screen, SessionScreen)
        screen.tick_body()
        await until(pilot, lambda: "used up: asked for in 8s" in screen_text(app), "the time that is left")


@pytest.mark.parametrize(
    ("view", "key"),
    [("1", "escape"), ("1", "backspace"), *(("2", key) for key in ("escape", "backspace", "h", "left"))],
)
async def test_every_way_back_leads_to_the_same_row(make_app: AppFactory, view: str, key: str) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("down", "down")
        selected = sessions(app).selected_key
        await opened(pilot)
        await pilot.press(view, key)
        await until(pilot, lambda: isinstance(app.screen, SessionsScreen), "the table")
        assert sessions(app).selected_key == selected
        assert app.monitor.state.open is None


async def test_next_and_previous_go_through_the_table_without_going_back(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        first, second = (session.session_id for session in app.monitor.state.sessions[:2])
        await opened(pilot)
        await pilot.press("n")
        await until(pilot, lambda: second in words(app, "head"), "the next session")
        await pilot.press("p")
        await until(pilot, lambda: first in words(app, "head"), "the previous session")
        await pilot.press("p")
        await until(pilot, lambda: "this is the first session" in words(app, "status"), "the message")
        await pilot.press("n", "backspace")
        await until(pilot, lambda: isinstance(app.screen, SessionsScreen), "the table")
        assert sessions(app).selected_key == second


async def test_an_active_session_is_asked_for_again(make_app: AppFactory, clock: StandingClock) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        active = next(one for one in app.monitor.state.sessions if one.ended_at is None and one.participants_now)
        sessions(app).select(active.session_id)
        await opened(pilot)
        before = words(app, "head")
        clock.advance(minutes=1)
        await refreshed(pilot)
        await until(pilot, lambda: words(app, "head") != before, "news of the session")


async def test_a_session_that_ended_long_ago_is_left_alone_once_it_stands_still(
    make_app: AppFactory, server: DemoServer, clock: StandingClock
) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        old = app.monitor.state.sessions[200].session_id
        sessions(app).select(old)
        await opened(pilot)
        for _ in range(4):
            clock.advance(seconds=10)
            await refreshed(pilot)
        asked = sum(1 for _, path in server.requests if path.endswith(old))
        assert asked == 2
        assert "final" in words(app, "views")


async def test_a_session_that_the_api_does_not_know_says_so_and_comes_up_when_it_does(
    make_app: AppFactory, server: DemoServer
) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        session_id = app.monitor.state.sessions[0].session_id
        server.overrides[server.detail_path(session_id)] = as_text(404, "not found")
        await pilot.press("enter")
        await until(pilot, lambda: "does not know this session now" in screen_text(app), "what is wrong")
        server.overrides.clear()
        await refreshed(pilot)
        screen = app.screen
        assert isinstance(screen, SessionScreen)
        await until(pilot, lambda: bool(screen.views.people.participants.rows), "participants")


async def test_the_events_say_why_there_are_none_also_when_that_changes(
    make_app: AppFactory, server: DemoServer
) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        path = server.detail_path(app.monitor.state.sessions[0].session_id)
        server.overrides[path] = as_text(404, "not found")
        await pilot.press("enter")
        await until(pilot, lambda: "does not know this session now" in screen_text(app), "what is wrong")
        await pilot.press("4")
        assert "does not know this session now" in screen_text(app)
        server.overrides[path] = as_text(500, "oops")
        await refreshed(pilot)
        await until(pilot, lambda: "does not know this session now" not in screen_text(app), "what is wrong now")


async def test_a_detail_that_is_still_empty_says_so(make_app: AppFactory, server: DemoServer) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        session_id = app.monitor.state.sessions[3].session_id
        server.overrides[server.detail_path(session_id)] = as_json({})
        sessions(app).select(session_id)
        await pilot.press("enter")
        await until(pilot, lambda: "no participants for this session yet" in screen_text(app), "what is wrong")


async def test_participants_stay_on_the_screen_while_the_api_fails(
    make_app: AppFactory, server: DemoServer, clock: StandingClock
) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        screen = await opened(pilot)
        rows = len(screen.views.people.participants.rows)
        server.faults.add("server-error")
        clock.advance(seconds=20)
        await refreshed(pilot)
        assert len(screen.views.people.participants.rows) == rows
        assert "the API failed: 500" in words(app_of(pilot), "banner")


async def test_enter_goes_from_a_participant_to_its_joins_and_back(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        screen = await opened(pilot)
        await pilot.press("2")
        assert screen.views.people.participants.has_focus
        await pilot.press("enter")
        assert screen.views.people.stays.has_focus
        await pilot.press("enter")
        assert screen.views.people.participants.has_focus
