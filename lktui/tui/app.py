"""lktui's application: what its screens ask for, and the commands that work everywhere."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.screen import ModalScreen

from lktui.errors import ArchiveError, LktuiError
from lktui.monitor import schedule
from lktui.monitor.days import days_of, kept_word
from lktui.tui import messages
from lktui.tui.commands import Scope, bindings
from lktui.tui.screens.frame import FrameScreen
from lktui.tui.screens.sessions import SessionsScreen
from lktui.tui.watching_app import WatchingApp
from lktui.view import text
from lktui.view.times import Zone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.binding import BindingType

    from lktui.analysis.pseudonyms import Pseudonyms
    from lktui.monitor.days import DateRange
    from lktui.tui.archive_view import ArchiveView
    from lktui.tui.bundles import Bundles
    from lktui.tui.looks import Looks
    from lktui.tui.project_watch import Projects, ProjectWatch
    from lktui.tui.search import Search
    from lktui.tui.typed_commands import TypedCommands
    from lktui.view.project import ProjectChoice

INTERRUPTED = 130


class LktuiApp(WatchingApp, inherit_bindings=False):
    """Exits with the exit code of the command line; `failure` is the error that kept it from showing anything.

    `pseudonyms` makes what names are hidden with, and `privacy` is whether they are from the beginning.
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
        pseudonyms: Callable[[], Pseudonyms] | None = None,
        privacy: bool = False,
        projects: Projects | None = None,
        wall: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(watch, zone=zone, looks=looks, warnings=warnings, frame_diff=frame_diff, now=now)
        self.failure: LktuiError | None = None
        self._projects = projects
        self._pseudonyms = pseudonyms or _passing_pseudonyms
        self.hides = self._pseudonyms() if privacy else None
        self._begins_on_wall = wall
        self._bundles: Bundles | None = None
        self._search: Search | None = None
        self._typed_commands: TypedCommands | None = None

    def on_mount(self) -> None:
        if self._begins_on_wall:
            self.action_wall()

    # Another project.

    def action_project(self) -> None:
        from lktui.tui.screens.projects import ProjectsScreen

        try:
            choices = self._projects.choices() if self._projects is not None else ()
        except LktuiError as problem:
            self._note("Project", str(problem))
            return
        if all(choice.is_of(self.project) for choice in choices):
            self.say("there is no other project: see lktui projects")
            return
        self.push_screen(ProjectsScreen(choices, self.project), self.watch_project)

    def watch_project(self, choice: ProjectChoice | None) -> None:
        if choice is not None and choice.is_of(self.project):
            self.say(f"{text.visible(choice.name)} is watched already")
        elif choice is not None:
            self.run_worker(self._switch(choice), group="switch", exclusive=True)

    def usable_projects(self) -> list[ProjectChoice]:
        try:
            choices = self._projects.choices() if self._projects is not None else ()
        except LktuiError:  # told where a project is chosen from the list
            return []
        return [choice for choice in choices if not choice.problem]

    async def _switch(self, choice: ProjectChoice) -> None:
        assert self._projects is not None  # noqa: S101 - the choice came from there
        try:
            watch = self._projects.watch(choice)
        except LktuiError as problem:
            self._note("Project", str(problem))
        else:
            await self.watch_another(watch)

    def _note(self, title: str, body: str) -> None:
        from lktui.tui.screens.note import NoteScreen

        lines = "\n".join(map(text.visible, body.split("\n")))  # which are ours
        self.push_screen(NoteScreen(title, lines, self.keymap))

    # A session.

    @on(messages.OpenSession)
    def _open(self, message: messages.OpenSession) -> None:
        self.monitor.open_session(message.session_id)
        if self.frame is not None and self.frame.LISTS:
            from lktui.tui.screens.session import SessionScreen
            from lktui.view.timeline import Pen

            screen, below = self.framed(SessionScreen), self.frame
            assert isinstance(screen, SessionScreen)  # noqa: S101 - for the type checker
            screen.pointer_of_list = below.pointer
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
        if (frame := self.frame) is not None:
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

    def back_to_sessions(self) -> None:
        while not isinstance(self.frame, SessionsScreen):
            self.monitor.close_session()
            self.pop_screen()
        self.sessions.show(self.monitor.state)

    # Finding somebody.

    def action_find(self) -> None:
        self.begin_search("")

    def begin_search(self, needle: str) -> None:
        from lktui.tui.screens.find import FindScreen
        from lktui.tui.search import Search

        if isinstance(self.frame, FindScreen):
            self.frame.search_for(needle)
            return
        self._search = self._search or Search(self)
        screen = self.framed(FindScreen)
        assert isinstance(screen, FindScreen)  # noqa: S101 - for the type checker
        screen.begins_with = needle
        screen.name_of_project = self.watched.name_of_project
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

    # Which sessions: pages, ranges, and what was kept.

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
        self.remember_soon()

    async def _read_archive(self, chosen: DateRange) -> None:
        from lktui.tui.archive_view import ArchiveView

        days = days_of(chosen, self.now().date())
        try:
            found = await self.watched.archive.sessions(days.start, days.end)
        except ArchiveError as error:
            self.say(error.what)
        else:
            self.watched.observation.flags.recall((each.session, each.seen_at) for each in found)
            self._show_archive(ArchiveView.of(chosen, found, self.watched.name_of_project))
            self.fill_flags_up(each.session.session_id for each in found)

    def _show_archive(self, view: ArchiveView | None) -> None:
        if view is not self.watched.archive_view:
            self.watched.archive_view = view
            self.sessions.show(self.state)

    @on(messages.LeaveArchive)
    def _leave_archive(self) -> None:
        self._show_archive(None)

    @on(messages.LoadMore)
    def _load_more(self) -> None:
        progress = self.monitor.state.progress
        if self.watched.archive_view is not None:
            self.say("all that is kept of this range is here")
        elif progress is not None and progress.complete:
            self.say("all of this range is loaded")
        else:
            self.monitor.load_more()

    @on(messages.StopLoading)
    def _stop_loading(self) -> None:
        self.monitor.stop_loading()

    @on(messages.ArchiveErrorSeen)
    def _archive_error_seen(self) -> None:
        self.monitor.archive_error_seen()

    @on(messages.Watch)
    def _watch(self, message: messages.Watch) -> None:
        self.monitor.watch(message.session_ids)

    # Polling.

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

    # Handing over.

    def action_copy(self) -> None:
        if self.frame is None:
            return
        content, what = self.frame.selected_text()
        if content:
            self.copy(content, what)
        else:
            self.say(what)

    def action_bundle(self) -> None:
        session_id = self._session_id()
        if session_id:
            from lktui.tui.bundles import Bundles

            if self.frame is not None and self.frame.LISTS:
                self._open(messages.OpenSession(session_id))
            self._bundles = self._bundles or Bundles(self)
            self._bundles.want(session_id)

    @on(messages.StateChanged)
    def _bundle_may_be_ready(self) -> None:
        if self._bundles is not None:
            self._bundles.look()

    def action_copy_address(self) -> None:
        session_id = self._session_id()
        if session_id:
            self.copy(self.watched.project_of(session_id).session_address(session_id), "dashboard address")

    async def action_open_address(self) -> None:
        session_id = self._session_id()
        if not session_id:
            return
        import webbrowser

        address = self.watched.project_of(session_id).session_address(session_id)
        if _has_browser() and await asyncio.to_thread(webbrowser.open, address):
            self.say("opened in the browser")
        else:
            body = f"There is no browser here. The session's page in the dashboard:\n\n{address}\n\n"
            self._note("Dashboard", f"{body}{self.keymap.key('copy_address')} copies it.")

    def copy(self, content: str, what: str) -> None:
        """Sends it to the terminal's clipboard; whether the terminal takes it, nobody tells us."""
        from lktui.tui import clipboard

        if self._driver is not None:
            self._driver.write(clipboard.copy_sequences(content, os.environ))

        async def tell() -> None:
            self.say(f"{what}: {await clipboard.outcome(content, os.environ)}")

        self.in_background(tell())

    def _session_id(self) -> str | None:
        session_id = self.frame.session_id if self.frame is not None else None
        if session_id is None:
            self.say("no session is selected")
        return session_id

    # Looks.

    def action_privacy(self) -> None:
        self.hides = self._pseudonyms() if self.hides is None else None
        for screen in self._screen_stack:
            if isinstance(screen, FrameScreen):
                screen.hide(self.hides, self.state)
        self.say("names are hidden" if self.hides else "names are shown")

    def action_wall(self) -> None:
        from lktui.tui.screens.wall import WallScreen

        if isinstance(self.frame, WallScreen):
            self.pop_screen()
            if self.frame is not None:
                self.frame.show(self.state)
        else:
            self.push_screen(self.framed(WallScreen))

    def action_redraw(self) -> None:
        self.redraw()

    def action_zone(self) -> None:
        self.zone = Zone() if self.zone.info is UTC else Zone(UTC)
        for screen in self._screen_stack:
            if isinstance(screen, FrameScreen):
                screen.show_zone(self.zone)
        self.say(f"times are {'those of the local zone' if self.zone.info is None else 'in UTC'}")

    def action_theme(self) -> None:
        from lktui.tui.screens.theme import ThemeScreen

        if self.no_color:
            self.say("NO_COLOR is set: all themes look alike")
            return

        def look(name: str) -> None:
            self.theme = name

        self.push_screen(ThemeScreen(self.theme_names, self.theme, look), self.keep_theme)

    def keep_theme(self, name: str | None) -> None:
        if name is not None and self.looks.keep_theme is not None:
            try:
                self.looks.keep_theme(name)
            except LktuiError as problem:
                self.say(problem.what)

    # The palette, help, and leaving.

    @on(events.Key)
    def _say_if_nothing(self, event: events.Key) -> None:
        """A key that is silent reads as a screen that hangs."""
        frame = self.frame
        if event.is_printable and frame is not None and self.screen is frame:
            words = self.keymap.why_nothing(event.key, (*frame.scopes, Scope.TABLE))
            if words:
                self.say(words)

    async def action_palette(self) -> None:
        from lktui.tui.typed_commands import TypedCommands

        if isinstance(self.screen, ModalScreen) and not await self.run_action("close", self.screen):
            self.screen.dismiss(None)
        self._typed_commands = self._typed_commands or TypedCommands(self)
        self._typed_commands.ask()

    def action_help(self) -> None:
        from lktui.tui.screens.help import HelpScreen

        scopes = self.frame.scopes if self.frame is not None else ()
        self.push_screen(HelpScreen(self.keymap, scopes, zone=self.zone, now=self.now))

    async def action_quit(self) -> None:
        state = self.monitor.state
        if state.fetched_at is None and state.error is not None:
            self.failure = state.error
        self.exit(self.failure.exit_code if self.failure else 0)

    def action_interrupt(self) -> None:
        self.exit(INTERRUPTED)


def _passing_pseudonyms() -> Pseudonyms:
    """Others in each run."""
    from lktui.analysis.pseudonyms import KEY_LENGTH, Pseudonyms

    return Pseudonyms(os.urandom(KEY_LENGTH))


def _has_browser() -> bool:
    """Whether a window can open here: a browser in the terminal would take the screen away."""
    if os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"):
        return False
    graphical = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(graphical) or os.name == "nt" or os.uname().sysname == "Darwin"
