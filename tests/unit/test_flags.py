"""Findings of many sessions, a word each: from the list, from details, and from the room service."""

from __future__ import annotations

from support.cases import after, row

from lktui.analysis.findings import RULES, Severity, Thresholds
from lktui.analysis.findings.flags import Flags, weight
from lktui.analysis.ghosts import heard
from lktui.model import ConnectionCounts, LiveRooms

EMPTY = row(participants_now=0, last_active=after(0))
FAILING = row(session_id="RM_2", connection_counts=ConnectionCounts(9, 4), ended_at=after(60))


def test_flags_come_from_the_rows_of_the_list() -> None:
    flags = Flags()
    flags.saw([EMPTY, FAILING], (), after(900))
    assert flags.of("RM_1") == {"empty"}
    assert flags.of("RM_2") == {"failing"}
    assert flags.of("RM_3") == frozenset()


def test_an_open_session_gets_a_flag_as_time_goes_by_and_loses_it_with_what_it_was_about() -> None:
    flags = Flags()
    flags.saw([EMPTY], (), after(599))
    assert not flags.of("RM_1")
    flags.saw([], (), after(600))
    assert flags.of("RM_1") == {"empty"}
    flags.saw([EMPTY._replace(participants_now=1)], (), after(610))
    assert not flags.of("RM_1")
    flags.saw([EMPTY._replace(ended_at=after(620))], (), after(9000))
    assert not flags.of("RM_1")


def test_details_add_theirs_and_a_later_detail_replaces_them() -> None:
    flags = Flags()
    flags.saw([EMPTY], (), after(900))
    flags.learn({"RM_1": ["storm", "alone"], "RM_9": ["drop"]})
    assert flags.of("RM_1") == {"empty", "storm", "alone"}
    assert flags.of("RM_9") == {"drop"}
    flags.learn({"RM_1": ["alone"]})
    assert flags.of("RM_1") == {"empty", "alone"}


def test_what_was_kept_of_sessions_tells_as_much_as_a_list_but_nothing_of_those_that_are_listed() -> None:
    flags = Flags()
    flags.saw([EMPTY._replace(participants_now=1)], (), after(900))
    flags.recall([(EMPTY, after(800)), (FAILING, after(900))])
    assert not flags.of("RM_1")
    assert flags.of("RM_2") == {"failing"}
    flags.saw([], ["RM_1"], after(910))
    flags.recall([(EMPTY, after(800))])
    assert flags.of("RM_1") == {"empty"}
    assert not flags.ghosts


def test_what_the_list_tells_is_not_taken_from_an_older_detail() -> None:
    flags = Flags()
    flags.learn({"RM_1": ["empty", "ghost", "recording", "no-such-rule", "drop"]})
    assert flags.of("RM_1") == {"drop"}


def test_a_session_that_is_in_the_range_no_more_keeps_only_what_its_detail_told() -> None:
    flags = Flags()
    flags.saw([EMPTY], (), after(900))
    flags.learn({"RM_1": ["storm"]})
    flags.saw([], ["RM_1"], after(910))
    flags.saw([], (), after(920))
    assert flags.of("RM_1") == {"storm"}


def test_a_ghost_is_one_as_long_as_the_room_service_says_so() -> None:
    flags = Flags()
    asked = heard(None, LiveRooms(), after(900), [EMPTY])
    flags.saw([EMPTY], (), after(910), asked)
    assert flags.of("RM_1") == {"ghost"}
    assert flags.is_ghost("RM_1")
    flags.saw([], (), after(920), None)
    assert flags.of("RM_1") == {"empty"}
    assert not flags.is_ghost("RM_1")


def test_thresholds_hold_for_flags_too() -> None:
    flags = Flags(Thresholds(empty_after=60, failing_below=0.1))
    flags.saw([EMPTY, FAILING], (), after(60))
    assert flags.of("RM_1") == {"empty"}
    assert not flags.of("RM_2")


def test_the_worst_findings_outweigh_any_number_of_milder_ones() -> None:
    every_warning = frozenset(rule.id for rule in RULES if rule.severity is Severity.WARNING)
    assert weight(frozenset({"storm"})) > weight(every_warning) > weight(frozenset({"empty"})) > 0  # type: ignore[operator]  # not None
    assert weight(frozenset()) is None
    assert weight(frozenset({"of a newer version"})) is None


def test_another_range_begins_with_what_details_told() -> None:
    flags = Flags(Thresholds(empty_after=1))
    flags.saw([EMPTY], (), after(900))
    flags.learn({"RM_1": ["storm"]})
    another = flags.for_another_range()
    assert another.of("RM_1") == {"storm"}
    assert another.thresholds == flags.thresholds
