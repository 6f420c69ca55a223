"""Sessions by id through many versions, each of which stays as it was."""

from __future__ import annotations

from support.builders import session, sessions

from lktui.monitor.index import MOST_RECENT, Index


def test_a_version_keeps_its_content_when_another_is_made_of_it() -> None:
    first = Index.of(sessions([2, 1]))
    second = first.changed({"RM_00003": session(3)}, ["RM_00001"])
    assert [first.get(f"RM_0000{n}") is not None for n in (1, 2, 3)] == [True, True, False]
    assert [second.get(f"RM_0000{n}") is not None for n in (1, 2, 3)] == [False, True, True]


def test_what_comes_back_is_there_again() -> None:
    gone = Index.of(sessions([1])).changed({}, ["RM_00001"])
    assert gone.changed({"RM_00001": session(1)}, []).get("RM_00001") == session(1)


def test_after_many_changes_all_is_still_found_and_what_went_is_not() -> None:
    index = Index.of(sessions(range(10)))
    before = index
    for number in range(10, MOST_RECENT + 20):
        index = index.changed({f"RM_{number:05}": session(number)}, [f"RM_{number - 5:05}"])
    assert not index.settled.keys() & {"RM_00005"}
    assert index.get("RM_00003") == session(3)
    assert index.get("RM_00012") is None
    assert index.get(f"RM_{MOST_RECENT + 19:05}") is not None
    assert before.get("RM_00007") is not None
    newer = session(3)._replace(bandwidth_in=7)
    assert index.changed({"RM_00003": newer}, []).get("RM_00003") is newer
