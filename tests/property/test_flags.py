"""Flags that are kept up to date from poll to poll are those that a look at everything would find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from support.cases import after, row

from lktui.analysis.findings.flags import Flags
from lktui.analysis.ghosts import RoomAnswer, heard
from lktui.model import ConnectionCounts, Egress, LiveRooms, Room, Session

IDS = ("RM_0", "RM_1", "RM_2")
MOMENTS = st.none() | st.integers(0, 60).map(lambda minutes: after(60.0 * minutes))
SESSIONS = st.builds(
    Session,
    st.sampled_from(IDS),
    st.just("standup"),
    MOMENTS,
    MOMENTS,
    st.none() | st.none() | MOMENTS,
    egress=st.sampled_from([None, Egress.ACTIVE]),
    participants_total=st.sampled_from([None, 0, 3]),
    participants_now=st.sampled_from([None, 0, 0, 2]),
    connection_counts=st.none() | st.just(ConnectionCounts(9, 4)),
)
POLLS = st.lists(
    st.tuples(
        st.lists(SESSIONS, max_size=2, unique_by=lambda session: session.session_id),
        st.sets(st.sampled_from(IDS), max_size=1),
        st.integers(1, 900),  # minutes until the next poll
        st.none() | st.sets(st.sampled_from(IDS)) | st.just("as before"),
    ),
    max_size=8,
)


@given(POLLS)
def test_from_poll_to_poll_nothing_is_overlooked(
    polls: list[tuple[list[Session], set[str], int, set[str] | str | None]],
) -> None:
    flags, known, minutes = Flags(), dict[str, Session](), 60
    rooms: RoomAnswer | None = None
    for news, gone, passed, answer in polls:
        minutes += passed
        at = after(60.0 * minutes)
        for session_id in gone:
            known.pop(session_id, None)
        known |= {session.session_id: session for session in news}
        if answer is None:
            rooms = None
        elif not isinstance(answer, str):
            rooms = heard(rooms, LiveRooms(tuple(Room(each) for each in answer)), at, known.values())
        flags.saw(news, gone, at, rooms)
        anew = Flags()
        anew.saw(known.values(), (), at, rooms)
        assert {each: flags.of(each) for each in IDS} == {each: anew.of(each) for each in IDS}
        assert flags.ghosts == anew.ghosts


def test_what_is_waited_for_does_not_pile_up() -> None:
    flags = Flags()
    for poll in range(1000):
        news = row(participants_now=poll % 3)._replace(last_active=after(10.0 * (poll // 7)))
        flags.saw([news], (), after(10.0 * poll))
    assert len(flags._due) < 400
