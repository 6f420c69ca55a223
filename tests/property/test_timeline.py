"""What a bar shows, whatever the stays are and however far away they are looked at."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from support.builders import at

from lktui.analysis.presence import Presence, attendance
from lktui.model import Participant, SessionDetail, Stay
from lktui.view.time_axis import Axis, Window, axis, following, ticks, whole, zoomed
from lktui.view.timeline import NEARLY, Pen, bar, people_steps
from lktui.view.times import Zone

BEGAN, NOW = at("14:00"), at("15:00")
SECONDS = st.integers(0, 3600)
MOMENTS = SECONDS.map(lambda second: BEGAN + timedelta(seconds=second))
STAYS = st.builds(Stay, st.just(""), MOMENTS, st.none() | MOMENTS)
PENS = st.sampled_from([Pen(), Pen(ascii=True)])
AXES = st.builds(
    lambda start, span, cells: axis(Window(BEGAN.timestamp() + start, BEGAN.timestamp() + start + span), cells),
    st.integers(-100, 3000),
    st.floats(1, 5000),
    st.integers(1, 120),
)


@st.composite
def people(draw: st.DrawFn) -> Presence:
    stays = tuple(draw(st.lists(STAYS, min_size=1, max_size=6)))
    one = Participant("ann", "ann", "", stays=stays)
    ended = draw(st.none() | st.just(NOW))
    return attendance(SessionDetail("RM_1", "", BEGAN, ended, participants=(one,))).people[0]


def cells_of(person: Presence, shown: Axis, pen: Pen) -> str:
    return "".join(text for text, _ in bar(person, shown, NOW, pen))


def touched(shown: Axis, start: datetime, end: datetime | None) -> range:
    """The cells that a stretch has a part in."""
    first, last = shown.place(start.timestamp()), shown.place((end or NOW).timestamp())
    if last < 0 or first >= shown.cells:
        return range(0)
    begin = max(0, math.floor(first + NEARLY))
    return range(begin, max(begin + 1, min(shown.cells, math.ceil(last - NEARLY))))


@given(people(), AXES, PENS)
def test_every_stay_shows_and_nothing_else_does(person: Presence, shown: Axis, pen: Pen) -> None:
    drawn = cells_of(person, shown, pen)
    assert len(drawn) == shown.cells
    inside = {cell for start, end in person.stretches for cell in touched(shown, start, end) if cell < shown.cells}
    assert all(drawn[cell] != " " for cell in inside)
    marks = {shown.cell(NOW.timestamp()), 0, shown.cells - 1}  # who is here, and who is out of view
    assert all(drawn[cell] == " " for cell in range(shown.cells) if cell not in inside | marks)


@given(people(), AXES, PENS)
def test_every_gap_shows(person: Presence, shown: Axis, pen: Pen) -> None:
    drawn = cells_of(person, shown, pen)
    full = "=" if pen.ascii else "█"
    for left, back in person.gaps():
        place = shown.place(left.timestamp()), shown.place(back.timestamp())
        if place[0] >= 1 and place[1] <= shown.cells - 1:
            around = drawn[math.floor(place[0] - NEARLY) : math.ceil(place[1] + NEARLY)]
            assert set(around) != {full}, (drawn, place)


@given(st.integers(1, 1500), st.integers(0, 5), st.integers(2, 600), PENS)
def test_a_gap_of_seconds_shows_however_far_away(second: int, gap: int, step: int, pen: Pen) -> None:
    left = BEGAN + timedelta(seconds=second)
    stays = (Stay("", BEGAN, left), Stay("", left + timedelta(seconds=gap), NOW))
    found = attendance(SessionDetail("RM_1", "", BEGAN, NOW, participants=(Participant("a", "a", "", stays=stays),)))
    shown = Axis(BEGAN.timestamp(), step, math.ceil(3600 / step))
    drawn = cells_of(found.people[0], shown, pen)
    broken = [place for place, char in enumerate(drawn[:-1]) if char not in "=█"]
    assert broken, drawn
    assert abs(broken[0] - shown.place(left.timestamp())) <= 1 + gap / step


@given(people(), AXES)
def test_the_number_of_people_is_there_wherever_someone_is(person: Presence, shown: Axis) -> None:
    found = attendance(SessionDetail("RM_1", "", BEGAN, NOW, participants=person.participants))
    line = people_steps(found, NOW).line(shown, Pen(), of_whole_cells=True)
    assert len(line) == shown.cells
    for start, end in found.people[0].stretches:
        for cell in touched(shown, start, end):
            lasting = end is not None and end > start
            overlap = min(shown.place((end or NOW).timestamp()), cell + 1) - max(shown.place(start.timestamp()), cell)
            assert line[cell] != " " or not lasting or overlap < 2 * NEARLY


@given(st.lists(st.tuples(st.sampled_from([0.5, 2.0, 8.0]), st.floats(0, 1)), max_size=12), st.integers(31, 900_000))
def test_what_is_in_view_never_leaves_the_session(zooms: list[tuple[float, float]], span: int) -> None:
    limits = Window(BEGAN.timestamp(), BEGAN.timestamp() + span)
    shown = limits
    for factor, share in zooms:
        moment = limits.start + share * limits.span
        shown = following(shown, limits, moment)
        shown = zoomed(shown, limits, factor, moment) or limits
        assert limits.start - 1e-3 <= shown.start < shown.end <= limits.end + 1e-3
        assert shown.start - 1e-3 <= moment <= shown.end + 1e-3


@given(AXES)
def test_ticks_stand_apart_and_within(shown: Axis) -> None:
    end = -1
    for cell, label in ticks(shown, Zone(NOW.tzinfo)):
        assert cell > end
        end = cell + len(label)
        assert end <= shown.cells


@given(people())
def test_all_of_a_session_holds_all_of_its_stays(person: Presence) -> None:
    found = attendance(SessionDetail("RM_1", "", BEGAN, None, participants=person.participants))
    limits = whole(found, NOW)
    assert limits is not None
    for span in found.people[0].spans:
        assert limits.holds(span.joined.timestamp())
