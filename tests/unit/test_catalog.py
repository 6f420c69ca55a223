"""Pages merged into what is known of a range."""

from __future__ import annotations

from datetime import date

from support.builders import BEGAN, at, ids, page, session, sessions

from lktui.monitor.catalog import Catalog
from lktui.monitor.days import Days


def known(*numbers: int, complete: bool = False) -> Catalog:
    return Catalog(sessions=sessions(numbers), complete=complete)


def test_pages_add_up_newest_first_whatever_their_order() -> None:
    catalog = Catalog().merge(page(sessions([3, 2, 1]), number=1)).merge(page(sessions([6, 5, 4])))
    assert ids(catalog.sessions) == ids(sessions([6, 5, 4, 3, 2, 1]))


def test_a_session_on_two_pages_is_one_with_the_latest_news() -> None:
    news = session(3)._replace(bandwidth_in=5)
    catalog = known(5, 4, 3).merge(page([news, session(2)], number=1, limit=2))
    assert ids(catalog.sessions) == ids(sessions([5, 4, 3, 2]))
    assert catalog.sessions[2] is news


def test_a_session_twice_on_one_page_is_one() -> None:
    assert ids(Catalog().merge(page([session(2), session(2), session(1)])).sessions) == ids(sessions([2, 1]))


def test_what_is_unchanged_stays_the_same_object() -> None:
    catalog = known(2, 1)
    merged = catalog.merge(page(sessions([2, 1]), limit=2))
    assert all(one is other for one, other in zip(merged.sessions, catalog.sessions, strict=True))


def test_a_session_whose_beginning_becomes_known_moves_to_its_place() -> None:
    undated = session(2)._replace(created_at=None)
    catalog = Catalog(sessions=(session(3), session(1), undated)).merge(page([session(2)], number=1, limit=1))
    assert ids(catalog.sessions) == ids(sessions([3, 2, 1]))


def test_a_session_between_the_rows_of_a_page_that_lacks_it_is_gone() -> None:
    assert ids(known(5, 4, 3, 2, 1).merge(page(sessions([4, 2]), number=1, limit=2)).sessions) == ids(
        sessions([5, 4, 2, 1])
    )


def test_sessions_newer_than_the_first_page_are_gone() -> None:
    assert ids(known(5, 4, 3).merge(page(sessions([4, 3]), limit=2)).sessions) == ids(sessions([4, 3]))


def test_sessions_after_a_short_page_stay_until_it_is_known_to_be_the_last() -> None:
    short = page(sessions([3]), number=0)
    assert ids(known(3, 2, 1).merge(short).sessions) == ids(sessions([3, 2, 1]))
    merged = known(3, 2, 1).merge(short, last=True)
    assert ids(merged.sessions) == ids(sessions([3]))
    assert merged.complete


def test_an_empty_first_page_that_is_the_last_empties_it() -> None:
    merged = known(3, 2).merge(page([]), last=True)
    assert merged.sessions == ()
    assert merged.complete


def test_nothing_is_gone_where_rows_could_not_be_read() -> None:
    merged = known(3, 2, 1).merge(page(sessions([3, 1]), unreadable=1))
    assert ids(merged.sessions) == ids(sessions([3, 2, 1]))


def test_nothing_is_gone_where_a_null_stood_for_a_row() -> None:
    assert ids(known(3, 2, 1).merge(page(sessions([3, 1]), received=3)).sessions) == ids(sessions([3, 2, 1]))


def test_nothing_is_gone_where_the_order_tells_nothing() -> None:
    merged = known(3, 2, 1).merge(page(sessions([1, 3])))
    assert ids(merged.sessions) == ids(sessions([3, 2, 1]))
    assert not merged.newest_first


def test_a_time_that_is_missing_makes_the_order_tell_nothing() -> None:
    assert not Catalog().merge(page([session(2), session(1)._replace(created_at=None)])).newest_first


