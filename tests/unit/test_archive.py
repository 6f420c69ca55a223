"""What the archive keeps, for whom, and for how long."""

from __future__ import annotations

import os
import stat
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.archives import NOW, answer, archive, person, row, written

from lktui.analysis.overview import ProjectSample, Sum
from lktui.archive.archive import NAME
from lktui.archive.opening import open_file
from lktui.archive.reading import Extent


def sample(minute: int) -> ProjectSample:
    return ProjectSample(NOW + timedelta(minutes=minute), 3, Sum(7, 3, 3), Sum(None, 0, 3), Sum(9.5, 2, 3), 10, 9)


async def test_sessions_come_back_as_they_were_seen_newest_first(tmp_path: Path) -> None:
    one, two = row(1), row(2, ended=NOW)
    kept = archive(tmp_path)
    kept.saw([one, two], NOW)
    await written(kept)
    found = await kept.sessions()
    assert [(each.session, each.seen_at) for each in found] == [(two, NOW), (one, NOW)]
    await kept.close()


async def test_what_was_kept_is_there_after_a_restart(tmp_path: Path) -> None:
    session = row(1, ended=NOW)
    detail = answer(session, [person("ann", "Ann")])
    first = archive(tmp_path)
    first.saw([session], NOW)
    first.keep(detail, NOW, final=True)
    await first.close()
    second = archive(tmp_path)
    recalled = await second.recall("RM_00001")
    assert recalled is not None
    assert (recalled.session, recalled.detail, recalled.fetched_at, recalled.final) == (session, detail, NOW, True)
    assert recalled.detail is not None
    assert recalled.detail.raw == detail.raw
    await second.close()


async def test_a_session_that_changed_is_kept_as_it_is_now() -> None:
    kept = archive(None)
    kept.saw([row(1)], NOW)
    later = row(1)._replace(ended_at=NOW, bandwidth_in=5)
    kept.saw([later], NOW + timedelta(minutes=1))
    await written(kept)
    (found,) = await kept.sessions()
    assert (found.session, found.seen_at) == (later, NOW + timedelta(minutes=1))
    await kept.close()


