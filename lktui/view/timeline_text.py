"""The timeline of a session as lines of text: who was in the room when, for a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.view import text, units
from lktui.view.presence import name_of
from lktui.view.time_axis import axis, ticks, whole
from lktui.view.timeline import Pen, bar, people_steps, series_steps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lktui.analysis.presence import Attendance
    from lktui.model import SessionDetail
    from lktui.view.time_axis import Axis
    from lktui.view.times import Zone

WIDEST_NAME = 24  # cells; names stand in full among the participants


def timeline_text(
    attended: Attendance, detail: SessionDetail | None, zone: Zone, now: datetime, *, width: int = 100, pen: Pen
) -> list[str]:
    """A row for everyone, in the order of their joins; empty without times.

    Above are a ruler, the number of people and the series of the detail, each with what it ranges over.
    `now` is up to when something is known of an active session.
    """
    window = whole(attended, now)
    if window is None:
        return []
    names = [text.cut(name_of(person), WIDEST_NAME) for person in attended.people]
    beside = max([len("publish"), *map(text.width, names)])
    shown = axis(window, width - beside - 2)
    labels, marks = [" "] * shown.cells, [pen.line] * shown.cells
    for cell, label in ticks(shown, zone):
        labels[cell : cell + len(label)] = label
        marks[cell] = pen.tick
    rows = [
        ("", "".join(labels)),
        ("people", _with_range(people_steps(attended, now).line(shown, pen), _most(attended))),
        *_series(detail, shown, pen),
        ("", "".join(marks)),
    ]
    rows += [
        (name, "".join(piece for piece, _ in bar(person, shown, now, pen)))
        for name, person in zip(names, attended.people, strict=True)
    ]
    return [f"{text.pad(name, beside)}  {drawn}".rstrip() for name, drawn in rows]


def _series(detail: SessionDetail | None, shown: Axis, pen: Pen) -> Iterator[tuple[str, str]]:
    if detail is None:
        return
    for name, samples, show in (("quality", detail.quality, units.score), ("publish", detail.publish_bps, units.bits)):
        steps = series_steps(samples)
        if steps.most > 0:
            yield name, _with_range(steps.line(shown, pen), f"{show(steps.least)} to {show(steps.most)}")


def _most(attended: Attendance) -> str:
    return f"at most {units.count(attended.peak.present)}" if attended.peak is not None else ""


def _with_range(line: str, words: str) -> str:
    return f"{line}  {words}"
