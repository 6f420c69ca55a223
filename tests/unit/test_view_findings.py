"""The findings of a session as lines, and as one line."""

from __future__ import annotations

from datetime import UTC

import pytest
from support.cases import after

from lktui.analysis.findings import Evidence, Finding, Severity
from lktui.analysis.findings.common import Shared
from lktui.view.columns import Context, Tone, line_of, place
from lktui.view.findings import FINDING_COLUMNS, FindingLine, as_line, finding_lines, finding_mark, summary
from lktui.view.times import Zone

ZONE = Zone(UTC)
DROP = Finding(
    "drop",
    Severity.BAD,
    "9 of 23 left within 4s, 7 came back",
    (
        Evidence("left, and came back after 12s", after(60), after(72), "ann"),
        Evidence("left, and did not come back", after(61), None, "bob"),
    ),
    ("ann", "bob"),
    after(60),
    (Shared("sdk", "SWIFT 2.1.0", 7, 9, 1, 14),),
)
EMPTY = Finding(
    "empty", Severity.WARNING, "open, with nobody in it for 2h", (Evidence("last active", after(5), assumed=True),)
)
NAMES = {"ann": "ann", "bob": "bob"}


def said(lines: list[FindingLine], width: int = 100) -> list[str]:
    placed = place(FINDING_COLUMNS, width)
    each_context = [Context(after(3600), ZONE, each.width) for each in placed]
    return ["".join(piece for piece, _ in line_of(line, placed, each_context)).rstrip() for line in lines]


def test_a_finding_is_a_line_with_what_is_shared_below_it() -> None:
    lines = finding_lines([DROP, EMPTY], NAMES)
    assert [line.split("  ", 1)[1].strip() for line in said(lines)][1:] == [
        "= 7 of 9 on SWIFT 2.1.0, 1 of 14 others",
        "▸ empty: open, with nobody in it for 2h  1",
    ]
    assert said(lines)[0].split() == ["14:01:00", "▸", *DROP_WORDS.split(), "2"]


DROP_WORDS = "drop: 9 of 23 left within 4s, 7 came back"


def test_its_evidence_is_there_when_it_is_unfolded_with_who_when_and_until() -> None:
    lines = finding_lines([DROP, EMPTY], NAMES, {"drop"})
    shown = said(lines)
    assert shown[0].split()[1] == "▾"
    assert shown[2].split() == ["14:01:00", "–", "14:01:12", "ann", "left,", "and", "came", "back", "after", "12s"]
    assert shown[3].split()[:2] == ["14:01:01", "bob"]
    assert [line.person for line in lines] == ["ann", "ann", "ann", "bob", None]
    assert [line.at for line in lines] == [after(60), None, after(60), after(61), None]
    assert len({line.key for line in lines}) == len(lines)


def test_a_time_that_is_only_a_fallback_is_labelled() -> None:
    assert said(finding_lines([EMPTY], {}, {"empty"}))[1].split()[0] == "~14:00:05"


def test_the_sign_tells_how_bad_it_is_without_colour() -> None:
    signs = [finding_mark(line)[0] for line in finding_lines([DROP, EMPTY], NAMES, {"drop"})]
    assert signs == ["✗", " ", " ", " ", "!"]


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (120, "✗ drop: 9 of 23 left within 4s, 7 came back; 7 of 9 on SWIFT 2.1.0, 1 of 14 others · 1 more"),
        (40, "✗ drop: 9 of 23 left within 4s,… · 1 more"[:40]),
    ],
)
def test_one_line_says_the_worst_and_how_many_more(width: int, shown: str) -> None:
    pieces = summary([DROP, EMPTY], width)
    words = "".join(piece for piece, _ in pieces)
    assert len(words) <= width
    assert words.endswith(" · 1 more")
    assert words[:20] == shown[:20]
    assert pieces[0] == ("✗ ", Tone.BAD)


def test_nothing_found_is_no_line() -> None:
    assert summary([], 80) == ()


def test_names_of_strangers_are_shown_harmlessly() -> None:
    hostile = Finding("slow", Severity.WARNING, "\x1b[31m took 8 s", (Evidence("took 8 s", None, None, "x"),), ("x",))
    lines = finding_lines([hostile], {"x": "\x1b[2J"}, {"slow"})
    written = "".join(said(lines)) + "".join(piece for piece, _ in summary([hostile], 80)) + as_line(lines[1], ZONE)
    assert "\x1b" not in written
    assert "␛" in written


def test_a_line_is_copied_with_its_date() -> None:
    head, shared, evidence, _ = finding_lines([DROP], NAMES, {"drop"})
    assert as_line(head, ZONE) == f"2025-09-29 14:01:00 UTC  {DROP_WORDS}"
    assert as_line(shared, ZONE) == "7 of 9 on SWIFT 2.1.0, 1 of 14 others"
    assert as_line(evidence, ZONE) == "2025-09-29 14:01:00 UTC to 14:01:12  ann  left, and came back after 12s"


@pytest.mark.parametrize(("width", "names"), [(57, "at finding"), (77, "at until finding"), (117, "at until finding")])
def test_where_it_is_narrow_the_end_of_what_lasted_goes(width: int, names: str) -> None:
    assert " ".join(each.column.name for each in place(FINDING_COLUMNS, width)) == names
