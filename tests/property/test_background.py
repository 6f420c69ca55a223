"""Sessions begin, and vanish, while pages are fetched at the same time and answered in any order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from zlib import crc32

from hypothesis import given, settings
from hypothesis import strategies as st
from support.builders import BEGAN, ids, session
from support.fake_client import FakeClient
from support.watching import Watch, watching

from lktui.model import Session, SessionPage

Order = Callable[[Sequence[Session]], Sequence[Session]]


def newest_first(rows: Sequence[Session]) -> Sequence[Session]:
    return rows


def oldest_first(rows: Sequence[Session]) -> Sequence[Session]:
    return rows[::-1]


def in_no_order(rows: Sequence[Session]) -> Sequence[Session]:
    return sorted(rows, key=lambda row: crc32(row.session_id.encode()))


ORDERS = (newest_first, oldest_first, in_no_order)


class Restless(FakeClient):
    """Each answer is a picture of its own moment, and comes later; the list changes before it by chance."""

    def __init__(
        self, random: Random, size: int, *, begins: float, vanishes: float, order: Order = newest_first
    ) -> None:
        super().__init__()
        self.order = order
        self.random = random
        self.begins = begins
        self.vanishes = vanishes
        self.number = 0
        for _ in range(size):
            self.begin()

    def listed(self, start: date | None = None, end: date | None = None) -> list[Session]:
        return list(self.order(super().listed(start, end)))

    def begin(self) -> None:
        self.number += 1
        self.rows.insert(0, session(self.number, began=BEGAN + timedelta(minutes=self.number)))

    async def list_sessions(
        self, page: int, limit: int, start: date | None = None, end: date | None = None
    ) -> SessionPage:
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            await self.some_time()
            while self.random.random() < self.begins:
                self.begin()
            if self.rows and self.random.random() < self.vanishes:
                del self.rows[self.random.randrange(len(self.rows))]
            answer = await super().list_sessions(page, limit, start, end)
            await self.some_time()
        finally:
            self.running -= 1
        return answer

    async def some_time(self) -> None:
        for _ in range(self.random.randrange(6)):
            await asyncio.sleep(0)


async def polls(watch: Watch, count: int) -> None:
    for _ in range(count):
        await watch.clock.advance(10)
        for _ in range(4):
            await watch.clock.advance(0)


def check_every_state(watch: Watch) -> None:
    for state in watch.states:
        known = ids(state.catalog.sessions)
        assert len(known) == len(set(known))
        moments = [row.created_at or BEGAN for row in state.catalog.sessions]
        assert moments == sorted(moments, reverse=True)
        assert all(state.catalog.get(row.session_id) is row for row in state.catalog.sessions[:5])


@settings(max_examples=150)
@given(
    random=st.randoms(use_true_random=False),
    size=st.integers(0, 60),
    begins=st.sampled_from([0.0, 0.1, 0.3, 0.5]),
    page_size=st.integers(3, 8),
)
def test_of_what_begins_while_the_range_is_loaded_nothing_is_lost_and_nothing_is_there_twice(
    random: Random, size: int, begins: float, page_size: int
) -> None:
    async def run() -> None:
        client = Restless(random, size, begins=begins, vanishes=0.0)
        async with watching(client, page_size=page_size, max_sessions=1000) as watch:
            await polls(watch, 1)
            client.begins = 0.0
            await polls(watch, 4)
            assert ids(watch.state.catalog.sessions) == ids(client.rows)
            assert client.most_running <= 3 * 2  # this class counts a request twice
            check_every_state(watch)

    asyncio.run(run())


@settings(max_examples=150)
@given(
    random=st.randoms(use_true_random=False),
    size=st.integers(0, 60),
    begins=st.sampled_from([0.0, 0.1, 0.3]),
    vanishes=st.sampled_from([0.1, 0.3]),
    page_size=st.integers(3, 8),
    order=st.sampled_from(ORDERS),
)
def test_whatever_began_and_vanished_all_that_are_left_and_nothing_else_are_known_once_it_stands_still(
    random: Random, size: int, begins: float, vanishes: float, page_size: int, order: Order
) -> None:
    async def run() -> None:
        client = Restless(random, size, begins=begins, vanishes=vanishes, order=order)
        async with watching(client, page_size=page_size, max_sessions=1000) as watch:
            await polls(watch, 3)
            client.begins = client.vanishes = 0.0
            # the pass that was under way, two that see all as it is, the end; and where that grows, the same again
            await polls(watch, 4 if order is newest_first else 8)
            assert ids(watch.state.catalog.sessions) == ids(client.rows)
            check_every_state(watch)

    asyncio.run(run())


@settings(max_examples=150)
@given(
    random=st.randoms(use_true_random=False),
    size=st.integers(0, 60),
    begins=st.sampled_from([0.0, 0.1, 0.3]),
    bursts=st.lists(st.integers(0, 40), max_size=4),
    page_size=st.integers(3, 8),
)
def test_however_much_begins_between_two_polls_what_is_loaded_never_gets_less_and_all_of_it_is_found(
    random: Random, size: int, begins: float, bursts: list[int], page_size: int
) -> None:
    async def run() -> None:
        client = Restless(random, size, begins=begins, vanishes=0.0)
        async with watching(client, page_size=page_size, max_sessions=1000) as watch:
            for burst in bursts:
                for _ in range(burst):
                    client.begin()
                await polls(watch, 1)
            client.begins = 0.0
            await polls(watch, 6)
            assert ids(watch.state.catalog.sessions) == ids(client.rows)
            loaded = [len(state.catalog.sessions) for state in watch.states]
            assert loaded == sorted(loaded)
            check_every_state(watch)

    asyncio.run(run())
