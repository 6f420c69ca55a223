"""Whatever is wrong with the file, what is seen goes on to be collected, and it is told what to do."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from support.archives import NOW, answer, archive, person, row, written

from lktui.archive import opening
from lktui.archive.archive import NAME, Archive
from lktui.archive.schema import MIGRATIONS, migrate
from lktui.errors import ArchiveDamaged, ArchiveError, ArchiveLocked, ArchiveNewer, ArchiveUnwritable

TESTS = Path(__file__).parent.parent


def listened(kept: Archive) -> list[ArchiveError | None]:
    told: list[ArchiveError | None] = []
    kept.told = told.append
    return told


async def settled(kept: Archive) -> None:
    await written(kept)
    await asyncio.sleep(0)


def execute(kept: Archive, statement: str) -> None:
    """In the archive's own thread, on its own connection."""
    assert kept._keeper is not None
    kept._keeper.connection()[0].execute(statement)


async def filled(folder: Path, count: int = 200) -> None:
    kept = archive(folder)
    kept.saw([row(number) for number in range(count)], NOW)
    await kept.close()


@pytest.mark.parametrize(
    "content",
    [b"no database at all" * 500, b"SQLite format 3\0" + b"\xff" * 9000],
    ids=["another file", "a broken head"],
)
async def test_a_file_that_is_no_archive_is_set_aside_and_a_new_one_begun(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    kept = archive(tmp_path)
    told = listened(kept)
    kept.saw([row(1)], NOW)
    await settled(kept)
    await settled(kept)
    (trouble,) = told
    assert isinstance(trouble, ArchiveDamaged)
    assert "archive-damaged-20250929T140300Z.db" in trouble.todo
    assert (tmp_path / "archive-damaged-20250929T140300Z.db").read_bytes() == content
    assert len(await kept.sessions()) == 1
    await kept.close()
    assert len(await _sessions(tmp_path)) == 1


async def test_a_page_that_is_found_broken_while_writing_sets_the_file_aside_and_loses_nothing_seen(
    tmp_path: Path,
) -> None:
    await filled(tmp_path)
    kept = archive(tmp_path)
    told = listened(kept)
    await written(kept)
    with (tmp_path / NAME).open("r+b") as file:
        size = (tmp_path / NAME).stat().st_size
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))
    kept.saw([row(number, room="changed") for number in range(150)], NOW)
    await settled(kept)
    assert [type(trouble) for trouble in told] == [ArchiveDamaged]
    assert len(await kept.sessions()) == 150
    await kept.close()
    assert len(list(tmp_path.glob("archive-damaged-*.db"))) == 1


async def test_a_page_that_is_found_broken_while_reading_is_told_and_set_aside(tmp_path: Path) -> None:
    await filled(tmp_path)
    kept = archive(tmp_path)
    told = listened(kept)
    await written(kept)
    with (tmp_path / NAME).open("r+b") as file:
        size = (tmp_path / NAME).stat().st_size
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))
    with pytest.raises(ArchiveDamaged):
        await kept.sessions()
    await settled(kept)
    assert [type(trouble) for trouble in told] == [ArchiveDamaged]
    assert await kept.sessions() == []
    await kept.close()


async def test_two_files_damaged_in_the_same_second_are_both_kept(tmp_path: Path) -> None:
    for _ in range(2):
        (tmp_path / NAME).write_bytes(b"damaged" * 1000)
        kept = archive(tmp_path)
        await written(kept)
        await kept.close()
    assert len(list(tmp_path.glob("archive-damaged-*"))) == 2


async def test_a_file_that_another_lktui_has_set_aside_is_not_set_aside_again(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"damaged" * 1000)
    inode = opening.inode_of(tmp_path / NAME)
    kept = archive(tmp_path)
    await written(kept)
    told = opening.set_aside(tmp_path / NAME, NOW, inode)
    assert "Another lktui" in told.todo
    assert len(list(tmp_path.glob("archive-damaged-*"))) == 1
    await kept.close()


async def test_a_newer_format_is_left_alone_and_what_is_seen_stays_in_memory(tmp_path: Path) -> None:
    await filled(tmp_path, 5)
    with closing(sqlite3.connect(tmp_path / NAME)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = (tmp_path / NAME).read_bytes()
    kept = archive(tmp_path)
    told = listened(kept)
    kept.saw([row(1)], NOW)
    await settled(kept)
    (trouble,) = told
    assert isinstance(trouble, ArchiveNewer)
    assert "Update lktui" in trouble.todo
    assert len(await kept.sessions()) == 1
    await kept.close()
    assert (tmp_path / NAME).read_bytes() == before


def test_an_older_format_is_brought_up_to_date() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, MIGRATIONS[:1])
        migrate(connection, (*MIGRATIONS, "ALTER TABLE sessions ADD COLUMN later"))
        assert "later" in [column[1] for column in connection.execute("PRAGMA table_info(sessions)")]
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS) + 1,)


def test_a_migration_that_fails_leaves_the_file_as_it_was() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection)
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection, (*MIGRATIONS, "CREATE TABLE later (x); no sql"))
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'later'").fetchall()


async def test_a_folder_that_can_not_be_made_is_told_and_what_is_seen_stays_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    kept = archive(tmp_path / "file" / "folder")
    told = listened(kept)
    kept.saw([row(1)], NOW)
    await settled(kept)
    (trouble,) = told
    assert isinstance(trouble, ArchiveUnwritable)
    assert "--no-archive" in trouble.todo
    assert len(await kept.sessions()) == 1
    await kept.close()


