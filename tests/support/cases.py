"""Sessions with something in them, for the rules that find it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from support.builders import at

from lktui.analysis.findings import Finding, Thresholds, case_of, findings
from lktui.analysis.ghosts import Ghost
from lktui.model import Participant, Sample, Session, SessionDetail, Sources, Stay

BEGAN = at("14:00")
DEFAULTS = Thresholds()
SPOKE = Sources(camera=False, microphone=True)


def after(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def person(identity: str, *stays: tuple[float | None, float | None], sources: Sources = SPOKE) -> Participant:
    """Someone with stays in seconds since the beginning; None is not known, or not over."""
    times = tuple(
        Stay(
            f"PA_{identity}{number}",
            None if joined is None else after(joined),
            None if left is None else after(left),
        )
        for number, (joined, left) in enumerate(stays)
    )
    return Participant(identity, identity, "", times[0].joined_at if times else None, sources=sources, stays=times)


def on(somebody: Participant, **known: str | int | None) -> Participant:
    return somebody._replace(**known)  # type: ignore[arg-type]  # fields of a participant


def row(**known: object) -> Session:
    """An active session, as the list has it."""
    return Session("RM_1", "standup", BEGAN)._replace(**known)  # type: ignore[arg-type]  # fields of a session


def detail(
    people: Iterable[Participant] = (),
    *,
    ended: float | None = None,
    total: int | None = None,
    unreadable: int = 0,
    quality: Iterable[tuple[float, float]] = (),
) -> SessionDetail:
    """`quality` is pairs of seconds and values."""
    everyone = tuple(people)
    return SessionDetail(
        "RM_1",
        "standup",
        BEGAN,
        None if ended is None else after(ended),
        participants_total=len(everyone) if total is None else total,
        participants=everyone,
        unreadable=unreadable,
        quality=tuple(Sample(after(moment), value) for moment, value in quality),
    )


def found(
    answered: SessionDetail | None,
    *,
    asked: float = 3600,
    session: Session | None = None,
    thresholds: Thresholds = DEFAULTS,
    ghost: Ghost | None = None,
) -> dict[str, Finding]:
    """What is found in data that were fetched so many seconds after the beginning, by rule."""
    case = case_of(session or row(), answered, after(asked), thresholds=thresholds, ghost=ghost)
    return {finding.rule: finding for finding in findings(case)}
