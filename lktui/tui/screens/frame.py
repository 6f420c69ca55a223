"""The frame around both monitoring screens: title, banner, status line and keys, all fed from the state."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.screen import Screen

from lktui.tui.commands import Scope
from lktui.tui.lines import banners, footer, status, title
from lktui.tui.widgets.cells import Lines
from lktui.tui.widgets.live_table import LiveTable
from lktui.view.columns import Tone
from lktui.view.pointer import Pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.widget import Widget

    from lktui.analysis.feed import Feed
    from lktui.analysis.observation import Observation
    from lktui.analysis.pseudonyms import Pseudonyms
    from lktui.monitor.state import State
    from lktui.tui.keymap import Keymap
    from lktui.view.columns import LinePair, Piece
    from lktui.view.project import Project
    from lktui.view.times import Zone

TABLES_EVERY = 5  # ticks: their ages are coarse


class FrameScreen(Screen[None]):
    """A screen that shows a state; `compose_body` says what is in the frame.

    `hides` are the stand-ins that are shown instead of names, if they are to be hidden.
    """

    hides: Pseudonyms | None = None
    shown_id: str | None = None  # the session that it is about, where it is about one
    LISTS: ClassVar[bool] = False  # whether sessions are opened from it
    SCOPES: ClassVar[tuple[Scope, ...]] = (Scope.EVERYWHERE,)

    def __init__(
        self,
        state: State,
        observation: Observation,
        *,
        project: Project,
        zone: Zone,
        keymap: Keymap,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self.state = state
        self.observation = observation
        self.project = project
        self.zone = zone
        self.keymap = keymap
        self.now = now
        self._message = ""
        self._ticks = 0
        self._mounted = False
        self._drawn_with_data = False

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Whose commands apply now."""
        return self.SCOPES

    @property
    def table_in_front(self) -> LiveTable[object] | None:
        """The one with the focus, else the first that is shown."""
        shown = [table for table in self.query(LiveTable) if all(node.display for node in table.ancestors_with_self)]
        return next((table for table in shown if table.has_focus), next(iter(shown), None))

    def selected_text(self) -> tuple[str, str]:
        """What can be copied and what to call it; without anything to copy, why."""
        return "", "nothing is selected"

    @property
    def session_id(self) -> str | None:
        """The session that commands are about."""
        return None

    def pointer(self) -> Pointer:
        """What is looked for in the sessions that are opened from here, and in the selected one."""
        return Pointer()

    def neighbour(self, session_id: str, by: int) -> str | None:
        """Selects the session so many places from another one, in the order of the list; None beyond the ends."""
        del session_id, by
        return None

    def compose(self) -> ComposeResult:
        yield Lines(id="title")
        yield Lines(id="banner")
        yield from self.compose_body()
        yield Lines(id="status")
        yield Lines(id="keys")

    def compose_body(self) -> Iterable[Widget]:
        return ()

    def on_mount(self) -> None:
        self._mounted = True
        self.show(self.state)

    def on_resize(self) -> None:
        if self._is_drawable:
            self._show_frame()

    @property
    def _is_drawable(self) -> bool:
        """States come before there is anything to show them on, and after."""
        return self._mounted and self.is_attached and bool(self.query("#title"))

    @property
    def _is_typing(self) -> bool:
        """Whether a character goes into a field."""
        return self.focused is not None and self.focused.check_consume_key("a", "a")

    def on_descendant_focus(self) -> None:
        if self._is_drawable:
            self._show_frame()

    def show(self, state: State) -> None:
        """Shows a new state."""
        self.state = state
        if self._is_drawable:
            self._show_frame()
            self.show_body()

    def hide(self, hides: Pseudonyms | None, state: State) -> None:
        """Shows a state with stand-ins instead of names, or with names again."""
        self.hides = hides
        self.show(state)

    def show_zone(self, zone: Zone) -> None:
        """Shows all times in another zone."""
        self.zone = zone
        for table in self.query(LiveTable):
            table.show_zone(zone)
        self.show(self.state)

    def show_body(self) -> None:
        """Shows the state in the frame's inside."""

    def feed(self) -> Feed:
        """What was seen to happen in the project."""
        feed = self.observation.feed
        return feed if self.hides is None else feed.with_rooms(self.hides.room)

    def tick(self) -> None:
        """A second has passed."""
        if not self._is_drawable:
            return
        self._show_frame()
        self._ticks += 1
        if self._ticks % TABLES_EVERY == 0:
            self.tick_body()

    def tick_body(self) -> None:
        """Draws what time alone has changed."""

    def say(self, message: str) -> None:
        """A message in the status line, until the next one; the empty one clears it."""
        self._message = message
        self._drawn_with_data = False  # else it would be left there while a poll is in passing
        if self._is_drawable:
            self._show_frame()

    @property
    def titled(self) -> State:
        """What the title tells of."""
        return self.state

    @property
    def page_text(self) -> str | None:
        """Which page it is, in words, unless it is one of the range."""
        return None

    @property
    def filter_text(self) -> Piece:
        """What the status line says of a filter."""
        return "", Tone.ACCENT

    def _title_line(self) -> LinePair:
        return title.title_line(
            self.titled,
            self.project,
            self.zone,
            self.now(),
            self.size.width,
            self.page_text,
            hidden=self.hides is not None,
            is_ghost=self.observation.flags.is_ghost,
        )

    def _show_frame(self) -> None:
        state, now = self.state, self.now()
        width = self.size.width
        self.query_one("#title", Lines).show(self._title_line())
        commands = self.keymap.in_scope(*self.scopes)
        self.query_one("#keys", Lines).show(footer.keys_line(commands, width, typing=self._is_typing))
        if self._message or not (self._drawn_with_data and status.is_in_passing(state, now)):
            self._drawn_with_data = state.fetched_at is not None
            said = status.status_line(
                state, now, self._message, self.filter_text, self.keymap, can_load=Scope.SESSIONS in self.scopes
            )
            self.query_one("#status", Lines).show(said)
        lines = banners.banner(state, self.zone, now, width, self.keymap)
        lines += banners.projects_banner(state, self.zone, width, self.keymap)
        lines += banners.archive_banner(state, width, self.keymap)
        self.query_one("#banner", Lines).show_if_any(*lines)
        if self.has_class("stale") != (stale := state.is_stale(now)):
            self.set_class(stale, "stale")
