"""The findings of one session, as its user meets them."""

from __future__ import annotations

from support.driving import app_of, loaded, opened, screen_lines, screen_text, sessions, until, words
from support.simulated import MOMENT, AppFactory
from textual.pilot import Pilot

from lktui.demo.world import World
from lktui.tui.screens.session import SessionScreen
from lktui.tui.screens.sessions import SessionsScreen
from lktui.tui.session.views import View

WORLD = World(seed=7, sessions=400)
INCIDENTS = WORLD.incidents(int(MOMENT.timestamp()))


def view_of(screen: SessionScreen) -> View:
    return screen.views.view


async def open_session(pilot: Pilot[int], session_id: str) -> SessionScreen:
    await loaded(pilot)
    sessions(app_of(pilot)).select(session_id)
    return await opened(pilot)


async def test_the_head_says_the_worst_and_what_they_have_in_common(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(140, 40)) as pilot:
        await open_session(pilot, INCIDENTS["drop"])
        assert "✗ drop: 9 of 23 left within 4s, 7 came back; 7 of 9 on SWIFT 2.1.0, 1 of 14 others" in words(
            app_of(pilot), "found"
        )
        await pilot.press("4")
        assert "5 findings 1" in words(app_of(pilot), "views")


async def test_a_calm_session_has_no_line_for_findings_and_a_view_that_says_so(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(140, 40)) as pilot:
        calm = next(number for number in WORLD.window(int(MOMENT.timestamp()), 0) if not WORLD.plan(number).incident)
        screen = await open_session(pilot, WORLD.session_id(calm))
        assert not screen.query_one("#found").display
        await pilot.press("5")
        await until(pilot, lambda: "Nothing was found." in screen_text(app_of(pilot)), "that")


async def test_evidence_folds_and_unfolds_and_enter_goes_to_its_moment(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(140, 40)) as pilot:
        screen = await open_session(pilot, INCIDENTS["drop"])
        await pilot.press("5")
        assert view_of(screen) is View.FINDINGS
        assert len(screen.views.findings.rows) == 5, "the finding and what is shared"
        await pilot.press("right")
        assert len(screen.views.findings.rows) == 5 + 9
        await pilot.press(*["down"] * 6)
        line = screen.views.findings.selected
        assert line is not None
        assert line.at is not None
        await pilot.press("enter")
        assert view_of(screen) is View.TIMELINE
        assert abs(screen.views.timeline.moment - line.at.timestamp()) < 1
        selected = screen.views.timeline.selected
        assert selected is not None
        assert selected.person.key == line.person
        await pilot.press("5", "left")
        assert len(screen.views.findings.rows) == 5
        assert screen.views.findings.selected_key == "drop"
        await pilot.press("left")
        await until(pilot, lambda: isinstance(app_of(pilot).screen, SessionsScreen), "the table")


async def test_a_few_pieces_of_evidence_are_there_unasked(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(140, 40)) as pilot:
        screen = await open_session(pilot, INCIDENTS["recording"])
        await pilot.press("5")
        assert [line.finding.rule for line in screen.views.findings.rows if line.evidence] == ["recording"] * 2 + [
            "empty"
        ]


async def test_what_has_no_moment_says_so(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(140, 40)) as pilot:
        screen = await open_session(pilot, INCIDENTS["failing"])
        await pilot.press("5", "enter")
        await until(pilot, lambda: "no moment of its own" in words(app_of(pilot), "status"), "the message")
        assert view_of(screen) is View.FINDINGS


async def test_a_ghost_says_what_speaks_for_it_and_looks_like_one(make_app: AppFactory) -> None:
    async with make_app(page_size=400, ask_rooms=True).run_test(size=(140, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await until(
            pilot, lambda: app.watched.observation.flags.is_ghost(INCIDENTS["ghost"]), "what the room service says"
        )
        await open_session(pilot, INCIDENTS["ghost"])
        assert words(app, "head").lstrip().startswith("◇ ghost")
        await pilot.press("5")
        await until(pilot, lambda: f"does not know {INCIDENTS['ghost']}" in screen_text(app), "the evidence")
        line = next(line for line in screen_lines(app) if "does not know" in line)
        assert "14:00:00" in line
        assert f"the same room in a closed session: {INCIDENTS['twin']}" in screen_text(app)


async def test_hidden_names_are_hidden_in_findings_too(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(140, 40)) as pilot:
        screen = await open_session(pilot, INCIDENTS["storm"])
        await pilot.press("5")
        who = screen.views.findings.rows[0].words.split()[1]
        assert who in screen_text(app_of(pilot))
        await pilot.press("H")
        await until(pilot, lambda: who not in screen_text(app_of(pilot)), "a stand-in")
        assert "rejoined" in words(app_of(pilot), "found")
