"""The application: runs the worker, shows its states on the visible screen, and carries out what the user asks for."""

from __future__ import annotations

import asyncio
import os
import webbrowser
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from textual import on

from lktui.analysis.pseudonyms import KEY_LENGTH, Pseudonyms
from lktui.errors import ArchiveError, LktuiError
from lktui.monitor import schedule
from lktui.monitor.days import days_of, kept_word
from lktui.tui import clipboard, messages
from lktui.tui import command_line as typed
from lktui.tui.commands import Scope, bindings
from lktui.tui.dressed_app import DressedApp
from lktui.tui.keymap import DEFAULT, Keymap
from lktui.tui.looks import Looks
from lktui.tui.screens.frame import FrameScreen
from lktui.tui.screens.help import HelpScreen
from lktui.tui.screens.note import NoteScreen
from lktui.tui.screens.palette import PaletteScreen
from lktui.tui.screens.projects import ProjectsScreen
from lktui.tui.screens.sessions import SessionsScreen
from lktui.tui.screens.theme import ThemeScreen
from lktui.tui.screens.wall import WallScreen
from lktui.tui.table_view import TableView
from lktui.view import text
from lktui.view.times import Zone

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from textual.binding import BindingType
    from textual.screen import Screen
    from textual.timer import Timer

    from lktui.monitor.days import DateRange
    from lktui.monitor.many_projects import ManyProjects
    from lktui.monitor.monitor import Monitor
    from lktui.monitor.state import State
    from lktui.tui.archive_view import ArchiveView
    from lktui.tui.bundles import Bundles
    from lktui.tui.commands import Command
    from lktui.tui.project_watch import Projects, ProjectWatch
    from lktui.tui.search import Search
    from lktui.view.project import Project, ProjectChoice

MESSAGE_SECONDS = 5.0
SETTLED = 0.5  # seconds after which the first screen has been drawn, and loading the rest disturbs nobody
COARSELY = 5  # seconds between what is drawn for time alone over SSH
REMEMBERED_AFTER = 1.0  # seconds: typing a filter is one change
INTERRUPTED = 130
# what the first screen does not need takes as long to load
LATER = "lktui.tui.screens.session", "lktui.tui.bundles", "lktui.tui.search", "lktui.tui.archive_view"


