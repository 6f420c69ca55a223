"""What the table of sessions shows of a row, and the head of a session."""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.builders import at, detail

from lktui.model import ConnectionCounts, Egress, Session
from lktui.view.columns import Context, Tone, fit, place
from lktui.view.project import Project
from lktui.view.session_head import session_head
from lktui.view.sessions import SESSION_COLUMNS, SessionRow
from lktui.view.times import Zone

NOW = at("12:00")
UTC_ZONE = Zone(UTC)
LIVE = Session(
    "RM_abcdefghijkl",
    "standup",
    created_at=at("11:40"),
    last_active=NOW,
    bandwidth_in=1_230_000,
    bandwidth_out=45_600_000,
    egress=Egress.ACTIVE,
    participants_total=12,
    participants_now=3,
)
NOBODY_KNOWS = Session("RM_1", "")


def shown(row: Session, name: str, width: int | None = None) -> str:
    column = next(column for column in SESSION_COLUMNS if column.name == name)
    return "".join(piece for piece, _ in column.show(SessionRow(row), Context(NOW, UTC_ZONE, width or column.width)))


def test_a_live_session_in_all_columns() -> None:
    row = {column.name: shown(LIVE, column.name) for column in SESSION_COLUMNS}
    assert row == {
        "status": "● active",
        "room": "standup",
        "id": "RM_abcdefghijkl",
        "started": "11:40:00",
        "duration": "20m",
        "flag": "",
        "people": "3/12",
        "in": "1.23 MB",
        "out": "45.6 MB",
        "in/s": "–",
        "out/s": "–",
        "egress": "active",
    }


def test_what_the_api_does_not_say_is_a_dash_and_never_zero() -> None:
    row = {column.name: shown(NOBODY_KNOWS, column.name) for column in SESSION_COLUMNS}
    assert row == {
        "status": "● active",
        "room": "(no name)",
        "id": "RM_1",
        "started": "–",
        "duration": "–",
        "flag": "",
        "people": "–/–",
        "in": "–",
        "out": "–",
        "in/s": "–",
        "out/s": "–",
        "egress": "–",
    }


def test_status_is_told_apart_by_its_glyph_alone_where_it_is_narrow() -> None:
    idle = LIVE._replace(last_active=at("11:50"), participants_now=0)
    ended = LIVE._replace(ended_at=NOW)
    assert [shown(row, "status") for row in (LIVE, idle, ended)] == ["● active", "◌ idle", "○ ended"]
    assert [shown(row, "status", 1) for row in (LIVE, idle, ended)] == ["●", "◌", "○"]


def test_a_duration_that_is_only_a_fallback_is_marked() -> None:
    assert shown(LIVE._replace(last_active=at("11:50"), participants_now=0), "duration") == "~10m 00s"


@pytest.mark.parametrize(
    ("egress", "text"), [(Egress.NEVER, "none"), (Egress.ENDED, "ended"), ("RE\x1bSTART", "RE␛START"), (None, "–")]
)
def test_egress_is_shown_as_it_came_where_it_is_unknown(egress: Egress | str | None, text: str) -> None:
    assert shown(LIVE._replace(egress=egress), "egress") == text


def test_many_people_are_rounded_before_they_are_cut() -> None:
    crowd = LIVE._replace(participants_now=1234, participants_total=56_789)
    assert shown(crowd, "people", 10) == "1234/56789"
    assert shown(crowd, "people", 9) == "1.2k/57k"


def test_a_hostile_name_is_made_harmless() -> None:
    assert shown(LIVE._replace(room_name="a\x1b[2J\nb"), "room") == "a␛[2J␊b"


@given(
    st.builds(
        Session,
        st.text(max_size=40),
        st.text(max_size=40),
        created_at=st.none() | st.datetimes(timezones=st.just(UTC)),
        last_active=st.none() | st.datetimes(timezones=st.just(UTC)),
        ended_at=st.none() | st.datetimes(timezones=st.just(UTC)),
        bandwidth_in=st.none() | st.integers(0),
        bandwidth_out=st.none() | st.integers(0),
        egress=st.none() | st.sampled_from(Egress) | st.text(max_size=20),
        participants_total=st.none() | st.integers(0),
        participants_now=st.none() | st.integers(0),
    ),
    st.integers(20, 200),
)
def test_any_session_fills_its_line_exactly(row: Session, width: int) -> None:
    for placed in place(SESSION_COLUMNS, width):
        content = placed.column.show(SessionRow(row), Context(NOW, UTC_ZONE, placed.width))
        assert all(isinstance(tone, Tone) for _, tone in content)
        assert fit(content, placed.width, right=placed.column.right)


