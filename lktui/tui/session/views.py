"""The views of a session, of which one is looked at, with one selection in all of them."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical
from textual.message import Message

from lktui.tui.commands import Scope
from lktui.tui.session.event_list import EventList
from lktui.tui.session.finding_list import FindingList
from lktui.tui.session.people import People
from lktui.tui.session.raw_view import RawView
from lktui.tui.session.timeline import Timeline
from lktui.tui.widgets.live_table import LiveTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from textual.app import ComposeResult

    from lktui.tui.session.opened import Opened
    from lktui.view.timeline import Pen
    from lktui.view.times import Zone


class View(Enum):
    TIMELINE = "timeline"
    PARTICIPANTS = "participants"
    JOINS = "joins"
    EVENTS = "events"
    FINDINGS = "findings"
    RAW = "raw"


_SCOPES = {View.TIMELINE: (Scope.TIMELINE,), View.FINDINGS: (Scope.FINDINGS,), View.RAW: (Scope.RAW,)}

ViewWidget = Timeline | People | EventList | FindingList | RawView


class Views(Vertical):
    """All of them get every session; what costs to make, a view makes only while it is looked at."""

    class ParticipantSelected(Message):
        """It is another one now."""

    def __init__(self, *, zone: Zone, now: Callable[[], datetime], pen: Pen) -> None:
        super().__init__()
        self.view = View.TIMELINE
        self.timeline = Timeline(zone=zone, now=now, pen=pen, id="timeline")
        self.people = People(zone=zone, now=now, id="people")
        self.events = EventList(zone=zone, now=now, id="events")
        self.findings = FindingList(zone=zone, now=now, id="findings")
        self.raw = RawView(zone=zone, now=now, id="raw")
        self._opened: Opened | None = None
        self._widgets: Mapping[View, ViewWidget] = {
            View.TIMELINE: self.timeline,
            View.PARTICIPANTS: self.people,
            View.JOINS: self.people,
            View.EVENTS: self.events,
            View.FINDINGS: self.findings,
            View.RAW: self.raw,
        }

    def compose(self) -> ComposeResult:
        yield from dict.fromkeys(self._widgets.values())

    @property
    def front(self) -> ViewWidget:
        """What is looked at."""
        return self._widgets[self.view]

    @property
    def filtered(self) -> Timeline | EventList | RawView | None:
        """What is looked at, where that can be filtered or searched."""
        return front if isinstance(front := self.front, Timeline | EventList | RawView) else None

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Whose commands apply only where one looks at now."""
        return _SCOPES.get(self.view, ())

    @property
    def counts(self) -> Mapping[View, int]:
        """How much there is in some of them."""
        opened, row = self._opened, self.people.participants.selected
        return {
            View.PARTICIPANTS: len(opened.detail.participants) if opened is not None and opened.detail else 0,
            View.JOINS: len(row.participant.stays) if row is not None else 0,
            View.FINDINGS: len(opened.found) if opened is not None else 0,
        }

    def show_session(self, opened: Opened, *, another: bool) -> None:
        """News of the session, or `another` one."""
        self._opened = opened
        for widget in dict.fromkeys(self._widgets.values()):
            widget.show_session(opened, another=another)

    def look(self, view: View) -> None:
        self.view = view
        self.people.show_joins(foremost=view is View.JOINS)
        for widget in self._widgets.values():
            widget.display = widget is self.front
        if self._opened is not None:
            self.front.show_session(self._opened, another=False)
        self.front.focus()

    def tick(self) -> None:
        """Time has passed: draws what it changed."""
        self.timeline.tick()
        self.people.tick()

    def selected_text(self) -> tuple[str, str] | None:
        """What can be copied and what to call it; None where nothing is selected."""
        return self.people.selected_text() if isinstance(self.front, Timeline) else self.front.selected_text()

    @on(LiveTable.Selected, "#participants")
    def _participant_selected(self) -> None:
        self.post_message(
            self.ParticipantSelected()
        )  # the table's own message ends here, if it is for what is done here
        row = self.people.participants.selected
        if row is None or self.front is not self.people:
            return
        for person in self.timeline.attended.people:
            if row.participant in person.participants:
                self.timeline.select(person.key)

    @on(LiveTable.Selected, "#timeline")
    def _person_selected(self) -> None:
        row = self.timeline.selected
        current = self.people.participants.selected
        if self.front is not self.timeline or row is None:
            return
        if current is None or current.participant not in row.person.participants:
            self.people.participants.select(row.person.key)
