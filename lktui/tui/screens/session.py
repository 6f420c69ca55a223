"""One session: its facts, what was found, and its views, between which one goes to and fro."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import on

from lktui.tui import messages
from lktui.tui.commands import Scope, bindings
from lktui.tui.screens.frame import FrameScreen
from lktui.tui.session import words
from lktui.tui.session.opened import Reader
from lktui.tui.session.timeline import Timeline
from lktui.tui.session.views import View, Views
from lktui.tui.widgets.cells import Lines
from lktui.tui.widgets.live_table import LiveTable
from lktui.tui.widgets.prompt import Prompt
from lktui.view.findings import summary
from lktui.view.pointer import Pointer
from lktui.view.timeline import Pen
from lktui.view.typed_time import FORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from textual.binding import BindingType
    from textual.widget import Widget

    from lktui.monitor.state import State
    from lktui.tui.session.opened import Opened


class SessionScreen(FrameScreen):
    """Enter goes from one view to another: from a moment to its event, from an event or a finding to its moment."""

    SCOPES = (Scope.SESSION, Scope.EVERYWHERE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.SESSION)]
    pen = Pen()
    pointer_of_list: Callable[[], Pointer] = Pointer  # what the screen below looks for
    _opened: Opened | None = None

    def compose_body(self) -> Iterable[Widget]:
        yield Lines(3, id="head")
        yield Lines(id="found")
        yield Lines(id="views")
        yield self.views
        yield Prompt(id="prompt")

    @cached_property
    def _reader(self) -> Reader:
        return Reader()

    @cached_property
    def views(self) -> Views:
        return Views(zone=self.zone, now=self.now, pen=self.pen)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return *self.views.scopes, *self.SCOPES

    @property
    def session_id(self) -> str | None:
        """The session that commands are about."""
        return self.state.open.session_id if self.state.open else None

    # What is shown.

    def on_mount(self) -> None:
        self._look(View.TIMELINE)

    def on_resize(self) -> None:
        if self._is_drawable:
            self._show_lines()

    def show(self, state: State) -> None:
        if self.hides is not None and state.open is not None and state.open.detail is not None:
            state = state._replace(open=state.open._replace(detail=self.hides.detail(state.open.detail)))
        super().show(state)

    def show_body(self) -> None:
        watched = self.state.open
        if watched is None:
            return
        another = self.shown_id != watched.session_id
        self.shown_id = watched.session_id
        opened = self._reader.read(watched, self.state, self.observation, self.hides)
        self._opened = opened._replace(waiting=words.waiting(watched, self.now()))
        if another:
            self.views.timeline.begin_at(self.pointer_of_list())
        self.views.show_session(self._opened, another=another)
        self._show_lines()

    def _show_lines(self) -> None:
        self._show_head()
        self._show_found()
        self._show_views()

    def _show_head(self) -> None:
        """As many lines as the screen has room for."""
        if self._opened is not None:
            ghost = self.observation.flags.is_ghost(self._opened.session.session_id)
            lines = words.head_lines(self._opened, self.zone, self.now(), height=self.size.height, ghost=ghost)
            self.query_one("#head", Lines).show(*lines)

    def _show_found(self) -> None:
        found = self._opened.found if self._opened is not None else ()
        lines = [(summary(found, self.size.width - 2), ())] if found else []
        self.query_one("#found", Lines).show_if_any(*lines)

    def _show_views(self) -> None:
        """Which views there are, with how much is in them, and what was typed about the one that is looked at."""
        counts = self.views.counts
        views = [(view.value, counts.get(view, 0)) for view in View]
        typed = self._filter
        note = words.filter_note(typed, hidden=self.hides is not None) if typed else words.detail_note(self.state.open)
        line = words.views_line(views, self.views.view.value, self.size.width, note)
        self.query_one("#views", Lines).show((line, note))

    def tick_body(self) -> None:
        self._show_head()
        self._tick_waiting()
        self.views.tick()

    def _tick_waiting(self) -> None:
        opened = self._opened
        if opened is not None and opened.waiting:
            self._opened = opened._replace(waiting=words.waiting(opened.watched, self.now()))
            self.views.show_session(self._opened, another=False)

    # Views.

    def _look(self, view: View) -> None:
        self.views.look(view)
        self._show_views()
        self._show_frame()

    def _look_at(self, view: View) -> None:
        if self.query_one(Prompt).display:
            self.query_one(Prompt).close()
        if view is not self.views.view:
            self._look(view)

    def action_next_view(self) -> None:
        self._turn(1)

    def action_previous_view(self) -> None:
        self._turn(-1)

    def _turn(self, by: int) -> None:
        views = list(View)
        self._look_at(views[(views.index(self.views.view) + by) % len(views)])

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

    @on(Views.ParticipantSelected)
    def _participant_selected(self) -> None:
        self._show_views()

    # From one view to another.

    @on(LiveTable.Chosen, "#participants")
    def _participant_chosen(self) -> None:
        self._look_at(View.JOINS)

    @on(LiveTable.Chosen, "#stays")
    def _stay_chosen(self) -> None:
        self._look_at(View.PARTICIPANTS)

    @on(LiveTable.Chosen, "#timeline")
    def _moment_chosen(self) -> None:
        """From a moment in the timeline to the event that is nearest to it."""
        row, moment = self.views.timeline.selected, self.views.timeline.moment
        self._look_at(View.EVENTS)
        self.views.events.select_nearest(moment, row.person.key if row is not None else None)

    @on(LiveTable.Chosen, "#events")
    def _event_chosen(self) -> None:
        if (row := self.views.events.selected) is not None:
            event = row.event
            person = event.person.key if event.person is not None else None
            self._point_at(event.at, person, "the API does not say when that was")

    @on(LiveTable.Chosen, "#findings")
    def _finding_chosen(self) -> None:
        if (line := self.views.findings.selected) is not None:
            self._point_at(line.at, line.person, "this has no moment of its own")

    def _point_at(self, at: datetime | None, person: str | None, without: str) -> None:
        """From an event or a finding to its moment in the timeline; where it is `without` one, it says so."""
        if at is None:
            self.post_message(messages.Say(without))
            return
        self._look_at(View.TIMELINE)
        self.views.timeline.point_at(at.timestamp(), person)

    # Typing.

    @property
    def _filter(self) -> str:
        filtered = self.views.filtered
        return filtered.filter if filtered is not None else ""

    def _filter_by(self, typed: str) -> None:
        if (filtered := self.views.filtered) is not None:
            filtered.filter_by(typed)
            self._show_views()

    def action_narrow(self) -> None:
        filtered = self.views.filtered
        if filtered is None:
            self._look_at(View.TIMELINE)
            filtered = self.views.timeline
        self.query_one(Prompt).open("filter", "/", filtered.filter, filtered.FILTER_HINT)

    @on(Timeline.TimeAsked)
    def _ask_time(self) -> None:
        self.query_one(Prompt).open("time", ":", "", FORMS)

    @on(Prompt.Typed)
    def _typed(self, event: Prompt.Typed) -> None:
        if event.purpose == "filter":
            self._filter_by(event.typed)

    @on(Prompt.Submitted)
    def _submitted(self, event: Prompt.Submitted) -> None:
        prompt = self.query_one(Prompt)
        if event.purpose == "time":
            try:
                self.views.timeline.jump(event.typed)
            except ValueError as problem:
                prompt.hint(str(problem))
                return
        prompt.close()
        self.views.front.focus()

    @on(Prompt.Cancelled)
    def _cancelled(self, event: Prompt.Cancelled) -> None:
        if event.purpose == "filter":
            self._filter_by("")
        self.views.front.focus()

    def selected_text(self) -> tuple[str, str]:
        return self.views.selected_text() or (self.session_id or "", f"session id {self.session_id}")

    # Other sessions.

    def action_back(self) -> None:
        """First what was typed goes, then the screen."""
        if self._filter:
            self._filter_by("")
        else:
            self.post_message(messages.CloseSession())

    def action_next_session(self) -> None:
        self.post_message(messages.OpenNeighbour(1))

    def action_previous_session(self) -> None:
        self.post_message(messages.OpenNeighbour(-1))
