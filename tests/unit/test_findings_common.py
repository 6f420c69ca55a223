"""What those whom a finding concerns have in common: told where it is telling, and only there."""

from __future__ import annotations

import pytest
from support.cases import BEGAN, person

from lktui.analysis.findings.common import Shared, in_common
from lktui.analysis.presence import Presence, attendance
from lktui.model import SessionDetail


def people(count: int, sdk: str | None = None, *, first: int = 0, **known: str) -> list[Presence]:
    entries = [
        person(f"p{number}", (0, None))._replace(sdk_version=sdk, **known)  # type: ignore[arg-type]  # texts
        for number in range(first, first + count)
    ]
    return list(attendance(SessionDetail("RM_1", "", BEGAN, participants=tuple(entries))).people)


def words(concerned: list[Presence], others: list[Presence]) -> list[str]:
    return [shared.words for shared in in_common(concerned, others)]


def test_a_version_that_most_have_and_hardly_any_other_is_told() -> None:
    concerned = people(7, "SWIFT 2.1.0") + people(2, "JS 2.15.7", first=7)
    others = people(13, "JS 2.15.7") + people(1, "SWIFT 2.1.0", first=13)
    assert words(concerned, others) == ["7 of 9 on SWIFT 2.1.0, 1 of 14 others"]


@pytest.mark.parametrize(
    ("having", "of", "others", "of_others"),
    [(2, 2, 0, 50), (3, 3, 0, 2), (3, 3, 2, 9), (8, 10, 6, 12), (30, 40, 20, 50), (5, 5, 0, 0), (9, 9, 9, 9)],
    ids=[
        "two of them",
        "hardly any others",
        "by chance",
        "as often as not",
        "a small lift",
        "no others",
        "all have it",
    ],
)
def test_what_is_not_telling_is_not_told(having: int, of: int, others: int, of_others: int) -> None:
    concerned = people(having, "SWIFT 2.1.0") + people(of - having, "JS 2.15.7", first=having)
    rest = people(others, "SWIFT 2.1.0") + people(of_others - others, "JS 2.15.7", first=others)
    assert words(concerned, rest) == []


def test_of_whom_it_is_not_known_counts_on_neither_side() -> None:
    concerned = people(5, "SWIFT 2.1.0") + people(4, None, first=5)
    others = people(6, "JS 2.15.7") + people(9, None, first=6)
    assert words(concerned, others) == ["5 of 5 on SWIFT 2.1.0, 0 of 6 others"]


def test_each_trait_is_told_in_its_own_words_software_first() -> None:
    concerned = people(9, "SWIFT 2.1.0", region="Germany 2", location="Berlin", os="ios 18.6.2")
    others = people(20, "JS 2.15.7", region="India", location="Mumbai", os="linux")
    assert words(concerned, others) == [
        "9 of 9 on SWIFT 2.1.0, 0 of 20 others",
        "9 of 9 on ios 18.6.2, 0 of 20 others",
        "9 of 9 in region Germany 2, 0 of 20 others",
        "9 of 9 in Berlin, 0 of 20 others",
    ]


def test_the_trait_that_the_finding_is_about_is_left_out() -> None:
    concerned, others = people(9, connection_type="TURN"), people(20, connection_type="UDP")
    assert in_common(concerned, others, besides="connection") == ()
    assert words(concerned, others) == ["9 of 9 over TURN, 0 of 20 others"]


def test_chance_is_that_of_fishers_exact_test() -> None:
    tea = Shared("sdk", "", 3, 4, 1, 4)  # the lady who tasted tea: 17 of 70 ways
    assert tea.chance == pytest.approx(17 / 70)
    assert Shared("sdk", "", 4, 4, 0, 4).chance == pytest.approx(1 / 70)
    assert Shared("sdk", "", 0, 4, 4, 4).chance == pytest.approx(1)


def test_hundreds_of_people_are_compared_exactly() -> None:
    assert words(people(400, "A"), people(900, "B")) == ["400 of 400 on A, 0 of 900 others"]