class LktuiApp(DressedApp[int], inherit_bindings=False):
    """Exits with the exit code of the command line; `failure` is the error that kept it from showing anything.

    `privacy` is whether names are hidden from the beginning.
    """

    CSS_PATH = "lktui.tcss"
    TITLE = "lktui"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.EVERYWHERE)]

    def __init__(
        self,
        watch: ProjectWatch,
        *,
        zone: Zone | None = None,
        looks: Looks | None = None,
        warnings: Sequence[str] = (),
        frame_diff: bool = True,
        pseudonyms: Callable[[], Pseudonyms] = lambda: Pseudonyms(os.urandom(KEY_LENGTH)),
        privacy: bool = False,
        projects: Projects | None = None,
        wall: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(looks or Looks(), frame_diff=frame_diff)
        self.watched = watch
        self._projects = projects
        self._projects_watched = 1
        self.zone = zone or Zone()
        self.keymap = DEFAULT
        self.now = now
        self.failure: LktuiError | None = None
        self._warnings = tuple(warnings)
        self._keep_timer: Timer | None = None
        self._pseudonyms = pseudonyms
        self.hides = pseudonyms() if privacy else None
        self._bundles: Bundles | None = None
        self._begins_on_wall = wall
        self._search: Search | None = None
        self._notice = 0
        self._ticks = 0
        self._message_timer: Timer | None = None
        self._background: set[asyncio.Task[object]] = set()
        self._commands: list[str] = []  # that were typed

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
        screen = self._framed(SessionsScreen)
        assert isinstance(screen, SessionsScreen)  # noqa: S101 - for the type checker
        screen.view = TableView.of(self.watched.kept, self.zone.info, many=self.watched.many)
        filters = self.watched.kept.get("filters")
        screen.filters = [typed for typed in filters if isinstance(typed, str)] if isinstance(filters, list) else []
        return screen

    def on_mount(self) -> None:
        self._polling = self.run_worker(self._poll(), name="monitor", exit_on_error=True)
        self.set_interval(1.0, self._tick)
        self.set_timer(SETTLED, self._settled)
        if self._begins_on_wall:
            self.action_wall()

    def _settled(self) -> None:
        """The first screen is there: what nobody waits for may begin."""
        self.monitor.release()
        self.watched.archive.start()
        for name in LATER:
            self._in_background(asyncio.to_thread(import_module, name))

    async def on_unmount(self) -> None:
        await self.watched.archive.close()

    def _framed(self, screen: type[FrameScreen]) -> FrameScreen:
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

    # Another project.

    def action_project(self) -> None:
        try:
            choices = self._projects.choices() if self._projects is not None else ()
        except LktuiError as problem:
            self._tell(problem)
            return
        if not any(choice.project_id != self.project.project_id for choice in choices):
            self.say("there is no other project: see lktui projects")
            return

        self.push_screen(ProjectsScreen(choices, self.project.project_id), self._watch_project)

    def _watch_project(self, choice: ProjectChoice | None) -> None:
        if choice is not None and choice.project_id != self.project.project_id:
            self.run_worker(self._switch(choice), group="switch", exclusive=True)

    def _usable_projects(self) -> list[ProjectChoice]:
        try:
            choices = self._projects.choices() if self._projects is not None else ()
        except LktuiError:  # told where a project is chosen from the list
            return []
        return [choice for choice in choices if not choice.problem]

    async def _switch(self, choice: ProjectChoice) -> None:
        """Watches another project from its beginning; a call of the one before is not waited for."""
        assert self._projects is not None  # noqa: S101 - the choice came from there
        try:
            watch = self._projects.watch(choice)
        except LktuiError as problem:
            self._tell(problem)
            return
        self._remember_now()
        self._polling.cancel()
        before, self.watched, self._notice = self.watched, watch, 0
        before.leave()
        self._in_background(before.archive.close())
        self._projects_watched += 1
        mode, another = self.current_mode, f"project {self._projects_watched}"
        self.add_mode(another, self.get_default_screen)
        await self.switch_mode(another)
        if mode.startswith("project "):  # Textual's own first one stays
            await self.remove_mode(mode)
        self.watched.archive.start()
        self._polling = self.run_worker(self._poll(), name="monitor", exit_on_error=True)

    def _tell(self, problem: LktuiError) -> None:
        self.push_screen(NoteScreen("Project", text.visible(str(problem)), self.keymap))

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
        state = message.state
        frame = self._frame
        if frame is None or message.watched is not self.watched:
            return
        self._observe(state)
        frame.show(self.state if self.watched.archive_view is not None else state)
        if self._bundles is not None:
            self._bundles.look()
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
        if seen.poll:
            self._sessions.poll_seen()
        if seen.rings:
            self.bell()

    @on(messages.Say)
    def _say(self, message: messages.Say) -> None:
        self.say(message.words)

    @property
    def _frame(self) -> FrameScreen | None:
        """The topmost monitoring screen, modal ones being above it; None before the first and after the last one."""
        frames = [screen for screen in self._screen_stack if isinstance(screen, FrameScreen)]
        return frames[-1] if frames else None

    def _tick(self) -> None:
        """Over SSH time alone is drawn seldom, but that what is shown has become stale at once."""
        self._ticks += 1
        if (frame := self._frame) is None:
            return
        if (
            self.looks.coarse
            and self._ticks % COARSELY
            and frame.has_class("stale") == frame.state.is_stale(self.now())
        ):
            return
        frame.tick()

    def say(self, message: str) -> None:
        """A message in the status line, for a few seconds."""
        if self._message_timer is not None:
            self._message_timer.stop()
        self._put(text.visible(message))
        self._message_timer = self.set_timer(MESSAGE_SECONDS, lambda: self._put(""))

    def _put(self, message: str) -> None:
        if (frame := self._frame) is not None:
            frame.say(message)

    # What the screens ask for.

    @on(messages.OpenSession)
    def _open(self, message: messages.OpenSession) -> None:
        self.monitor.open_session(message.session_id)
        if self._frame is not None and self._frame.LISTS:
            from lktui.tui.screens.session import SessionScreen  # noqa: PLC0415 - see LATER
            from lktui.view.timeline import Pen  # noqa: PLC0415

            screen = self._framed(SessionScreen)
            assert isinstance(screen, SessionScreen)  # noqa: S101 - for the type checker
            screen.pen = Pen(ascii=self.looks.ascii)
            self.push_screen(screen)

    @on(messages.CloseSession)
    def _close(self) -> None:
        self.monitor.close_session()
        if isinstance(self.screen, FrameScreen) and not self.screen.LISTS:
            self.pop_screen()
            self._show_again()

    def _show_again(self) -> None:
        """The screen below is in view again, with what it was about."""
        frame = self._frame
        if frame is not None:
            if frame.shown_id is not None:
                self.monitor.open_session(frame.shown_id)
            frame.show(self.state)

    @on(messages.OpenNeighbour)
    def _open_neighbour(self, message: messages.OpenNeighbour) -> None:
        frames = [screen for screen in self._screen_stack if isinstance(screen, FrameScreen) and screen.LISTS]
        watched = self.monitor.state.open
        target = frames[-1].neighbour(watched.session_id, message.by) if watched and frames else None
        if target is None:
            self.say("this is the last session of the page" if message.by > 0 else "this is the first session")
        else:
            self.monitor.open_session(target)

    @property
    def _sessions(self) -> SessionsScreen:
        return next(screen for screen in self.screen_stack if isinstance(screen, SessionsScreen))

    # Finding somebody.

    def action_find(self) -> None:
        self._begin_search("")

    def _begin_search(self, needle: str) -> None:
        from lktui.tui.screens.find import FindScreen  # noqa: PLC0415 - see LATER
        from lktui.tui.search import Search  # noqa: PLC0415

        frame = self._frame
        if isinstance(frame, FindScreen):
            frame.search_for(needle)
            return
        self._search = self._search or Search(self)
        screen = self._framed(FindScreen)
        assert isinstance(screen, FindScreen)  # noqa: S101 - for the type checker
        screen.begins_with = needle
        self.push_screen(screen)
        self._search.begin()

    @on(messages.Find)
    def _find(self, message: messages.Find) -> None:
        if self._search is not None:
            self._search.find(message.needle)

    @on(messages.LookThrough)
    def _look_through(self) -> None:
        if self._search is not None:
            self._search.look_through()

    @on(messages.StopLooking)
    def _stop_looking(self) -> None:
        self.monitor.stop_looking()

    @on(messages.CloseFind)
    def _close_find(self) -> None:
        self.monitor.stop_looking()
        if isinstance(self.screen, FrameScreen) and not isinstance(self.screen, SessionsScreen):
            self.pop_screen()
            self._show_again()

    @on(messages.TurnPage)
    def _turn_page(self, message: messages.TurnPage) -> None:
        if self.watched.archive_view is None:
            self.monitor.turn_page(message.by)
        elif (turned := self.watched.archive_view.turned(message.by, self.monitor.state.page_size)) is not None:
            self._show_archive(turned)
        else:
            self.say("this is the last page" if message.by > 0 else "this is the first page")

    @on(messages.ShowRange)
    def _show_range(self, message: messages.ShowRange) -> None:
        if message.archived:
            self.run_worker(self._read_archive(message.chosen), exit_on_error=True)
            return
        self._show_archive(None)
        self.monitor.show(message.chosen)
        self.watched.look_at_range(kept_word(message.chosen))
        self._remember_soon()

    async def _read_archive(self, chosen: DateRange) -> None:
        from lktui.tui.archive_view import ArchiveView  # noqa: PLC0415 - see LATER

        days = days_of(chosen, self.now().date())
        try:
            found = await self.watched.archive.sessions(days.start, days.end)
        except ArchiveError as error:
            self.say(error.what)
        else:
            self._show_archive(ArchiveView.of(chosen, found, self.watched.name_of_project))

    def _show_archive(self, view: ArchiveView | None) -> None:
        if view is not self.watched.archive_view:
            self.watched.archive_view = view
            self._sessions.show(self.state)

    @on(messages.LeaveArchive)
    def _leave_archive(self) -> None:
        self._show_archive(None)

    # What the next run should know.

    @on(messages.ViewChanged)
    def _view_changed(self, message: messages.ViewChanged) -> None:
        self.watched.look(message.kept)
        self._remember_soon()

    def _remember_soon(self) -> None:
        if self._keep_timer is not None:
            self._keep_timer.stop()
        self._keep_timer = self.set_timer(REMEMBERED_AFTER, self._remember_now)

    def _remember_now(self) -> None:
        try:
            self.watched.remember()
        except LktuiError as problem:
            self.say(problem.what)

    @on(messages.LoadMore)
    def _load_more(self) -> None:
        if self.watched.archive_view is None:
            self.monitor.load_more()
        else:
            self.say("all that is kept of this range is here")

    @on(messages.StopLoading)
    def _stop_loading(self) -> None:
        self.monitor.stop_loading()

    @on(messages.ArchiveErrorSeen)
    def _archive_error_seen(self) -> None:
        self.monitor.archive_error_seen()

    @on(messages.Watch)
    def _watch(self, message: messages.Watch) -> None:
        self.monitor.watch(message.session_ids)

    # Commands that work everywhere.

    def action_refresh(self) -> None:
        self.monitor.refresh()
        if self.watched.archive_view is not None:
            self.run_worker(self._read_archive(self.watched.archive_view.chosen), exit_on_error=True)

    def action_pause(self) -> None:
        self.monitor.toggle_pause()

    def action_longer(self) -> None:
        self._change_refresh(schedule.longer(self.monitor.state.refresh))

    def action_shorter(self) -> None:
        self._change_refresh(schedule.shorter(self.monitor.state.refresh))

    def _change_refresh(self, seconds: float) -> None:
        self.monitor.change_refresh(seconds)
        self.say(
            f"polling every {seconds:g} s" if seconds else f"polling only when you press {self.keymap.key('refresh')}"
        )

    def action_copy(self) -> None:
        if self._frame is None:
            return
        content, what = self._frame.selected_text()
        if content:
            self.copy(content, what)
        else:
            self.say(what)

    def action_bundle(self) -> None:
        session_id = self._session_id()
        if session_id:
            from lktui.tui.bundles import Bundles  # noqa: PLC0415 - see LATER

            if self._frame is not None and self._frame.LISTS:
                self._open(messages.OpenSession(session_id))
            self._bundles = self._bundles or Bundles(self)
            self._bundles.want(session_id)

    def action_copy_address(self) -> None:
        session_id = self._session_id()
        if session_id:
            self.copy(self.watched.project_of(session_id).session_address(session_id), "dashboard address")

    async def action_open_address(self) -> None:
        session_id = self._session_id()
        if not session_id:
            return
        address = self.watched.project_of(session_id).session_address(session_id)
        if _has_browser() and await asyncio.to_thread(webbrowser.open, address):
            self.say("opened in the browser")
        else:
            body = f"There is no browser here. The session's page in the dashboard:\n\n{address}\n\n"
            body += f"{self.keymap.key('copy_address')} copies it."
            self.push_screen(NoteScreen("Dashboard", body, self.keymap))

    def copy(self, content: str, what: str) -> None:
        """Sends it to the terminal's clipboard; whether the terminal takes it, nobody tells us."""
        if self._driver is not None:
            self._driver.write(clipboard.copy_sequences(content, os.environ))

        async def tell() -> None:
            self.say(f"{what}: {await clipboard.outcome(content, os.environ)}")

        self._in_background(tell())

    def _in_background(self, doing: Coroutine[object, object, object]) -> None:
        task = asyncio.create_task(doing)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def _session_id(self) -> str | None:
        frame = self._frame
        session_id = frame.session_id if frame is not None else None
        if session_id is None:
            self.say("no session is selected")
        return session_id

    def action_privacy(self) -> None:
        self.hides = self._pseudonyms() if self.hides is None else None
        for screen in self._screen_stack:
            if isinstance(screen, FrameScreen):
                screen.hide(self.hides, self.state)
        self.say("names are hidden" if self.hides else "names are shown")

    def action_wall(self) -> None:
        if isinstance(self._frame, WallScreen):
            self.pop_screen()
            if self._frame is not None:
                self._frame.show(self.state)
        else:
            self.push_screen(self._framed(WallScreen))

    def action_zone(self) -> None:
        self.zone = Zone() if self.zone.info is UTC else Zone(UTC)
        for screen in self._screen_stack:
            if isinstance(screen, FrameScreen):
                screen.show_zone(self.zone)
        self.say(f"times are {'those of the local zone' if self.zone.info is None else 'in UTC'}")

    def action_theme(self) -> None:
        if self.no_color:
            self.say("NO_COLOR is set: all themes look alike")
            return

        def look(name: str) -> None:
            self.theme = name

        self.push_screen(ThemeScreen(self.theme_names, self.theme, look), self._keep_theme)

    def _keep_theme(self, name: str | None) -> None:
        if name is not None and self.looks.keep_theme is not None:
            try:
                self.looks.keep_theme(name)
            except LktuiError as problem:
                self.say(problem.what)

    # The palette.

    def action_palette(self) -> None:
        if self._frame is None:
            return
        around = typed.Around(
            self.keymap.commands,
            (*(scope for scope in self._frame.scopes if scope is not Scope.TABLE), Scope.TABLE),
            self.now().astimezone(UTC).date(),
            self.zone.info,
            self.theme_names,
            cache(lambda: [choice.name for choice in self._usable_projects()]),
            self._sessions.view.sortable,
            self._sessions.view.all_columns,
        )
        self.push_screen(PaletteScreen(around, self._commands, zone=self.zone, now=self.now), self._carry_out)

    async def _carry_out(self, asked: typed.Intent | None) -> None:
        match asked:
            case typed.Run(command):
                await self._run_command(command)
            case typed.OpenSession(session_id):
                self.post_message(messages.OpenSession(session_id))
            case typed.ShowRange(chosen, archived):
                self._back_to_sessions()
                self.post_message(messages.ShowRange(chosen, archived=archived))
            case typed.Find(needle):
                self._begin_search(needle)
            case typed.UseTheme(name):
                self.theme = name
                self._keep_theme(name)
            case typed.WatchProject(name):
                self._watch_project(next(choice for choice in self._usable_projects() if choice.name == name))
            case typed.ShowSessions() | typed.SortBy() | typed.ShowColumns() | typed.ExportTo():
                self._back_to_sessions()
                self._sessions.carry_out(asked)

    def _back_to_sessions(self) -> None:
        while not isinstance(self._frame, SessionsScreen):
            if not isinstance(self._frame, SessionsScreen):
                self.monitor.close_session()
            self.pop_screen()
        self._sessions.show(self.monitor.state)

    async def _run_command(self, command: Command) -> None:
        """As its key does, which goes to what has the focus, the screen, or everything."""
        frame = self._frame
        if frame is None or command.scope is Scope.EVERYWHERE:
            await self.run_action(command.id)
        elif command.scope in frame.SCOPES and command.scope is not Scope.TABLE:
            await self.run_action(command.id, frame)
        elif (table := frame.table_in_front) is not None:
            await self.run_action(command.id, table)

    def action_help(self) -> None:
        scopes = self._frame.scopes if self._frame is not None else ()
        self.push_screen(HelpScreen(self.keymap, scopes, zone=self.zone, now=self.now))

    async def action_quit(self) -> None:
        state = self.monitor.state
        if state.fetched_at is None and state.error is not None:
            self.failure = state.error
        self.exit(self.failure.exit_code if self.failure else 0)

    def action_interrupt(self) -> None:
        self.exit(INTERRUPTED)


def _has_browser() -> bool:
    """Whether a window can open here: a browser in the terminal would take the screen away."""
    if os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"):
        return False
    graphical = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(graphical) or os.name == "nt" or os.uname().sysname == "Darwin"
