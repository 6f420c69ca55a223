"""The timeline of a session as lines of text: who was in the room when, for a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.view import text
from lktui.view.presence import name_of
from lktui.view.time_axis import axis, ticks, whole
from lktui.view.timeline import Pen, bar, people_steps

if TYPE_CHECKING:
    from datetime import datetime

    from lktui.analysis.presence import Attendance
    from lktui.view.times import Zone

WIDEST_NAME = 24  # cells; names stand in full among the participants


def timeline_text(attended: Attendance, zone: Zone, now: datetime, *, width: int = 100, pen: Pen) -> list[str]:
    """A row for everyone, in the order of their joins, under a ruler and the number of people; empty without times.

    `now` is up to when something is known of an active session.
    """
    window = whole(attended, now)
    if window is None:
        return []
    names = [text.cut(name_of(person), WIDEST_NAME) for person in attended.people]
    beside = max([len("people"), *map(text.width, names)])
    shown = axis(window, width - beside - 2)
    labels, marks = [" "] * shown.cells, [pen.line] * shown.cells
    for cell, label in ticks(shown, zone):
        labels[cell : cell + len(label)] = label
        marks[cell] = pen.tick
    rows = [
        ("", "".join(labels)),
        ("people", people_steps(attended, now).line(shown, pen)),
        ("", "".join(marks)),
    ]
    rows += [
        (name, "".join(piece for piece, _ in bar(person, shown, now, pen)))
        for name, person in zip(names, attended.people, strict=True)
    ]
    return [f"{text.pad(name, beside)}  {drawn}".rstrip() for name, drawn in rows]
