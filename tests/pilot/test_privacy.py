"""Names that are hidden are hidden everywhere on the screen, and what depends on them goes on as before."""

from __future__ import annotations

from support.driving import loaded, opened, refreshed, screen_text, sessions, until, words
from support.simulated import AppFactory, StandingClock

from lktui.demo.server import DemoServer
from lktui.tui.screens.feed import FeedScreen


def rooms(server: DemoServer) -> set[str]:
    """Of the real project, as long as they can't be part of anything else."""
    return {"support-", "standup", "webinar", "board-sync", "hiring-panel", "agent-"}


def tells(text: str, server: DemoServer) -> set[str]:
    return {name for name in rooms(server) if name in text}


async def test_the_table_tells_no_room_and_its_filter_still_knows_them(
    make_app: AppFactory, server: DemoServer
) -> None:
    app = make_app(privacy=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        assert not tells(screen_text(app), server)
        assert "room-" in screen_text(app)
        assert "names hidden" in words(app, "title")
        every = len(sessions(app).rows)
        await pilot.press("slash", *"room:support", "enter")
        await until(pilot, lambda: 0 < len(sessions(app).rows) < every, "the sessions of real rooms")
        await pilot.press("H")
        await until(pilot, lambda: "support-" in screen_text(app), "names again")


async def test_hiding_reaches_a_frozen_picture_the_feed_and_the_copies(
    make_app: AppFactory, server: DemoServer, clock: StandingClock
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        clock.advance(hours=2)
        await refreshed(pilot)
        await pilot.press("f")
        frozen = sessions(app).rows
        await pilot.press("H")
        await until(pilot, lambda: not tells(screen_text(app), server), "stand-ins")
        await pilot.press("H")
        await until(pilot, lambda: sessions(app).rows == frozen, "names again")
        await pilot.press("H")
        await until(pilot, lambda: not tells(screen_text(app), server), "stand-ins again")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, FeedScreen) and "began" in screen_text(app), "the feed")
        assert not tells(screen_text(app), server)


async def test_a_session_tells_nobody(make_app: AppFactory, server: DemoServer) -> None:
    app = make_app(privacy=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        screen = await opened(pilot)
        detail = app.monitor.state.open.detail if app.monitor.state.open else None
        assert detail is not None
        names = {name for person in detail.participants for name in (person.identity, person.name) if len(name) > 4}
        names.add(detail.room_name)
        assert names
        for key in "123456":
            await pilot.press(key)
            await pilot.pause()
            assert not [name for name in names if name in screen_text(app)]
        assert screen.views.people.participants.rows
