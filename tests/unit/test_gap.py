"""A gap between what has just begun and what was known: how far it reaches, and when it is closed."""

from __future__ import annotations

from dataclasses import replace

from support.builders import ids, page, sessions

from lktui.monitor.background.gap import Gap
from lktui.monitor.catalog import Catalog

KNOWN = Catalog(sessions=sessions([5, 4, 3]), complete=True)


def gap() -> Gap:
    newest = KNOWN.sessions[0].created_at
    assert newest is not None
    return Gap(newest, was_complete=KNOWN.complete)


def test_it_is_closed_by_the_page_that_reaches_what_was_known() -> None:
    assert not gap().is_closed_by(page(sessions([9, 8, 7]), number=1))
    assert gap().is_closed_by(page(sessions([6, 5, 4]), number=1))


def test_it_is_closed_by_the_end_also_where_what_was_known_is_gone() -> None:
    assert gap().is_closed_by(page(sessions([9, 8]), number=1))
    assert gap().is_closed_by(page([], number=1))


def test_what_is_known_after_it_is_as_complete_as_it_was_before_or_cut_off_where_it_is_too_wide() -> None:
    both = replace(KNOWN.merge(page(sessions([20, 19, 18]))), complete=False)
    assert gap().closed(both).complete
    assert ids(gap().cut(both).sessions) == ids(sessions([20, 19, 18]))
    assert not gap().cut(both).complete