def test_a_full_page_of_one_moment_tells_nothing_about_the_order() -> None:
    same = [session(number, began=BEGAN) for number in (1, 2, 3)]
    assert not Catalog().merge(page(same)).newest_first
    assert Catalog().merge(page(same[:1], limit=1)).newest_first


def test_sessions_of_the_same_moment_as_a_pages_edge_are_not_taken_for_gone() -> None:
    twin = session(1)._replace(session_id="RM_twin")
    catalog = Catalog(sessions=(session(2), twin, session(1)))
    assert ids(catalog.merge(page(sessions([2, 1]), number=1, limit=2)).sessions) == ids(catalog.sessions)


def test_an_older_session_than_all_shows_that_the_end_was_none() -> None:
    assert not known(3, 2, complete=True).merge(page(sessions([3, 2, 1]))).complete
    assert not Catalog(complete=True).merge(page(sessions([3, 2, 1]))).complete


def test_a_newer_session_leaves_the_end_where_it_is() -> None:
    assert known(3, 2, complete=True).merge(page(sessions([4, 3, 2]))).complete


def test_a_session_before_the_range_shows_that_the_range_is_complete() -> None:
    catalog = Catalog(Days(date(2025, 9, 29), None))
    merged = catalog.merge(page([session(1), session(2)._replace(created_at=at("23:00", day=28))], limit=2))
    assert merged.complete
    assert ids(merged.in_range) == ids([session(1)])


def test_only_the_days_of_the_range_are_in_it_and_what_has_no_time_is_never_left_out() -> None:
    rows = tuple(
        session(number)._replace(created_at=moment)
        for number, moment in enumerate([at("00:00", 30), at("23:59", 29), at("00:00", 28), at("23:59", 27), None])
    )
    catalog = Catalog(Days(date(2025, 9, 28), date(2025, 9, 29)), rows)
    assert catalog.in_range == (rows[1], rows[2], rows[4])
    assert catalog.newer == 1


def test_what_is_in_range_is_found_once_and_kept() -> None:
    catalog = Catalog(Days(date(2025, 9, 29), None), sessions([2, 1]))
    assert catalog.in_range is catalog.in_range


def test_a_catalog_that_is_cut_is_no_longer_complete() -> None:
    catalog = known(3, 2, 1, complete=True)
    assert catalog.first(3) is catalog
    assert ids(catalog.first(2).sessions) == ids(sessions([3, 2]))
    assert not catalog.first(2).complete


def test_news_are_what_came_or_changed_newest_first_and_what_went() -> None:
    before = known(9, 8, 7, 3, complete=True)
    after = before.merge(page([session(9), session(8)._replace(bandwidth_in=1), session(3), session(2)], limit=9))
    after = after.merge(page([session(10), session(9), session(8)._replace(bandwidth_in=1)]))
    news = after.news_since(before)
    assert ids(news.sessions) == ["RM_00010", "RM_00008", "RM_00002"]
    assert news.gone == ("RM_00007",)
    assert after.news_since(after).sessions == ()
    assert ids(after.news_since(Catalog()).sessions) == ids(after.sessions)


def test_news_since_a_catalog_of_another_origin_are_found_all_the_same() -> None:
    rows = sessions([5, 4, 3])
    news = Catalog(sessions=rows).news_since(Catalog(sessions=(*rows[1:], session(1))))
    assert ids(news.sessions) == ["RM_00005"]
    assert news.gone == ("RM_00001",)


def test_news_are_of_the_range_alone() -> None:
    day = at("12:00", 28).date()
    inside, outside = (session(n)._replace(created_at=at("12:00", n)) for n in (28, 29))
    before = Catalog(Days(day, day), (outside,))
    after = before.merge(page([outside._replace(bandwidth_in=1), inside]))
    assert ids(after.news_since(before).sessions) == [inside.session_id]
    moved = after.merge(page([outside, inside._replace(created_at=outside.created_at)], limit=9))
    assert moved.news_since(after).gone == (inside.session_id,)
