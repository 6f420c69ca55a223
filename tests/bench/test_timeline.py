"""A session of 500 people and 2,000 stays: how soon it is drawn, and what moving its cursor sends to the terminal."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import pytest
from bench.apps.rows import NOW
from bench.apps.timeline import PEOPLE, crowd
from bench.measuring import Figure, app, bytes_of_key, compare, median

from lktui.analysis.events import session_events
from lktui.analysis.presence import attendance
from lktui.analysis.status import combined
from lktui.api.wire import decode_detail
from lktui.model import SessionDetail
from lktui.view.presence import Order, moment_line, ordered
from lktui.view.time_axis import axis, whole
from lktui.view.timeline import Pen, bar, people_steps, ruler, series_steps
from lktui.view.times import Zone

RUNS = 7
ROWS, CELLS = 33, 68  # in view at 120×40


def answer(detail: SessionDetail) -> str:
    """The detail as the API would send it."""

    def stamp(at: object) -> str:
        return str(at).replace(" ", "T").replace("+00:00", "Z")

    return json.dumps(
        {
            "roomId": detail.session_id,
            "startTime": stamp(detail.started_at),
            "endTime": stamp(detail.ended_at),
            "quality": [{"timestamp": stamp(sample.at), "value": sample.value} for sample in detail.quality],
            "participants": [
                {
                    "participantIdentity": person.identity,
                    "joinedAt": stamp(person.joined_at),
                    "publishedSources": {"cameraTrack": True, "microphoneTrack": True},
                    "sessions": [
                        {
                            "participantId": stay.session_id,
                            "joinedAt": stamp(stay.joined_at),
                            "leftAt": stamp(stay.left_at),
                        }
                        for stay in person.stays
                    ],
                    "sdkVersion": "JS 2.15.7",
                }
                for person in detail.participants
            ],
        }
    )


def timeline(detail: SessionDetail) -> None:
    """Everything from the decoded answer to the cells of the first screen."""
    found = attendance(detail)
    window = whole(found, NOW)
    assert window is not None
    shown, pen = axis(window, CELLS), Pen()
    for person in ordered(found.people, Order.FIRST_JOIN, NOW, backwards=False)[:ROWS]:
        bar(person, shown, NOW, pen)
    people_steps(found, NOW).line(shown, pen, of_whole_cells=True)
    for series in (detail.quality, detail.publish_bps):
        series_steps(series).line(shown, pen)
    ruler(shown, Zone(UTC), 10, pen)
    assert found.peak is not None
    moment_line(found, found.peak.at, Zone(UTC), NOW, 118)


def milliseconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return median(times) * 1000


@pytest.mark.bench
def test_from_the_answer_to_the_timeline() -> None:
    raw = answer(crowd())
    detail = decode_detail(json.loads(raw), "RM_crowd", raw)
    assert len(detail.participants) == PEOPLE
    session = combined(None, detail, "RM_crowd")
    found = attendance(detail)

    def measure() -> list[Figure]:
        decoding = milliseconds(lambda: decode_detail(json.loads(raw), "RM_crowd", raw))
        return [
            Figure(
                "timeline of 2,000 stays / decoding their JSON",
                milliseconds(lambda: timeline(detail)),
                "ms",
                1.5,
                decoding,
            ),
            Figure(
                "their events / decoding their JSON",
                milliseconds(lambda: session_events(found, session, NOW)),
                "ms",
                4.0,
                decoding,
            ),
        ]

    compare(measure)


@pytest.mark.bench
def test_moving_the_cursor(tmp_path: Path) -> None:
    def measure() -> list[Figure]:
        with app(tmp_path, "timeline") as terminal:
            terminal.wait_for("guest-0", "▼")
            whole_screen = bytes_of_key(terminal, "r")
            moves = [bytes_of_key(terminal, "right") for _ in range(RUNS)]
        return [
            Figure("moving the time cursor / the whole screen", median(moves), "B", 1 / 25, whole_screen),
            Figure("moving the time cursor", median(moves), "B", 550),
        ]

    compare(measure)
