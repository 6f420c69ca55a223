"""One session: its facts, and views of it: timeline, participants, joins, events, the raw answer."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from textual import on

from lktui.analysis.events import session_events
from lktui.analysis.presence import Attendance, attendance
from lktui.analysis.status import combined
from lktui.errors import SessionNotFound
from lktui.monitor.reduce import awaits_participants
from lktui.tui import messages
from lktui.tui.commands import Scope, bindings
from lktui.tui.open_findings import found_in
from lktui.tui.screens.frame import FrameScreen
from lktui.tui.widgets.cells import Lines
from lktui.tui.widgets.event_list import EventList
from lktui.tui.widgets.finding_list import FindingList
from lktui.tui.widgets.live_table import LiveTable
from lktui.tui.widgets.prompt import Prompt
from lktui.tui.widgets.raw_view import RawView
from lktui.tui.widgets.timeline import Timeline
from lktui.view import text, units
from lktui.view.columns import Cell, Piece, Tone, cell
from lktui.view.findings import as_line as finding_as_line
from lktui.view.findings import summary
from lktui.view.participants import PARTICIPANT_COLUMNS, STAY_COLUMNS, ParticipantRow, StayRow, stay_rows, who
from lktui.view.presence import name_of
from lktui.view.session_events import as_line, event_rows
from lktui.view.session_head import session_head
from lktui.view.timeline import Pen
from lktui.view.typed_time import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from textual.binding import BindingType
    from textual.widget import Widget

    from lktui.analysis.findings import Finding
    from lktui.model import Session, SessionDetail
    from lktui.monitor.state import OpenSession, State

TWO_HEAD_LINES, THREE_HEAD_LINES = 22, 30  # lines of the screen from which so many are spent on the session's facts


class View(Enum):
    TIMELINE = "timeline"
    PARTICIPANTS = "participants"
    JOINS = "joins"
    EVENTS = "events"
    FINDINGS = "findings"
    RAW = "raw"


_WIDGETS = {
    View.TIMELINE: ("timeline",),
    View.PARTICIPANTS: ("participants", "whose", "stays"),
    View.JOINS: ("stays", "whose", "participants"),
    View.EVENTS: ("events",),
    View.FINDINGS: ("findings",),
    View.RAW: ("raw",),
}
_SCOPES = {View.TIMELINE: (Scope.TIMELINE,), View.FINDINGS: (Scope.FINDINGS,), View.RAW: (Scope.RAW,)}


class SessionScreen(FrameScreen):
    """The first widget of a view has the focus; what is selected in one view is so in the others."""

    SCOPES = (Scope.SESSION, Scope.EVERYWHERE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.SESSION)]
    view = View.TIMELINE
    pen = Pen()
    _attended: Attendance = Attendance()
    _attended_of: tuple[SessionDetail | None, datetime | None, datetime | None] = (None, None, None)
    _events_of: object = None
    _found: tuple[Finding, ...] = ()

    def compose_body(self) -> Iterable[Widget]:
        zone, now = self.zone, self.now
        yield Lines(3, id="head")
        yield Lines(id="found")
        yield Lines(id="views")
        yield Timeline(zone=zone, now=now, pen=self.pen, id="timeline")
        yield LiveTable(PARTICIPANT_COLUMNS, lambda row: row.participant.key, zone=zone, now=now, id="participants")
        yield Lines(id="whose")
        yield LiveTable(STAY_COLUMNS, lambda row: row.key, zone=zone, now=now, id="stays")
        yield EventList(zone=zone, now=now, id="events")
        yield FindingList(zone=zone, now=now, id="findings")
        yield RawView(zone=zone, now=now, id="raw")
        yield Prompt(id="prompt")

    @property
    def timeline(self) -> Timeline:
        return self.query_one(Timeline)

    @property
    def participants(self) -> LiveTable[ParticipantRow]:
        return self.query_one("#participants", LiveTable)

    @property
    def stays(self) -> LiveTable[StayRow]:
        return self.query_one("#stays", LiveTable)

    @property
    def events(self) -> EventList:
        return self.query_one(EventList)

    @property
    def findings(self) -> FindingList:
        return self.query_one(FindingList)

    @property
    def raw(self) -> RawView:
        return self.query_one(RawView)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return *_SCOPES.get(self.view, ()), *self.SCOPES

    @property
    def session_id(self) -> str | None:
        """The session that commands are about."""
        return self.state.open.session_id if self.state.open else None

    # What is shown.

    def on_mount(self) -> None:
        self._look(self.view)

    def on_resize(self) -> None:
        if self._is_drawable:
            self._show_head()
            self._show_found()
            self._show_views()

    def show(self, state: State) -> None:
        if self.hides is not None and state.open is not None and state.open.detail is not None:
            state = state._replace(open=state.open._replace(detail=self.hides.detail(state.open.detail)))
        super().show(state)

    def show_body(self) -> None:
        watched = self.state.open
        if watched is None:
            return
        another = self.shown_id != watched.session_id
        from_top = another and self.shown_id is not None
        self.shown_id = watched.session_id
        self._show_head()
        session, detail = self._session(watched), watched.detail
        until = session.ended_at or watched.recalled_at  # what was kept says nothing of later
        facts = (detail, session.created_at, until)
        if another or any(one is not other for one, other in zip(facts, self._attended_of, strict=True)):
            self._attended_of = facts
            self._attended = attendance(detail, began=session.created_at, ended=until) if detail else Attendance()
        placeholder = _placeholder(watched)
        self.participants.show(
            [ParticipantRow(person, until) for person in (detail.participants if detail else ())],
            placeholder=placeholder,
            from_top=from_top,
        )
        self._found = found_in(self.state, self.observation, self._attended)
        names = {person.key: name_of(person) for person in self._attended.people}
        self.findings.show_findings(self._found, names, _nothing_found(watched), another=another)
        self._show_found()
        self.timeline.show_detail(self._attended, detail, placeholder, another=another)
        self._show_stays()
        self._show_hidden(another=another)
        self._show_views()

    def _show_hidden(self, *, another: bool = False) -> None:
        """What costs to make is made only for the view that is looked at."""
        watched = self.state.open
        if watched is None:
            return
        if another:
            self._events_of = None
            self.events.show_events((), (), another=True)
            self.raw.show_raw("", (), another=True)
        if self.view is View.EVENTS and self._events_of is not self._attended:
            self._events_of = self._attended
            session = self._session(watched)
            rows = event_rows(session_events(self._attended, session, self.now()), self._attended.began)
            self.events.show_events(rows, _placeholder(watched), another=False)
        if self.view is View.RAW:
            raw = watched.detail.raw if watched.detail else ""
            self.raw.show_raw(raw, _placeholder(watched), another=False)

    def _show_head(self) -> None:
        watched = self.state.open
        if watched is not None:
            lines = self._head(watched, self._session(watched))
            height = self.size.height
            shown = 1 if height < TWO_HEAD_LINES else 2 if height < THREE_HEAD_LINES else 3
            self.query_one("#head", Lines).show(*lines[:shown])

    def _show_found(self) -> None:
        line = self.query_one("#found", Lines)
        line.show((summary(self._found, self.size.width - 2), ()))
        if line.display != bool(self._found):  # setting it lays the screen out anew
            line.display = bool(self._found)

    def _show_views(self) -> None:
        detail = self.state.open.detail if self.state.open else None
        row = self.participants.selected
        counts = {
            View.PARTICIPANTS: len(detail.participants) if detail else 0,
            View.JOINS: len(row.participant.stays) if row is not None else 0,
            View.FINDINGS: len(self._found),
        }
        pieces: list[Piece] = []
        for number, view in enumerate(View, 1):
            here = view is self.view
            count = f" {counts[view]}" if counts.get(view) and self.size.width >= 80 else ""
            label = view.value if here or self.size.width >= 70 else view.value[:4]
            pieces += [
                ("[" if here else " ", Tone.ACCENT),
                (str(number), Tone.ACCENT),
                (f" {label}{count}", Tone.STRONG if here else Tone.DIM),
                ("]" if here else " ", Tone.ACCENT),
            ]
        filtered = self._filter
        # what was typed may be a name that is hidden now
        typed = "…" if self.hides is not None else text.cut(text.visible(filtered), 20)
        note = cell(f"/ {typed}", Tone.ACCENT) if filtered else _note(self.state.open)
        self.query_one("#views", Lines).show((tuple(pieces), note))

    def tick_body(self) -> None:
        self._show_head()
        self.timeline.tick()
        self.participants.tick()
        self.stays.tick()

    def _head(self, watched: OpenSession, session: Session) -> tuple[tuple[Cell, Cell], ...]:
        """As of when it was fetched, where that was in some earlier time."""
        at, ghost = watched.recalled_at or self.now(), self.observation.flags.is_ghost(watched.session_id)
        who, *facts = session_head(session, watched.detail, self.zone, at, ghost=ghost)
        return (who[0], _archived(watched, self.now())), *facts

    def _session(self, watched: OpenSession) -> Session:
        known = self.state.catalog.get(watched.session_id) or watched.session
        if known is not None and self.hides is not None:
            known = self.hides.session(known)
        return combined(known, watched.detail, watched.session_id)

    def _show_stays(self) -> None:
        row = self.participants.selected
        whose = self.query_one("#whose", Lines)
        if row is None:
            whose.show(((), ()))
            self.stays.show(())
            return
        joins = len(row.participant.stays)
        whose.show(((("joins of ", Tone.DIM), (who(row.participant), Tone.STRONG), (f"  {joins}", Tone.DIM)), ()))
        self.stays.show(stay_rows(row.participant, row.session_end))

    # Views.

    def _look(self, view: View) -> None:
        self.view = view
        self.set_class(view is View.JOINS, "joins")
        for names in _WIDGETS.values():
            for name in names:
                self.query_one(f"#{name}").display = name in _WIDGETS[view]
        self._show_hidden()
        self._show_views()
        self._show_frame()
        self.query_one(f"#{_WIDGETS[view][0]}").focus()

    def _look_at(self, view: View) -> None:
        if self.query_one(Prompt).display:
            self.query_one(Prompt).close()
        if view is not self.view:
            self._look(view)

    def action_next_view(self) -> None:
        self._turn(1)

    def action_previous_view(self) -> None:
        self._turn(-1)

    def _turn(self, by: int) -> None:
        views = list(View)
        self._look_at(views[(views.index(self.view) + by) % len(views)])

    def action_show_timeline(self) -> None:
        self._look_at(View.TIMELINE)

    def action_show_participants(self) -> None:
        self._look_at(View.PARTICIPANTS)

    def action_show_joins(self) -> None:
        self._look_at(View.JOINS)

    def action_show_events(self) -> None:
        self._look_at(View.EVENTS)

    def action_show_findings(self) -> None:
        self._look_at(View.FINDINGS)

    def action_show_raw(self) -> None:
        self._look_at(View.RAW)

    # One selection in all views.

    @on(LiveTable.Selected, "#participants")
    def _participant_selected(self) -> None:
        self._show_stays()
        self._show_views()
        row = self.participants.selected
        if row is None or self.view not in (View.PARTICIPANTS, View.JOINS):
            return
        for person in self._attended.people:
            if row.participant in person.participants:
                self.timeline.select(person.key)

    @on(LiveTable.Selected, "#timeline")
    def _person_selected(self) -> None:
        row = self.timeline.selected
        current = self.participants.selected
        if self.view is not View.TIMELINE or row is None:
            return
        if current is None or current.participant not in row.person.participants:
            self.participants.select(row.person.key)

    @on(LiveTable.Chosen, "#participants")
    def _participant_chosen(self) -> None:
        self._look_at(View.JOINS)

    @on(LiveTable.Chosen, "#stays")
    def _stay_chosen(self) -> None:
        self._look_at(View.PARTICIPANTS)

    @on(LiveTable.Chosen, "#timeline")
    def _moment_chosen(self) -> None:
        """From a moment in the timeline to the event that is nearest to it."""
        row, moment = self.timeline.selected, self.timeline.moment
        self._look_at(View.EVENTS)
        self.events.select_nearest(moment, row.person.key if row is not None else None)

    @on(LiveTable.Chosen, "#events")
    def _event_chosen(self) -> None:
        """From an event to its moment in the timeline."""
        row = self.events.selected
        if row is None:
            return
        event = row.event
        if event.at is None:
            self.post_message(messages.Say("the API does not say when that was"))
            return
        self._look_at(View.TIMELINE)
        self.timeline.point_at(event.at.timestamp(), event.person.key if event.person is not None else None)

    @on(LiveTable.Chosen, "#findings")
    def _finding_chosen(self) -> None:
        """From a finding, or a piece of its evidence, to its moment in the timeline."""
        line = self.findings.selected
        if line is None:
            return
        if line.at is None:
            self.post_message(messages.Say("this has no moment of its own"))
            return
        self._look_at(View.TIMELINE)
        self.timeline.point_at(line.at.timestamp(), line.person)

    # Typing.

    @property
    def _filtered(self) -> Timeline | EventList | RawView | None:
        """What can be filtered or searched in this view."""
        match self.view:
            case View.TIMELINE:
                return self.timeline
            case View.EVENTS:
                return self.events
            case View.RAW:
                return self.raw
            case _:
                return None

    @property
    def _filter(self) -> str:
        filtered = self._filtered
        return filtered.filter if filtered is not None else ""

    def action_narrow(self) -> None:
        if self._filtered is None:
            self._look_at(View.TIMELINE)
        hints = {View.EVENTS: "words of events, or who", View.RAW: "text; then n and N"}
        self.query_one(Prompt).open("filter", "/", self._filter, hints.get(self.view, "identity or name"))

    @on(Prompt.Typed)
    def _typed(self, event: Prompt.Typed) -> None:
        if event.purpose == "filter" and self._filtered is not None:
            self._filtered.filter_by(event.typed)
            self._show_views()

    @on(Prompt.Submitted)
    def _submitted(self, event: Prompt.Submitted) -> None:
        prompt = self.query_one(Prompt)
        if event.purpose == "time":
            try:
                self.timeline.jump(event.typed)
            except ValueError as problem:
                prompt.hint(str(problem))
                return
        prompt.close()
        self.query_one(f"#{_WIDGETS[self.view][0]}").focus()

    @on(Prompt.Cancelled)
    def _cancelled(self, event: Prompt.Cancelled) -> None:
        if event.purpose == "filter" and self._filtered is not None:
            self._filtered.filter_by("")
            self._show_views()
        self.query_one(f"#{_WIDGETS[self.view][0]}").focus()

    @on(Timeline.TimeAsked)
    def _ask_time(self) -> None:
        self.query_one(Prompt).open("time", ":", "", FORMS)

    def selected_text(self) -> tuple[str, str]:
        if self.view is View.EVENTS and (event := self.events.selected) is not None:
            return as_line(event, self.zone), "event"
        if self.view is View.FINDINGS and (found := self.findings.selected) is not None:
            return finding_as_line(found, self.zone), "finding"
        if self.view is View.RAW and (line := self.raw.selected) is not None:
            return line.text.strip(), f"line {line.number}"
        if self.view is View.JOINS and (stay := self.stays.selected) is not None:
            stay_id = stay.stay.session_id
            return stay_id, f"participant session id {stay_id}" if stay_id else "this join has no id"
        if self.view in (View.TIMELINE, View.PARTICIPANTS) and (row := self.participants.selected) is not None:
            identity = row.participant.identity or row.participant.name
            return identity, f"identity {identity}" if identity else "this participant has no identity"
        return self.session_id or "", f"session id {self.session_id}"

    # Other sessions.

    def action_back(self) -> None:
        """First what was typed goes, then the screen."""
        if self._filtered is not None and self._filter:
            self._filtered.filter_by("")
            self._show_views()
        else:
            self.post_message(messages.CloseSession())

    def action_next_session(self) -> None:
        self.post_message(messages.OpenNeighbour(1))

    def action_previous_session(self) -> None:
        self.post_message(messages.OpenNeighbour(-1))


def _placeholder(watched: OpenSession) -> tuple[Cell, ...]:
    """What stands where the participants would be."""
    error, detail = watched.error, watched.detail
    if isinstance(error, SessionNotFound):
        return (
            cell("The API does not know this session now.", Tone.WARN),
            cell(""),
            cell("One that just began or ended can take minutes to appear: still trying.", Tone.DIM),
        )
    if watched.settled and detail is None:
        return (
            cell("No detail of this session was kept.", Tone.WARN),
            cell(""),
            cell("Nobody opened it while the API had it; the API gives seven days.", Tone.DIM),
        )
    if error is not None and detail is None:
        return cell(f"! {text.visible(error.what)}", Tone.WARN), cell(""), cell(error.todo, Tone.DIM)
    if detail is None:
        return (cell("Loading the session…", Tone.STRONG),)
    if awaits_participants(detail):
        return (
            cell("The API has no participants for this session yet.", Tone.WARN),
            cell(""),
            cell("After its end it can take minutes until they are there: still trying.", Tone.DIM),
        )
    return (cell("Nobody has been in this room.", Tone.STRONG),)


def _nothing_found(watched: OpenSession) -> tuple[Cell, ...]:
    if watched.detail is None or awaits_participants(watched.detail):
        return _placeholder(watched)
    return (
        cell("Nothing was found.", Tone.GOOD),
        cell(""),
        cell("No rule holds for what the API tells of this session; the rules are listed in the README.", Tone.DIM),
    )


def _archived(watched: OpenSession, now: datetime) -> Cell:
    """How old it is, where it was not asked for just now."""
    if watched.recalled_at is None:
        return ()
    return cell(f"archived {units.age(now - watched.recalled_at)} ago", Tone.DIM if watched.settled else Tone.WARN)


def _note(watched: OpenSession | None) -> Cell:
    """What is not as it should be with the detail, or that it is final."""
    if watched is None or watched.detail is None:
        return ()
    if watched.error is not None:
        words = "not known to the API now" if isinstance(watched.error, SessionNotFound) else "not up to date"
        return cell(f"! {words}: still trying", Tone.WARN)
    if watched.detail.unreadable:
        return cell(f"{units.count(watched.detail.unreadable)} unreadable", Tone.WARN)
    if watched.detail.participants and awaits_participants(watched.detail):
        return cell("not all participants are there yet", Tone.WARN)
    return cell("final", Tone.DIM) if watched.settled else ()
