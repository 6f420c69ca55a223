"""Finding somebody: in what is kept, through what is loaded, and to the session."""

from __future__ import annotations

from datetime import timedelta

from support.driving import app_of, loaded, opened, screen_text, sessions, until, words
from support.simulated import AppFactory, StandingClock
from textual.pilot import Pilot
from textual.widgets import Input

from lktui.analysis.findings.flags import Flags
from lktui.demo.server import DemoServer
from lktui.demo.world import World
from lktui.monitor.state import Hunt, Progress
from lktui.tui.screens.find import FindScreen
from lktui.tui.screens.session import SessionScreen
from lktui.tui.screens.sessions import SessionsScreen


def find_screen(pilot: Pilot[int]) -> FindScreen:
    screen = app_of(pilot).screen
    assert isinstance(screen, FindScreen)
    return screen


async def somebody(pilot: Pilot[int]) -> str:
    """Opens a session with participants, and comes back; who was in it."""
    app = app_of(pilot)
    busy = next(row for row in sessions(app).rows if (row.session.participants_total or 0) > 1 and row.session.ended_at)
    sessions(app).select(busy.session.session_id)
    screen = await opened(pilot)
    identity = screen.views.people.participants.rows[0].participant.identity
    await pilot.press("escape")
    await until(pilot, lambda: isinstance(app.screen, SessionsScreen), "the table")
    return identity


async def asked(pilot: Pilot[int], needle: str) -> FindScreen:
    await pilot.press("F")
    await until(pilot, lambda: isinstance(app_of(pilot).screen, FindScreen), "the screen")
    screen = find_screen(pilot)
    screen.query_one(Input).value = needle
    await until(pilot, lambda: screen.needle == needle and not screen._waiting, "the answer")
    await until(pilot, lambda: screen.unread is not None, "the count")
    return screen


async def test_who_was_in_an_opened_session_is_found_at_once_and_enter_opens_it(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        identity = await somebody(pilot)
        screen = await asked(pilot, identity[2:].upper())
        assert {row.appearance.identity for row in screen.table.rows} == {identity}
        await until(pilot, lambda: "1 person in 1 session" in screen_text(app_of(pilot)), "the sum")
        assert "Enter, L looks through" in screen_text(app_of(pilot)), "L alone would be typed"
        await pilot.press("enter")
        await until(pilot, lambda: "  L looks through" in screen_text(app_of(pilot)), "the key of the list")
        await pilot.press("enter")
        app = app_of(pilot)
        await until(pilot, lambda: isinstance(app.screen, SessionScreen), "the session")
        assert app.monitor.state.open is not None
        assert app.monitor.state.open.session_id == screen.table.rows[0].appearance.session.session_id
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen, "the list again")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, SessionsScreen), "the table")


async def test_nobody_known_offers_to_look_through_what_is_loaded(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await asked(pilot, "nobody-at-all")
        app = app_of(pilot)
        await until(pilot, lambda: "Nobody of that name is known." in screen_text(app), "the words")
        await until(pilot, lambda: "looks through 100 loaded sessions not opened yet" in screen_text(app), "the offer")


async def test_the_keys_that_are_told_are_those_that_work_while_one_types_and_after(make_app: AppFactory) -> None:
    async with make_app(page_size=20).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        screen = await asked(pilot, "nobody-at-all")
        assert words(app, "keys").strip().split("  ") == ["Esc back", "ctrl+p commands"]
        await until(pilot, lambda: bool(screen.unread), "the offer")
        await pilot.press("enter")
        await until(pilot, lambda: "q quit" in words(app, "keys"), "the keys of the list")
        await pilot.press("space")
        await until(pilot, lambda: app.monitor.state.paused, "what Space does")
        assert screen.needle == "nobody-at-all"
        await pilot.press("slash")
        await until(pilot, lambda: "q quit" not in words(app, "keys"), "the keys of the field")


async def test_an_answer_that_comes_before_the_screen_is_drawn_or_after_it_has_gone_harms_nothing(
    make_app: AppFactory,
) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        app.action_find()
        screen = find_screen(pilot)
        screen.show_body()
        screen.show_kept([], 0)
        await until(pilot, lambda: "Who was in which session" in screen_text(app), "the screen")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, SessionsScreen), "the table")
        screen.show_kept([], 0)
        screen.show_body()


