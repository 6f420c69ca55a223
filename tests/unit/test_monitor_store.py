"""The worker with a store of details: what is final is not asked for again, all else is shown at once, then asked."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from support.builders import detail, participant, session, sessions
from support.fake_client import FakeClient, refusal
from support.fake_clock import NOON, settle
from support.fake_store import FakeStore, Kept
from support.watching import watching

from lktui.errors import ArchiveError, SessionNotFound
from lktui.monitor.state import OpenSession

YESTERDAY = NOON - timedelta(days=1)
FULL = detail("RM_00001", ended=YESTERDAY, people=[participant(("10:00", "10:30"))])


def client() -> FakeClient:
    made = FakeClient(list(sessions(range(9, 0, -1))))
    made.details["RM_00001"] = FULL
    return made


def store_with(kept: Kept | None = None) -> FakeStore:
    return FakeStore({kept.session.session_id: kept} if kept else {})


async def test_a_final_detail_comes_from_the_store_and_is_not_asked_for() -> None:
    store = store_with(Kept(session(1), FULL, YESTERDAY, final=True))
    async with watching(client(), store=store) as watch:
        watch.client.recent()
        watch.monitor.open_session("RM_00001")
        await settle()
        assert watch.state.open == OpenSession("RM_00001", FULL, YESTERDAY, None, True, True, session(1))  # noqa: FBT003
        await watch.clock.advance(10)
        assert watch.client.recent() == ["list 0"]


async def test_what_is_not_final_shows_at_once_and_is_asked_for_all_the_same() -> None:
    asked = client()
    answer = asked.hold("RM_00001")
    partial = detail("RM_00001", total=3)
    async with watching(asked, store=store_with(Kept(session(1), partial, YESTERDAY))) as watch:
        watch.monitor.open_session("RM_00001")
        await settle()
        opened = watch.state.open
        assert opened is not None
        assert (opened.detail, opened.recalled_at, opened.settled) == (partial, YESTERDAY, False)
        answer.set()
        await settle()
        opened = watch.state.open
        assert opened is not None
        assert (opened.detail, opened.recalled_at) == (FULL, None)


async def test_what_was_kept_stays_when_the_api_no_longer_knows_it() -> None:
    asked = client()
    asked.fail("RM_00001", refusal(SessionNotFound))
    async with watching(asked, store=store_with(Kept(session(1), FULL, YESTERDAY))) as watch:
        watch.monitor.open_session("RM_00001")
        await settle()
        opened = watch.state.open
        assert opened is not None
        assert (opened.detail, opened.recalled_at) == (FULL, YESTERDAY)
        assert isinstance(opened.error, SessionNotFound)


@pytest.mark.parametrize("kept", [detail("RM_00001", total=3), None])
async def test_what_is_older_than_the_api_keeps_is_not_asked_for(kept: None) -> None:
    old = session(1, began=NOON - timedelta(days=20))
    async with watching(client(), store=store_with(Kept(old, kept, NOON - timedelta(days=20)))) as watch:
        watch.client.recent()
        watch.monitor.open_session("RM_00001")
        await settle()
        assert watch.client.recent() == []
        assert watch.state.open is not None
        assert watch.state.open.detail == kept
        assert watch.state.open.settled


@pytest.mark.parametrize("failing", [None, ArchiveError("damaged")])
async def test_what_the_store_does_not_know_or_can_not_tell_is_asked_for(failing: ArchiveError | None) -> None:
    store = FakeStore(failing=failing)
    async with watching(client(), store=store) as watch:
        watch.monitor.open_session("RM_00001")
        await settle()
        assert watch.state.open is not None
        assert watch.state.open.detail == FULL


async def test_a_store_that_does_not_answer_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lktui.monitor.details.RECALL_PATIENCE", 0.0)
    async with watching(client(), store=FakeStore(held=asyncio.Event())) as watch:
        watch.monitor.open_session("RM_00001")
        await settle()
        assert watch.state.open is not None
        assert watch.state.open.detail == FULL


async def test_what_is_recalled_after_another_session_was_opened_is_dropped() -> None:
    store = store_with(Kept(session(1), FULL, YESTERDAY, final=True))
    store.held = asyncio.Event()
    async with watching(client(), store=store) as watch:
        watch.monitor.open_session("RM_00001")
        await settle()
        watch.monitor.open_session("RM_00002")
        watch.monitor.close_session()
        store.held.set()
        await settle()
        assert watch.state.open is None


async def test_a_detail_is_kept_when_it_is_news_and_when_it_becomes_final() -> None:
    asked = client()
    asked.details["RM_00001"] = detail("RM_00001", ended=NOON, total=0)
    store = FakeStore()
    async with watching(asked, store=store) as watch:
        watch.monitor.open_session("RM_00001")
        await settle()
        await watch.clock.advance(10)
        await watch.clock.advance(10)
        assert [final for _, _, final in store.put] == [False]
        await watch.clock.advance(600)
        assert [final for _, _, final in store.put] == [False, True]


async def test_one_answer_is_enough_an_hour_after_the_end_but_not_a_partial_one() -> None:
    asked = client()
    asked.details["RM_00002"] = detail("RM_00002", ended=YESTERDAY, total=4)
    store = FakeStore()
    async with watching(asked, store=store) as watch:
        for session_id in ("RM_00001", "RM_00002"):
            watch.monitor.open_session(session_id)
            await watch.clock.advance(1)
        assert [(each.session_id, final) for each, _, final in store.put] == [("RM_00001", True), ("RM_00002", False)]


async def test_a_bug_in_the_store_crashes_loudly() -> None:
    async def opening() -> None:
        async with watching(client(), store=FakeStore(failing=ZeroDivisionError())) as watch:
            watch.monitor.open_session("RM_00001")
            await settle()

    with pytest.raises(ZeroDivisionError):
        await opening()


async def test_what_is_wrong_with_the_archive_is_part_of_the_state_until_it_is_well() -> None:
    trouble = ArchiveError("it is locked", "wait")
    async with watching(client()) as watch:
        watch.monitor.archive_told(trouble)
        assert (watch.state.archive_error, watch.state.archive_error_seen) == (trouble, False)
        watch.monitor.archive_error_seen()
        assert watch.state.archive_error_seen
        watch.monitor.archive_told(None)
        assert watch.state.archive_error is None
