"""Looking at what was kept, in the screens of the live table: also without an answer of the API."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from support.driving import app_of, loaded, opened, refreshed, screen_lines, screen_text, sessions, until, words
from support.simulated import MOMENT, AppFactory, StandingClock
from textual.pilot import Pilot

from lktui.demo.server import DemoServer
from lktui.model import Session
from lktui.tui.screens.session import SessionScreen
from lktui.tui.screens.sessions import SessionsScreen
from lktui.tui.screens.time_range import TimeRangeScreen

OLD = Session(
    "RM_old",
    "long ago",
    MOMENT - timedelta(days=20),
    MOMENT - timedelta(days=20),
    MOMENT - timedelta(days=20) + timedelta(minutes=5),
)
LEFT_OPEN = Session(
    "RM_open", "left open", MOMENT - timedelta(days=12), MOMENT - timedelta(days=12), participants_now=4
)


async def archived(pilot: Pilot[int]) -> None:
    """Chooses all that was kept, with two sessions that the API has no more."""
    app = app_of(pilot)
    app.watched.archive.saw([OLD], MOMENT - timedelta(days=20))
    app.watched.archive.saw([LEFT_OPEN], MOMENT - timedelta(days=12))
    await pilot.press("t")
    await until(pilot, lambda: isinstance(app.screen, TimeRangeScreen), "the ranges")
    await pilot.press(*["j"] * 5, "enter")
    await until(pilot, lambda: app.state.archived is not None, "the archive")
    await pilot.pause()


async def test_what_was_kept_is_shown_in_the_same_table_and_marked(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(140, 30)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await archived(pilot)
        assert len(app.state.catalog.in_range) == 102
        assert "archive" in words(app, "title")
        assert "archived: 102 sessions as they were last seen" in screen_text(app)
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: len(sessions(app).rows) == 2, "the second page")
        ended, unknown = (
            next(line for line in screen_lines(app) if name in line) for name in ("long ago", "left open")
        )
        assert "▫ ended" in ended
        assert "▫ open?" in unknown
        assert "active" not in unknown
        await pilot.press("G")
        assert "this one 20d ago" in screen_text(app)


async def test_what_the_rows_that_were_kept_tell_is_flagged(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(140, 30)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        began = MOMENT - timedelta(days=15)
        app.watched.archive.saw([Session("RM_long", "marathon", began, began, began + timedelta(hours=30))], MOMENT)
        await archived(pilot)
        await pilot.press("slash", *"flag:long room:marathon", "enter")
        await until(pilot, lambda: sessions(app).keys == ["RM_long"], "the flag")


async def test_the_strip_goes_on_where_an_earlier_run_left_it(
    make_app: AppFactory, clock: StandingClock, tmp_path: Path
) -> None:
    file = tmp_path / "archive.db"
    async with make_app(page_size=400, archive_file=file).run_test(size=(140, 30)) as pilot:
        await loaded(pilot)
        clock.advance(seconds=60)
        await refreshed(pilot)
        seen = app_of(pilot).watched.observation.history.active().values
    clock.advance(minutes=10)
    async with make_app(page_size=400, archive_file=file).run_test(size=(140, 30)) as pilot:
        await loaded(pilot)
        history = app_of(pilot).watched.observation
        await until(pilot, lambda: len(history.history.active().values) == len(seen) + 2, "what was kept")
        assert history.history.active().values[: len(seen) + 1] == (*seen, None)
        assert history.history.ghosts().values[: len(seen)] == (None,) * len(seen)


async def test_polling_goes_on_underneath_and_escape_goes_back_to_it(
    make_app: AppFactory, clock: StandingClock
) -> None:
    async with make_app().run_test(size=(140, 30)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await archived(pilot)
        clock.advance(seconds=60)
        before = app.monitor.state.fetched_at
        await pilot.press("r")
        await until(pilot, lambda: app.monitor.state.fetched_at != before, "a poll")
        assert app.state.archived is not None
        await pilot.press("escape")
        await until(pilot, lambda: app.state.archived is None, "the live sessions")
        await until(pilot, lambda: len(sessions(app).rows) == 100, "the live sessions in the table")
        assert "archived" not in screen_text(app)


async def test_a_filter_and_an_order_work_on_what_was_kept(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(140, 30)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await archived(pilot)
        await pilot.press("slash", *"room:long", "enter")
        await until(pilot, lambda: len(sessions(app).rows) == 1, "the match")
        assert sessions(app).rows[0].session == OLD


async def test_without_a_kept_detail_it_says_so_and_asks_nobody(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(140, 30)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await archived(pilot)
        await pilot.press("slash", *"room:long", "enter", "enter")
        await until(pilot, lambda: isinstance(app.screen, SessionScreen), "the session")
        await until(pilot, lambda: "No detail of this session was kept." in screen_text(app), "the words")
        assert "long ago" in screen_text(app)


async def test_older_dates_are_those_of_the_archive(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(140, 30)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        app.watched.archive.saw([OLD, LEFT_OPEN], MOMENT)
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, TimeRangeScreen), "the ranges")
        await pilot.press("tab", *"2026-10-31", "tab", *"2026-11-01", "enter")
        await until(pilot, lambda: app.state.archived is not None, "the archive")
        assert [each.session_id for each in app.state.catalog.in_range] == ["RM_old"]


async def test_it_works_when_the_api_never_answered(make_app: AppFactory, server: DemoServer) -> None:
    server.faults.add("reset")
    async with make_app().run_test(size=(140, 30)) as pilot:
        app = app_of(pilot)
        await until(pilot, lambda: app.monitor.state.error is not None, "the failure")
        await until(pilot, lambda: "t shows what is in the archive" in screen_text(app), "the offer")
        await archived(pilot)
        await until(pilot, lambda: len(sessions(app).rows) == 2, "the kept sessions")
        assert "long ago" in screen_text(app)


async def test_a_detail_that_was_kept_opens_when_the_api_does_not_answer(
    make_app: AppFactory, server: DemoServer
) -> None:
    async with make_app().run_test(size=(140, 30)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        ended = next(row for row in sessions(app).rows if row.session.ended_at and row.session.participants_total)
        sessions(app).select(ended.session.session_id)
        await opened(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, SessionsScreen), "the table")
        server.faults.add("reset")
        await archived(pilot)
        sessions(app).select(ended.session.session_id)
        screen = await opened(pilot)
        assert screen.views.people.participants.rows
        assert "archived" in screen_text(app)
