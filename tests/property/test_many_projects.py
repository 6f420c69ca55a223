"""Whatever the projects do to their lists, the list of all is that of all: none lost, none twice, newest first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from support.builders import session

from lktui.model import Session, SessionPage
from lktui.monitor.catalog import Catalog
from lktui.monitor.days import Days
from lktui.monitor.united import NOTHING, united_list

NAMES = ("a", "b", "c")
# which project, which of its sessions are on the page, how many have ended, whether the project starts from nothing
STEPS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sets(st.integers(0, 30), max_size=12), st.booleans(), st.booleans()),
    max_size=25,
)


def row(name: str, number: int, *, ended: bool) -> Session:
    shared = number % 3 == 0  # with the other projects
    one = session(number)._replace(session_id=f"RM_{number:03}" if shared else f"RM_{name}_{number:03}")
    return one._replace(ended_at=one.created_at) if ended else one


@given(STEPS)
def test_the_list_of_all_has_what_each_has_in_order(steps: list[tuple[str, set[int], bool, bool]]) -> None:
    parts = dict.fromkeys(NAMES, NOTHING)
    known = Catalog()
    for name, numbers, ended, anew in steps:
        rows = tuple(row(name, number, ended=ended) for number in sorted(numbers, reverse=True))
        page = SessionPage(rows, 0, 12, len(rows))
        before = Catalog() if anew else parts[name]
        were, parts = parts, {**parts, name: before.merge(page, last=len(rows) < 12)}
        known = united_list(known, were, parts, Days())

        expected = [one._replace(project=each) for each in NAMES for one in parts[each].sessions]
        plain = [one._replace(session_id=str(one.session_id)) for one in known.sessions]
        assert sorted(plain, key=_place) == sorted(expected, key=_place)
        assert len({one.session_id for one in known.sessions}) == len(expected)
        moments = [one.created_at for one in known.sessions if one.created_at is not None]
        assert moments == sorted(moments, reverse=True)
        assert all(known.get(one.session_id) is one for one in known.sessions)
        assert known.complete is all(part.complete for part in parts.values())


def _place(one: Session) -> tuple[str, str]:
    return one.session_id, one.project


@given(STEPS)
def test_what_did_not_change_stays_the_same_object(steps: list[tuple[str, set[int], bool, bool]]) -> None:
    parts = dict.fromkeys(NAMES, NOTHING)
    known = Catalog()
    for name, numbers, ended, anew in steps:
        rows = tuple(row(name, number, ended=ended) for number in sorted(numbers, reverse=True))
        were = parts
        parts = {**parts, name: (Catalog() if anew else parts[name]).merge(SessionPage(rows, 0, 12, len(rows)))}
        before, known = known, united_list(known, were, parts, Days())
        for one in known.sessions:
            earlier = before.get(one.session_id)
            assert earlier != one or earlier is one
