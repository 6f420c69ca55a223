"""Reading the open session out of one state after the other."""

from __future__ import annotations

from support.builders import BEGAN, at, detail, participant, session
from support.fake_clock import NOON

from lktui.analysis.observation import Observation
from lktui.model import Session, SessionDetail
from lktui.monitor.catalog import Catalog
from lktui.monitor.state import OpenSession, State
from lktui.tui.session.opened import Opened, Reader

ROW = session(1)
THERE = detail(ROW.session_id, people=[participant(("14:00", "14:10"))])


def read(reader: Reader, watched: OpenSession, row: Session = ROW) -> Opened:
    state = State(catalog=Catalog(sessions=(row,)), sessions=(row,), open=watched, fetched_at=NOON)
    return reader.read(watched, state, Observation(10.0))


def test_who_was_there_is_worked_out_once_for_the_same_facts() -> None:
    reader = Reader()
    first = read(reader, OpenSession(ROW.session_id, THERE))
    again = read(reader, OpenSession(ROW.session_id, THERE, settled=True))
    assert again.attended is first.attended
    assert [person.identity for person in first.attended.people] == ["ann"]


def test_another_answer_or_an_end_that_the_list_knows_is_another_one() -> None:
    reader = Reader()
    first = read(reader, OpenSession(ROW.session_id, THERE))
    answered = read(reader, OpenSession(ROW.session_id, THERE._replace()))
    assert answered.attended is not first.attended
    ended = read(reader, OpenSession(ROW.session_id, THERE._replace()), ROW._replace(ended_at=at("15:00")))
    assert ended.attended.ended == at("15:00")
    assert ended.session.ended_at == at("15:00")


def test_without_a_detail_nobody_was_there_and_the_row_tells_the_rest() -> None:
    opened = read(Reader(), OpenSession(ROW.session_id))
    assert opened.attended.people == ()
    assert opened.session.created_at == ROW.created_at


def test_what_was_kept_says_nothing_of_later() -> None:
    open_stay = SessionDetail(ROW.session_id, "room", BEGAN, participants=(participant(("14:00", None)),))
    opened = read(Reader(), OpenSession(ROW.session_id, open_stay, fetched_at=at("14:30"), recalled=True))
    assert opened.attended.ended == at("14:30")
