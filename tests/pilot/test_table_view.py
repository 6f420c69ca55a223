"""Sorting, filtering, freezing and the feed, as their user meets them."""

from __future__ import annotations

from collections.abc import Mapping

from support.driving import app_of, loaded, refreshed, screen_lines, screen_text, sessions, until, words
from support.simulated import AppFactory, StandingClock

from lktui.demo.server import DemoServer
from lktui.errors import NotRemembered
from lktui.monitor.days import Preset
from lktui.tui.screens.feed import FeedScreen
from lktui.tui.screens.session import SessionScreen


def shown_rooms(app_rows: object) -> list[str]:
    assert isinstance(app_rows, list)
    return [row.session.room_name for row in app_rows]


async def test_a_filter_applies_as_one_types_and_stays_visible(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("slash", *"room:support")
        await until(pilot, lambda: all("support" in room for room in shown_rooms(sessions(app).rows)), "only those")
        await pilot.press("enter")
        assert "/ room:support" in words(app, "status")
        assert "match" in words(app, "title")
        await pilot.press("escape")
        await until(pilot, lambda: "match" not in words(app, "title"), "all rows")


async def test_a_mistake_marks_its_place_and_keeps_the_last_good_filter(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("slash", *"active")
        await until(pilot, lambda: 0 < len(sessions(app).rows) < 100, "fewer rows")
        rows = sessions(app).keys
        await pilot.press(")")
        await until(pilot, lambda: "^" in words(app, "hint"), "the mistake")
        assert words(app, "hint").index("^") == len(" active")
        assert sessions(app).keys == rows
        await pilot.press("backspace", "space", *"peple>2")
        await until(pilot, lambda: "did you mean people" in words(app, "hint"), "the nearest name")


async def test_enter_leaves_a_mistake_to_be_mended_instead_of_keeping_another_filter(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("slash", *"room:support people>x", "enter")
        await until(pilot, lambda: "^" in words(app, "hint"), "the mistake")
        await pilot.press("backspace", *"1", "enter")
        await until(pilot, lambda: "/ room:support people>1" in words(app, "status"), "what was mended")
        await until(pilot, lambda: app.focused is sessions(app), "the table")


async def test_a_table_that_is_only_sorted_tells_its_rows_as_every_other_one(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("S")
        await until(pilot, lambda: "▴" in screen_lines(app)[2], "the other order")
        assert "rows 1–100 of" in words(app, "title")
        assert "match" not in words(app, "title")


async def test_tab_completes_a_field(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press("slash", *"dura", "tab")
        await until(pilot, lambda: "duration>" in screen_text(app_of(pilot)), "the field's name")


async def test_sorting_by_keys_and_by_a_click_keeps_the_selection(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("s", "j", "j", "j", "k", "k", "k", "k", "k", "enter")
        await until(pilot, lambda: "status" in screen_lines(app)[2] and "▴" in screen_lines(app)[2], "the sign")
        await pilot.press("S")
        await until(pilot, lambda: "▾" in screen_lines(app)[2], "the other sign")
        at = screen_lines(app)[2].index(" in") + 2
        await pilot.click("#sessions", offset=(at, 0))
        await until(pilot, lambda: "▾in" in screen_lines(app)[2], "sorted by in")
        amounts = [row.session.bandwidth_in or 0 for row in sessions(app).rows]
        assert amounts == sorted(amounts, reverse=True)


async def test_the_sign_of_the_order_fits_beside_every_title(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        screen = app.sessions
        plain = screen_lines(app)[2].replace("▾", " ")
        for title in ("duration", "people", "in", "out", "egress", "status", "room", "session id"):
            column = {"session id": "id"}.get(title, title)
            screen.sort_by(column)
            await until(pilot, lambda: "▾started" not in screen_lines(app)[2], "another order")
            head = screen_lines(app)[2]
            assert f"▾{title}" in head or f"{title}▴" in head
            assert head.replace("▾", " ").replace("▴", " ") == plain


async def test_a_leaves_only_what_is_open(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("a")
        await until(pilot, lambda: len(sessions(app).rows) < 100, "fewer rows")
        assert all(row.session.ended_at is None for row in sessions(app).rows)
        assert "/ open" in words(app, "status")


async def test_what_began_is_marked_and_n_goes_to_it(make_app: AppFactory, clock: StandingClock) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        known = set(sessions(app).keys)
        clock.advance(hours=2)
        await refreshed(pilot)
        began = [row for row in sessions(app).rows if row.session.session_id not in known]
        assert began
        assert all(row.level for row in began)
        assert "+" in screen_lines(app)[3][:3]
        await pilot.press("n")
        row = sessions(app).selected
        assert row is not None
        assert row.level
        for _ in range(3):
            clock.advance(seconds=1)
            await refreshed(pilot)
        assert "+" not in screen_lines(app)[3][:3], "marks fade"


async def test_a_frozen_picture_stands_still_until_it_catches_up(make_app: AppFactory, clock: StandingClock) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        rows = sessions(app).keys
        await pilot.press("f")
        await until(pilot, lambda: "frozen at 14:00:00" in screen_text(app), "the banner")
        clock.advance(hours=2)
        await refreshed(pilot)
        assert sessions(app).keys == rows
        assert app.monitor.state.sessions[0].session_id != rows[0]
        await pilot.press("f")
        await until(pilot, lambda: sessions(app).keys != rows, "the present")
        assert any(row.level for row in sessions(app).rows)
        assert "frozen" not in screen_text(app)


async def test_sort_and_filter_go_by_what_stands_still(make_app: AppFactory, clock: StandingClock) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await refreshed(pilot)
        await pilot.press("f")
        await until(pilot, lambda: "frozen" in screen_text(app), "the banner")
        rows, first_line = sessions(app).rows, screen_lines(app)[4]
        known = [session.session_id for session in app.monitor.state.catalog.in_range]
        clock.advance(hours=2)
        await refreshed(pilot)
        await pilot.press("a")
        await until(pilot, lambda: 0 < len(sessions(app).rows) < len(rows), "what was active")
        assert sessions(app).rows == [row for row in rows if row.session.ended_at is None]
        await pilot.press("a", "S")
        await until(pilot, lambda: sessions(app).keys[0] == known[-1], "the oldest first")
        await pilot.press("S")
        await until(pilot, lambda: sessions(app).rows == rows, "the whole, as it was")
        assert screen_lines(app)[4] == first_line
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: "the table stands still: f catches up" in words(app, "status"), "why no page")
        assert sessions(app).rows == rows


async def test_catching_up_with_nothing_says_so_and_sends_nobody_to_changes_that_are_not(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press("f", "f")
        app = app_of(pilot)
        await until(pilot, lambda: "nothing changed meanwhile" in screen_text(app), "what is said")
        assert "goes to the next" not in screen_text(app)


async def test_the_feed_lists_what_was_seen_and_opens_the_session(
    make_app: AppFactory, clock: StandingClock, server: DemoServer
) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("e")
        await until(pilot, lambda: "Nothing has happened yet" in screen_text(app), "the empty feed")
        await pilot.press("q")
        clock.advance(hours=2)
        await refreshed(pilot)
        server.faults.add("server-error")
        await refreshed(pilot)
        server.faults.clear()
        clock.advance(seconds=10)
        await refreshed(pilot)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, FeedScreen), "the feed")
        await until(pilot, lambda: "polling works again" in screen_text(app), "the recovery")
        assert "poll failed" in screen_text(app)
        assert "began" in screen_text(app)
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, SessionScreen), "the session")


async def test_the_strip_tells_what_is_live(make_app: AppFactory, clock: StandingClock) -> None:
    async with make_app().run_test(size=(160, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        assert words(app, "strip").split()[0] == "active"
        for _ in range(3):
            clock.advance(minutes=10)
            await refreshed(pilot)
        assert any(bar in words(app, "strip") for bar in "▁▂▃▄▅▆▇█")


async def test_columns_are_chosen_and_moved_and_the_table_follows_at_once(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("c", "J", "j", "space")
        await until(pilot, lambda: screen_lines(app)[2].split()[:2] == ["room", "status"], "moved")
        await until(pilot, lambda: "session id" not in screen_lines(app)[2], "hidden")
        await pilot.press("escape")
        assert shown_rooms(sessions(app).rows)
        await pilot.press("c", "backspace", "c")
        await until(pilot, lambda: screen_lines(app)[2].split()[:2] == ["status", "room"], "as it was")


async def test_how_the_table_is_looked_at_is_kept_and_comes_back(make_app: AppFactory) -> None:
    kept: dict[str, object] = {}
    app = make_app(keep=kept.update)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press("slash", *"room:support", "enter", "S", "a", "t", "j", "enter")
        await until(pilot, lambda: app.monitor.state.shown.chosen is Preset.TODAY, "today")
        app.watched.remember()
    assert kept == {
        "filter": "room:support",
        "descending": False,
        "open_only": True,
        "range": "today",
        "filters": ["room:support"],
    }
    app = make_app(kept=kept)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "/ open room:support" in words(app, "status"), "the filter")
        assert "▴" in screen_lines(app)[2]
        await pilot.press("slash", "escape")
        await until(pilot, lambda: "room:support" not in words(app, "status"), "no filter")
        await pilot.press("slash", "up")
        await until(pilot, lambda: "/ open room:support" in words(app, "status"), "the history")


async def test_that_nothing_can_be_remembered_is_said_once(make_app: AppFactory) -> None:
    def fails(_kept: Mapping[str, object]) -> None:
        raise NotRemembered("the disk is full", "Make room.")

    app = make_app(keep=fails)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press("S")
        app.remember_now()
        await until(pilot, lambda: "the disk is full" in words(app, "status"), "what happened")
        app.watched.remember()
