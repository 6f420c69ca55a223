"""The table of sessions, as its user meets it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from support.driving import (
    app_of,
    line_of_selection,
    loaded,
    opened,
    refreshed,
    screen_lines,
    screen_text,
    sessions,
    until,
    words,
)
from support.simulated import MOMENT, AppFactory, StandingClock

from lktui.demo.server import DemoServer
from lktui.monitor.days import Preset
from lktui.view.columns import Context, Piece, Placed, line_of
from lktui.view.sessions import SessionRow


async def test_the_first_page_comes_up_by_itself(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        assert len(sessions(app).rows) == 100
        assert "page 1 · rows 1–100" in words(app, "title")
        assert "updated now" in words(app, "status")


async def test_untouched_it_shows_what_is_newest(make_app: AppFactory, clock: StandingClock) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        clock.advance(hours=3)
        await refreshed(pilot)
        newest = app.monitor.state.sessions[0].session_id
        assert newest in screen_lines(app)[3]


async def test_within_a_second_only_what_is_new_or_has_changed_is_formatted(
    make_app: AppFactory, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    formatted: list[SessionRow] = []

    def counted(row: SessionRow, placed: Sequence[Placed[SessionRow]], each: Sequence[Context]) -> list[Piece]:
        formatted.append(row)
        return line_of(row, placed, each)

    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        table = sessions(app_of(pilot))
        await pilot.press("j")
        monkeypatch.setattr("lktui.tui.widgets.live_table.line_of", counted)
        await pilot.press("j")
        assert formatted == []
        changed = table.rows[2]._replace(flags=frozenset({"storm"}))
        table.show([*table.rows[:2], changed, *table.rows[3:]])
        assert formatted == [changed]
        clock.advance(seconds=1)
        table.tick()
        assert len(formatted) > 30


async def test_the_selected_session_keeps_its_place_while_rows_come_in_above(
    make_app: AppFactory, clock: StandingClock
) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("down", "down", "j")
        selected, line = sessions(app).selected_key, line_of_selection(app)
        first = app.monitor.state.sessions[0].session_id
        clock.advance(hours=3)
        await refreshed(pilot)
        assert app.monitor.state.sessions[0].session_id != first, "nothing came in: the test says nothing"
        assert sessions(app).selected_key == selected
        assert line_of_selection(app) == line
        assert selected is not None
        assert selected in screen_lines(app)[line]


async def test_the_edge_counts_the_new_rows_above_until_they_were_in_view(
    make_app: AppFactory, clock: StandingClock
) -> None:
    async with make_app().run_test(size=(100, 24)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        head = 2
        await pilot.press("j")
        known = set(sessions(app).keys)
        clock.advance(hours=1)
        await refreshed(pilot)
        began = len(set(sessions(app).keys) - known)
        assert began > 1
        assert f"▲ {began} new" in screen_lines(app)[head]
        clock.advance(seconds=1)
        await refreshed(pilot)
        assert f"▲ {began} new" in screen_lines(app)[head], "it does not fade: they are still unseen"
        await pilot.press(*["k"] * 3)
        await until(pilot, lambda: f"▲ {began - 2} new" in screen_lines(app)[head], "two of them came into view")
        await pilot.press("g")
        await until(pilot, lambda: "new" not in screen_lines(app)[head], "all of them were in view")


async def test_it_keeps_its_place_through_drill_down_and_back(make_app: AppFactory, clock: StandingClock) -> None:
    async with make_app().run_test(size=(120, 30)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press(*["down"] * 30)
        selected, line = sessions(app).selected_key, line_of_selection(app)
        await opened(pilot)
        clock.advance(hours=1)
        await refreshed(pilot)
        await pilot.press("backspace")
        await pilot.pause()
        assert sessions(app).selected_key == selected
        assert line_of_selection(app) == line


async def test_pages_turn_and_each_session_is_shown_once(make_app: AppFactory, clock: StandingClock) -> None:
    async with make_app(page_size=50).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        seen = [session.session_id for session in app.monitor.state.sessions]
        clock.advance(hours=2)  # rows move to the next page meanwhile
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: app.monitor.state.shown.page == 1, "page 2")
        second = [session.session_id for session in app.monitor.state.sessions]
        assert "page 2 · rows 51–100" in words(app, "title")
        assert len(set(second)) == 50
        newer = [one.session_id for one in app.monitor.state.catalog.sessions[:50]]
        assert not set(newer) & set(second)
        assert set(seen) <= {*newer, *second}, "a row was lost between the pages"


async def test_turning_past_the_last_page_says_so_and_stays(make_app: AppFactory) -> None:
    async with make_app(page_size=300).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: app.monitor.state.shown.page == 1, "page 2")
        shown = app.monitor.state.sessions
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: "last page" in words(app, "status"), "the message")
        assert app.monitor.state.sessions == shown
        assert f"rows 301–{300 + len(shown)} of {300 + len(shown)}" in words(app, "title")


async def test_turning_before_the_first_page_says_so(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: "this is the first page" in words(app_of(pilot), "status"), "the message")


async def test_a_preset_range_shows_that_day_only(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("t", "down", "j", "enter")
        await until(pilot, lambda: app.monitor.state.shown.chosen is Preset.YESTERDAY, "yesterday")
        days = {one.created_at.date().isoformat() for one in app.monitor.state.sessions if one.created_at}
        assert days == {"2026-11-19"}
        assert "yesterday (UTC days)" in words(app, "title")


async def test_two_typed_dates_are_a_range(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("t", "tab", *"2026-11-17", "tab", *"2026-11-18", "enter")
        await until(pilot, lambda: "2026-11-17 … 2026-11-18" in words(app, "title"), "the range")
        days = {one.created_at.date().day for one in app.monitor.state.catalog.in_range if one.created_at}
        assert days <= {17, 18}


async def test_a_date_that_is_none_is_named_and_nothing_changes(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("t", "tab", *"tomorrow", "enter")
        await until(pilot, lambda: "is not a date" in screen_text(app), "the problem")
        await pilot.press("escape")
        await pilot.pause()
        assert app.monitor.state.shown.chosen is Preset.ALL


async def test_an_empty_range_says_which_and_what_to_do(make_app: AppFactory, clock: StandingClock) -> None:
    clock.moment = MOMENT.replace(hour=0, minute=0, second=1)
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("t", "down", "enter")
        await until(pilot, lambda: app.monitor.state.shown.chosen is Preset.TODAY, "today")
        await pilot.pause()
        if not app.monitor.state.sessions:
            assert "No sessions in this range: today (UTC days)." in screen_text(app)


async def test_pause_and_interval_are_shown(make_app: AppFactory) -> None:
    async with make_app(refresh=10.0).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("space")
        await until(pilot, lambda: "paused" in words(app, "status"), "paused")
        assert app.monitor.state.next_poll_at is None
        await pilot.press("space")
        await until(pilot, lambda: "paused" not in words(app, "status"), "resumed")
        await pilot.press("plus")
        assert app.monitor.state.refresh == 15.0
        await pilot.press("minus", "minus", "minus", "minus")
        assert app.monitor.state.refresh == 2.0


async def test_data_stay_on_the_screen_while_the_api_fails_and_it_recovers(
    make_app: AppFactory, server: DemoServer, clock: StandingClock
) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        rows = sessions(app).keys
        server.faults.add("server-error")
        clock.advance(seconds=30)
        await refreshed(pilot)
        assert sessions(app).keys == rows
        assert "stale, 30s old" in words(app, "status")
        assert "the API failed: 500" in words(app, "banner")
        server.faults.clear()
        await refreshed(pilot)
        assert "updated now" in words(app, "status")
        assert not app.screen.query_one("#banner").display


async def test_a_refused_key_stops_the_polling_until_the_user_asks(make_app: AppFactory, server: DemoServer) -> None:
    server.faults.add("bad-key")
    async with make_app(refresh=10.0).run_test(size=(80, 24)) as pilot:
        app = app_of(pilot)
        await until(pilot, lambda: "API key or secret was refused" in screen_text(app), "the reason")
        await until(pilot, lambda: "r tries again" in screen_text(app), "what to do")
        assert app.monitor.state.next_poll_at is None
        server.faults.clear()
        await pilot.press("r")
        await loaded(pilot)


async def test_rows_that_cannot_be_read_are_counted(make_app: AppFactory, server: DemoServer) -> None:
    server.faults.add("bad-row")
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        assert "unreadable" in words(app_of(pilot), "status")


async def test_clicking_selects_and_clicking_again_opens(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.click("#sessions", offset=(30, 5))
        assert sessions(app).selected_number == 5
        await pilot.click("#sessions", offset=(30, 5))
        await until(pilot, lambda: app.monitor.state.open is not None, "the session")


async def test_the_wheel_scrolls_and_the_selection_stays(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("down")
        selected = sessions(app).selected_key
        for _ in range(5):
            sessions(app)._scroll(3)
        await pilot.pause()
        assert sessions(app).selected_key == selected
        assert app.monitor.state.sessions[15].session_id in screen_lines(app)[3]


async def test_first_last_and_screenfuls(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        table = sessions(app_of(pilot))
        await pilot.press("G")
        assert table.selected_number == 100
        await pilot.press("g")
        assert table.selected_number == 1
        await pilot.press("pagedown")
        assert table.selected_number == 35
        await pilot.press("pageup")
        assert table.selected_number == 1


async def test_names_of_strangers_do_no_harm(make_app: AppFactory, server: DemoServer) -> None:
    server.faults.add("hostile-names")
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        for line in screen_lines(app):
            assert line.isprintable(), line
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.monitor.state.open is not None, "the session")
        await pilot.pause()
        for line in screen_lines(app):
            assert line.isprintable(), line


async def test_warnings_of_the_settings_are_told(make_app: AppFactory) -> None:
    async with make_app(warnings=("config.toml can be read by others: chmod 600 config.toml",)).run_test() as pilot:
        await until(pilot, lambda: "chmod 600" in words(app_of(pilot), "status"), "the warning")
