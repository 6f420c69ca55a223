"""The timeline of a session of 500 people and 2,000 stays; right moves its cursor, r sends the whole screen again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

from bench.apps.rows import NOW
from textual.app import ComposeResult
from textual.binding import BindingType

import lktui.tui
from lktui.analysis.presence import attendance
from lktui.model import Participant, Sample, Session, SessionDetail, Stay
from lktui.monitor.state import OpenSession
from lktui.tui.app import LktuiApp
from lktui.tui.session.opened import Opened
from lktui.tui.session.timeline import Timeline
from lktui.tui.terminal.quiet_app import QuietApp
from lktui.view.timeline import Pen
from lktui.view.times import Zone

PEOPLE, STAYS = 500, 4
BEGAN = datetime(2025, 9, 29, 12, 0, tzinfo=UTC)


def moment(second: int) -> datetime:
    return BEGAN + timedelta(seconds=second)


def crowd() -> SessionDetail:
    """Everyone comes four times, for ten minutes each."""
    people = []
    for number in range(PEOPLE):
        joins = [number * 5 % 900 + visit * 700 for visit in range(STAYS)]
        stays = tuple(
            Stay(f"PA_{number}_{visit}", moment(join), moment(join + 600)) for visit, join in enumerate(joins)
        )
        people.append(
            Participant(f"guest-{number}", f"guest-{number}", "", stays[0].joined_at, stays[-1].left_at, stays=stays)
        )
    series = tuple(Sample(moment(second), 0.5 + second % 7 / 14) for second in range(0, 3700, 60))
    return SessionDetail(
        "RM_crowd",
        "town-hall",
        BEGAN,
        moment(3720),
        participants=tuple(people),
        quality=series,
        publish_bps=series,
    )


class Crowd(QuietApp[None]):
    CSS_PATH = Path(lktui.tui.__file__).parent / LktuiApp.CSS_PATH
    BINDINGS: ClassVar[list[BindingType]] = [("r", "whole")]

    def compose(self) -> ComposeResult:
        yield Timeline(zone=Zone(UTC), now=lambda: NOW, pen=Pen(), id="timeline")

    def on_mount(self) -> None:
        detail = crowd()
        opened = Opened(OpenSession(detail.session_id, detail), Session(detail.session_id, ""), attendance(detail))
        self.query_one(Timeline).show_session(opened, another=True)

    def action_whole(self) -> None:
        self.redraw()


if __name__ == "__main__":
    Crowd().run()
