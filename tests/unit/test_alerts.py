"""Which sessions match an alert, which begin to, when the bell rings, and the way from one to the next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from support.builders import session

from lktui.analysis.alerts import Alert, AlertWatch, Beginning
from lktui.analysis.feed import EventKind, Feed
from lktui.analysis.filter import Filter, parse
from lktui.analysis.filter.compiled import Around
from lktui.analysis.rates import UNMEASURED, Rate
from lktui.model import Session
from lktui.tui.sessions.alert_walk import NO_ALERTS, next_alert

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def alert(text: str, name: str = "it", *, bell: bool = True) -> Alert:
    return Alert(name, parse(text, zone=UTC), bell)


def one(number: int = 1, *, people: int | None = 0, began: datetime = NOON - timedelta(hours=1)) -> Session:
    return session(number, began=began)._replace(participants_now=people)


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def told(found: list[Beginning]) -> list[tuple[str, str, bool]]:
    return [(begun.alert.name, begun.session.session_id, begun.rings) for begun in found]


class TestBeginning:
    def test_what_matches_from_the_start_is_marked_and_counted_in_silence(self) -> None:
        watch = AlertWatch([alert("people>2")])

        assert watch.saw([one(1, people=3), one(2, people=1)], [], NOON) == []
        assert watch.counts == (("it", 1),)
        assert (watch.level("RM_00001"), watch.level("RM_00002")) == (1, 0)
        assert watch.names("RM_00001") == ("it",)

    def test_a_session_that_begins_to_match_is_told_and_rings(self) -> None:
        watch = AlertWatch([alert("people>2")])
        watch.saw([one(people=2)], [], NOON)

        assert told(watch.saw([one(people=3)], [], later(10))) == [("it", "RM_00001", True)]
        assert watch.saw([one(people=4)], [], later(20)) == []

    def test_a_new_session_that_matches_begins_to(self) -> None:
        watch = AlertWatch([alert("people>2")])
        watch.saw([], [], NOON)

        assert told(watch.saw([one(people=3, began=later(5))], [], later(10))) == [("it", "RM_00001", True)]

    def test_an_old_session_of_a_page_loaded_later_was_there_already(self) -> None:
        watch = AlertWatch([alert("people>2")])
        watch.saw([], [], NOON)

        assert watch.saw([one(people=3)], [], later(10)) == []
        assert watch.level("RM_00001") == 1

    def test_it_begins_again_but_the_bell_rings_once(self) -> None:
        watch = AlertWatch([alert("people>2")])
        watch.saw([one(people=0)], [], NOON)
        watch.saw([one(people=3)], [], later(10))
        watch.saw([one(people=2)], [], later(20))
        assert (watch.level("RM_00001"), watch.counts) == (0, (("it", 0),))

        assert told(watch.saw([one(people=3)], [], later(30))) == [("it", "RM_00001", False)]
        assert watch.level("RM_00001") == 2

    def test_what_was_there_at_the_start_rings_when_it_begins_again(self) -> None:
        watch = AlertWatch([alert("people>2")])
        watch.saw([one(people=3)], [], NOON)
        watch.saw([one(people=0)], [], later(10))

        assert told(watch.saw([one(people=3)], [], later(20))) == [("it", "RM_00001", True)]

    def test_the_bell_rings_once_for_each_alert(self) -> None:
        watch = AlertWatch(
            [alert("people>2", "some"), alert("people>4", "many"), alert("people>4", "mute", bell=False)]
        )
        watch.saw([one(people=0)], [], NOON)

        assert told(watch.saw([one(people=3)], [], later(10))) == [("some", "RM_00001", True)]
        assert told(watch.saw([one(people=5)], [], later(20))) == [
            ("many", "RM_00001", True),
            ("mute", "RM_00001", False),
        ]
        assert watch.names("RM_00001") == ("some", "many", "mute")

    def test_the_fresh_mark_fades_while_the_session_goes_on_matching(self) -> None:
        watch = AlertWatch([alert("people>2")])
        watch.saw([one(people=0)], [], NOON)
        watch.saw([one(people=3)], [], later(10))
        levels = []
        for poll in range(2, 6):
            levels.append(watch.level("RM_00001"))
            watch.saw([], [], later(10 * poll))

        assert levels == [2, 2, 2, 1]

    def test_a_session_that_is_gone_matches_no_more(self) -> None:
        watch = AlertWatch([alert("people>2")])
        watch.saw([one(people=3)], [], NOON)
        watch.saw([], ["RM_00001"], later(10))

        assert (watch.counts, watch.matching) == ((("it", 0),), frozenset())

    def test_another_range_begins_in_silence_and_rings_for_no_session_twice(self) -> None:
        watch = AlertWatch([alert("people>2")])
        watch.saw([one(1, people=0), one(2, people=0)], [], NOON)
        watch.saw([one(1, people=3)], [], later(10))
        watch = watch.for_another_range()

        assert watch.counts == (("it", 0),)
        assert watch.saw([one(1, people=3), one(2, people=0)], [], later(20)) == []
        assert watch.matching == {"RM_00001"}
        watch.saw([one(1, people=0)], [], later(30))
        found = watch.saw([one(1, people=3), one(2, people=3)], [], later(40))
        assert told(found) == [("it", "RM_00001", False), ("it", "RM_00002", True)]


class TestTimeAndRates:
    def test_time_alone_makes_a_session_match_and_stop(self) -> None:
        watch = AlertWatch([alert("active duration>1h", "long"), alert("age<1h1m", "young")])
        watch.saw([one(began=NOON - timedelta(minutes=60))], [], NOON)
        assert watch.names("RM_00001") == ("young",)

        assert told(watch.saw([], [], later(10))) == [("long", "RM_00001", True)]
        watch.saw([], [], later(61))
        assert watch.names("RM_00001") == ("long",)

    def test_an_ended_session_ages_too(self) -> None:
        ended = one()._replace(ended_at=NOON - timedelta(minutes=50))
        watch = AlertWatch([alert("ended age<1h1m", "young"), alert("duration>15m")])
        watch.saw([ended], [], NOON)
        watch.saw([], [], later(120))

        assert watch.matching == frozenset()

    def test_a_rate_begins_to_match_without_news_of_the_session(self) -> None:
        watch = AlertWatch([alert("rate>1kB")])
        watch.saw([one()], [], NOON, lambda _: Rate(1.0, 2.0))

        assert told(watch.saw([], [], later(10), lambda _: Rate(2000.0, 0.0))) == [("it", "RM_00001", True)]
        watch.saw([], [], later(20), lambda _: UNMEASURED)
        assert watch.matching == frozenset()

    def test_a_high_rate_measured_for_the_first_time_was_there_already(self) -> None:
        watch = AlertWatch([alert("rate>1kB")])
        watch.saw([one(1)], [], NOON)
        found = watch.saw([one(1), one(2, began=later(5))], [], later(10), lambda _: Rate(2000.0, 0.0))

        assert told(found) == [("it", "RM_00002", True)]
        assert watch.matching == {"RM_00001", "RM_00002"}

    def test_it_looks_again_only_at_what_can_have_changed(self) -> None:
        asked: list[str] = []

        def counting(text: str) -> Alert:
            wanted = parse(text, zone=UTC)

            def test(session: Session, around: Around) -> bool:
                asked.append(session.session_id)
                return wanted._test(session, around)

            return Alert(text, Filter(text, UTC, wanted.fields, wanted._tree, test))

        ended = [one(number)._replace(ended_at=NOON) for number in range(100)]
        running = [one(number) for number in range(100, 110)]
        looked = {}
        for text in ("people>2", "active duration>2h", "rate>1kB", "age>2h"):
            watch = AlertWatch([counting(text)])
            watch.saw([*ended, *running], [], NOON)
            asked.clear()
            watch.saw([one(3, people=5)], [], later(10))
            looked[text] = len(asked)

        assert looked == {"people>2": 1, "active duration>2h": 11, "rate>1kB": 11, "age>2h": 110}


def test_a_beginning_is_an_event_of_the_feed() -> None:
    feed = Feed().with_alerts(NOON, [Beginning(alert("people>2", "crowd"), one(), rings=True)])

    (event,) = feed.events
    assert (event.kind, event.session_id, event.room, event.text) == (
        EventKind.ALERT, "RM_00001", "room-1", "alert crowd",
    )  # fmt: skip
    assert feed.with_alerts(NOON, []) is feed


class TestWalk:
    def walked(self, order: list[str], current: str | None, *alerting: int) -> tuple[str | None, int, str]:
        watch = AlertWatch([alert("people>2", "crowd")])
        watch.saw([one(number, people=3) for number in alerting], [], NOON)
        step = next_alert(watch, order, current, hidden_by="hidden")
        return step.session_id, step.place, step.words

    def test_it_goes_on_from_the_selected_row_and_round_the_end(self) -> None:
        order = ["RM_00001", "RM_00002", "RM_00003", "RM_00004"]

        assert self.walked(order, "RM_00001", 2, 4) == ("RM_00002", 1, "alert 1 of 2: crowd")
        assert self.walked(order, "RM_00002", 2, 4) == ("RM_00004", 3, "alert 2 of 2: crowd")
        assert self.walked(order, "RM_00004", 2, 4) == ("RM_00002", 1, "alert 1 of 2: crowd")
        assert self.walked(order, None, 1) == ("RM_00001", 0, "alert 1 of 1: crowd")
        assert self.walked(order, "RM_00001", 1) == ("RM_00001", 0, "alert 1 of 1: crowd")
        assert self.walked(order, "RM_gone", 4) == ("RM_00004", 3, "alert 1 of 1: crowd")

    def test_it_says_what_it_cannot_go_to(self) -> None:
        assert self.walked(["RM_00001"], None, 1, 2, 3) == ("RM_00001", 0, "alert 1 of 1: crowd; 2 more hidden")
        assert self.walked([], None, 1) == (None, 0, "1 session matches an alert, hidden")
        assert self.walked([], None, 1, 2) == (None, 0, "2 sessions match an alert, hidden")

    def test_it_says_when_nothing_matches_and_when_there_are_no_alerts(self) -> None:
        assert self.walked(["RM_00001"], None)[2] == "no session matches an alert"
        assert next_alert(AlertWatch(), ["RM_00001"], None, hidden_by="").words == NO_ALERTS
