"""Rules about the room as a whole: who was left alone in it, whether anyone spoke, how good the quality was."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lktui.analysis.findings.finding import Evidence, Found, name, others_too, span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from lktui.analysis.findings.finding import Case
    from lktui.analysis.presence import Presence
    from lktui.model import Sample


def alone(case: Case) -> Found | None:
    if not case.is_whole:
        return None
    waits = [
        (person, start, end)
        for person, start, end in _left_alone(case)
        if case.until(end) - start >= timedelta(seconds=case.thresholds.alone_after)
    ]
    if not waits:
        return None
    person, start, end = max(waits, key=lambda wait: case.until(wait[2]) - wait[1])
    still = end is None and case.session.ended_at is None
    people = dict.fromkeys(who.key for who, _, _ in waits)
    return Found(
        f"{name(person)} {'has been' if still else 'was'} alone for {span(case.until(end) - start)}, after the others"
        f" left{others_too(len(people))}",
        tuple(
            Evidence(
                f"alone for {span(case.until(until) - since)}",
                since,
                until,
                who.key,
                # nobody knows when they left, only that the session was over
                assumed=any(each.assumed and each.left == until for each in who.spans),
            )
            for who, since, until in waits
        ),
        tuple(people),
        start,
    )


def _left_alone(case: Case) -> Iterator[tuple[Presence, datetime, datetime | None]]:
    """Who stayed when the others left, from when until when."""
    steps = case.attended.steps
    for before, step, after in zip(steps, steps[1:], [*steps[2:], None], strict=False):
        if step.present == 1 and before.present > 1 and step.only is not None:
            yield step.only, step.at, after.at if after is not None else None


def silent(case: Case) -> Found | None:
    people = case.attended.people
    if not case.is_whole or len(people) < 2:
        return None
    if any(entry.sources.microphone is not False for person in people for entry in person.participants):
        return None
    steps = case.attended.steps
    together = timedelta()
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        if step.present > 1:
            together += max(timedelta(), case.until(after.at if after is not None else None) - step.at)
    if together < timedelta(seconds=case.thresholds.silent_after):
        return None
    return Found(
        f"nobody published a microphone in {span(together)} together",
        (Evidence(f"no microphone among {len(people)} participants"),),
        tuple(person.key for person in people),
    )


def poor(case: Case) -> Found | None:
    detail, limits = case.detail, case.thresholds
    if detail is None:
        return None
    best = max((sample.value for sample in detail.quality), default=0.0)
    scale = best if best > 1 else 1.0  # of a score nobody knows the highest value: the session's own best stands for it
    stretches = [
        stretch
        for stretch in _below(detail.quality, limits.poor_below * scale)
        if stretch[-1].at - stretch[0].at >= timedelta(seconds=limits.poor_length)
    ]
    if not stretches:
        return None
    longest = max(stretches, key=lambda stretch: stretch[-1].at - stretch[0].at)
    mean = sum(sample.value for sample in longest) / len(longest)
    more = (
        "" if len(stretches) == 1 else f"; {len(stretches) - 1} more such stretch{'es' if len(stretches) > 2 else ''}"
    )
    return Found(
        f"quality {_quality(mean, scale)} on average for {span(longest[-1].at - longest[0].at)}{more}",
        tuple(_worst(stretch, scale) for stretch in stretches),
        at=longest[0].at,
    )


def _below(samples: Sequence[Sample], limit: float) -> Iterator[Sequence[Sample]]:
    """Rows of neighbours that are all below the limit; 0 is no data, and interrupts them."""
    start = 0
    for index in range(len(samples) + 1):
        if index == len(samples) or not 0 < samples[index].value < limit:
            if index > start:
                yield samples[start:index]
            start = index + 1


def _worst(stretch: Sequence[Sample], scale: float) -> Evidence:
    lowest, highest = (pick(sample.value for sample in stretch) for pick in (min, max))
    words = f"{len(stretch)} measurements, {_quality(lowest, scale)} to {_quality(highest, scale)}"
    return Evidence(words, stretch[0].at, stretch[-1].at)


def _quality(value: float, scale: float) -> str:
    """A share where the values are one, else a score against the best of the session."""
    return f"{value * 100:.0f}%" if scale == 1 else f"{value:.1f} where {scale:g} was the best"
