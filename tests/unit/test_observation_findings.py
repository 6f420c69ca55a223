"""What was seen of the project: findings of single sessions, and what they do to alerts, sums and the order."""

from __future__ import annotations

from datetime import UTC

from support.builders import ids
from support.cases import after, detail, person, row

from lktui.analysis.alerts import Alert
from lktui.analysis.filter import parse
from lktui.analysis.ghosts import heard
from lktui.analysis.observation import Observation
from lktui.analysis.order import ordered
from lktui.model import ConnectionCounts, LiveRooms, Session

SILENT = row(last_active=after(0), participants_now=0)
LIVE = row(session_id="RM_2", last_active=after(3600), participants_now=3)
FAILING = row(session_id="RM_3", last_active=after(3600), connection_counts=ConnectionCounts(9, 4), participants_now=3)
STORMY = detail(
    [
        person("bob", (0, None)),
        person("cyd", (0, None)),
        person("ann", *[(100 + 10.0 * number, 105 + 10.0 * number) for number in range(8)]),
    ]
)


def observed(*sessions: Session, rooms: LiveRooms | None = None) -> Observation:
    seen = Observation(10)
    answer = heard(None, rooms, after(3600), sessions) if rooms is not None else None
    seen.saw(sessions, [], after(3600), 0.0, answer)
    return seen


def test_ghosts_are_counted_apart_from_what_is_active() -> None:
    ghostly = SILENT._replace(participants_now=2)
    plain, told = observed(ghostly, LIVE), observed(ghostly, LIVE, rooms=LiveRooms())
    assert [sample.active for sample in plain.history.samples if sample is not None] == [2]
    (sample,) = told.history.samples
    assert sample is not None
    assert (sample.active, sample.ghosts, sample.people.value) == (1, 1, 3)


def test_the_filter_finds_flags_and_ghosts_and_ghosts_are_not_active() -> None:
    sessions = [SILENT, LIVE, FAILING]
    seen = observed(*sessions, rooms=LiveRooms())

    def found(text: str) -> list[str]:
        return ids(parse(text, zone=UTC).select(sessions, now=after(3600), flags_of=seen.flags.of))

    assert found("flag:ghost") == found("status:ghost") == found("ghost") == ["RM_1"]
    assert found("flag:failing") == ["RM_3"]
    assert found("active") == ["RM_2", "RM_3"]
    assert found("idle") == []
    assert found("!flag:ghost") == ["RM_2", "RM_3"]


def test_the_order_by_flags_puts_the_worst_first_and_those_without_any_last() -> None:
    sessions = [SILENT, LIVE, FAILING]
    seen = observed(*sessions)

    def by(column: str, *, descending: bool) -> list[str]:
        return ids(ordered(sessions, column, descending=descending, now=after(3600), flags_of=seen.flags.of))

    assert by("flag", descending=True) == ["RM_3", "RM_1", "RM_2"]
    assert by("flag", descending=False) == ["RM_1", "RM_3", "RM_2"]
    ghosts = observed(*sessions, rooms=LiveRooms()).flags.of
    assert ids(ordered(sessions, "status", descending=False, now=after(3600), flags_of=ghosts))[-1] == "RM_1"


def test_a_detail_gives_its_session_flags() -> None:
    seen = observed(LIVE)
    (storm,) = seen.examine(row(), STORMY, after(3600))
    assert storm.rule == "storm"
    assert seen.flags.of("RM_1") == {"storm"}
    assert seen.examine(row(), None, after(3600)) == ()
    assert seen.flags.of("RM_1") == {"storm"}, "without a detail nothing is known of it that was not"


def test_the_same_things_are_looked_at_once() -> None:
    seen, session, at = observed(), row(), after(3600)
    assert seen.examine(session, STORMY, at) is seen.examine(session, STORMY, at)


def test_a_ghost_is_found_with_its_twin() -> None:
    seen = observed(SILENT)
    rooms = heard(None, LiveRooms(), after(3600), [SILENT])
    twin = Session("RM_0", SILENT.room_name, after(5), ended_at=after(60))
    (ghost,) = seen.examine(SILENT, None, after(3600), rooms, [SILENT, twin])
    assert (ghost.rule, ghost.evidence[-1].what) == ("ghost", "the same room in a closed session: RM_0")


def test_an_alert_can_watch_for_a_flag() -> None:
    seen = Observation(10)
    seen.watch_for([Alert("trouble", parse("flag:storm or flag:empty", zone=UTC))])
    seen.saw([LIVE], [], after(0), 0.0)
    assert seen.alerts.counts == (("trouble", 0),)
    seen.examine(LIVE, STORMY._replace(session_id="RM_2"), after(10))
    seen.saw([LIVE], [], after(10), 10.0)
    assert [begun.session.session_id for begun in seen.begun] == ["RM_2"]


def test_alerts_that_come_after_a_poll_take_what_it_brought_for_what_was_there_before() -> None:
    seen = observed(SILENT, LIVE)
    seen.watch_for([Alert("crowd", parse("people>2", zone=UTC), bell=True)])
    assert (seen.alerts.counts, seen.begun) == ((("crowd", 1),), ())
    assert seen.alerts.level("RM_2") == 1
    seen.saw([SILENT._replace(participants_now=4)], [], after(3610), 10.0)
    assert [(begun.session.session_id, begun.rings) for begun in seen.begun] == [(SILENT.session_id, True)]