async def test_what_has_not_changed_is_not_written_again(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    kept.saw([row(1)], NOW)
    await written(kept)
    await kept.sessions()
    kept.saw([row(1)], NOW + timedelta(minutes=1))
    await written(kept)
    (found,) = await kept.sessions()
    assert found.seen_at == NOW
    await kept.close()


async def test_each_project_has_its_own_sessions(tmp_path: Path) -> None:
    mine, yours = archive(tmp_path, project_id="p_mine"), archive(tmp_path, project_id="p_yours")
    mine.saw([row(1)], NOW)
    yours.saw([row(1, room="other"), row(2)], NOW)
    yours.keep(answer(row(2), [person("ann")]), NOW, final=False)
    await written(mine)
    await written(yours)
    assert [each.session.room_name for each in await mine.sessions()] == ["room-1"]
    assert [each.session.room_name for each in await yours.sessions()] == ["room-2", "other"]
    assert (await mine.find("ann")).people == 0
    assert (await yours.find("ann")).people == 1
    await mine.close()
    await yours.close()


async def test_sessions_of_utc_days_are_those_that_began_on_them() -> None:
    kept = archive(None)
    kept.saw([row(1, began=NOW - timedelta(days=each)) for each in range(3)], NOW)
    days = [row(each, began=NOW.replace(hour=0, minute=0) - timedelta(days=each)) for each in range(4)]
    kept.saw(days, NOW)
    await written(kept)
    found = await kept.sessions(date(2025, 9, 27), date(2025, 9, 28))
    assert {each.session.session_id for each in found} == {"RM_00001", "RM_00002"}
    await kept.close()


async def test_a_session_that_was_never_seen_is_not_known() -> None:
    kept = archive(None)
    assert await kept.recall("RM_1") is None
    await kept.close()


async def test_of_a_session_that_was_never_opened_no_detail_is_kept() -> None:
    kept = archive(None)
    kept.saw([row(1)], NOW)
    await written(kept)
    recalled = await kept.recall("RM_00001")
    assert recalled is not None
    assert recalled.detail is None
    assert not recalled.final
    await kept.close()


async def test_a_partial_detail_does_not_replace_a_fuller_one() -> None:
    kept = archive(None)
    session = row(1, ended=NOW)
    full = answer(session, [person("ann"), person("bob")])
    kept.keep(full, NOW, final=False)
    await written(kept)
    await kept.sessions()
    kept.keep(answer(session, [person("ann")], total=2), NOW + timedelta(minutes=1), final=False)
    await written(kept)
    recalled = await kept.recall("RM_00001")
    assert recalled is not None
    assert recalled.detail == full
    await kept.close()


async def test_a_detail_of_a_session_that_is_on_no_list_is_kept_with_what_it_says_of_it() -> None:
    kept = archive(None)
    session = row(1, ended=NOW)
    kept.keep(answer(session, [person("ann")]), NOW, final=True)
    await written(kept)
    (found,) = await kept.sessions()
    assert (found.session.room_name, found.session.created_at, found.session.ended_at) == (
        "room-1",
        session.created_at,
        NOW,
    )
    await kept.close()


async def test_every_poll_leaves_a_sample() -> None:
    kept = archive(None)
    for minute in (0, 0, 1):
        kept.sampled(sample(minute))
    await written(kept)
    assert (await kept.extent()).samples == 2
    await kept.close()


async def test_samples_come_back_as_they_were_but_for_ghosts_which_nobody_remembers() -> None:
    kept = archive(None)
    for minute in (3, 1, 2):
        kept.sampled(sample(minute))
    kept.sampled(sample(4)._replace(whole=False))
    await written(kept)
    assert (await kept.extent()).samples == 4
    found = await kept.samples(NOW + timedelta(minutes=2))
    assert [each.at for each in found] == [NOW + timedelta(minutes=2), NOW + timedelta(minutes=3)]
    assert (found[0].people, found[0].rate_out.value, found[0].attempts) == (Sum(7, 3, 3), 9.5, 10)
    assert found[0].ghosts is None
    await kept.close()


async def test_sums_that_no_integer_of_the_file_can_hold_are_unknown_and_the_rest_of_the_sample_stays() -> None:
    kept = archive(None)
    kept.sampled(sample(1)._replace(people=Sum(2**63, 3, 3)))
    kept.sampled(sample(2)._replace(attempts=2**64, success=5))
    await written(kept)
    found = await kept.samples(NOW)
    assert [each.people.value for each in found] == [None, 7]
    assert [each.attempts for each in found] == [10, 0]
    assert found[1].connection_success is None
    assert [each.rate_out.value for each in found] == [9.5, 9.5]
    await kept.close()


async def test_the_extent_counts_what_there_is() -> None:
    kept = archive(None)
    kept.saw([row(1), row(2)], NOW)
    kept.keep(answer(row(1), [person("ann"), person("bob")]), NOW, final=False)
    await written(kept)
    assert await kept.extent() == Extent(2, 1, 2, 0, row(1).created_at, row(2).created_at)
    await kept.close()


async def test_nothing_is_opened_before_the_start_and_nothing_of_that_is_lost(tmp_path: Path) -> None:
    kept = archive(tmp_path, started=False)
    kept.saw([row(1)], NOW)
    assert not (tmp_path / NAME).exists()
    kept.start()
    assert len(await kept.sessions()) == 1
    await kept.close()


async def test_an_archive_that_was_not_used_makes_no_file(tmp_path: Path) -> None:
    kept = archive(tmp_path, started=False)
    await kept.close()
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="other systems have other rights")
async def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "lktui"
    kept = archive(folder)
    kept.saw([row(1)], NOW)
    await written(kept)
    await kept.sessions()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {each.name: stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {
        NAME: 0o600,
        f"{NAME}-wal": 0o600,
        f"{NAME}-shm": 0o600,
    }
    await kept.close()


@pytest.mark.skipif(os.name != "posix", reason="other systems have other rights")
async def test_rights_that_are_too_wide_are_taken_back(tmp_path: Path) -> None:
    (tmp_path / NAME).touch()
    (tmp_path / NAME).chmod(0o644)
    tmp_path.chmod(0o755)
    kept = archive(tmp_path)
    await kept.extent()
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    await kept.close()


async def test_what_ended_before_the_retention_is_erased_at_the_start(tmp_path: Path) -> None:
    old = row(1, began=NOW - timedelta(days=9), ended=NOW - timedelta(days=8))
    recent = row(2, began=NOW - timedelta(days=9), ended=NOW - timedelta(days=6))
    first = archive(tmp_path)
    first.saw([old, recent], NOW)
    for session in (old, recent):
        first.keep(answer(session, [person(f"of-{session.session_id}")]), NOW, final=True)
    first.sampled(sample(0))
    await first.close()
    second = archive(tmp_path, days=7)
    second.saw([], NOW)
    await written(second)
    await second.extent()
    assert [each.session for each in await second.sessions()] == [recent]
    assert (await second.extent()).details == 1
    assert (await second.find("of-RM")).people == 1
    await second.close()


async def test_the_retention_is_enforced_every_day(tmp_path: Path) -> None:
    moments = [NOW]
    kept = archive(tmp_path, days=7, now=lambda: moments[-1])
    kept.saw([row(1, began=NOW - timedelta(days=7, hours=1), ended=NOW - timedelta(days=6, hours=23))], NOW)
    await written(kept)
    assert (await kept.extent()).sessions == 1
    moments.append(NOW + timedelta(hours=25))
    kept.sampled(sample(0))
    await written(kept)
    assert (await kept.extent()).sessions == 0
    await kept.close()


def test_what_is_deleted_is_overwritten_and_its_room_given_back(tmp_path: Path) -> None:
    with closing(open_file(tmp_path / NAME)) as connection:
        assert connection.execute("PRAGMA secure_delete").fetchone() == (1,)
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
