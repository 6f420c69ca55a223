"""What changed between two polls, the marks of it, and the feed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lktui.analysis.changes import LISTED_LATE, Change, What, changes
from lktui.analysis.feed import EventKind, Feed
from lktui.analysis.marks import Marks
from lktui.model import Egress, Session

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
LAST_POLL = NOW - timedelta(seconds=10)
OLD = Session("RM_1", "standup", NOW - timedelta(hours=1), NOW, None, 10, 20, Egress.NEVER, 5, 3)
NEW = OLD._replace(session_id="RM_2", created_at=NOW - timedelta(seconds=5))


def compared(before: Session, after: Session) -> Change | None:
    found = changes({before.session_id: before}, [after], since=LAST_POLL)
    return found[0] if found else None


def whats(before: Session, after: Session) -> tuple[What, ...]:
    change = compared(before, after)
    return change.whats if change else ()


class TestChanges:
    def test_the_same_is_no_change(self) -> None:
        assert compared(OLD, OLD) is None
        assert compared(OLD, OLD._replace()) is None
        assert compared(OLD, OLD._replace(last_active=NOW + timedelta(1))) is None

    def test_a_session_created_since_the_last_poll_began(self) -> None:
        assert changes({}, [NEW], since=LAST_POLL) == [Change(NEW, None, (What.BEGAN,))]

    def test_the_first_load_begins_nothing(self) -> None:
        assert changes({}, [OLD, NEW], since=None) == []

    def test_a_row_of_a_page_that_was_not_loaded_before_did_not_begin(self) -> None:
        assert changes({}, [OLD], since=LAST_POLL) == []
        assert changes({}, [OLD._replace(created_at=None)], since=LAST_POLL) == []

    def test_a_session_that_the_api_listed_late_began_where_no_other_page_can_have_held_it(self) -> None:
        late = OLD._replace(session_id="RM_2", created_at=LAST_POLL - timedelta(minutes=2))
        covered = LAST_POLL - timedelta(hours=1)

        assert changes({}, [late], since=LAST_POLL) == []
        assert changes({}, [late], since=LAST_POLL, covered_from=covered)[0].whats == (What.BEGAN,)
        assert changes({}, [late], since=LAST_POLL, covered_from=NOW - timedelta(minutes=1)) == []
        very_late = late._replace(created_at=LAST_POLL - LISTED_LATE)
        assert changes({}, [very_late], since=LAST_POLL, covered_from=covered) == []
        assert changes({}, [NEW], since=LAST_POLL, covered_from=NOW)[0].whats == (What.BEGAN,)

    def test_a_session_can_begin_and_end_between_two_polls(self) -> None:
        short = NEW._replace(ended_at=NOW, egress=Egress.ENDED)

        assert changes({}, [short], since=LAST_POLL)[0].whats == (
            What.BEGAN, What.ENDED, What.EGRESS_STARTED, What.EGRESS_ENDED,
        )  # fmt: skip

    def test_an_end_is_seen_once(self) -> None:
        ended = OLD._replace(ended_at=NOW)

        assert whats(OLD, ended) == (What.ENDED,)
        assert whats(ended, ended._replace(ended_at=NOW + timedelta(1))) == ()

    @pytest.mark.parametrize(
        ("before", "after", "expected"),
        [
            (Egress.NEVER, Egress.ACTIVE, (What.EGRESS_STARTED,)),
            (Egress.ENDED, Egress.ACTIVE, (What.EGRESS_STARTED,)),
            (Egress.ACTIVE, Egress.ENDED, (What.EGRESS_ENDED,)),
            (Egress.ACTIVE, Egress.NEVER, (What.EGRESS_ENDED,)),
            (Egress.NEVER, Egress.ENDED, (What.EGRESS_STARTED, What.EGRESS_ENDED)),
            (Egress.ENDED, Egress.NEVER, ()),
            (None, Egress.ACTIVE, ()),
            (Egress.ACTIVE, None, ()),
            ("odd", Egress.ACTIVE, ()),
        ],
    )
    def test_egress(self, before: Egress | str | None, after: Egress | str | None, expected: tuple[What, ...]) -> None:
        assert whats(OLD._replace(egress=before), OLD._replace(egress=after)) == expected

    def test_people_come_and_go(self) -> None:
        assert whats(OLD, OLD._replace(participants_now=4)) == (What.PEOPLE_UP,)
        assert whats(OLD, OLD._replace(participants_now=0)) == (What.PEOPLE_DOWN,)
        assert whats(OLD, OLD._replace(participants_now=None)) == ()

    def test_numbers_that_moved_say_which_and_where(self) -> None:
        change = compared(
            OLD, OLD._replace(participants_now=2, participants_total=6, bandwidth_in=11, bandwidth_out=None)
        )

        assert change is not None
        assert change.moved == {"people": -1, "total": 1, "in": 1}
        assert change.before is OLD

    def test_it_looks_at_nothing_but_what_was_fetched(self) -> None:
        class Counted(dict[str, Session]):
            asked = 0

            def get(self, key: str, default: Session | None = None) -> Session | None:  # type: ignore[override]
                self.asked += 1
                return super().get(key, default)

            def __iter__(self) -> None:  # type: ignore[override]
                raise AssertionError

        known = Counted({f"RM_{i}": OLD for i in range(1_000)})
        changes(known, [OLD, NEW], since=LAST_POLL)

        assert known.asked == 2


def change(name: str, *whats: What, **moved: int) -> Change:
    return Change(OLD._replace(session_id=name), OLD, whats, moved)


class TestMarks:
    def test_a_mark_fades_over_the_next_polls(self) -> None:
        marks = Marks().after([change("a", What.BEGAN)])
        levels = []
        for _ in range(5):
            levels.append((marks.level("a"), marks.whats("a")))
            marks = marks.after([])

        assert levels == [(3, (What.BEGAN,)), (2, (What.BEGAN,)), (1, (What.BEGAN,)), (0, ()), (0, ())]
        assert marks.marks == {}
        assert marks.level("other") == 0

    def test_numbers_that_move_do_not_keep_or_hide_what_happened(self) -> None:
        marks = Marks().after([change("a", What.BEGAN)]).after([change("a", **{"in": 1})])

        assert (marks.level("a"), marks.whats("a")) == (2, (What.BEGAN,))
        assert (marks.moved_level("a"), marks.moved("a")) == (3, {"in": 1})
        marks = marks.after([]).after([])
        assert (marks.level("a"), marks.moved_level("a")) == (0, 1)
        assert marks.whats("a") == ()
        marks = marks.after([])
        assert marks.moved("a") == {}

    def test_what_happened_last_is_what_is_marked(self) -> None:
        marks = Marks().after([change("a", What.BEGAN)]).after([change("a", What.ENDED)])

        assert (marks.level("a"), marks.whats("a")) == (3, (What.ENDED,))

    def test_the_next_and_previous_change_go_round_the_ends(self) -> None:
        rows = ["a", "b", "c", "d", "e"]
        marks = Marks().after([change("b", What.BEGAN), change("d", What.ENDED), change("c", **{"in": 1})])

        assert marks.next_change(rows, None) == "b"
        assert marks.next_change(rows, "b") == "d"
        assert marks.next_change(rows, "d") == "b"
        assert marks.next_change(rows, "e") == "b"
        assert marks.next_change(rows, "gone") == "b"
        assert marks.next_change(rows, "b", backward=True) == "d"
        assert marks.next_change(rows, "c", backward=True) == "b"
        assert marks.next_change(rows, None, backward=True) == "d"
        assert marks.next_change(["b"], "b") is None
        assert marks.next_change([], None) is None


class TestFeed:
    def test_the_newest_is_first(self) -> None:
        feed = Feed().with_changes(LAST_POLL, [change("a", What.BEGAN)])
        feed = feed.with_changes(NOW, [change("b", What.BEGAN, What.ENDED), change("c", What.EGRESS_STARTED)])

        assert [(event.session_id, event.kind) for event in feed.events] == [
            ("b", EventKind.ENDED),
            ("b", EventKind.BEGAN),
            ("c", EventKind.EGRESS_STARTED),
            ("a", EventKind.BEGAN),
        ]
        assert feed.events[0].at == NOW
        assert feed.events[0].room == "standup"

    def test_people_are_told_in_numbers(self) -> None:
        found = compared(OLD, OLD._replace(participants_now=7))
        assert found is not None

        event = Feed().with_changes(NOW, [found]).events[0]

        assert (event.kind, event.text) == (EventKind.PEOPLE_UP, "people 3 → 7")

    def test_numbers_that_only_moved_are_no_event(self) -> None:
        feed = Feed()

        assert feed.with_changes(NOW, [change("a", **{"in": 1})]) is feed

    def test_a_row_of_failures_is_one_event_and_its_end_another(self) -> None:
        feed = Feed().with_success(LAST_POLL).with_failure(LAST_POLL, "no answer").with_failure(NOW, "no answer")
        feed = feed.with_success(NOW).with_success(NOW)

        assert [(event.kind, event.text) for event in feed.events] == [
            (EventKind.RECOVERED, "polling works again"),
            (EventKind.POLL_FAILED, "poll failed: no answer"),
        ]
        assert not feed.failing

    def test_it_is_bounded(self) -> None:
        feed = Feed(kept=3)
        for i in range(10):
            feed = feed.with_changes(NOW, [change(str(i), What.BEGAN)])

        assert [event.session_id for event in feed.events] == ["9", "8", "7"]

    def test_every_change_has_its_event(self) -> None:
        feed = Feed().with_changes(NOW, [change("a", *What)])

        assert [event.kind.value for event in feed.events] == [what.value for what in reversed(What)]
