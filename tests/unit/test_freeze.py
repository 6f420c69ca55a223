"""A picture that stands still, and what happened meanwhile."""

from __future__ import annotations

from datetime import UTC, timedelta

from support.builders import session, sessions
from support.fake_clock import NOON

from lktui.analysis.marks import Marks
from lktui.monitor.catalog import Catalog
from lktui.monitor.state import State
from lktui.tui.sessions.freeze import Freeze
from lktui.view.sessions import SessionRow
from lktui.view.times import Zone

THEN = State(catalog=Catalog(sessions=sessions([2, 1])), fetched_at=NOON)


def later() -> State:
    ended, still = THEN.catalog.sessions
    began = session(3, began=NOON + timedelta(seconds=5))
    return State(catalog=Catalog(sessions=(began, ended._replace(ended_at=NOON), still)), fetched_at=NOON)


def frozen(freeze: Freeze) -> State | None:
    return freeze.frozen


def test_it_stands_still_until_the_user_catches_up_and_then_says_how_much_happened() -> None:
    freeze = Freeze()
    freeze.begin(THEN, map(SessionRow, THEN.catalog.sessions), NOON)
    assert frozen(freeze) is THEN
    assert (freeze.at, sorted(freeze.rows)) == (NOON, ["RM_00001", "RM_00002"])
    assert freeze.end(later()) == 2
    assert frozen(freeze) is None
    assert (freeze.at, freeze.rows) == (None, {})
    assert freeze.marks.level("RM_00003")
    assert freeze.marks.level("RM_00002")
    assert not freeze.marks.level("RM_00001")


def test_what_is_marked_on_catching_up_fades_with_the_polls() -> None:
    freeze = Freeze()
    freeze.begin(THEN, (), NOON)
    freeze.end(later())
    for _ in range(Marks().fades_over):
        assert freeze.marks.level("RM_00003")
        freeze.poll_seen()
    assert not freeze.marks.level("RM_00003")


def test_what_was_not_frozen_has_nothing_to_catch_up_with() -> None:
    assert Freeze().end(THEN) == 0


def test_it_says_since_when_and_how_to_catch_up() -> None:
    freeze = Freeze()
    freeze.begin(THEN, (), NOON)
    said = "".join(content for content, _ in freeze.line(Zone(UTC), "f"))
    assert said == "‖ frozen at 12:00:00: polling goes on, the table stands still. f catches up."
