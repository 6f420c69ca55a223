"""The report of a session: everything that is known, in Markdown that strangers can't bend."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from support.builders import BEGAN, at, participant

from lktui.analysis.findings import case_of
from lktui.demo.hostile import NAMES
from lktui.model import Egress, Participant, Session, SessionDetail
from lktui.view import markdown
from lktui.view.report import About, report
from lktui.view.times import Zone

ZONE = Zone(UTC)
FETCHED = at("14:00")
ABOUT = About("1.2.3", FETCHED + timedelta(minutes=5), "https://cloud.livekit.io/projects/p_1/sessions/RM_1")
LURES = (
    "[click](https://evil.example)", "![x](https://evil.example/x.png)", "<img src=x onerror=alert(1)>", "@everyone #1",
    "a|b|c", "back\\|slash", "`code` ``two``", "```", "~~~", "# heading", "- item", "https://evil.example",
    "www.evil.example", "_it_ **bold**", "<!-- hidden", "&lt;b&gt;", "1. one", "> quote", "\\",
)  # fmt: skip


def repr_of(name: str) -> str:
    return repr(name)[:40]


def detail(people: tuple[Participant, ...], *, room: str = "standup", total: int | None = None) -> SessionDetail:
    return SessionDetail(
        "RM_1", room, BEGAN + timedelta(hours=13), at("13:40"), 5_000_000, total or len(people), 40, people
    )


PEOPLE = (
    participant(("13:00", "13:20"), ("13:25", "13:40"), identity="ann"),
    participant(("13:05", "13:06"), identity="ben"),
)


def written(found: SessionDetail, *, session: Session | None = None, about: About = ABOUT) -> str:
    return report(case_of(session or Session("RM_1", ""), found, FETCHED), ZONE, about)


def parsed(content: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table"]).parse(content)


def test_it_says_what_is_known() -> None:
    content = written(detail(PEOPLE), session=Session("RM_1", "", egress=Egress.ENDED))
    headings = [line for line in content.splitlines() if line.startswith("#")]
    assert headings == [
        "# Session `RM_1`",
        "## Findings",
        "## Participants",
        "## Timeline",
        "## Events",
        "## About these data",
    ]
    assert "| room | `standup` |" in content
    assert "| duration | 40m 00s |" in content
    assert "| egress | `ended` |" in content
    assert "| `ann` | – |" not in content
    assert "| 13:00:00 | 13:40:00 | 35m 00s | 2 |" in content
    assert "rejoined after 5m 00s" in content
    assert "fetched at 2025-09-29 14:00:00 UTC, 5m 00s before this report was written by lktui 1.2.3" in content
    assert "<https://cloud.livekit.io/projects/p_1/sessions/RM_1>" in content


def test_a_finding_comes_with_its_evidence() -> None:
    stormy = participant(*((f"13:0{n}:00", f"13:0{n}:10") for n in range(6)), identity="ann")
    quick = replace(stormy, stays=tuple(replace(s, joined_at=s.joined_at) for s in stormy.stays))
    content = written(detail((quick, PEOPLE[1])))
    assert "(warning): " in content or "(bad): " in content
    assert "None of lktui's rules holds." not in content


def test_where_nothing_stands_out_it_says_so() -> None:
    calm = participant(("13:00", "13:40"), identity="ann")
    with_microphone = replace(calm, sources=replace(calm.sources, microphone=True))
    content = written(detail((with_microphone,)))
    assert "## Findings\n\nNone" in content


def test_a_detail_that_is_not_complete_is_told() -> None:
    assert "incomplete: 2 of 5 participants were there" in written(detail(PEOPLE, total=5))


def test_a_session_without_anyone_is_still_a_report() -> None:
    content = written(SessionDetail("RM_1", ""))
    assert "None are known." in content
    assert "The API gives no times." in content
    assert "the session had not ended by then" in content


def cells(tokens: list[Token]) -> list[int]:
    """How many cells each row of each table has."""
    counts: list[int] = []
    for token in tokens:
        if token.type == "tr_open":
            counts.append(0)
        elif token.type in {"td_open", "th_open"}:
            counts[-1] += 1
    return counts


def assert_harmless(content: str) -> None:
    plain = parsed(written(detail((PEOPLE[0],)), session=Session("RM_1", "", egress="x")))
    tokens = parsed(content)
    inner = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inner} <= {"text", "code_inline", "strong_open", "strong_close", "link_open",
                                               "link_close", "softbreak"}  # fmt: skip
    assert [child.attrs["href"] for child in inner if child.type == "link_open"] == [ABOUT.address]
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", *["h2"] * 5]
    assert len([token for token in tokens if token.type == "fence"]) == 2
    assert cells(tokens) == cells(plain)
    assert all("@" not in child.content and "evil" not in child.content for child in inner if child.type == "text")


@pytest.mark.parametrize("name", [*NAMES, *LURES], ids=repr_of)
def test_strangers_can_not_bend_it(name: str) -> None:
    person = replace(
        PEOPLE[0], identity=name, name=name, region=name, device_model=name, connection_type=name, sdk_version=name
    )
    assert_harmless(written(detail((person,), room=name), session=Session("RM_1", name, egress=name)))


@settings(max_examples=50)
@given(st.text(alphabet=st.one_of(st.sampled_from("`|\\<>[]()!#*_~@:/ -+.w\n"), st.characters())))
def test_no_text_bends_it(name: str) -> None:
    person = replace(PEOPLE[0], identity=name, name=name)
    content = written(detail((person,), room=name))
    tokens = parsed(content)
    assert cells(tokens) == cells(parsed(written(detail((PEOPLE[0],)))))
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", *["h2"] * 5]
    assert len([token for token in tokens if token.type == "fence"]) == 2


@given(st.text())
def test_a_code_span_is_one_and_nothing_else(content: str) -> None:
    span = markdown.code(content)
    if span:
        (paragraph,) = (token for token in parsed(f"x {span} y") if token.type == "inline")
        assert [child.type for child in paragraph.children or ()] == ["text", "code_inline", "text"]


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("9 of 23 left within 4s, 7 came back", True),
        ("lucia.pena rejoined 5 times", True),
        ("www.evil.example", False),
        ("user_name joined", False),
        ("see https://evil.example", False),
        ("@everyone", False),
        ("- item", False),
    ],
)
def test_words_stay_words_where_they_can_be_nothing_else(words: str, *, plain: bool) -> None:
    assert (markdown.inline(words) == words) is plain


def test_a_large_session_is_told_in_full() -> None:
    people = tuple(participant(("13:00", "13:20"), identity=f"person-{n:03}") for n in range(300))
    content = written(detail(people))
    assert all(content.count(f"person-{n:03}") >= 3 for n in range(300))


def test_a_moment_before_the_year_1000_does_no_harm() -> None:
    early = datetime(1971, 1, 1, tzinfo=UTC)
    odd = replace(PEOPLE[0], stays=(replace(PEOPLE[0].stays[0], joined_at=early, left_at=early),))
    assert "# Session" in written(detail((odd,)))
