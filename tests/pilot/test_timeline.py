"""The timeline, as its user meets it: who was in the room at a moment, and how to get to that moment."""

from __future__ import annotations

import base64
import re
from datetime import timedelta

import pytest
from rich.cells import cell_len
from support.driving import app_of, loaded, opened, refreshed, screen_lines, screen_text, sessions, until, words
from support.simulated import MOMENT, AppFactory, StandingClock
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from lktui.demo.answers import as_json
from lktui.demo.payloads import Json
from lktui.demo.server import DemoServer
from lktui.demo.world import World
from lktui.tui.screens.session import SessionScreen
from lktui.tui.screens.sessions import SessionsScreen
from lktui.tui.session.views import View
from lktui.view.typed_time import FORMS

WORLD = World(seed=7, sessions=400)


async def open_incident(pilot: Pilot[int], name: str) -> SessionScreen:
    await loaded(pilot)
    sessions(app_of(pilot)).select(WORLD.incidents(int(MOMENT.timestamp()))[name])
    return await opened(pilot)


async def open_active(pilot: Pilot[int]) -> SessionScreen:
    """A session that someone is in."""
    await loaded(pilot)
    app = app_of(pilot)
    active = next(one for one in app.monitor.state.sessions if one.ended_at is None and one.participants_now)
    sessions(app).select(active.session_id)
    return await opened(pilot)


def moment_line(pilot: Pilot[int]) -> str:
    """What is said about the moment under the cursor."""
    return next(line for line in screen_lines(app_of(pilot)) if " in" in line and line[3:4] in ":0123456789")


async def type_in(pilot: Pilot[int], typed: str) -> None:
    names = {" ": "space", ":": "colon", "-": "minus", "/": "slash"}
    await pilot.press(*(names.get(char, char) for char in typed))