# The head of a session.


def head(row: Session, told: bool = True) -> list[str]:  # noqa: FBT001, FBT002
    known = detail(row.session_id)._replace(bandwidth=2_000_000, connection_minutes=40) if told else None
    lines = session_head(row, known, UTC_ZONE, NOW)
    return ["".join(piece for piece, _ in (*left, *right)) for left, right in lines]


def test_the_head_of_a_live_session() -> None:
    assert head(LIVE) == [
        "● active  RM_abcdefghijkl  standup",
        "started 2025-09-29 11:40:00 UTC  still active  for 20m 00s",
        "people 3/12  billable 2.00 MB  connection minutes 40  egress active",
    ]


def test_the_head_of_a_session_that_ended_fits_80_columns() -> None:
    far = LIVE._replace(created_at=at("23:59:59", day=28), ended_at=at("11:40"))
    for zone in (UTC_ZONE, Zone()):
        lines = session_head(far, None, zone, NOW)
        assert all(sum(len(piece) for piece, _ in left) <= 78 for left, _ in lines)
    assert "ended 2025-09-29 11:40:00  for 11h 40m" in head(far)[1]
    assert "ended 11:50:00  for 10m 00s" in head(LIVE._replace(ended_at=at("11:50")))[1]


def test_the_head_of_a_session_that_nobody_is_in_says_since_when() -> None:
    assert "empty since 11:50:00  for ~10m 00s" in head(LIVE._replace(last_active=at("11:50"), participants_now=0))[1]


def test_the_head_tells_of_tries_to_connect() -> None:
    tried = LIVE._replace(connection_counts=ConnectionCounts(5, 4))
    assert head(tried)[2].endswith("connected 4 of 5 tries")
    assert head(LIVE._replace(connection_counts=ConnectionCounts(5, None)))[2].endswith("connected – of 5 tries")
    assert "connected" not in head(LIVE._replace(connection_counts=ConnectionCounts(None, 4)))[2]


def test_the_dashboard_address_of_any_id_stays_one_address() -> None:
    project = Project("name", "p_1", "https://x")
    assert project.session_address("RM_1") == "https://cloud.livekit.io/projects/p_1/sessions/RM_1"
    assert project.session_address("../?a#b c/é").endswith("/sessions/..%2F%3Fa%23b%20c%2F%C3%A9")


@pytest.mark.parametrize(
    ("flags", "width", "shown"),
    [
        ((), 9, ""),
        (("storm",), 9, "storm"),
        (("empty", "recording"), 9, "RE"),
        (("alone", "drop", "relay"), 9, "drop +2"),
        (("storm",), 4, "S"),
        (("drop", "slow"), 4, "DJ"),
        (("empty",), 5, "empty"),
        (("from a newer version", "long"), 9, "long"),
    ],
)
def test_findings_are_told_the_worst_first_and_by_letters_where_it_is_narrow(
    flags: tuple[str, ...], width: int, shown: str
) -> None:
    column = next(column for column in SESSION_COLUMNS if column.name == "flag")
    row = SessionRow(LIVE, flags=frozenset(flags))
    assert "".join(piece for piece, _ in column.show(row, Context(NOW, UTC_ZONE, width))) == shown


def test_a_ghost_is_told_apart_by_glyph_and_word() -> None:
    row = SessionRow(LIVE, flags=frozenset({"ghost"}))
    assert SESSION_COLUMNS[0].show(row, Context(NOW, UTC_ZONE, 8)) == (("◇ ghost", Tone.WARN),)
    assert SESSION_COLUMNS[0].show(row, Context(NOW, UTC_ZONE, 1)) == (("◇", Tone.WARN),)


def test_of_a_session_of_which_nothing_is_known_nothing_is_said() -> None:
    lines = session_head(NOBODY_KNOWS, None, UTC_ZONE, NOW)
    assert ["".join(piece for piece, _ in left) for left, _ in lines] == ["–  RM_1", "", ""]
