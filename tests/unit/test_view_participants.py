"""What the tables of participants and of their joins show."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.builders import at, participant

from lktui.model import Participant, Sources, Stay
from lktui.view.columns import Column, Context, Tone, fit, place
from lktui.view.participants import (
    PARTICIPANT_COLUMNS,
    STAY_COLUMNS,
    ParticipantRow,
    StayRow,
    badges,
    stay_rows,
    who,
)
from lktui.view.times import Zone

NOW = at("12:00")
ANN = participant(("11:00", "11:10"), ("11:20", None), identity="ann")._replace(
    name="Ann B.",
    sources=Sources(camera=True, microphone=False, screen_share=None, screen_share_audio=False),
    region="Germany",
    connection_type="UDP",
    connection_time_ms=450,
    device_model="Mac",
    sdk_version="JS 2.15.7",
)
NOBODY_KNOWS = Participant("key", "", "")


def shown(person: Participant, name: str, *, end: datetime | None = None, width: int | None = None) -> str:
    column = next(column for column in PARTICIPANT_COLUMNS if column.name == name)
    return written(column, ParticipantRow(person, end), width)


def written(column: Column[ParticipantRow] | Column[StayRow], row: object, width: int | None = None) -> str:
    show = column.show
    content = show(row, Context(NOW, Zone(UTC), width or column.width))  # type: ignore[arg-type]
    return "".join(piece for piece, _ in content)


def test_someone_who_is_here_in_all_columns() -> None:
    row = {column.name: shown(ANN, column.name) for column in PARTICIPANT_COLUMNS}
    assert row == {
        "identity": "ann",
        "name": "Ann B.",
        "sources": "CAM mic –   aud",
        "joined": "11:00:00",
        "left": "here",
        "present": "50m",
        "joins": "2",
        "region": "Germany",
        "connection": "UDP 450 ms",
        "device": "Mac",
        "sdk": "JS 2.15.7",
    }


def test_what_the_api_does_not_say_is_a_dash() -> None:
    row = {column.name: shown(NOBODY_KNOWS, column.name) for column in PARTICIPANT_COLUMNS}
    assert row.pop("identity") == "(no identity)"
    assert row.pop("sources") == "–   –   –   –  "
    assert set(row.values()) == {"–"}


def test_a_time_of_leaving_that_is_only_the_end_of_the_session_is_marked() -> None:
    assert shown(ANN, "left", end=at("11:30")) == "~11:30:00"
    assert shown(participant(("11:00", "11:10")), "left", end=at("11:30")) == "11:10:00"


def test_times_of_another_day_fit_the_narrow_columns() -> None:
    old = ANN._replace(joined_at=at("23:59", day=20), stays=(Stay("PA", at("23:59", day=20), None),))
    assert shown(old, "joined", width=8) == "20 23:59"
    assert shown(old, "left", end=at("23:59", day=21), width=9) == "~21 23:59"
    assert shown(old, "left", end=at("23:59", day=21)) == "~Sep 21 23:59"


@pytest.mark.parametrize(
    ("sources", "long", "short"),
    [
        (Sources(*[True] * 4), "CAM MIC SCR AUD", "C M S A"),
        (Sources(*[False] * 4), "cam mic scr aud", "c m s a"),
        (Sources(), "–   –   –   –  ", "– – – –"),
    ],
)
def test_published_sources_are_told_apart_without_colour(sources: Sources, long: str, short: str) -> None:
    assert "".join(piece for piece, _ in badges(sources, short=False)) == long
    assert "".join(piece for piece, _ in badges(sources, short=True)) == short


def test_without_an_identity_the_name_stands_for_it() -> None:
    assert who(ANN._replace(identity="")) == "Ann B."
    assert who(ANN._replace(identity="\u200d", name="")) == "(no identity)"


def test_a_slow_connection_stands_out_and_keeps_its_time_when_it_is_cut() -> None:
    slow = ANN._replace(connection_type="TURN over TLS", connection_time_ms=3200)
    assert shown(slow, "connection") == "TURN… 3.2 s"
    column = next(column for column in PARTICIPANT_COLUMNS if column.name == "connection")
    assert column.show(ParticipantRow(slow, None), Context(NOW, Zone(UTC), 13))[-1][1] is Tone.WARN
    assert shown(ANN._replace(connection_type=None), "connection") == "– 450 ms"


def test_many_joins_stand_out() -> None:
    column = next(column for column in PARTICIPANT_COLUMNS if column.name == "joins")
    often = ANN._replace(stays=ANN.stays * 2)
    assert column.show(ParticipantRow(often, None), Context(NOW, Zone(UTC), 5)) == (("4", Tone.WARN),)


# Joins.


def stays(person: Participant, end: datetime | None = None, width: int | None = None) -> list[list[str]]:
    return [[written(column, row, width) for column in STAY_COLUMNS] for row in stay_rows(person, end)]


def test_the_joins_of_one_who_came_back() -> None:
    assert stays(ANN) == [
        ["PA_0", "11:00:00", "11:10:00", "10m 00s", "10m 00s"],
        ["PA_1", "11:20:00", "here", "40m", ""],
    ]


def test_an_open_join_of_an_ended_session_reaches_to_its_end_and_says_so() -> None:
    assert stays(ANN, at("11:30"))[1] == ["PA_1", "11:20:00", "~11:30:00", "10m 00s", ""]


def test_one_who_never_joined_has_no_joins() -> None:
    assert stay_rows(NOBODY_KNOWS, None) == ()


def test_joins_that_overlap_say_so() -> None:
    both = participant(("11:00", "11:30"), ("11:20", "11:40"))
    assert stays(both)[0][-1] == "overlaps"


def test_a_gap_after_a_leave_that_is_not_known_is_not_known() -> None:
    assert stays(participant(("11:00", None), ("11:20", "11:40")))[0][-1] == "–"


def test_joins_without_times_or_ids_are_still_told_apart() -> None:
    rows = stay_rows(ANN._replace(stays=(Stay("", None, None), Stay("", None, None))), at("11:30"))
    assert len({row.key for row in rows}) == 2
    assert written(STAY_COLUMNS[0], rows[0]) == "–"
    assert written(STAY_COLUMNS[3], rows[0]) == "–"


TIMES = st.none() | st.datetimes(timezones=st.just(UTC))
TEXTS = st.none() | st.text(max_size=20)


@given(
    st.builds(
        Participant,
        st.text(max_size=5),
        st.text(max_size=40),
        st.text(max_size=40),
        joined_at=TIMES,
        left_at=TIMES,
        stays=st.lists(st.builds(Stay, st.text(max_size=40), TIMES, TIMES), max_size=4).map(tuple),
        region=TEXTS,
        connection_type=TEXTS,
        connection_time_ms=st.none() | st.integers(0, 2**63),
        device_model=TEXTS,
        sdk_version=TEXTS,
    ),
    TIMES,
    st.integers(20, 200),
)
def test_any_participant_and_any_join_can_be_shown(person: Participant, end: datetime | None, width: int) -> None:
    for placed in place(PARTICIPANT_COLUMNS, width):
        context = Context(NOW, Zone(UTC), placed.width)
        assert fit(placed.column.show(ParticipantRow(person, end), context), placed.width)
    for stay in place(STAY_COLUMNS, width):
        for row in stay_rows(person, end):
            assert fit(stay.column.show(row, Context(NOW, Zone(UTC), stay.width)), stay.width)


def test_of_a_join_that_ended_before_it_began_no_length_is_shown_and_no_gap_after_it() -> None:
    row = stay_rows(participant(("11:10", "11:00"), ("11:20", None)), None)[0]
    columns = {column.name: written(column, row) for column in STAY_COLUMNS}
    assert (columns["joined"], columns["left"]) == ("11:10:00", "11:00:00")
    assert (columns["length"], columns["gap"]) == ("–", "–")
