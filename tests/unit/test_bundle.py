"""An incident bundle holds what is known of a session, in files that harm nobody and tell no secret."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.archives import answer, person, row
from support.builders import at

from lktui.analysis.findings import Case, case_of
from lktui.analysis.pseudonyms import Pseudonyms
from lktui.demo.hostile import NAMES
from lktui.model import Session, SessionDetail
from lktui.view.bundle import ANSWER, REPORT, SCREEN, STAYS, WHAT, bundle, folder_name
from lktui.view.report import About
from lktui.view.times import Zone

ABOUT = About("1.2.3", at("14:05"))
ZONE = Zone(UTC)
SESSION = row(1, room="standup")
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJBUElrZXkifQ.c2lnbmF0dXJl"


def case(detail: SessionDetail, session: Session = SESSION) -> Case:
    return case_of(session, detail, at("14:00"))


def files(detail: SessionDetail, screen: str = "") -> dict[str, str]:
    return bundle(case(detail), ZONE, ABOUT, screen=screen)


def test_it_holds_the_report_the_answer_the_stays_and_the_screen() -> None:
    detail = answer(SESSION, [person("ann"), person("ben", "Ben", left=None)])
    held = files(detail, "<svg/>")
    assert list(held) == [REPORT, ANSWER, STAYS, SCREEN] == list(WHAT)
    assert held[REPORT].startswith("# Session `RM_00001`\n")
    assert held[ANSWER] == detail.raw
    assert held[SCREEN] == "<svg/>"
    ann, ben = csv.DictReader(held[STAYS].splitlines())
    assert (ann["identity"], ann["joined"], ann["left"], ann["for"]) == (
        "ann", "2025-09-29T13:10:00Z", "2025-09-29T13:20:00Z", "600",
    )  # fmt: skip
    assert (ben["name"], ben["left"], ben["for"]) == ("Ben", "", "")


def test_someone_of_whom_only_a_join_is_known_is_among_the_stays() -> None:
    alone: dict[str, object] = {
        "participantIdentity": "ann",
        "joinedAt": at("13:10").isoformat(),
        "leftAt": at("13:20").isoformat(),
    }
    (ann,) = csv.DictReader(files(answer(SESSION, [alone]))[STAYS].splitlines())
    assert (ann["identity"], ann["id"], ann["for"]) == ("ann", "", "600")


def test_without_a_picture_and_an_answer_it_is_the_rest() -> None:
    assert list(files(SessionDetail("RM_1", "standup"))) == [REPORT, STAYS]
    assert list(bundle(case_of(SESSION, None, at("14:00")), ZONE, ABOUT)) == [REPORT]


@pytest.mark.parametrize("name", [*NAMES, "=1+1", "\x9b31m", "\u202eevil", "\x1b]0;x\x07"], ids=ascii)
def test_hostile_names_can_not_leave_their_files_places(name: str) -> None:
    session = row(1, room=name)
    held = bundle(case(answer(session, [person(name, name)]), session), ZONE, ABOUT)
    for content in held.values():
        assert not re.search(r"[^\n\t\r\x20-\x7e]", "".join(filter(lambda c: not c.isprintable(), content)))
    stays = list(csv.DictReader(held[STAYS].splitlines()))
    assert len(stays) == 1
    assert not stays[0]["identity"].lstrip().startswith(("=", "+", "-", "@"))
    assert json.loads(held[ANSWER])["roomName"] == session.room_name


@given(
    st.recursive(
        st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_the_answer_means_what_it_meant(value: object) -> None:
    for ascii_only in (True, False):
        raw = json.dumps(value, ensure_ascii=ascii_only, indent="\t")
        held = files(answer(SESSION, [])._replace(raw=raw))[ANSWER]
        assert json.loads(held) == value
        assert not [char for char in held if not char.isprintable() and char not in "\n\t"]


AROUND = (
    "{}", "Bearer {}", "token={}&x", '"{}"', "one\n{}\ntwo", "{}.", "({})", "a {} and {} b", "x{}",
    "\\{}", "\x07{}", "\\n{}",
)  # fmt: skip


@pytest.mark.parametrize("around", AROUND, ids=ascii)
def test_a_token_that_someone_repeats_is_in_no_file(around: str) -> None:
    said = around.format(TOKEN, TOKEN)
    session = row(1, room=said)
    detail = answer(session, [person(said, said)], metadata=said)
    held = bundle(case(detail, session), ZONE, replace(ABOUT, notes=(said,)), screen=f"<text>{said}</text>")
    assert json.loads(held[ANSWER])["metadata"] != said
    for content in held.values():
        assert TOKEN not in content
        assert "c2lnbmF0dXJl" not in content


def test_looking_for_tokens_does_not_take_long_on_purpose() -> None:
    detail = answer(SESSION, [])._replace(raw=json.dumps("eyJ" * 300_000 + " " + "eyJaaaaaaaaa." * 50_000))
    assert files(detail)[ANSWER]


def test_behind_stand_ins_no_file_names_anyone() -> None:
    session = row(1, room="acme-board")
    people = [{**person(f"{name}@acme", name), "sessions": []} for name in ("Ann", "Ben")]
    detail = answer(session, people, metadata={"who": "acme"})
    hides = Pseudonyms(b"k" * 32)
    hidden = case_of(hides.session(session), hides.detail(detail), at("14:00"))
    for content in bundle(hidden, ZONE, ABOUT).values():
        assert "acme" not in content.lower()
        assert "Ben" not in content
    assert folder_name(hidden.session, ABOUT.written_at) == f"lktui-{hides.room('acme-board')}-20250929-140500Z"


@pytest.mark.parametrize(
    ("room", "named"),
    [
        ("standup", "standup"),
        ("webinar-café-☕", "webinar-cafe"),
        ("../../etc/passwd", "etc-passwd"),
        ("$(rm -rf ~); `x`", "rm-rf-x"),
        ("王芳", "RM-1"),
        ("", "RM-1"),
        ("..", "RM-1"),
        ("-rf", "rf"),
        ("a" * 300, "a" * 40),
        ("x\x00\n/y\\z", "x-y-z"),
    ],
)
def test_the_folder_is_named_after_the_room_as_far_as_that_is_safe(room: str, named: str) -> None:
    berlin = timezone(timedelta(hours=2))
    written_at = datetime(2025, 9, 29, 16, 5, 7, tzinfo=berlin)
    assert folder_name(Session("RM-1", room), written_at) == f"lktui-{named}-20250929-140507Z"


@given(st.text(), st.text())
def test_every_folder_name_is_plain(room: str, session_id: str) -> None:
    name = folder_name(Session(session_id, room), ABOUT.written_at)
    assert re.fullmatch(r"lktui-[A-Za-z0-9_][A-Za-z0-9_-]{0,39}-20250929-140500Z", name, re.ASCII)
