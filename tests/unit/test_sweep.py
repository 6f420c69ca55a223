"""Passes over all that is loaded: what they tell to be gone, and when they tell nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.builders import at, ids, page, session, sessions

from lktui.model import SessionPage
from lktui.monitor.background.sweep import Sweep, page_count
from lktui.monitor.catalog import Catalog
from lktui.monitor.days import Days

ALL = Catalog(sessions=sessions(range(7, 0, -1)), complete=True)


def swept(sweep: Sweep, *pages: SessionPage, catalog: Catalog = ALL) -> tuple[list[str], bool]:
    """One pass that sees these pages."""
    sweep.begin(len(pages))
    sweep.saw(pages)
    assert sweep.done
    gone, ordered = sweep.end(catalog)
    assert not sweep.running
    return sorted(gone), ordered


def pages(*numbers: int) -> list[SessionPage]:
    """Of three rows each, the last one short."""
    rows = sessions(numbers)
    return [page(rows[first : first + 3], number=first // 3) for first in range(0, len(rows) + 1, 3)]


def test_what_was_on_no_page_twice_in_a_row_is_gone() -> None:
    sweep = Sweep()
    assert swept(sweep, *pages(7, 6, 5, 3, 2, 1))[0] == []
    assert swept(sweep, *pages(7, 6, 5, 3, 2, 1))[0] == ["RM_00004"]


def test_what_is_missed_now_and_then_is_not_gone() -> None:
    sweep = Sweep()
    for missing in (4, 5, 4, 5):
        rows = [number for number in range(7, 0, -1) if number != missing]
        assert swept(sweep, *pages(*rows))[0] == []


def test_nothing_is_gone_that_a_page_hides_because_it_came_before_the_one_above_it() -> None:
    begun = sessions(range(8, 0, -1))
    first, second, third = page(begun[1:4], number=0), page(begun[3:6], number=1), page(begun[7:], number=2)
    sweep = Sweep()  # one began after the first page and the third had come
    for _ in range(3):
        assert swept(sweep, first, second, third)[0] == []

    sweep = Sweep()  # and the first one came again
    for _ in range(3):
        sweep.begin(3)
        for each in (first, third, page(begun[:3], number=0), second):
            sweep.saw([each])
        assert sweep.end(ALL)[0] == frozenset()


def test_a_pass_ends_only_when_every_page_came_in_any_order_and_each_counts_whenever_it_came() -> None:
    sweep = Sweep()
    first, second, third = pages(7, 6, 5, 4, 3, 2, 1)
    sweep.saw([first])
    assert not sweep.running
    sweep.begin(3)
    for each in (third, first, first._replace(sessions=first.sessions[1:], received=2)):
        sweep.saw([each])
        assert not sweep.done
    sweep.saw([second])
    assert sweep.done
    assert sweep.end(ALL)[0] == frozenset()


def test_where_a_row_could_not_be_read_it_may_be_the_one_that_is_missing() -> None:
    sweep = Sweep()
    for _ in range(3):
        damaged = page(sessions([4, 2]), number=1, received=3, unreadable=1)
        first, _, last = pages(7, 6, 5, 4, 3, 2, 1)
        assert swept(sweep, first, damaged, last)[0] == []


def test_before_the_end_nothing_is_told_of_what_lies_below_the_last_row() -> None:
    sweep = Sweep()
    some = replace(ALL, complete=False)
    for expected in ([], ["RM_00006"]):
        gone, _ = swept(sweep, page(sessions([8, 7, 5])), page(sessions([4, 3, 2]), number=1), catalog=some)
        assert gone == expected


def test_before_the_end_nothing_is_told_where_there_is_no_order() -> None:
    sweep = Sweep()
    odd = replace(ALL, complete=False, newest_first=False)
    for _ in range(2):
        assert swept(sweep, page(sessions([1, 2, 3])), catalog=odd)[0] == []


def test_an_order_shows_in_each_page_and_from_page_to_page() -> None:
    assert swept(Sweep(), *pages(7, 6, 5, 4, 3, 2, 1))[1]
    assert not swept(Sweep(), *pages(1, 2, 3, 4, 5, 6, 7))[1]
    assert not swept(Sweep(), *pages(7, 5, 3, 6, 4, 2, 1))[1]


def test_a_row_that_has_moved_to_the_next_page_in_the_meantime_is_no_disorder() -> None:
    moved = [page(sessions([7, 6, 5])), page(sessions([5, 4, 3]), number=1), page(sessions([3, 2, 1]), number=2)]
    assert swept(Sweep(), *moved)[1]


@pytest.mark.parametrize(
    ("catalog", "count"),
    [
        (ALL, 3),
        (replace(ALL, complete=False), 3),
        (Catalog(sessions=sessions(range(6, 0, -1)), complete=True), 3),
        (Catalog(sessions=sessions(range(6, 0, -1))), 2),
        (Catalog(complete=True), 1),
        (Catalog(), 0),
    ],
)
def test_a_pass_goes_to_where_more_would_have_come(catalog: Catalog, count: int) -> None:
    assert page_count(catalog, 3) == count


def test_a_pass_does_not_go_on_beyond_the_range() -> None:
    rows = [session(n)._replace(created_at=at("12:00", day)) for n, day in enumerate((29, 28, 28, 27, 27, 27))]
    day = at("12:00", 28).date()
    catalog = Catalog(Days(day, day), tuple(rows), complete=True)
    assert len(ids(catalog.in_range)) == 2
    assert page_count(catalog, 3) == 1
