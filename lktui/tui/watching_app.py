"""An application that watches a project: it runs the worker, sees what changes, and shows each state on its screens."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING

from textual import on

from lktui.errors import ArchiveError, LktuiError
from lktui.tui import messages
from lktui.tui.dressed_app import DressedApp
from lktui.tui.keymap import DEFAULT, Keymap
from lktui.tui.looks import Looks
from lktui.tui.screens.frame import FrameScreen
from lktui.tui.screens.sessions import SessionsScreen
from lktui.tui.sessions.table_view import TableView
from lktui.view import text
from lktui.view.times import Zone

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Sequence

    from textual.screen import Screen
    from textual.timer import Timer
    from textual.worker import WorkType

    from lktui.analysis.pseudonyms import Pseudonyms
    from lktui.monitor.many_projects import ManyProjects
    from lktui.monitor.monitor import Monitor
    from lktui.monitor.state import State
    from lktui.tui.kept_findings import KeptFindings
    from lktui.tui.project_watch import ProjectWatch
    from lktui.view.project import Project

MESSAGE_SECONDS = 5.0
SETTLED = 0.5  # seconds after which the first screen has been drawn, and loading the rest disturbs nobody
COARSELY = 5  # seconds between what is drawn for time alone over SSH
REMEMBERED_AFTER = 1.0  # seconds: typing a filter is one change
# what the first screen does not need takes as long to load; these are loaded before somebody asks for them
GRAMMAR = ("lktui.analysis.filter.grammar", "lktui.analysis.filter.compiled")
LATER = (
    "lktui.analysis.findings.finds",
    "lktui.tui.screens.session",
    "lktui.tui.screens.help",
    "lktui.tui.typed_commands",
    "lktui.tui.sessions.asked",
    "lktui.tui.widgets.filter_bar",
    "lktui.tui.bundles",
    "lktui.tui.clipboard",
    "lktui.tui.search",
    "lktui.tui.archive_view",
)


class WatchingApp(DressedApp[int], inherit_bindings=False):
    """`watched` is the project; `hides` stands in for names while they are hidden."""

    def __init__(
        self,
        watch: ProjectWatch,
        *,
        zone: Zone | None = None,
        looks: Looks | None = None,
        warnings: Sequence[str] = (),
        frame_diff: bool = True,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(looks or Looks(), frame_diff=frame_diff)
        self.watched = watch
        self.zone = zone or Zone()
        self.keymap = DEFAULT
        self.now = now
        self.hides: Pseudonyms | None = None
        self._warnings = tuple(warnings)
        self._projects_watched = 1
        self._notice = 0
        self._ticks = 0
        self._keep_timer: Timer | None = None
        self._message_timer: Timer | None = None
        self._background: set[asyncio.Task[object]] = set()
        self._kept_findings: KeptFindings | None = None  # of what is watched, once there is time for them

    @property
    def state(self) -> State:
        """What the screens show: the worker's state, or what was kept, laid over it."""
        state = self.monitor.state
        return state if self.watched.archive_view is None else self.watched.archive_view.over(state)

    @property
    def monitor(self) -> Monitor | ManyProjects:
        return self.watched.monitor

    @property
    def project(self) -> Project:
        return self.watched.project

    def use_keys(self, keymap: Keymap) -> None:
        """Before it runs."""
        self.keymap = keymap
        self.set_keymap(keymap.changes)

    def get_default_screen(self) -> Screen[None]:
        screen = self.framed(SessionsScreen)
        assert isinstance(screen, SessionsScreen)  # noqa: S101 - for the type checker
        screen.view = TableView.of(self.watched.kept, self.zone.info, many=self.watched.many)
        filters = self.watched.kept.get("filters")
        screen.filters = [typed for typed in filters if isinstance(typed, str)] if isinstance(filters, list) else []
        return screen

    def framed(self, screen: type[FrameScreen]) -> FrameScreen:
        framed = screen(
            self.state,
            self.watched.observation,
            project=self.project,
            zone=self.zone,
            keymap=self.keymap,
            now=self.now,
        )
        framed.hides = self.hides
        return framed

    @property
    def frame(self) -> FrameScreen | None:
        """The topmost monitoring screen, modal ones being above it; None before the first and after the last one."""
        frames = [screen for screen in self._screen_stack if isinstance(screen, FrameScreen)]
        return frames[-1] if frames else None

    @property
    def sessions(self) -> SessionsScreen:
        return next(screen for screen in self.screen_stack if isinstance(screen, SessionsScreen))

    # From the beginning to the end.

    def on_mount(self) -> None:
        self._polling = self.run_worker(self._poll(), name="monitor", exit_on_error=True)
        self.set_interval(1.0, self._tick)
        self.set_timer(SETTLED, self._settled)

    def _settled(self) -> None:
        """The first screen is there: what nobody waits for may begin."""
        self.monitor.release()
        self.watched.archive.start()
        self._recall()
        self.in_background(self._load_the_rest())

    async def _load_the_rest(self) -> None:
        for name in GRAMMAR:
            await asyncio.to_thread(import_module, name)
        if self.watched.begin_later_alerts() and (frame := self.frame) is not None:
            frame.show(self.state)
        for name in LATER:
            await asyncio.to_thread(import_module, name)

    async def on_unmount(self) -> None:
        await self.watched.archive.close()

    async def watch_another(self, watch: ProjectWatch) -> None:
        """Watches another project from its beginning; a call of the one before is not waited for."""
        self.remember_now()
        self._polling.cancel()
        before, self.watched, self._notice = self.watched, watch, 0
        before.leave()
        self.in_background(before.archive.close())
        watch.begin_later_alerts()
        self._projects_watched += 1
        mode, another = self.current_mode, f"project {self._projects_watched}"
        self.add_mode(another, self.get_default_screen)
        await self.switch_mode(another)
        if mode.startswith("project "):  # Textual's own first one stays
            await self.remove_mode(mode)
        self.watched.archive.start()
        self._recall()
        self._polling = self.run_worker(self._poll(), name="monitor", exit_on_error=True)

    def in_background(self, doing: Coroutine[object, object, object]) -> None:
        task = asyncio.create_task(doing)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    # The worker and its states.

    async def _poll(self) -> None:
        """The worker, which began before there was a screen; a bug in it ends the application loudly."""
        watched = self.watched
        watched.show = lambda state: self._take(state, watched)
        await watched.poll()

    def _take(self, state: State, watched: ProjectWatch) -> None:
        self.post_message(messages.StateChanged(state, watched))

    @on(messages.StateChanged)
    def _show(self, message: messages.StateChanged) -> None:
        state, frame = message.state, self.frame
        if frame is None or message.watched is not self.watched:
            return
        self._observe(state)
        frame.show(self.state if self.watched.archive_view is not None else state)
        if self._warnings:  # now there is a status line to tell them in; all of them come again on leaving
            self.say(self._warnings[0])
            self._warnings = ()
        if state.notice is not None and state.notice.number != self._notice:
            self._notice = state.notice.number
            self.say(state.notice.text)

    def _observe(self, state: State) -> None:
        seen = self.watched.observe(state, self.now())
        for screen in self._screen_stack:
            if isinstance(screen, FrameScreen):
                screen.observation = self.watched.observation
        self._look_at_flags(state)
        if seen.poll:
            self.sessions.poll_seen()
        if seen.rings:
            self.bell()

    # What an earlier run saw: numbers of the strip, and findings of sessions that were opened.

    def _recall(self) -> None:
        """What earlier runs saw."""
        from lktui.tui.kept_findings import KeptFindings

        recalling: WorkType[None] = self._recall_history
        self.run_worker(recalling, group="kept history", exclusive=True)
        self._kept_findings = KeptFindings(self.watched, self._show_found)
        self._look_at_flags(self.monitor.state)

    async def _recall_history(self) -> None:
        with suppress(ArchiveError):  # the archive tells of it
            await self.watched.recall_history(self.now())

    def _look_at_flags(self, state: State) -> None:
        if self._kept_findings is not None:
            self._kept_findings.look(state)
            self.fill_flags_up(())

    def fill_flags_up(self, session_ids: Iterable[str]) -> None:
        """Also those of sessions that the state does not have."""
        if self._kept_findings is not None:
            self._kept_findings.want(session_ids)
            if self._kept_findings.is_waiting:
                filling: WorkType[None] = self._kept_findings.fill_up
                self.run_worker(filling, group="kept findings", exclusive=True)

    def _show_found(self) -> None:
        if (frame := self.frame) is not None and frame.LISTS:
            frame.show(self.state)

    def _tick(self) -> None:
        """Over SSH time alone is drawn seldom, but that what is shown has become stale at once."""
        self._ticks += 1
        if (frame := self.frame) is None:
            return
        if (
            self.looks.coarse
            and self._ticks % COARSELY
            and frame.has_class("stale") == frame.state.is_stale(self.now())
        ):
            return
        frame.tick()

    @on(messages.Say)
    def _say(self, message: messages.Say) -> None:
        self.say(message.words)

    def say(self, message: str) -> None:
        """A message in the status line, for a few seconds."""
        if self._message_timer is not None:
            self._message_timer.stop()
        self._put(text.visible(message))
        self._message_timer = self.set_timer(MESSAGE_SECONDS, lambda: self._put(""))

    def _put(self, message: str) -> None:
        if (frame := self.frame) is not None:
            frame.say(message)

    # What the next run should know.

    @on(messages.ViewChanged)
    def _view_changed(self, message: messages.ViewChanged) -> None:
        self.watched.look(message.kept)
        self.remember_soon()

    def remember_soon(self) -> None:
        if self._keep_timer is not None:
            self._keep_timer.stop()
        self._keep_timer = self.set_timer(REMEMBERED_AFTER, self.remember_now)

    def remember_now(self) -> None:
        try:
            self.watched.remember()
        except LktuiError as problem:
            self.say(problem.what)
