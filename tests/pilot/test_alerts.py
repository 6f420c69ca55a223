"""Alerts, as someone on call meets them: marks, the count in the strip, the bell, the feed, and the way to each."""

from __future__ import annotations

from datetime import UTC

import pytest
from support.driving import (
    app_of,
    line_of_selection,
    loaded,
    refreshed,
    screen_lines,
    screen_text,
    sessions,
    until,
    words,
)
from support.simulated import AppFactory, StandingClock

from lktui.analysis.alerts import Alert
from lktui.analysis.filter import parse
from lktui.tui.app import LktuiApp
from lktui.view.sessions import ALERT_GLYPH


def alert(text: str, name: str = "it", *, bell: bool = False) -> Alert:
    return Alert(name, parse(text, zone=UTC), bell)


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    rung: list[None] = []
    monkeypatch.setattr(LktuiApp, "bell", lambda _: rung.append(None))
    return rung


def marked(app: LktuiApp) -> list[str]:
    return [line for line in screen_lines(app) if line[1:2] == ALERT_GLYPH]


async def test_matching_rows_are_marked_and_counted_in_silence_at_the_start(
    make_app: AppFactory, rings: list[None]
) -> None:
    async with make_app(alerts=(alert("active", "live", bell=True),)).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.pause()
        live = [row for row in sessions(app).rows if row.alert]
        assert live
        assert len(live) == dict(app.watched.observation.alerts.counts)["live"]
        assert marked(app)
        assert all("● active" in line for line in marked(app))
        assert f"⚑ {len(live)} live" in words(app, "strip")
        assert not rings


async def test_the_bell_rings_once_a_poll_and_once_for_a_session(
    make_app: AppFactory, clock: StandingClock, rings: list[None]
) -> None:
    async with make_app(alerts=(alert("age<3h", "new", bell=True),)).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        clock.advance(hours=3)
        await refreshed(pilot)
        assert dict(app.watched.observation.alerts.counts)["new"] > 1, "one alone says nothing about one bell a poll"
        assert len(rings) == 1
        clock.advance(seconds=1)
        await refreshed(pilot)
        assert len(rings) == 1


async def test_a_mute_alert_is_told_in_the_feed_without_a_bell(
    make_app: AppFactory, clock: StandingClock, rings: list[None]
) -> None:
    async with make_app(alerts=(alert("active", "live"),)).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        clock.advance(hours=1)
        await refreshed(pilot)
        assert any(row.alert == 2 for row in sessions(app).rows)
        await pilot.press("e")
        await until(pilot, lambda: "alert live" in screen_text(app), "the event")
        assert not rings


async def test_a_key_goes_from_one_to_the_next_across_pages_and_round_the_end(
    make_app: AppFactory, clock: StandingClock
) -> None:
    async with make_app(page_size=50, alerts=(alert("ended total>7", "crowd"),)).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: app.monitor.state.shown.page == 1, "page 2")
        clock.advance(seconds=10)
        await refreshed(pilot)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: app.monitor.state.shown.page == 0, "page 1")
        alerting = [
            one.session_id
            for one in app.monitor.state.catalog.in_range
            if (one.participants_total or 0) > 7 and one.ended_at is not None
        ]
        on_first = {one.session_id for one in app.monitor.state.sessions}
        assert on_first & set(alerting)
        assert set(alerting) - on_first
        met = []
        for number in range(1, len(alerting) + 2):
            await pilot.press("exclamation_mark")
            expected = (number - 1) % len(alerting)
            await until(pilot, lambda at=expected: sessions(app).selected_key == alerting[at], "the next one")  # type: ignore[misc]
            assert f"alert {expected + 1} of {len(alerting)}: crowd" in words(app, "status")
            met.append(sessions(app).selected_key)
        assert met == [*alerting, alerting[0]]


async def test_what_the_filter_hides_is_said(make_app: AppFactory) -> None:
    async with make_app(alerts=(alert("active", "live"),)).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("slash", *"ended", "enter", "exclamation_mark")
        await until(pilot, lambda: "hidden by the filter: Esc clears it" in words(app, "status"), "where they are")
        await pilot.press("escape", "exclamation_mark")
        await until(pilot, lambda: words(app, "status").strip().startswith("alert "), "the next one")
        assert screen_lines(app)[line_of_selection(app)].startswith("▌⚑")


async def test_the_bell_rings_for_a_frozen_picture_and_the_marks_come_with_the_thaw(
    make_app: AppFactory, clock: StandingClock, rings: list[None]
) -> None:
    async with make_app(alerts=(alert("age<3h", "new", bell=True),)).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("f")
        before = screen_lines(app)[3:-2]
        clock.advance(hours=3)
        await refreshed(pilot)
        assert len(rings) == 1
        assert screen_lines(app)[3:-2] == before
        await pilot.press("exclamation_mark")
        await until(pilot, lambda: "not in the frozen table: f catches up" in words(app, "status"), "where they are")
        await pilot.press("f")
        await pilot.pause()
        assert any(row.alert == 2 for row in sessions(app).rows)


async def test_without_alerts_the_key_says_where_they_come_from(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press("exclamation_mark")
        await until(pilot, lambda: "[[alerts]] in config.toml" in words(app_of(pilot), "status"), "what to do")


async def test_another_size_makes_room_for_the_alerts(make_app: AppFactory) -> None:
    alerts = (alert("ended", "over and done with"), alert("total>0", "somebody came"))
    async with make_app(alerts=alerts).run_test(size=(60, 20)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.pause()
        assert "over" not in words(app, "strip")
        await pilot.resize_terminal(120, 30)
        await pilot.pause()
        assert "over and done with" in words(app, "strip")
        assert "page 1" in words(app, "title")


async def test_alerts_that_the_first_rows_did_not_wait_for_mark_them_in_silence(
    make_app: AppFactory, rings: list[None]
) -> None:
    async with make_app(later_alerts=(alert("active", "live", bell=True),)).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await until(pilot, lambda: "live" in words(app, "strip"), "the count")
        assert marked(app)
        assert not rings


async def test_alerts_that_the_first_rows_did_not_wait_for_are_there_before_the_second_poll(
    make_app: AppFactory, clock: StandingClock, rings: list[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lktui.tui.watching_app.SETTLED", 1e6)
    async with make_app(later_alerts=(alert("age<3h", "new", bell=True),)).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        assert not marked(app)
        clock.advance(hours=3)
        await refreshed(pilot)
        assert marked(app)
        assert len(rings) == 1