async def test_a_file_that_may_only_be_read_is_told(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    told = listened(kept)
    await written(kept)
    await asyncio.wrap_future(kept._writer.submit(lambda: execute(kept, "PRAGMA query_only = ON")))
    kept.saw([row(2)], NOW)
    await settled(kept)
    assert [type(trouble) for trouble in told] == [ArchiveUnwritable]
    await kept.close()


async def test_once_the_disk_has_room_again_all_is_written_that_was_seen_meanwhile(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    told = listened(kept)
    await written(kept)

    await asyncio.wrap_future(kept._writer.submit(lambda: execute(kept, "PRAGMA max_page_count = 20")))
    kept.saw([row(number) for number in range(2000)], NOW)
    await settled(kept)
    (trouble,) = told
    assert isinstance(trouble, ArchiveUnwritable)
    assert "disk is full" in trouble.what
    kept.saw([row(9999)], NOW)
    await settled(kept)
    assert len(told) == 1
    await asyncio.wrap_future(kept._writer.submit(lambda: execute(kept, "PRAGMA max_page_count = 1073741823")))
    kept.saw([], NOW)
    await settled(kept)
    assert told[1:] == [None]
    assert len(await kept.sessions()) == 2001
    await kept.close()


async def test_what_could_not_be_written_because_of_a_lock_is_written_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 0.01)
    kept = archive(tmp_path)
    told = listened(kept)
    await written(kept)
    with closing(sqlite3.connect(tmp_path / NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        kept.saw([row(1)], NOW)
        kept.keep(answer(row(1), [person("ann")]), NOW, final=False)
        await settled(kept)
        assert await kept.sessions() == []  # reading is not kept waiting
        other.execute("ROLLBACK")
    kept.saw([row(2)], NOW)
    await settled(kept)
    assert [type(trouble) for trouble in told] == [ArchiveLocked, type(None)]
    assert len(await kept.sessions()) == 2
    assert (await kept.find("ann")).people == 1
    await kept.close()


async def test_a_file_that_can_be_opened_again_gets_what_was_seen_meanwhile(tmp_path: Path) -> None:
    moments = [NOW]
    (tmp_path / "data").touch()
    kept = archive(tmp_path / "data", now=lambda: moments[-1])
    told = listened(kept)
    kept.saw([row(1)], NOW)
    await settled(kept)
    (tmp_path / "data").unlink()
    moments.append(NOW + timedelta(seconds=61))
    kept.saw([row(2)], NOW)
    await settled(kept)
    assert [type(trouble) for trouble in told] == [ArchiveUnwritable, type(None)]
    await kept.close()
    assert len(await _sessions(tmp_path / "data")) == 2


async def test_a_file_that_is_deleted_while_it_is_used_is_begun_anew(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    kept.saw([row(1)], NOW)
    await written(kept)
    for each in tmp_path.iterdir():
        each.unlink()
    kept.saw([row(2)], NOW)
    await written(kept)
    await kept.close()
    assert len(await _sessions(tmp_path)) == 2


async def test_a_file_that_is_not_to_be_had_does_not_keep_lktui_from_quitting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 0.2)
    monkeypatch.setattr("lktui.archive.archive.LAST_WRITE", 0.01)
    kept = archive(tmp_path)
    await written(kept)
    with closing(sqlite3.connect(tmp_path / NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        kept.saw([row(1)], NOW)
        await kept.close()
        other.execute("ROLLBACK")
    assert kept._writer._thread is not None
    kept._writer._thread.join()


async def test_a_bug_in_the_thread_comes_out_where_the_next_thing_is_handed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = archive(tmp_path)
    monkeypatch.setattr("lktui.archive.writing._PUT_SESSION", "no sql")
    kept.saw([row(1)], NOW)
    await settled(kept)
    with pytest.raises(sqlite3.OperationalError):
        kept.saw([row(2)], NOW)
    await kept.close()
    assert kept._keeper is not None
    assert not kept._keeper.is_open  # the file is let go of all the same
    told: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: told.append(context["message"]))
    gc.collect()
    assert told == []  # nothing is left that would be told of later, by whoever collects it


WRITER = """
import asyncio, sys
from pathlib import Path
from support.archives import NOW, archive, row, written

async def main(first):
    kept = archive(Path(sys.argv[1]))
    for number in range(first, first + int(sys.argv[3])):
        kept.saw([row(number)], NOW)
        await written(kept)
        print(number, flush=True)
    await kept.close()
    assert kept.trouble is None, kept.trouble

asyncio.run(main(int(sys.argv[2])))
"""


def writer(folder: Path, first: int, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), str(first), str(count)]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)])}
    return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)


async def test_two_lktui_at_once_share_it(tmp_path: Path) -> None:
    both = [writer(tmp_path, first, 60) for first in (0, 1000)]
    for each in both:
        assert each.stdout is not None
        each.stdout.read()
        each.stdout.close()
        assert each.wait() == 0
    assert len(await _sessions(tmp_path)) == 120
    assert not list(tmp_path.glob("*damaged*"))


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")
async def test_killed_in_the_middle_of_writing_it_is_still_good(tmp_path: Path) -> None:
    for round_ in range(3):
        process = writer(tmp_path, 1000 * round_, 900)
        assert process.stdout is not None
        for _ in range(20):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.stdout.close()
        process.wait()
    assert len(await _sessions(tmp_path)) >= 57
    with closing(opening.open_file(tmp_path / NAME)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


async def _sessions(folder: Path) -> list[str]:
    kept = archive(folder)
    found = await kept.sessions()
    await kept.close()
    assert kept.trouble is None
    return [each.session.session_id for each in found]
