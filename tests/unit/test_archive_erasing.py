"""What is forgotten is gone, from the tables, from the answers, and from the bytes of the files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from support.archives import NOW, answer, archive, person, row, written

from lktui.archive import opening
from lktui.archive.archive import NAME
from lktui.archive.erasing import FORGOTTEN, Forgotten, forget, purge
from lktui.archive.rows import unpacked
from lktui.errors import ArchiveLocked

WHO = "alice@wonder.example"


def bytes_of(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in sorted(folder.iterdir()))


def answers_of(folder: Path) -> str:
    with closing(sqlite3.connect(folder / NAME)) as connection:
        return "".join(unpacked(body) for (body,) in connection.execute("SELECT body FROM details"))


async def kept_of(folder: Path) -> None:
    kept = archive(folder)
    for number in range(30):
        session = row(number, ended=NOW, room=f"call-{WHO}" if number == 7 else "")
        kept.saw([session], NOW)
        kept.keep(
            answer(session, [person(WHO, "Alice Liddell"), person(f"bob-{number}", "Bob"), person(f"x{WHO}")]),
            NOW,
            final=True,
        )
    kept.saw([row(99)._replace(extra={"metadata": {"host": WHO}})], NOW)
    await kept.close()


async def test_nothing_of_a_forgotten_person_is_left_in_the_files(tmp_path: Path) -> None:
    await kept_of(tmp_path)
    assert b"Alice Liddell" in bytes_of(tmp_path)
    assert forget(tmp_path / NAME, WHO) == Forgotten(sessions=30, names=1, rooms=2)
    assert b"Liddell" not in bytes_of(tmp_path)
    assert "Liddell" not in answers_of(tmp_path)
    # somebody else, whose identity only ends in the same letters, is still there
    for left in (bytes_of(tmp_path).decode("latin-1"), answers_of(tmp_path)):
        assert left.count(WHO) == left.count(f"x{WHO}") > 0


async def test_who_was_with_a_forgotten_person_is_still_found_and_so_are_the_sessions(tmp_path: Path) -> None:
    await kept_of(tmp_path)
    forget(tmp_path / NAME, WHO)
    kept = archive(tmp_path)
    assert (await kept.find("Liddell")).people == 0
    assert len((await kept.find("Bob")).appearances) == 30
    recalled = await kept.recall("RM_00007")
    assert recalled is not None
    assert recalled.session.room_name == f"call-{FORGOTTEN}"
    assert recalled.detail is not None
    assert recalled.detail.room_name == f"call-{FORGOTTEN}"
    assert len(recalled.detail.participants) == recalled.detail.participants_total == 3
    gone = recalled.detail.participants[0]
    assert (gone.identity, gone.name, gone.stays, gone.joined_at) == ("", FORGOTTEN, (), None)
    assert recalled.final
    await kept.close()


async def test_somebody_unknown_is_forgotten_without_a_change(tmp_path: Path) -> None:
    await kept_of(tmp_path)
    assert not forget(tmp_path / NAME, "nobody").anything
    assert "Liddell" in answers_of(tmp_path)


async def test_a_short_identity_is_taken_out_only_where_it_stands_alone(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    rooms = {1: "x", 2: "x-ray", 3: "box"}
    for number, room in rooms.items():
        kept.saw([row(number, room=room)], NOW)
    await kept.close()
    forget(tmp_path / NAME, "x")
    again = archive(tmp_path)
    assert {each.session.room_name for each in await again.sessions()} == {FORGOTTEN, "x-ray", "box"}
    await again.close()


async def test_a_person_of_all_projects_is_forgotten(tmp_path: Path) -> None:
    for project_id in ("p_one", "p_two"):
        kept = archive(tmp_path, project_id=project_id)
        kept.keep(answer(row(1), [person(WHO)]), NOW, final=False)
        await kept.close()
    assert forget(tmp_path / NAME, WHO).sessions == 2


async def test_a_reader_that_keeps_old_bytes_alive_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 0.01)
    await kept_of(tmp_path)
    with closing(sqlite3.connect(tmp_path / NAME, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM sessions").fetchall()
        with pytest.raises(ArchiveLocked, match="another lktui"):
            forget(tmp_path / NAME, WHO)
        other.execute("ROLLBACK")
    forget(tmp_path / NAME, WHO)
    assert b"Liddell" not in bytes_of(tmp_path)


async def test_a_forgotten_person_is_gone_from_an_archive_that_is_in_use(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    kept.keep(answer(row(1), [person(WHO)]), NOW, final=False)
    await written(kept)
    assert (await kept.find(WHO)).people == 1
    forget(tmp_path / NAME, WHO)
    assert (await kept.find(WHO)).people == 0
    assert WHO.encode() not in bytes_of(tmp_path)
    await kept.close()


async def test_purging_deletes_the_archive_and_what_was_set_aside(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"damaged" * 1000)
    (tmp_path / "something else").touch()
    kept = archive(tmp_path)
    kept.saw([row(1)], NOW)
    await written(kept)
    gone = purge(tmp_path / NAME)
    assert [each.name for each in tmp_path.iterdir()] == ["something else"]
    assert len(gone) == 4
    await kept.close()


def test_purging_what_is_not_there_does_nothing(tmp_path: Path) -> None:
    assert purge(tmp_path / "nowhere" / NAME) == []
