"""What a filter matches: each field, the ways to put them together, and what becomes of the unknown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from lktui.analysis.filter import Facts, Filter, parse
from lktui.analysis.rates import Rate
from lktui.analysis.status import Status, duration, status
from lktui.model import Egress, Session

if TYPE_CHECKING:
    from datetime import tzinfo

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
BEGAN = NOW - 2 * HOUR
LIVE = Session(
    "RM_7fKq",
    "Daily Standup",
    created_at=BEGAN,
    last_active=NOW,
    bandwidth_in=12_340_000,
    bandwidth_out=1_500_000_000,
    egress=Egress.ACTIVE,
    participants_total=10,
    participants_now=3,
)
ENDED = LIVE._replace(ended_at=BEGAN + timedelta(minutes=90, seconds=30), egress=Egress.ENDED, participants_now=0)
IDLE = LIVE._replace(last_active=BEGAN + HOUR, participants_now=0)
UNKNOWN = Session("RM_0", "dark")


def matches(text: str, session: Session = LIVE, zone: tzinfo | None = UTC, now: datetime = NOW) -> bool:
    return parse(text, zone=zone).matches(Facts(session, now, 400_000.0, 200_000.0, frozenset({"storm"})))


@pytest.mark.parametrize("text", ["", "   ", "\t\n"])
def test_an_empty_filter_matches_everything(text: str) -> None:
    assert matches(text)
    assert matches(text, UNKNOWN)
    assert parse(text, zone=UTC).is_everything


@pytest.mark.parametrize(
    "text",
    [
        "stand", "STAND", "7fkq", "rm_7", '"ly st"', "/^daily/", "/kq$/", "daily stand",
        "daily 7f", "active", "ACTIVE", "status:active", "room:daily", "ROOM:DAILY", 'room="daily standup"', "id:7f",
        "id=rm_7fkq", "room:/up$/", "id:/^rm_/", "egress:active", "egress=active", "egress:ended|active",
        "room:x|daily",
        "flag:storm", "flag:STORM", "people>2", "people>=3", "people<4", "people<=3", "people=3", "people:3",
        "people!=2", "people==3", "people≥3", "people > 2", "people> 2", "people >2", "total>=10", "in>10MB",
        "in<12.5mb",
        "in>12339999", "in=12.3MB", "in=12.34MB", "in=12MB", "out=1.5GB", "out>1GB", "out<1.4GiB", "rate>500kb",
        "rate=600kB", "rate>=600kB/s", "in/s>300KB", "out/s<=200kB", "duration>1h", "duration=2h", "duration>1h59m59s",
        "duration>1.9h", "age<121m", "age>=2h", "age<1d", "started>12:59", "started<13:01", "started=13:00",
        "started>=13:00:00", "at:14:10", "at=2026-11-22", "at:13:00",
        "started>2026-11-22", "started=2026-11-22", "started<2026-11-23",
        "started>2026-11-22T12:59", "started=2026-11-22T13:00Z", "!ended", "! ended", "not ended", "!!active",
        "x or active", "x | active", "x|active", "x || active", "active and people>2", "active && people>2",
        "x or (active people>2)", "(x or active) people>2", "!(x or z)", "!(active x)", "x OR active", "x y or active",
    ],
)  # fmt: skip
def test_what_a_live_session_matches(text: str) -> None:
    assert matches(text)
    assert not matches(f"!({text})")


@pytest.mark.parametrize(
    "text",
    [
        "nothere", '"active"', '"people>2"', "ended", "idle", "room:rm_", "id:daily", "room=daily",
        'room!="Daily Standup"',
        "egress:none", "egress!=active", "egress:ended|none", "flag:ghost", "people>3", "people<3", "people!=3",
        "people=2", "in>12.34MB", "in=12.4MB", "in=12.35MB", "out>1.5GB", "rate>600kB", "duration=1h", "duration>2h",
        "age<2h", "started>13:00", "started=12:59", "started=2026-11-21", "started<2026-11-22", "active x",
        "x or z", "at:12:59", "at!=14:10", "at:2026-11-21",
        "(active or x) z", "!active", "/^standup/", "/daily$/", "room!=daily|/stand/",
    ],
)  # fmt: skip
def test_what_a_live_session_does_not_match(text: str) -> None:
    assert not matches(text)
    assert matches(f"!({text})")


def test_a_session_that_ended_before_it_began_has_no_known_length() -> None:
    odd = ENDED._replace(ended_at=BEGAN - HOUR)
    assert duration(odd, NOW) is None
    assert matches("duration:unknown", odd)
    assert not matches("duration<1h", odd)


def test_and_binds_closer_than_or_and_not_closest() -> None:
    assert matches("active or x z")
    assert not matches("(active or x) z")
    assert not matches("!active or x")
    assert matches("!x active")


def test_idle_is_neither_active_nor_ended_as_on_the_screen() -> None:
    assert status(IDLE, NOW) is Status.IDLE
    assert matches("idle", IDLE)
    assert matches("!ended", IDLE)
    assert not matches("active or ended", IDLE)


@pytest.mark.parametrize("session", [LIVE, ENDED, IDLE, ENDED._replace(ended_at=BEGAN)])
def test_duration_is_that_of_the_column(session: Session) -> None:
    found = duration(session, NOW)
    assert found is not None
    seconds = int(found.length.total_seconds())

    assert matches(f"duration={seconds}s", session)


def test_who_was_open_at_a_time_is_told_by_its_ends() -> None:
    begin, end = ENDED.created_at, ENDED.ended_at
    assert begin is not None
    assert end is not None
    for moment, was_open in (
        (begin - MINUTE, False), (begin, True), (begin + HOUR, True), (end, True), (end + MINUTE, False),
    ):  # fmt: skip
        assert matches(f"at:{moment:%Y-%m-%dT%H:%M}Z", ENDED) is was_open
        assert matches(f"!at:{moment:%Y-%m-%dT%H:%M}Z", ENDED) is not was_open


def test_equal_is_what_the_screen_shows_by_that_text() -> None:
    assert matches("duration=1h30m", ENDED)
    assert matches("duration=90m", ENDED)
    assert matches("duration=1h30m30s", ENDED)
    assert not matches("duration=1h31m", ENDED)
    assert matches("out=2GB", LIVE._replace(bandwidth_out=1_995_000_000))
    assert not matches("out=2.00GB", LIVE._replace(bandwidth_out=1_994_000_000))
    assert matches("in=0", LIVE._replace(bandwidth_in=0))


class TestUnknown:
    """Neither a comparison nor its negation matches what is not known."""

    @pytest.mark.parametrize(
        "text",
        [
            "people>2", "people<=2", "people=0", "people!=5", "total>0", "in>1MB", "out<1GB", "in/s>1", "rate>1",
            "duration>1h", "age<1h", "at:14:00", "started>14:00", "started=2026-11-22", "egress:active", "egress:none",
            'egress:"x"',
        ],
    )  # fmt: skip
    def test_matches_no_comparison_and_no_negated_one(self, text: str) -> None:
        facts = Facts(UNKNOWN, NOW)

        assert not parse(text, zone=UTC).matches(facts)
        assert not parse(f"!{text}", zone=UTC).matches(facts)
        assert not parse(f"!({text} active)", zone=UTC).matches(facts)
        assert not parse(f"!(!{text} or ended)", zone=UTC).matches(facts)
        assert parse(f"{text} or active", zone=UTC).matches(facts)
        assert parse(f"!({text} ended)", zone=UTC).matches(facts)

    @pytest.mark.parametrize(
        "name", ["people", "total", "in", "out", "in/s", "out/s", "rate", "duration", "age", "started", "egress"]
    )
    def test_can_be_asked_for(self, name: str) -> None:
        assert parse(f"{name}:unknown", zone=UTC).matches(Facts(UNKNOWN, NOW))
        assert not parse(f"!{name}:unknown", zone=UTC).matches(Facts(UNKNOWN, NOW))
        assert not matches(f"{name}=unknown")
        assert matches(f"{name}!=unknown")

    def test_a_rate_of_one_direction_is_no_rate_of_both(self) -> None:
        facts = Facts(LIVE, NOW, rate_in=1e9)

        assert not parse("rate>1kB", zone=UTC).matches(facts)
        assert parse("in/s>1kB rate:unknown", zone=UTC).matches(facts)

    def test_a_session_without_findings_has_not_the_flag(self) -> None:
        assert parse("!flag:storm", zone=UTC).matches(Facts(UNKNOWN, NOW))


def test_an_egress_that_is_not_known_here_is_matched_by_its_text() -> None:
    odd = LIVE._replace(egress="EGRESS_LIMIT_REACHED")

    assert matches('egress:"limit"', odd)
    assert matches("!egress:active", odd)
    assert not matches("egress:none or egress:unknown", odd)
    assert not matches('egress:"limit"', LIVE)


class TestText:
    def test_both_ways_of_writing_an_accent_are_the_same(self) -> None:
        assert matches("réunion", LIVE._replace(room_name="Re\u0301union"))
        assert matches("re\u0301union", LIVE._replace(room_name="RÉUNION"))
        assert matches("/^ré.nion$/", LIVE._replace(room_name="Re\u0301union"))

    def test_case_is_folded_in_every_script(self) -> None:
        assert matches("STRASSE", LIVE._replace(room_name="Straße"))
        assert matches("straße", LIVE._replace(room_name="STRASSE"))
        assert matches("ΌΣΟΣ", LIVE._replace(room_name="όσος"))

    def test_a_quoted_text_may_hold_signs_quotes_and_field_names(self) -> None:
        assert matches(r'"a \"b\" (c|d) !people>2 \\"', LIVE._replace(room_name='x a "B" (c|d) !people>2 \\ y'))

    def test_a_backslash_stands_for_itself_outside_of_quotes(self) -> None:
        assert matches("a\\b", LIVE._replace(room_name="a\\b"))

    def test_a_word_may_hold_signs_that_no_field_name_stands_before(self) -> None:
        for word in ("team-1:2", "12:30", "a/b", "hello!", "a&b", "x_y=z", "#1", "50%"):
            assert matches(word, LIVE._replace(room_name=f"<{word}>")), word

    def test_an_empty_name_can_be_asked_for(self) -> None:
        assert matches('room=""', LIVE._replace(room_name=""))
        assert not matches('room=""')


class TestMoments:
    BERLIN = ZoneInfo("Europe/Berlin")

    def test_are_in_the_zone_of_the_screen(self) -> None:
        assert matches("started=14:00", zone=self.BERLIN)
        assert matches("started=2026-11-22T14:00", zone=self.BERLIN)
        assert matches("started=2026-11-22T13:00Z", zone=self.BERLIN)
        assert not matches("started=13:00", zone=self.BERLIN)

    def test_the_system_zone_is_none(self) -> None:
        local = BEGAN.astimezone()

        assert matches(f"started={local:%H:%M}", zone=None)
        assert matches(f"started={local:%Y-%m-%dT%H:%M}", zone=None)

    def test_a_time_is_the_latest_one_that_has_been(self) -> None:
        night = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)
        late = LIVE._replace(created_at=datetime(2026, 11, 21, 23, 15, tzinfo=UTC))

        assert matches("started>23:00", late, now=night)
        assert not matches("started>23:30", late, now=night)
        assert not matches("started>00:00", late, now=night)

    def test_a_time_moves_on_with_the_clock_for_the_same_filter(self) -> None:
        at_two = parse("started>14:00", zone=UTC)
        began = LIVE._replace(created_at=NOW.replace(hour=14, minute=30))

        assert at_two.matches(Facts(began, NOW))
        assert at_two.matches(Facts(began, NOW + timedelta(hours=22)))
        assert not at_two.matches(Facts(began, NOW + timedelta(hours=23)))

    def test_the_day_of_a_date_begins_at_its_midnight_in_the_zone(self) -> None:
        east = timezone(timedelta(hours=9))
        early = LIVE._replace(created_at=datetime(2026, 11, 21, 15, 0, tzinfo=UTC))

        assert matches("started=2026-11-22", early, zone=east)
        assert matches("started>=2026-11-22", early, zone=east)
        assert not matches("started>2026-11-22", early, zone=east)
        assert not matches("started=2026-11-22", early, zone=UTC)


class TestSelect:
    SESSIONS = (LIVE, ENDED, IDLE, UNKNOWN)

    @pytest.mark.parametrize("text", ["", "active", "people>2", "rate>500kb", "flag:storm", "!flag:storm rate:unknown"])
    def test_is_the_same_as_matching_one_by_one(self, text: str) -> None:
        found = parse(text, zone=UTC)
        rates = {LIVE.session_id: Rate(400_000, 200_000)}
        flags = {LIVE.session_id: frozenset({"storm"})}

        def facts(session: Session) -> Facts:
            rate = rates.get(session.session_id, Rate())
            return Facts(session, NOW, rate.in_, rate.out, flags.get(session.session_id, frozenset()))

        selected = found.select(
            self.SESSIONS,
            now=NOW,
            rate_of=lambda session_id: rates.get(session_id, Rate()),
            flags_of=lambda session_id: flags.get(session_id, frozenset()),
        )

        assert selected == [session for session in self.SESSIONS if found.matches(facts(session))]

    def test_asks_for_rates_and_flags_only_where_they_matter(self) -> None:
        def refuse(_session_id: str) -> Rate:
            raise AssertionError

        assert parse("active", zone=UTC).select([LIVE], now=NOW, rate_of=refuse) == [LIVE]
        assert parse("rate:unknown", zone=UTC).select([LIVE], now=NOW) == [LIVE]


def test_a_filter_knows_what_it_depends_on() -> None:
    def found(text: str) -> Filter:
        return parse(text, zone=UTC)

    assert found("x people>2 or !(egress:none flag:storm)").fields == {"room", "id", "people", "egress", "flag"}
    assert found("room:x started>14:00").fields == {"room", "started"}
    assert found("age<10m").depends_on_time
    assert found("idle").depends_on_time
    assert found("out/s>1").depends_on_rates
    assert not found("people>2").depends_on_time
    assert not found("people>2").depends_on_rates
    assert found("a  b").text == "a  b"
    assert found("a") == found("a")
    assert found("a") != found("b")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("at:14:03", NOW.replace(hour=14, minute=3)),
        ("room:support at:14:03:20 people>2", NOW.replace(hour=14, minute=3, second=20)),
        ("at:16:00", NOW.replace(day=21, hour=16)),
        ("at:2026-11-20T14:03Z", NOW.replace(day=20, hour=14, minute=3)),
        ("at:2026-11-20", None),
        ("at:14:03 at:14:05", None),
        ("at:14:03 or people>2", None),
        ("!at:14:03", None),
        ("started>14:03", None),
        ("", None),
    ],
)
def test_a_filter_knows_the_one_moment_at_which_all_that_match_were_open(text: str, moment: datetime | None) -> None:
    assert parse(text, zone=UTC).moment(NOW) == moment