async def test_enter_before_the_archive_has_answered_is_not_lost(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        screen = await asked(pilot, "nobody-at-all")
        await until(pilot, lambda: not screen._waiting, "the first answer")
        screen._waiting = True
        screen.query_one("#needle", Input).post_message(Input.Submitted(screen.query_one("#needle", Input), ""))
        await pilot.pause()
        assert screen.state.hunt is None
        screen.show_kept((), 0)
        await until(pilot, lambda: screen.state.hunt is not None, "the looking through")


async def test_looking_through_finds_who_was_never_opened_with_a_bar_and_inside_the_budget(
    make_app: AppFactory, clock: StandingClock
) -> None:
    async with make_app(page_size=20).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        screen = await asked(pilot, "zzzz")
        await pilot.press("enter")
        await until(pilot, lambda: app.monitor.state.hunt == Hunt(20, 20), "the end of looking")
        await until(pilot, lambda: len(screen._hunted) == 20, "all that was found")
        identity = next(iter(screen._hunted.values()))[0].identity
        screen.query_one(Input).value = identity
        await until(pilot, lambda: bool(screen.table.rows), "the answer")
        assert screen.unread is not None
        assert screen.unread < 20
        assert app.monitor.state.requests_last_minute <= 60


async def test_results_come_in_while_it_looks_and_the_selected_one_stays(
    make_app: AppFactory, server: DemoServer
) -> None:
    async with make_app(page_size=30).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        screen = await asked(pilot, "e")
        server.faults.add("detail:slow=0.2")
        await pilot.press("enter")
        await until(pilot, lambda: len(screen.table.rows) > 3, "the first results")
        await pilot.press("enter" if not screen.table.has_focus else "down", "down", "down")
        selected = screen.table.selected_key
        before = len(screen.table.rows)
        await until(pilot, lambda: len(screen.table.rows) > before, "more results")
        assert screen.table.selected_key == selected
        assert "█" in screen_text(app) or "░" in screen_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.monitor.state.hunt is not None and not app.monitor.state.hunt.running, "stop")
        assert app.screen is screen


async def test_leaving_stops_looking(make_app: AppFactory, server: DemoServer) -> None:
    async with make_app(page_size=30).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        server.faults.add("detail:hang")
        await asked(pilot, "zzzz")
        await pilot.press("enter")
        await until(pilot, lambda: app.monitor.state.hunt is not None and app.monitor.state.hunt.running, "looking")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, SessionsScreen), "the table")
        assert app.monitor.state.hunt is not None
        assert not app.monitor.state.hunt.running


async def test_next_and_previous_go_through_what_was_found(make_app: AppFactory) -> None:
    async with make_app(page_size=20).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        screen = await asked(pilot, "a")
        await pilot.press("enter")
        await until(pilot, lambda: app.monitor.state.hunt == Hunt(20, 20), "the end of looking")
        await until(pilot, lambda: len(screen._hunted) == 20, "all that was found")
        ids = list(dict.fromkeys(row.appearance.session.session_id for row in screen.table.rows))
        assert len(ids) > 2
        screen.table.focus()
        await pilot.press("g", "enter")
        await until(pilot, lambda: isinstance(app.screen, SessionScreen), "the session")
        await pilot.press("n")
        assert app.monitor.state.open is not None
        assert app.monitor.state.open.session_id == ids[1]
        await pilot.press("p", "p")
        assert "first session" in words(app, "status")


async def test_a_session_opened_from_here_begins_with_the_person_at_the_first_join(
    make_app: AppFactory,
) -> None:
    async with make_app(page_size=20).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        screen = await asked(pilot, "a")
        await pilot.press("enter")
        await until(pilot, lambda: len(screen._hunted) == 20, "all that was found")
        row = next(each for each in reversed(screen.table.rows) if each.appearance.joined_at)
        screen.table.select(row.key)
        screen.table.focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SessionScreen), "the session")
        session = app.screen
        assert isinstance(session, SessionScreen)
        await until(pilot, lambda: session.views.timeline.selected is not None, "the participants")
        assert row.appearance.joined_at is not None
        selected = session.views.timeline.selected
        assert selected is not None
        assert selected.person.identity == row.appearance.identity
        assert session.views.timeline.moment == row.appearance.joined_at.timestamp()
        participant = session.views.people.participants.selected
        assert participant is not None
        assert participant.participant.identity == row.appearance.identity


