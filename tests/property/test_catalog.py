"""Sessions begin, end and vanish between any two requests while a user turns pages: none is lost, none shown twice."""

from __future__ import annotations

from collections.abc import Coroutine
from datetime import date, timedelta
from random import Random

from hypothesis import event, given, settings
from hypothesis import strategies as st
from support.builders import BEGAN, ids, session
from support.fake_client import Asked, ListServer

from lktui.model import Session, SessionPage
from lktui.monitor.catalog import Catalog, is_newest_first
from lktui.monitor.days import Days
from lktui.monitor.loading import MOST_REQUESTS, Loading

TODAY = date(2025, 9, 30)
RANGES = (
    Days(),
    Days(date(2025, 9, 29)),
    Days(date(2025, 9, 29), date(2025, 9, 29)),
    Days(date(2025, 9, 30), date(2025, 9, 30)),
)


class MovingWorld:
    """A list of sessions that changes by chance before each request, as often as `unrest` says."""

    def __init__(self, random: Random, size: int, unrest: float, gap: int) -> None:
        self.random = random
        self.unrest = unrest
        self.gap = gap  # hours between sessions, so that ranges cut somewhere in between
        self.next_number = 0
        self.server = ListServer()
        for _ in range(size):
            self.begin()
        self.server.before_each = self.move

    def begin(self) -> None:
        self.next_number += 1
        began = BEGAN + timedelta(minutes=self.next_number * self.gap)
        self.server.rows.insert(0, session(self.next_number, began=began))

    def move(self) -> None:
        while self.random.random() < self.unrest:
            rows = self.server.rows
            match self.random.randrange(4):
                case 0 | 1:
                    self.begin()
                case 2 if rows:
                    del rows[self.random.randrange(len(rows))]
                case _ if rows:
                    place = self.random.randrange(len(rows))
                    rows[place] = rows[place]._replace(ended_at=BEGAN)
                case _:
                    pass


def finished(running: Coroutine[None, None, bool]) -> bool:
    """The result of what never waits: no event loop is needed."""
    try:
        running.send(None)
    except StopIteration as done:
        return bool(done.value)
    raise AssertionError("it waits")


def load(world: MovingWorld, catalog: Catalog, page: int, size: int, limit: int, *, check_end: bool = False) -> Catalog:
    """One load of a page of the screen; its requests are bounded."""
    rows = range(page * size, (page + 1) * size)
    task = Loading(world.server, catalog, rows, today=TODAY, limit=limit, check_end=check_end)
    world.server.requests.clear()
    assert finished(task.run()) or len(world.server.requests) >= MOST_REQUESTS
    assert len(world.server.requests) <= MOST_REQUESTS + 5
    return task.catalog


def in_range(days: Days, rows: list[Session]) -> list[str]:
    return ids(row for row in rows if not days.lies_before(row.created_at) and not days.lies_after(row.created_at))


