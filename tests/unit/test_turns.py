"""Which pages come next when what is loaded is fetched again."""

from __future__ import annotations

from dataclasses import replace

from support.builders import BEGAN, page, session, sessions

from lktui.model import Session
from lktui.monitor.background.turns import Turns, pages_of
from lktui.monitor.catalog import Catalog

ENDED = tuple(row._replace(ended_at=BEGAN) for row in sessions(range(12, 0, -1)))
CATALOG = Catalog(sessions=ENDED)  # four pages of three


def turns(rows: tuple[Session, ...] = ENDED, order: tuple[int, ...] = (0, 1, 2, 3)) -> Turns:
    found = Turns()
    for number in order:
        found.came(page(rows[number * 3 : number * 3 + 3], number=number))
    return found


def next_of(found: Turns, *, most: int = 4, visible: tuple[int, ...] = (), catalog: Catalog = CATALOG) -> list[int]:
    return found.next(catalog, 3, visible=visible, fetched={0}, most=most)


def test_what_was_fetched_the_longest_ago_comes_first_and_what_was_fetched_just_now_not_at_all() -> None:
    assert next_of(turns(order=(0, 2, 1, 3))) == [2, 1, 3]


def test_what_is_in_view_comes_first_then_what_lives() -> None:
    rows = (*ENDED[:7], ENDED[7]._replace(ended_at=None), *ENDED[8:])
    assert next_of(turns(rows), visible=(3,)) == [3, 2, 1]


def test_a_session_that_ended_lives_no_more() -> None:
    found = turns((*ENDED[:9], session(3), *ENDED[10:]))
    assert next_of(found) == [3, 1, 2]
    found.came(page(ENDED[9:12], number=3))
    assert next_of(found) == [1, 2, 3]


def test_what_came_in_above_moves_the_live_ones_down() -> None:
    found = turns((*ENDED[:5], ENDED[5]._replace(ended_at=None), *ENDED[6:]))
    assert next_of(found)[0] == 1
    found.grew(1)
    assert next_of(found)[0] == 2


def test_however_much_is_in_view_every_page_has_its_turn() -> None:
    found = turns()
    fetched = set()
    for _ in range(3):
        some = next_of(found, most=2, visible=(2, 3))
        assert some[0] == 2
        fetched |= set(some)
        for number in some:
            found.came(page(ENDED[number * 3 : number * 3 + 3], number=number))
    assert fetched == {1, 2, 3}


def test_a_page_that_was_never_fetched_comes_before_those_that_were() -> None:
    whole = replace(CATALOG, complete=True)
    assert next_of(turns(), catalog=whole) == [4, 1, 2, 3]


def test_what_is_gone_lives_no_more() -> None:
    found = turns((*ENDED[:9], session(3), *ENDED[10:]))
    found.forget_gone(Catalog(sessions=ENDED[:9]))
    assert next_of(found) == [1, 2, 3]


def test_the_page_with_most_of_the_sessions_comes_first_and_what_is_not_known_is_on_none() -> None:
    catalog = Catalog(sessions=sessions(range(9, 0, -1)))
    assert pages_of(catalog, ["RM_00009", "RM_00003", "RM_00002", "RM_00099"], 3) == [2, 0]
