"""Finding somebody in what is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.archives import NOW, answer, archive, person, row, written
from support.builders import at

from lktui.analysis.people import Appearance, appearances, grouped, matching
from lktui.archive import reading
from lktui.archive.archive import Archive


async def with_people(*people: dict[str, object]) -> Archive:
    kept = archive(None)
    session = row(1, ended=NOW)
    kept.saw([session], NOW)
    kept.keep(answer(session, people), NOW, final=True)
    await written(kept)
    return kept


@pytest.mark.parametrize("needle", ["alice", "LIC", "Liddell", "  alice ", "ALICE LID"])
async def test_a_part_of_the_identity_or_of_the_name_is_enough_in_any_case(needle: str) -> None:
    kept = await with_people(person("alice", "Alice Liddell"), person("bob", "Bob"))
    assert [each.identity for each in (await kept.find(needle)).appearances] == ["alice"]
    await kept.close()


@pytest.mark.parametrize(("name", "needle"), [("Zoë Müller", "zoë mü"), ("ZOE\u0308", "zoë"), ("Straße", "STRASSE")])
async def test_letters_beyond_ascii_are_compared_without_case_and_composed(name: str, needle: str) -> None:
    kept = await with_people(person("x", name))
    assert (await kept.find(needle)).people == 1
    await kept.close()


@pytest.mark.parametrize("needle", ["", "   ", "nobody", "alicebob", "%", "_"])
async def test_what_nobody_is_called_finds_nobody(needle: str) -> None:
    kept = await with_people(person("alice", "bob"))
    assert (await kept.find(needle)).appearances == ()
    await kept.close()


async def test_it_tells_room_when_how_long_and_how_many_joins() -> None:
    session = row(1, ended=at("13:30"))
    twice = person("ann", "Ann", joined="13:10", left="13:20") | {
        "sessions": [
            {"participantId": "PA_1", "joinedAt": at("13:10").isoformat(), "leftAt": at("13:15").isoformat()},
            {"participantId": "PA_2", "joinedAt": at("13:25").isoformat()},
        ]
    }
    kept = archive(None)
    kept.saw([session], NOW)
    kept.keep(answer(session, [twice]), NOW, final=True)
    await written(kept)
    (found,) = (await kept.find("ann")).appearances
    assert found == Appearance(
        session,
        "ann",
        "Ann",
        0,
        NOW,
        at("13:10"),
        at("13:30"),
        left_at_end=True,
        present=timedelta(minutes=10),
        joins=2,
    )
    await kept.close()


async def test_what_the_archive_finds_is_what_the_detail_says() -> None:
    session = row(1)
    people = [person("ann"), person("ann"), person("", "Ann"), person("ann", "Ann", left=None), person("", "")]
    detail = answer(session, people)
    kept = archive(None)
    kept.saw([session], NOW)
    kept.keep(detail, NOW, final=False)
    await written(kept)
    found = (await kept.find("ann")).appearances
    assert sorted(found, key=lambda each: each.key) == sorted(
        matching(appearances(session, detail, NOW), "ann"), key=lambda each: each.key
    )
    assert len({each.key for each in found}) == 4
    await kept.close()


async def test_who_is_no_longer_in_a_newer_answer_is_no_longer_found() -> None:
    kept = await with_people(person("ann"), person("bob"))
    kept.keep(answer(row(1, ended=NOW), [person("bob"), person("eve")]), NOW, final=True)
    await written(kept)
    assert (await kept.find("ann")).appearances == ()
    assert len((await kept.find("bob")).appearances) == 1
    await kept.close()


async def test_more_people_than_can_be_shown_are_counted_and_the_best_are_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "MOST_PEOPLE", 3)
    kept = await with_people(person("ann"), *[person(f"user-ann-{number}") for number in range(9)])
    found = await kept.find("ann")
    assert found.people == 10
    assert [each.identity for each in found.appearances] == ["ann", "user-ann-8", "user-ann-7"]
    await kept.close()


def seen(identity: str, *, hours: int = 0, name: str = "") -> Appearance:
    session = row(1)._replace(session_id=f"RM_{hours}")
    return Appearance(session, identity, name, 0, NOW, NOW - timedelta(hours=hours))


def test_the_best_match_comes_first_then_who_was_seen_last() -> None:
    found = [seen("x-ann", hours=0), seen("anna", hours=2), seen("annie", hours=1), seen("ann", hours=9)]
    assert [each.identity for each in grouped(found, "Ann")] == ["ann", "annie", "anna", "x-ann"]


def test_the_sessions_of_a_person_stay_together_the_newest_first() -> None:
    found = [seen("ann", hours=5), seen("anna", hours=1), seen("ann", hours=3, name="Ann"), seen("ann", hours=4)]
    assert [(each.identity, each.session.session_id) for each in grouped(found, "ann")] == [
        ("ann", "RM_3"),
        ("ann", "RM_4"),
        ("ann", "RM_5"),
        ("anna", "RM_1"),
    ]


def test_people_without_identity_are_told_apart_by_their_names() -> None:
    found = [seen("", name="Ann"), seen("", name="Anna", hours=1), seen("", name="Ann", hours=2)]
    assert [each.name for each in grouped(found, "ann")] == ["Ann", "Ann", "Anna"]
