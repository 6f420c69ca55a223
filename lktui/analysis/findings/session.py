"""Rules that the row of the list is enough for: rooms nobody is in, long ones, ghosts, failed connections."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lktui.analysis.findings.finding import Evidence, Found, span
from lktui.analysis.status import Until, duration
from lktui.model import Egress

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from lktui.analysis.findings.finding import Case


def empty(case: Case) -> Found | None:
    if case.session.ended_at is not None:
        return _stood_empty(case)
    since = _empty_since(case)
    if since is None or case.at - since[0] < timedelta(seconds=case.thresholds.empty_after):
        return None
    moment, evidence = since
    return Found(f"open, with nobody in it for {span(case.at - moment)}", (evidence,), at=moment)


def _stood_empty(case: Case) -> Found | None:
    """Of a session that has ended, only its participants tell: what `lastActive` means then is not documented."""
    ended, people = case.session.ended_at, case.attended.people
    if ended is None or not case.is_whole or not people:
        return None
    if any(each.assumed for person in people for each in person.spans):
        return None
    last = max(each.left or each.joined for person in people for each in person.spans)
    if ended - last < timedelta(seconds=case.thresholds.empty_after):
        return None
    words = f"stayed open for {span(ended - last)} after the last one had left"
    return Found(words, (Evidence("the last one left", last, ended),), at=last)


def recording(case: Case) -> Found | None:
    session = case.session
    since = _empty_since(case) if session.egress is Egress.ACTIVE and session.ended_at is None else None
    if since is None or case.at - since[0] < timedelta(seconds=case.thresholds.recording_after):
        return None
    moment, evidence = since
    words = f"egress is active, with nobody in the room for {span(case.at - moment)}"
    return Found(words, (Evidence("egress: active"), evidence), at=moment)


def _empty_since(case: Case) -> tuple[datetime, Evidence] | None:
    """Since when nobody has been in a room that is open, and what says so; None where that is not known."""
    session = case.session
    if case.ghost is not None or session.participants_now != 0:
        return None
    steps = case.attended.steps
    if case.is_whole and steps:
        last = steps[-1]
        return None if last.present else (last.at, Evidence("the last one left", last.at))
    if session.last_active is not None:
        return session.last_active, Evidence("nobody is in it; last active", session.last_active, assumed=True)
    if session.participants_total == 0 and session.created_at is not None:
        return session.created_at, Evidence("began, and nobody has ever been in it", session.created_at)
    return None


def long(case: Case) -> Found | None:
    lasted = duration(case.session, case.at) if case.ghost is None else None
    if lasted is None or lasted.length < timedelta(seconds=case.thresholds.long_after):
        return None
    began = case.session.created_at
    words = {Until.END: "it lasted", Until.NOW: "it has lasted", Until.LAST_ACTIVE: "it was in use for"}[lasted.until]
    evidence = Evidence("began", began, case.session.ended_at, assumed=lasted.until is Until.LAST_ACTIVE)
    return Found(f"{words} {span(lasted.length)}", (evidence,), at=began)


def failing(case: Case) -> Found | None:
    counts, limits = case.session.connection_counts, case.thresholds
    if counts is None or counts.attempts is None or counts.success is None:
        return None
    attempts, success = counts.attempts, counts.success
    if attempts < limits.failing_attempts or success >= limits.failing_below * attempts:
        return None
    words = f"{success} of {attempts} attempts to connect succeeded, {success * 100 // attempts}%"
    return Found(words, (Evidence(f"connection attempts: {attempts}, successful: {success}"),))


def ghost(case: Case) -> Found | None:
    known = case.ghost
    if known is None:
        return None
    session = case.session
    evidence = [
        Evidence("analytics: active; last active", session.last_active, assumed=True)
        if session.last_active is not None
        else Evidence("analytics: active"),
        Evidence(f"the room service was asked, and does not know {session.session_id}", known.asked_at),
    ]
    if known.successor is not None:
        evidence.append(Evidence(f"it knows the same room as {known.successor.session_id}", known.successor.created_at))
    if known.twin is not None:
        twin = known.twin
        evidence.append(
            Evidence(f"the same room in a closed session: {twin.session_id}", twin.created_at, twin.ended_at)
        )
    return Found(
        "active by the analytics, but unknown to the room service",
        tuple(evidence),
        at=session.last_active,
    )


FINDS: Mapping[str, Callable[[Case], Found | None]] = {
    "failing": failing,
    "recording": recording,
    "ghost": ghost,
    "empty": empty,
    "long": long,
}