async def test_hostile_names_are_shown_as_text(make_app: AppFactory, server: DemoServer) -> None:
    server.faults.add("hostile-names")
    async with make_app(page_size=20).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        screen = await asked(pilot, "[")
        await pilot.press("enter")
        await until(pilot, lambda: app.monitor.state.hunt == Hunt(20, 20), "the end of looking")
        await until(pilot, lambda: len(screen._hunted) == 20, "all that was found")
        assert "\x1b" not in screen_text(app)


async def test_hidden_names_are_hidden_here_too(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        identity = await somebody(pilot)
        screen = await asked(pilot, identity)
        await pilot.press("enter", "H")
        await pilot.pause()
        assert len(screen.table.rows) == 1
        assert screen.table.rows[0].appearance.identity.startswith("person-")


async def test_searching_from_a_session_comes_back_to_it(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        screen = await opened(pilot)
        watched = screen.session_id
        await pilot.press("F")
        await until(pilot, lambda: isinstance(app.screen, FindScreen), "the search")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen, "the session")
        assert app.monitor.state.open is not None
        assert app.monitor.state.open.session_id == watched


async def test_how_long_ago_somebody_was_there_is_told(make_app: AppFactory, clock: StandingClock) -> None:
    async with make_app().run_test(size=(160, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        live = next(row for row in sessions(app).rows if row.session.ended_at is None and row.session.participants_now)
        sessions(app).select(live.session.session_id)
        screen = await opened(pilot)
        here = screen.views.people.participants.rows[0].participant.identity
        await pilot.press("escape")
        clock.advance(seconds=timedelta(hours=2).total_seconds())
        await asked(pilot, here)
        await until(pilot, lambda: "here 2h ago" in screen_text(app), "how long ago")


async def test_what_went_wrong_in_a_session_is_told_beside_it(make_app: AppFactory, clock: StandingClock) -> None:
    async with make_app(page_size=400).run_test(size=(180, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        dropped = World(seed=7, sessions=400).incidents(int(clock.now().timestamp()))["drop"]
        sessions(app).select(dropped)
        screen = await opened(pilot)
        identity = screen.views.people.participants.rows[0].participant.identity
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, SessionsScreen), "the table")
        app.watched.observation.flags = Flags()  # as after a restart
        found = await asked(pilot, identity)
        await until(pilot, lambda: any("drop" in row.flags for row in found.rows), "the finding")
        await until(pilot, lambda: "drop" in screen_text(app), "the finding on the screen")


async def test_a_name_can_be_typed_behind_the_command(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("colon", *"find nobody", "enter")
        await until(pilot, lambda: isinstance(app.screen, FindScreen), "the screen")
        await until(pilot, lambda: "Nobody of that name is known." in screen_text(app), "the answer")
        assert find_screen(pilot).needle == "nobody"


async def test_the_key_that_looks_through_is_not_named_for_loading_more(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 30)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        partly = app.state._replace(progress=Progress(20, 20))
        table = app.screen
        assert isinstance(table, SessionsScreen)
        table.show(partly)
        assert "more on the server: L" in words(app, "status")
        screen = await asked(pilot, "e")
        screen.show(partly)
        assert words(app, "status").strip()
        assert "more on the server: L" not in words(app, "status")


async def test_as_long_as_one_types_the_best_match_is_selected(make_app: AppFactory) -> None:
    async with make_app().run_test(size=(120, 30)) as pilot:
        await loaded(pilot)
        identity = await somebody(pilot)
        screen = await asked(pilot, identity[-1])
        await until(pilot, lambda: bool(screen.table.rows), "somebody")
        many, last = len(screen.table.rows), screen.table.rows[-1].appearance.identity
        screen.query_one(Input).value = last
        await until(pilot, lambda: {row.appearance.identity for row in screen.table.rows} == {last}, "one of them")
        screen.query_one(Input).value = identity[-1]
        await until(pilot, lambda: len(screen.table.rows) == many, "all of them")
        assert many > 1
        assert screen.table.selected_number == 1
