"""Which pages a load asks for, and that it ends, whatever the server answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from support.builders import at, ids, session, sessions
from support.fake_client import Asked, ListServer

from lktui.errors import Unavailable
from lktui.model import SessionPage
from lktui.monitor import loading
from lktui.monitor.catalog import Catalog
from lktui.monitor.days import Days
from lktui.monitor.loading import MOST_REQUESTS, Loading

TODAY = date(2025, 9, 29)


async def load(
    server: ListServer, known: Catalog | None = None, *, rows: int = 0, size: int = 3, check_end: bool = False
) -> Catalog:
    """The page of the screen that begins at `rows`."""
    task = Loading(server, known or Catalog(), range(rows, rows + size), today=TODAY, limit=size, check_end=check_end)
    assert await task.run()
    return task.catalog


def servers(*numbers: int) -> ListServer:
    return ListServer(sessions(numbers))


async def walked(server: ListServer, pages: int) -> Catalog:
    """What a user knows after turning so many pages."""
    catalog = Catalog()
    for number in range(pages):
        catalog = await load(server, catalog, rows=number * 3)
    server.requests.clear()
    return catalog


# What is asked for.


async def test_the_first_load_of_the_first_page_is_one_request() -> None:
    server = servers(*range(9, 0, -1))
    catalog = await load(server)
    assert server.pages == [0]
    assert ids(catalog.in_range) == ids(sessions([9, 8, 7]))
    assert not catalog.complete


async def test_a_page_far_behind_is_reached_by_all_pages_before_it() -> None:
    server = servers(*range(12, 0, -1))
    catalog = await load(server, rows=9)
    assert server.pages == [0, 1, 2, 3]
    assert len(catalog.in_range) == 12


async def test_the_next_page_is_linked_to_what_is_known() -> None:
    server = servers(*range(12, 0, -1))
    await load(server, await walked(server, 2), rows=6)
    assert server.pages == [0, 1, 2]


async def test_a_refresh_asks_for_the_newest_and_the_visible_pages_only() -> None:
    server = servers(*range(30, 0, -1))
    await load(server, await walked(server, 5), rows=12)
    assert server.pages == [0, 4]


async def test_a_small_project_costs_one_request_a_poll_once_its_end_is_known() -> None:
    server = servers(2, 1)
    catalog = await load(server)
    assert catalog.complete
    assert server.pages == [0, 1]
    server.rows = list(sessions([4, 3, 2, 1]))[1:]
    catalog = await load(server, catalog)
    assert len(catalog.sessions) == 3
    assert catalog.complete


async def test_an_empty_project_is_complete_after_one_request() -> None:
    server = servers()
    assert (await load(server)).complete
    assert server.pages == [0]


async def test_the_range_is_asked_for_with_a_day_more_and_shown_without_it() -> None:
    rows = [session(n)._replace(created_at=at("12:00", day)) for n, day in ((4, 29), (3, 28), (2, 28), (1, 27))]
    server = ListServer(rows)
    catalog = await load(server, Catalog(Days(date(2025, 9, 28), date(2025, 9, 28))))
    assert {(asked.start, asked.end) for asked in server.requests} == {(date(2025, 9, 28), date(2025, 9, 29))}
    assert set(ids(catalog.in_range)) == {"RM_00002", "RM_00003"}
    assert catalog.complete


# What moves while one reads.


async def test_sessions_that_begin_between_two_requests_neither_hide_nor_double_any() -> None:
    server = servers(*range(12, 0, -1))
    fresh = iter(range(13, 100))
    server.before_each = lambda: server.rows.insert(0, session(next(fresh)))
    catalog = await load(server, rows=6)
    known = ids(catalog.sessions)
    assert len(known) == len(set(known))
    assert set(known) >= set(ids(sessions(range(13, 4, -1))))


async def test_more_new_sessions_than_a_page_holds_leave_no_hole() -> None:
    server = servers(*range(9, 0, -1))
    catalog = await walked(server, 3)
    server.rows = list(sessions(range(20, 0, -1)))
    catalog = await load(server, catalog, rows=6)
    assert ids(catalog.sessions) == ids(server.rows[:9])


async def test_a_session_that_moved_up_between_two_loads_is_not_lost() -> None:
    server = servers(*range(12, 0, -1))
    catalog = await walked(server, 2)
    del server.rows[4]
    catalog = await load(server, catalog, rows=6)
    assert ids(catalog.sessions[:9]) == ids(server.rows[:9])


async def test_a_session_that_vanished_far_above_is_noticed_by_the_place_of_the_rest() -> None:
    server = servers(*range(30, 0, -1))
    catalog = await walked(server, 8)
    del server.rows[13]
    catalog = await load(server, catalog, rows=21)
    assert ids(catalog.sessions[:24]) == ids(server.rows[:24])
    assert server.pages == [0, 7, 0, 6, 5, 4]


async def test_a_session_that_vanished_from_the_seam_of_two_pages_is_noticed() -> None:
    server = servers(*range(8, 0, -1))
    catalog = await walked(server, 3)
    del server.rows[2]
    task = Loading(server, catalog, range(6), today=TODAY, limit=2)
    assert await task.run()
    assert ids(task.catalog.sessions) == ids(server.rows)


async def test_sessions_that_dropped_off_the_end_are_noticed_when_the_end_is_checked() -> None:
    server = servers(*range(12, 0, -1))
    catalog = await walked(server, 5)
    assert catalog.complete
    del server.rows[4:]
    unchecked = await load(server, catalog)
    assert len(unchecked.sessions) == 12
    checked = await load(server, unchecked, check_end=True)
    assert ids(checked.sessions) == ids(server.rows)
    assert checked.complete


async def test_an_end_that_lies_on_the_edge_of_a_page_is_known_after_an_empty_one() -> None:
    server = servers(*range(6, 0, -1))
    catalog = await load(server, rows=3)
    assert not catalog.complete
    server.requests.clear()
    catalog = await load(server, catalog, rows=6)
    assert server.pages == [0, 1, 2, 1]  # the last one again: rows could have moved onto it
    assert catalog.complete
    assert (await load(server, catalog, check_end=True)).complete


async def test_a_session_that_moved_onto_the_last_page_just_before_the_end_was_seen_is_not_lost() -> None:
    server = servers(*range(7, 0, -1))

    def vanishing(asked: Asked) -> SessionPage:
        page = server.page(asked)
        if asked.page == 1 and len(server.rows) == 7:
            del server.rows[1]
        return page

    server.answer = vanishing
    catalog = await load(server, Catalog(), rows=6)
    assert "RM_00001" in ids(catalog.sessions)
    assert catalog.complete


async def test_a_list_that_has_become_empty_is_shown_as_empty() -> None:
    server = servers(3, 2, 1)
    catalog = await walked(server, 2)
    server.rows.clear()
    catalog = await load(server, catalog, rows=3)
    assert catalog.sessions == ()
    assert catalog.complete


# Servers of other habits.


async def test_a_server_that_gives_fewer_than_asked_is_read_to_its_end() -> None:
    server = servers(*range(20, 0, -1))

    def capped(asked: Asked) -> SessionPage:
        return server.page(replace(asked, limit=min(asked.limit, 4)))._replace(limit=asked.limit)

    server.answer = capped
    catalog = await load(server, size=10)
    assert ids(catalog.in_range) == ids(server.rows[:12])
    assert not catalog.complete
    catalog = await load(server, catalog, rows=10, size=10)
    assert ids(catalog.sessions) == ids(server.rows)
    catalog = await load(server, catalog, rows=20, size=10)
    assert catalog.complete


async def test_a_page_that_was_short_by_accident_is_corrected_when_more_turns_up() -> None:
    server = servers(*range(9, 0, -1))
    whole = list(server.rows)
    server.rows = whole[:2]
    catalog = await load(server)
    assert catalog.complete
    server.rows = whole
    catalog = await load(server, catalog)
    assert not catalog.complete
    assert len((await load(server, catalog, rows=6)).in_range) == 9


async def test_a_short_page_does_not_take_away_what_lies_behind_it() -> None:
    server = servers(*range(9, 0, -1))
    catalog = await walked(server, 4)

    def first_row_missing(asked: Asked) -> SessionPage:
        page = server.page(asked)
        return SessionPage(page.sessions[1:], 0, asked.limit, 2) if asked.page == 0 else page

    server.answer = first_row_missing
    catalog = await load(server, catalog)
    assert len(catalog.sessions) == 8


async def test_rows_that_cannot_be_read_do_not_end_the_list_and_are_counted() -> None:
    server = servers(*range(9, 0, -1))

    def damaged(asked: Asked) -> SessionPage:
        page = server.page(asked)
        return page._replace(sessions=page.sessions[1:], unreadable=1) if asked.page == 1 else page

    server.answer = damaged
    catalog = await load(server, rows=3)
    assert catalog.unreadable_rows == 1
    assert len(catalog.in_range) == 8
    server.requests.clear()
    assert (await load(server, catalog)).unreadable_rows == 0
    assert server.pages == [0]


async def test_a_row_that_cannot_be_read_leaves_its_place_to_the_next_page() -> None:
    server = servers(*range(9, 0, -1))

    def damaged(asked: Asked) -> SessionPage:
        page = server.page(asked)
        return page._replace(sessions=page.sessions[1:]) if asked.page == 0 else page

    server.answer = damaged
    catalog = await load(server)
    assert ids(catalog.in_range[:3]) == ids(sessions([8, 7, 6]))
    server.requests.clear()
    await load(server, catalog)
    assert server.pages == [0, 1]


def _reversed(server: ListServer, asked: Asked) -> SessionPage:
    page = server.page(asked)
    return page._replace(sessions=page.sessions[::-1])


def _undated(server: ListServer, asked: Asked) -> SessionPage:
    page = server.page(asked)
    return page._replace(sessions=tuple(row._replace(created_at=None) for row in page.sessions))


def _interleaved(server: ListServer, asked: Asked) -> SessionPage:
    """As if from two shards: each page is in order, and they overlap in time."""
    every = [*server.rows[::2], *server.rows[1::2]]
    rows = tuple(every[asked.page * asked.limit : (asked.page + 1) * asked.limit])
    return SessionPage(rows, asked.page, asked.limit, len(rows))


@pytest.mark.parametrize("disorder", [_reversed, _undated, _interleaved])
async def test_without_an_order_to_rely_on_all_is_still_read_and_what_vanishes_goes(
    disorder: Callable[[ListServer, Asked], SessionPage],
) -> None:
    server = servers(*range(12, 0, -1))
    server.answer = lambda asked: disorder(server, asked)
    catalog = Catalog()
    for rows in (0, 3, 6, 9, 12):
        catalog = await load(server, catalog, rows=rows)
    assert sorted(ids(catalog.sessions)) == sorted(ids(server.rows))
    assert catalog.complete
    del server.rows[5]
    catalog = await load(server, catalog, rows=12)
    assert sorted(ids(catalog.sessions)) == sorted(ids(server.rows))


# Loads end.


def _deaf(_server: ListServer, asked: Asked) -> SessionPage:
    return SessionPage(sessions([3, 2, 1]), asked.page, asked.limit, 3)


def _unreadable(_server: ListServer, asked: Asked) -> SessionPage:
    return SessionPage((), asked.page, asked.limit, asked.limit, asked.limit)


def _last_again(server: ListServer, asked: Asked) -> SessionPage:
    return server.page(replace(asked, page=min(asked.page, 1)))


@pytest.mark.parametrize("habit", [_deaf, _unreadable, _last_again])
async def test_a_server_that_has_nothing_new_to_say_is_left_after_two_pages(
    habit: Callable[[ListServer, Asked], SessionPage],
) -> None:
    server = servers(*range(6, 0, -1))
    server.answer = lambda asked: habit(server, asked)
    catalog = await load(server, rows=30)
    assert len(server.requests) <= 6
    assert not catalog.complete


async def test_a_load_of_endless_pages_outside_the_range_stops_and_the_next_one_goes_on() -> None:
    server = ListServer()

    def endless(asked: Asked) -> SessionPage:
        first = asked.page * asked.limit
        rows = tuple(
            session(number, began=at("00:00", 29) - timedelta(seconds=number))
            for number in range(first, first + asked.limit)
        )
        return SessionPage(rows, asked.page, asked.limit, asked.limit)

    server.answer = endless
    days = Days(date(2025, 9, 20), date(2025, 9, 21))
    task = Loading(server, Catalog(days), range(3), today=TODAY, limit=3)
    assert not await task.run()
    assert len(server.pages) == MOST_REQUESTS
    assert len(task.catalog.sessions) == 3 * MOST_REQUESTS
    task = Loading(server, task.catalog, range(3), today=TODAY, limit=3)
    assert not await task.run()
    assert server.pages[:3] == [0, MOST_REQUESTS - 1, MOST_REQUESTS]


async def test_a_search_is_given_up_where_it_would_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MOST_ROWS", 9)
    server = servers(*range(30, 0, -1))
    await load(server, rows=15)
    assert server.pages == [0, 1, 2]


async def test_rows_that_nobody_looks_at_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MOST_KEPT", 5)
    server = servers(*range(30, 0, -1))
    catalog = await load(server, rows=9)
    assert len(catalog.sessions) == 12
    assert len((await load(server, catalog)).sessions) == 5


async def test_what_was_fetched_before_a_failure_is_kept() -> None:
    server = servers(*range(12, 0, -1))

    def failing(asked: Asked) -> SessionPage:
        if asked.page == 2:
            raise Unavailable("down")
        return server.page(asked)

    server.answer = failing
    task = Loading(server, Catalog(), range(9, 12), today=TODAY, limit=3)
    with pytest.raises(Unavailable):
        await task.run()
    assert ids(task.catalog.sessions) == ids(server.rows[:6])


async def test_a_smaller_limit_reads_the_same_rows() -> None:
    server = servers(*range(12, 0, -1))
    catalog = await walked(server, 2)
    task = Loading(server, catalog, range(6, 9), today=TODAY, limit=2)
    assert await task.run()
    assert ids(task.catalog.sessions[:9]) == ids(server.rows[:9])