@settings(max_examples=300)
@given(
    random=st.randoms(use_true_random=False),
    size=st.integers(0, 40),
    unrest=st.sampled_from([0.0, 0.1, 0.4, 0.7]),
    gap=st.sampled_from([1, 40, 200]),
    days=st.sampled_from(RANGES),
    page_size=st.integers(2, 7),
    limits=st.lists(st.integers(2, 7), min_size=1, max_size=8),
    turns=st.lists(st.integers(0, 5), min_size=1, max_size=8),
)
def test_once_all_stands_still_one_more_load_shows_the_sessions_of_its_page_as_the_server_has_them(
    random: Random,
    size: int,
    unrest: float,
    gap: int,
    days: Days,
    page_size: int,
    limits: list[int],
    turns: list[int],
) -> None:
    world = MovingWorld(random, size, unrest, gap)
    catalog = Catalog(days)
    for number, page in enumerate(turns):
        catalog = load(world, catalog, page, page_size, limits[number % len(limits)])
        known = ids(catalog.sessions)
        assert len(known) == len(set(known))
        assert list(catalog.sessions) == sorted(catalog.sessions, key=lambda row: row.created_at or BEGAN, reverse=True)
    world.unrest = 0.0
    catalog = load(world, catalog, turns[-1], page_size, limits[-1], check_end=True)
    there = in_range(days, world.server.rows)
    rows = slice(turns[-1] * page_size, (turns[-1] + 1) * page_size)
    shown = catalog.in_range[rows]
    event(f"{len(shown)} of {page_size} rows")
    current = {row.session_id: row for row in world.server.rows}
    assert all(row == current[row.session_id] for row in shown)
    if days.end is None:
        assert ids(shown) == there[rows]
    elif shown:  # what lies after the range is neither seen nor counted exactly, but there is no hole
        first = there.index(shown[0].session_id)
        assert ids(shown) == there[first : first + len(shown)]
    # and whoever goes through all pages then has all sessions
    for page in range(len(there) // page_size + 2):
        catalog = load(world, catalog, page, page_size, limits[0], check_end=True)
    found = ids(catalog.in_range)
    assert found == there if days.end is None else set(found) <= set(there)
    assert catalog.complete


class Habit:
    """How a server differs from what is documented; `answer` is its answer."""

    def __init__(self, server: ListServer, name: str, random: Random) -> None:
        self.server = server
        self.name = name
        self.random = random

    def answer(self, asked: Asked) -> SessionPage:
        whole = list(self.server.page(asked).sessions)
        received = len(whole)
        match self.name:
            case "nulls" | "unreadable":
                whole = [row for row in whole if self.random.random() < 0.7]
            case "repeats" if whole:
                whole = [self.random.choice(whole) for _ in whole]
            case "shuffled":
                self.random.shuffle(whole)
            case "no times":
                whole = [row._replace(created_at=None) for row in whole]
            case "ignores page":
                whole = self.server.rows[: asked.limit]
                received = len(whole)
            case "short":
                whole = whole[: self.random.randrange(len(whole) + 1)]
                received = len(whole)
            case "endless" if self.server.rows:
                whole = whole or [self.random.choice(self.server.rows) for _ in range(asked.limit)]
                received = asked.limit
            case _:
                pass
        unreadable = received - len(whole) if self.name == "unreadable" else 0
        return SessionPage(tuple(whole), asked.page, asked.limit, received, unreadable)


@settings(max_examples=300)
@given(
    random=st.randoms(use_true_random=False),
    size=st.integers(1, 30),
    unrest=st.sampled_from([0.0, 0.3]),
    habit=st.sampled_from(
        ["nulls", "unreadable", "repeats", "shuffled", "no times", "ignores page", "short", "endless"]
    ),
    days=st.sampled_from(RANGES),
    turns=st.lists(st.integers(0, 5), min_size=1, max_size=6),
)
def test_a_server_of_other_habits_is_left_in_time_and_shows_nothing_twice(
    random: Random, size: int, unrest: float, habit: str, days: Days, turns: list[int]
) -> None:
    world = MovingWorld(random, size, unrest, 40)
    world.server.answer = Habit(world.server, habit, random).answer
    catalog = Catalog(days)
    for page in turns:
        catalog = load(world, catalog, page, 3, 3)
        known = ids(catalog.sessions)
        assert len(known) == len(set(known))


@given(st.lists(st.one_of(st.none(), st.integers(0, 5)), max_size=5), st.integers(1, 5))
def test_a_page_whose_order_is_relied_on_never_goes_up_again(minutes: list[int | None], limit: int) -> None:
    rows = tuple(
        session(number)._replace(created_at=None if minute is None else BEGAN + timedelta(minutes=minute))
        for number, minute in enumerate(minutes)
    )
    page = SessionPage(rows, 0, limit, len(rows))
    known = [minute for minute in minutes if minute is not None]
    in_order = len(known) == len(minutes) and known == sorted(known, reverse=True)
    told_apart = len(known) < 2 or known[0] != known[-1] or len(rows) < limit
    assert is_newest_first(page) == (in_order and told_apart)
