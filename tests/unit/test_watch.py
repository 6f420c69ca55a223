"""What `lktui watch` tells of the polls: each thing once, in order, and trouble to stderr."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from lktui.analysis.alerts import Alert
from lktui.analysis.feed import EventKind
from lktui.analysis.filter import parse
from lktui.analysis.happenings import Happening, happenings
from lktui.analysis.observation import Observation
from lktui.analysis.rates import UNMEASURED
from lktui.demo.hostile import NAMES
from lktui.model import Egress, Session
from lktui.view.formats import json_text
from lktui.view.log import log_line, log_record
from lktui.view.times import Zone

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OLD = Session("RM_1", "standup", NOON - timedelta(hours=1), NOON, None, 10, 20, Egress.NEVER, 5, 3)
OLDER = OLD._replace(session_id="RM_0", room_name="support", created_at=NOON - timedelta(hours=2))
NEW = OLD._replace(session_id="RM_2", created_at=NOON + timedelta(seconds=5))


def seen(*polls: tuple[Session, ...], alerts: tuple[Alert, ...] = ()) -> Observation:
    """After polls that were ten seconds apart, the first one at noon."""
    observation = Observation(10)
    observation.watch_for(alerts)
    for number, sessions in enumerate(polls):
        observation.saw(sessions, [], NOON + timedelta(seconds=10 * number), 10.0 * number)
    return observation


def kinds(observation: Observation, wanted: str | None = None) -> list[tuple[EventKind, str]]:
    at = NOON + timedelta(seconds=10)
    found = happenings(observation, at, parse(wanted, zone=UTC) if wanted is not None else None)
    return [(each.kind, each.session.session_id) for each in found]


def test_what_was_there_at_the_beginning_has_not_happened() -> None:
    assert kinds(seen((OLD, OLDER))) == []


def test_everything_that_happened_is_told_in_the_order_of_the_sessions() -> None:
    after = (NEW, OLD._replace(participants_now=4, egress=Egress.ACTIVE), OLDER._replace(ended_at=NOON))
    assert kinds(seen((OLD, OLDER), after)) == [
        (EventKind.ENDED, "RM_0"),
        (EventKind.EGRESS_STARTED, "RM_1"),
        (EventKind.PEOPLE_UP, "RM_1"),
        (EventKind.BEGAN, "RM_2"),
    ]


def test_numbers_that_only_moved_are_no_line() -> None:
    assert kinds(seen((OLD,), (OLD._replace(bandwidth_in=99),))) == []


def test_a_session_that_the_api_lists_late_has_begun_all_the_same() -> None:
    late = NEW._replace(created_at=NOON - timedelta(minutes=2))
    assert kinds(seen((OLD,), (late, OLD))) == [(EventKind.BEGAN, "RM_2")]


def test_a_session_older_than_all_that_was_loaded_has_not_begun() -> None:
    assert kinds(seen((OLD,), (OLD, OLDER))) == []


def test_a_filter_keeps_what_matches_now_or_matched_before() -> None:
    after = (OLD._replace(ended_at=NOON), OLDER._replace(participants_now=9))
    assert kinds(seen((OLD, OLDER), after), "active room:standup") == [(EventKind.ENDED, "RM_1")]
    assert kinds(seen((OLD, OLDER), after), "people>8") == [(EventKind.PEOPLE_UP, "RM_0")]


def test_an_alert_is_told_when_a_session_begins_to_match_and_only_for_those_that_are_wanted() -> None:
    alerts = (Alert("full", parse("people>5", zone=UTC)),)
    polls = (OLD, OLDER), (OLD._replace(participants_now=6), OLDER._replace(participants_now=7))
    told = [each for each in kinds(seen(*polls, alerts=alerts)) if each[0] is EventKind.ALERT]
    assert told == [(EventKind.ALERT, "RM_0"), (EventKind.ALERT, "RM_1")]
    narrowed = kinds(seen(*polls, alerts=alerts), "room:support")
    assert (EventKind.ALERT, "RM_0") in narrowed
    assert (EventKind.ALERT, "RM_1") not in narrowed


def happening(kind: EventKind, session: Session = OLD, *, before: Session | None = None, alert: str = "") -> Happening:
    return Happening(NOON, kind, session, UNMEASURED, before, alert)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (happening(EventKind.BEGAN), "began"),
        (happening(EventKind.ENDED, OLD._replace(ended_at=NOON)), "ended after 1h 00m"),
        (happening(EventKind.PEOPLE_DOWN, before=OLD._replace(participants_now=4)), "people 4 → 3"),
        (happening(EventKind.EGRESS_STARTED), "egress started"),
        (happening(EventKind.ALERT, alert="long call"), "alert long call"),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Happening) else "",
)
def test_a_line_says_when_what_and_where(told: Happening, words: str) -> None:
    line = log_line(told, Zone(UTC))
    assert line.startswith(f"2026-11-22 12:00:00 UTC  {words}")
    assert line.endswith("  RM_1  standup")


def test_a_long_alert_name_is_not_cut() -> None:
    name = "a name that takes more than its column"
    assert f"alert {name}  RM_1" in log_line(happening(EventKind.ALERT, alert=name), Zone(UTC))


@pytest.mark.parametrize("name", NAMES)
def test_hostile_names_stay_on_their_line(name: str) -> None:
    session = OLD._replace(room_name=name)
    assert log_line(happening(EventKind.BEGAN, session), Zone(UTC)).isprintable()
    written = json_text(log_record(happening(EventKind.ALERT, session, alert=name)))
    assert written.isprintable()
    assert json.loads(written)["room"] == name


def test_a_record_has_the_event_and_the_session_as_it_is_now() -> None:
    record = log_record(happening(EventKind.PEOPLE_DOWN, before=OLD._replace(participants_now=4)))
    assert {name: record[name] for name in ("at", "event", "alert", "people_before", "people", "id", "in/s")} == {
        "at": "2026-11-22T12:00:00Z",
        "event": "people down",
        "alert": None,
        "people_before": 4,
        "people": 3,
        "id": "RM_1",
        "in/s": None,
    }