async def test_the_timeline_comes_first_and_has_a_row_for_everyone(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        screen = await open_incident(pilot, "drop")
        assert screen.views.view is View.TIMELINE
        assert screen.views.timeline.has_focus
        assert len(screen.views.timeline.rows) == 23
        assert "[1 timeline]" in words(app_of(pilot), "views")
        assert "█" in screen_text(app_of(pilot))


async def test_a_typed_time_tells_who_was_dropped(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        screen = await open_incident(pilot, "drop")
        gone = min(span.left for person in screen.views.timeline.attended.people for span in person.spans if span.left)
        await pilot.press("colon")
        await type_in(pilot, f"{gone:%H:%M:%S}")
        await pilot.press("enter")
        assert screen.views.timeline.moment == gone.timestamp()
        assert screen.views.timeline.has_focus
        inside = screen.views.timeline.attended.count_at(gone)
        assert f"{gone:%H:%M:%S}  {inside} in" in moment_line(pilot)
        marked = sum(1 for line in screen_lines(app_of(pilot)) if line[1:2] == "●" and "█" in line)
        assert marked == inside < 23


async def test_a_session_found_by_a_time_begins_at_that_time_and_so_does_the_next_one(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        await pilot.press("slash")
        await type_in(pilot, "at:13:50:00 total>1")
        await pilot.press("enter")
        await until(pilot, lambda: 1 < len(sessions(app).rows) < 100, "those that were open then")
        screen = await opened(pilot)
        wanted = MOMENT.replace(minute=50, hour=13).timestamp()
        assert screen.views.timeline.moment == wanted
        await pilot.press("left", "n")
        first = sessions(app).rows[1].session.session_id
        await until(pilot, lambda: screen.session_id == first and bool(screen.views.timeline.rows), "the next one")
        assert screen.views.timeline.moment == wanted


async def test_what_is_no_time_is_said_and_can_be_corrected(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(80, 24)) as pilot:
        screen = await open_incident(pilot, "drop")
        before = screen.views.timeline.moment
        await pilot.press("colon")
        await type_in(pilot, "noon")
        await pilot.press("enter")
        await until(pilot, lambda: f"no time: type {FORMS}" in screen_text(app_of(pilot)), "what is wrong")
        await pilot.press(*["backspace"] * 4)
        await type_in(pilot, "03:00")
        await pilot.press("enter")
        outside = re.compile(r"outside of \S+ to \d\d:\d\d:\d\d ")
        await until(pilot, lambda: bool(outside.search(screen_text(app_of(pilot)))), "when it was")
        await pilot.press("escape")
        assert screen.views.timeline.moment == before
        assert screen.views.timeline.has_focus


@pytest.mark.parametrize("height", [1, 3, 5, 6, 7, 8, 9])
async def test_a_session_that_comes_in_a_window_of_a_few_lines_is_shown_in_them(
    make_app: AppFactory, height: int
) -> None:
    async with make_app(page_size=400).run_test(size=(60, 24)) as pilot:
        await pilot.resize_terminal(60, height)
        screen = await open_incident(pilot, "drop")
        await pilot.press("right", "down", "plus", "2", "1")
        await pilot.resize_terminal(60, 24)
        assert len(screen.views.timeline.rows) == 23


@pytest.mark.parametrize(("earlier", "later"), [("left", "right"), ("h", "l")])
async def test_left_and_right_move_the_cursor_by_a_cell(make_app: AppFactory, earlier: str, later: str) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        await open_incident(pilot, "drop")
        start = next(line.index("▼") for line in screen_lines(app_of(pilot)) if "▼" in line)
        await pilot.press(earlier, earlier, earlier, later)
        moved = next(line.index("▼") for line in screen_lines(app_of(pilot)) if "▼" in line)
        assert moved == start - 2
        assert isinstance(app_of(pilot).screen, SessionScreen), "left does not go back here"


async def test_the_cursor_stays_within_the_session(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(80, 24)) as pilot:
        screen = await open_incident(pilot, "storm")
        attended = screen.views.timeline.attended
        assert attended.began is not None
        assert attended.ended is not None
        await pilot.press(*["left"] * 60)
        assert screen.views.timeline.moment >= attended.began.timestamp()
        await pilot.press(*["right"] * 120)
        assert screen.views.timeline.moment <= attended.ended.timestamp()
        assert "0 in" in moment_line(pilot)


async def test_plus_zooms_around_the_cursor_and_leaves_polling_alone(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        screen = await open_incident(pilot, "storm")
        refresh = app_of(pilot).monitor.state.refresh
        await pilot.press(*["right"] * 30)
        moment = screen.views.timeline.moment
        wide = screen_text(app_of(pilot))
        await pilot.press("plus", "plus", "plus", "plus")
        close = screen_text(app_of(pilot))
        assert close != wide
        assert screen.views.timeline.moment == moment
        assert "▼" in close
        await pilot.press(*["minus"] * 4)
        assert screen_text(app_of(pilot)) == wide
        assert app_of(pilot).monitor.state.refresh == refresh


async def test_zero_shows_all_and_then_the_part_with_people(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        screen = await open_incident(pilot, "ghost")
        assert "█" not in "".join(line for line in screen_lines(app_of(pilot)) if "C M" in line)
        await pilot.press("0")
        rows = [line for line in screen_lines(app_of(pilot)) if "C M" in line]
        assert len(rows) == len(screen.views.timeline.rows)
        assert all("█████" in line for line in rows)
        await pilot.press("0")
        assert "█████" not in "".join(line for line in screen_lines(app_of(pilot)) if "C M" in line)


async def test_brackets_go_from_one_join_or_leave_to_the_next(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        screen = await open_incident(pilot, "storm")
        victim = max(screen.views.timeline.attended.people, key=lambda person: person.joins)
        await pilot.press("slash", *victim.identity.replace(".", " ").split()[0], "enter")
        assert [row.person.key for row in screen.views.timeline.rows] == [victim.key]
        await pilot.press(*["left"] * 20)
        seen = []
        for _ in range(6):
            await pilot.press("right_square_bracket")
            seen.append(screen.views.timeline.moment)
        spans = victim.spans[:3]
        assert seen == [moment.timestamp() for span in spans for moment in (span.joined, span.left) if moment]
        await pilot.press("left_square_bracket")
        assert screen.views.timeline.moment == seen[-2]


async def test_people_are_sorted_and_the_selected_one_stays_selected(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        screen = await open_incident(pilot, "storm")
        await pilot.press("down", "down")
        chosen = screen.views.timeline.selected_key
        await pilot.press("s", "s")
        await until(pilot, lambda: "sorted by joins" in words(app_of(pilot), "status"), "the order")
        joins = [row.person.joins for row in screen.views.timeline.rows]
        assert joins == sorted(joins, reverse=True)
        assert screen.views.timeline.selected_key == chosen
        await pilot.press("S")
        assert [row.person.joins for row in screen.views.timeline.rows] == sorted(joins)


async def test_the_filter_applies_as_one_types_and_escape_clears_it_before_it_goes_back(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        screen = await open_incident(pilot, "drop")
        name = screen.views.timeline.rows[5].person.identity
        await pilot.press("slash")
        await type_in(pilot, name[:4])
        assert len(screen.views.timeline.rows) < 23
        await pilot.press("enter")
        assert f"/ {name[:4]}" in words(app_of(pilot), "views")
        await pilot.press("escape")
        assert len(screen.views.timeline.rows) == 23
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app_of(pilot).screen, SessionsScreen), "the table")


async def test_what_matches_nobody_says_so(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(80, 24)) as pilot:
        await open_incident(pilot, "drop")
        await pilot.press("slash", "q", "q", "q")
        assert "Nobody matches." in screen_text(app_of(pilot))


async def test_the_picture_stays_put_while_it_is_refreshed(make_app: AppFactory, clock: StandingClock) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        screen = await open_active(pilot)
        await pilot.press("down", *["left"] * 10, "plus", "plus")
        chosen, moment = screen.views.timeline.selected_key, screen.views.timeline.moment
        ruler = next(line for line in screen_lines(app_of(pilot)) if "▼" in line)
        clock.advance(minutes=5)
        await refreshed(pilot)
        assert screen.views.timeline.selected_key == chosen
        assert screen.views.timeline.moment == moment
        assert next(line for line in screen_lines(app_of(pilot)) if "▼" in line) == ruler


async def test_an_active_session_goes_on_with_the_present(make_app: AppFactory, clock: StandingClock) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        screen = await open_active(pilot)
        assert screen.views.timeline.moment == clock.now().timestamp()
        assert "►" in screen_text(app_of(pilot))
        clock.advance(minutes=1)
        await refreshed(pilot)
        assert screen.views.timeline.moment == clock.now().timestamp()
        await pilot.press("left", "right")
        clock.advance(minutes=1)
        await refreshed(pilot)
        assert screen.views.timeline.moment == clock.now().timestamp(), "the cursor went back to the present"


async def test_a_click_puts_the_cursor_there_and_selects_the_row(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        screen = await open_incident(pilot, "drop")
        timeline = screen.views.timeline
        await pilot.click(timeline, offset=(90, timeline.head_height + 3))
        assert timeline.selected_number == 4
        assert next(line.index("▼") for line in screen_lines(app_of(pilot)) if "▼" in line) == 90


async def test_another_session_starts_anew(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        screen = await open_incident(pilot, "drop")
        before = screen.session_id
        await pilot.press("slash", "a", "enter", "left", "plus")
        assert "/ a" in words(app_of(pilot), "views")
        await pilot.press("n")
        await until(pilot, lambda: screen.session_id != before and bool(screen.views.timeline.rows), "the next session")
        attended = screen.views.timeline.attended
        assert "/ a" not in words(app_of(pilot), "views")
        assert len(screen.views.timeline.rows) == len(attended.people)
        assert attended.peak is not None
        assert screen.views.timeline.moment == attended.peak.at.timestamp()


def crowd(people: int) -> Json:
    """The detail of a session with so many people, one a second."""
    began = MOMENT - timedelta(hours=1)

    def stamp(second: int) -> str:
        return (began + timedelta(seconds=second)).isoformat()

    return {
        "roomName": "town-hall",
        "startTime": stamp(0),
        "endTime": stamp(3000),
        "participants": [
            {
                "participantIdentity": f"guest-{number:03}",
                "joinedAt": stamp(number),
                "sessions": [
                    {"participantId": f"PA_{number}", "joinedAt": stamp(number), "leftAt": stamp(2000 + number)}
                ],
            }
            for number in range(people)
        ],
    }


async def test_of_300_people_only_those_in_view_are_drawn(make_app: AppFactory, server: DemoServer) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app = app_of(pilot)
        session_id = app.monitor.state.sessions[3].session_id
        server.overrides[server.detail_path(session_id)] = as_json(crowd(300))
        sessions(app).select(session_id)
        screen = await opened(pilot)
        assert len(screen.views.timeline.rows) == 300
        await pilot.press("pagedown", "end")
        assert screen.views.timeline.selected_key == "guest-299"
        assert "guest-299" in screen_text(app)
        assert len(screen.views.timeline._drawn) < 100


async def test_a_terminal_without_blocks_gets_bars_of_ascii(make_app: AppFactory) -> None:
    async with make_app(page_size=400, ascii_only=True).run_test(size=(120, 40)) as pilot:
        await open_incident(pilot, "drop")
        row = next(line for line in screen_lines(app_of(pilot)) if "freya" in line or "C M" in line)
        assert "====" in row
        assert "|" in row


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_small_terminals_keep_rows_for_people(make_app: AppFactory, size: tuple[int, int]) -> None:
    async with make_app(page_size=400).run_test(size=size) as pilot:
        screen = await open_incident(pilot, "drop")
        assert screen.views.timeline.size.height - screen.views.timeline.head_height >= 9
        assert "▼" in screen_text(app_of(pilot))


async def test_hostile_names_stay_in_their_rows(make_app: AppFactory, server: DemoServer) -> None:
    server.faults.add("hostile-names")
    async with make_app(page_size=400).run_test(size=(80, 24)) as pilot:
        await open_incident(pilot, "drop")
        for keys in (("1",), ("2",), ("3",), ("4",), ("5",), ("6",)):
            await pilot.press(*keys)
            shown = screen_text(app_of(pilot))
            assert not any(ord(char) < 32 and char != "\n" for char in shown)
            assert all(cell_len(line) <= 80 for line in shown.splitlines())


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was copied, in order."""
    content: list[str] = []
    monkeypatch.delenv("TMUX", raising=False)

    def write(_self: HeadlessDriver, data: str) -> None:
        if data.startswith("\x1b]52;c;"):
            content.append(base64.b64decode(data.removeprefix("\x1b]52;c;").removesuffix("\x07")).decode())

    monkeypatch.setattr(HeadlessDriver, "write", write)
    return content


async def test_y_copies_what_is_selected_in_each_view(make_app: AppFactory, copied: list[str]) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        screen = await open_incident(pilot, "storm")
        await pilot.press("down", "y")
        person = screen.views.timeline.rows[1].person
        assert copied == [person.identity]
        await pilot.press("2", "y")
        assert copied[1:] == [person.identity], "the same one is selected among the participants"
        await pilot.press("3", "y")
        assert copied[2:] == [person.spans[0].stay.session_id]
        await pilot.press("4", "down", "y")
        assert "joined, the first one" in copied[3]
        assert copied[3].startswith("2026-11-20 ")
        await pilot.press("5", "y")
        assert "rejoined 1" in copied[4] or "left within" in copied[4]
        await pilot.press("6", "down", "y")
        assert copied[5].startswith('"roomId"')


async def test_tab_goes_round_the_views_and_digits_pick_one(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        screen = await open_incident(pilot, "storm")
        seen = []
        for _ in View:
            await pilot.press("tab")
            seen.append(screen.views.view)
        assert seen == [*list(View)[1:], View.TIMELINE]
        await pilot.press("shift+tab")
        assert screen.views.view is View.RAW
        for number, view in enumerate(View, 1):
            await pilot.press(str(number))
            assert screen.views.view is view
            assert f"[{number} {view.value}" in words(app_of(pilot), "views")


async def test_enter_goes_from_the_timeline_to_the_nearest_event_and_from_an_event_to_its_moment(
    make_app: AppFactory,
) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        screen = await open_incident(pilot, "storm")
        victim = max(screen.views.timeline.attended.people, key=lambda person: person.joins)
        moment = victim.spans[4].joined.timestamp()
        screen.views.timeline.point_at(moment + 0.4, victim.key)
        await pilot.press("enter")
        assert screen.views.events.has_focus
        row = screen.views.events.selected
        assert row is not None
        assert row.event.person is victim
        assert row.event.at == victim.spans[4].joined
        await pilot.press("down", "down", "enter")
        assert screen.views.timeline.has_focus
        after = screen.views.events.selected
        assert after is not None
        assert after.event.at is not None
        assert screen.views.timeline.moment == after.event.at.timestamp()


async def test_events_are_filtered(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        screen = await open_incident(pilot, "storm")
        await pilot.press("4")
        every = len(screen.views.events.rows)
        await pilot.press("slash")
        await type_in(pilot, "rejoined")
        await pilot.press("enter")
        assert 0 < len(screen.views.events.rows) < every
        assert all("rejoined" in row.words for row in screen.views.events.rows)
        await pilot.press("escape")
        assert len(screen.views.events.rows) == every


async def test_the_raw_answer_is_searched(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        screen = await open_incident(pilot, "storm")
        await pilot.press("6", "slash")
        await type_in(pilot, "connectiontype")
        await pilot.press("enter")
        first = screen.views.raw.selected
        assert first is not None
        assert "connectionType" in first.text
        await pilot.press("n")
        second = screen.views.raw.selected
        assert second is not None
        assert second.number > first.number
        await until(pilot, lambda: "match 2 of 4" in words(app_of(pilot), "status"), "how many there are")
        await pilot.press("N", "N")
        last = screen.views.raw.selected
        assert last is not None
        assert last.number > second.number, "it goes round"


async def test_n_is_the_next_session_where_nothing_is_searched(make_app: AppFactory) -> None:
    async with make_app(page_size=400).run_test(size=(120, 40)) as pilot:
        screen = await open_incident(pilot, "storm")
        before = screen.session_id
        await pilot.press("4", "n")
        await until(pilot, lambda: screen.session_id != before, "the next session")
        assert screen.views.view is View.EVENTS
