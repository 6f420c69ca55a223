"""The report of a session: everything that is known, in Markdown that strangers can't bend."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from support.builders import BEGAN, at, participant

from lktui.analysis.findings import case_of
from lktui.demo.hostile import NAMES
from lktui.model import ConnectionCounts, Egress, Participant, Sample, Session, SessionDetail
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
        "## Client versions",
        "## Timeline",
        "## Events",
        "## About these data",
    ]
    assert "| room | `standup` |" in content
    assert "| duration | 40m 00s |" in content
    assert "| egress | `ended` |" in content
    assert "| `ann` | – |" not in content
    assert "| as of | 2025-09-29 14:00:00 UTC, the zone of all times below |" in content
    assert "| 13:00:00 | 13:40:00 | 35m 00s | 2 |" in content
    assert "rejoined after 5m 00s" in content
    assert "fetched at 2025-09-29 14:00:00 UTC, 5m 00s before this report was written by lktui 1.2.3" in content
    assert "<https://cloud.livekit.io/projects/p_1/sessions/RM_1>" in content


def test_a_finding_comes_with_its_evidence() -> None:
    stormy = participant(*((f"13:0{n}:00", f"13:0{n}:10") for n in range(6)), identity="ann")
    quick = stormy._replace(stays=tuple(s._replace(joined_at=s.joined_at) for s in stormy.stays))
    content = written(detail((quick, PEOPLE[1])))
    assert "(warning): " in content or "(bad): " in content
    assert "None of lktui's rules holds." not in content


DROPPED = tuple(
    participant(("13:00", "13:20:00"), identity=f"p{n}")._replace(sdk_version="SWIFT 2.1.0") for n in range(4)
)
STAYED = tuple(participant(("13:00", "13:40"), identity=f"q{n}")._replace(sdk_version="JS 2") for n in range(6))


def test_what_is_worst_and_what_those_have_in_common_comes_first() -> None:
    content = written(detail((*DROPPED, *STAYED)))
    lead = "**people dropped**: 4 of 10 left in the same second, nobody came back; 4 of 4 on SWIFT 2.1.0, 0 of 6 others"
    assert content.splitlines()[2] == lead
    assert content.index("in common: ") < content.index("`p0`: left")


def test_whom_a_finding_concerns_and_on_which_versions_they_were_is_told() -> None:
    content = written(detail((*DROPPED, *STAYED)))
    rows = [line for line in content.splitlines() if line.startswith("| `p")]
    assert len(rows) == 4
    assert all(row.endswith("| drop |") for row in rows)
    assert "| SDK | people | drop |\n| --- | --- | --- |\n| `JS 2` | 6 | 0 |\n| `SWIFT 2.1.0` | 4 | 4 |" in content


def test_the_series_stand_above_the_timeline_with_what_they_range_over() -> None:
    minutes = [at(f"13:{minute:02}") for minute in range(0, 40, 2)]
    quality = tuple(Sample(moment, 0.9 if number > 5 else 0.25) for number, moment in enumerate(minutes))
    publish = tuple(Sample(moment, 2_500_000) for moment in minutes)
    content = written(detail(PEOPLE)._replace(quality=quality, publish_bps=publish))
    assert re.search(r"^quality +[^0]+  +0\.25 to 0\.90$", content, re.MULTILINE)
    assert re.search(r"^publish +%+  +2\.50Mb/s to 2\.50Mb/s$", content, re.MULTILINE)
    assert re.search(r"^people .*at most 2$", content, re.MULTILINE)
    assert "quality" not in written(detail(PEOPLE))


def test_evidence_of_the_whole_session_is_plain_words() -> None:
    counts = ConnectionCounts(9, 4)
    content = written(detail(PEOPLE), session=Session("RM_1", "", connection_counts=counts))
    assert "  - connection attempts: 9, successful: 4\n" in content


def test_where_nothing_stands_out_it_says_so() -> None:
    calm = participant(("13:00", "13:40"), identity="ann")
    with_microphone = calm._replace(sources=calm.sources._replace(microphone=True))
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


def assert_harmless(content: str, plain: str) -> None:
    """`plain` is the same with other names."""
    tokens = parsed(content)
    inner = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inner} <= {"text", "code_inline", "strong_open", "strong_close", "link_open",
                                               "link_close", "softbreak"}  # fmt: skip
    assert [child.attrs["href"] for child in inner if child.type == "link_open"] == [ABOUT.address]
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", *["h2"] * 6]
    assert len([token for token in tokens if token.type == "fence"]) == 2
    assert cells(tokens) == cells(parsed(plain))
    assert all("@" not in child.content and "evil" not in child.content for child in inner if child.type == "text")


def named(name: str) -> str:
    person = PEOPLE[0]._replace(
        identity=name, name=name, region=name, device_model=name, connection_type=name, sdk_version=name
    )
    return written(detail((person,), room=name), session=Session("RM_1", name, egress=name))


@pytest.mark.parametrize("name", [*NAMES, *LURES], ids=repr_of)
def test_strangers_can_not_bend_it(name: str) -> None:
    assert_harmless(named(name), named("plain" if name.strip() else name))


@pytest.mark.parametrize("name", [*NAMES, *LURES], ids=repr_of)
def test_strangers_can_not_bend_a_finding(name: str) -> None:
    def of(name: str) -> str:
        slow = [one._replace(identity=f"{name}{n}", connection_time_ms=9000) for n, one in enumerate(DROPPED)]
        return written(detail((*[one._replace(sdk_version=name, region=name) for one in slow], *STAYED)))

    plain = of("plain" if name.strip() else name)
    assert "**people dropped**" in plain
    assert_harmless(of(name), plain)


@settings(max_examples=50)
@given(st.text(alphabet=st.one_of(st.sampled_from("`|\\<>[]()!#*_~@:/ -+.w\n"), st.characters())))
def test_no_text_bends_it(name: str) -> None:
    person = PEOPLE[0]._replace(identity=name, name=name)
    content = written(detail((person,), room=name))
    tokens = parsed(content)
    assert cells(tokens) == cells(parsed(written(detail((PEOPLE[0],)))))
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", *["h2"] * 6]
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
        ("attempts: 9, successful: 4", True),
        ("a :smile: b", False),
        ("see GH-12", False),
        ("gh-1 left", False),
        ("high-12 left", True),
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
    odd = PEOPLE[0]._replace(stays=(PEOPLE[0].stays[0]._replace(joined_at=early, left_at=early),))
    assert "# Session" in written(detail((odd,)))


def test_a_name_of_thousands_of_characters_does_not_bury_the_rest() -> None:
    endless = "x" * 5000
    assert markdown.code(endless) == f"`{'x' * (markdown.LONGEST - 1)}…`"
    assert len(markdown.inline(f"{endless}*")) < len(endless)
    sentence = "nine of them left within 4 seconds and most of them came back; " * 3 + "none stayed"
    assert markdown.inline(sentence) == sentence
