"""Incident bundles on the user's word: waits until the session is there, takes its picture, and writes in a thread."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from lktui import __version__
from lktui.analysis.findings import case_of
from lktui.errors import BundleNotWritten
from lktui.tui import bundle_folder
from lktui.tui.export import shown_path
from lktui.tui.screens.bundle import BundleScreen
from lktui.tui.screens.note import NoteScreen
from lktui.tui.screens.session import SessionScreen
from lktui.tui.session.open_findings import ghost_in, row_in
from lktui.tui.widgets.cells import Lines
from lktui.view import text
from lktui.view.bundle import bundle, folder_name
from lktui.view.report import HIDDEN, About

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from lktui.analysis.findings import Case
    from lktui.monitor.state import OpenSession
    from lktui.tui.app import LktuiApp
    from lktui.view.times import Zone


@dataclass(frozen=True, slots=True)
class Bundle:
    """What goes into one, taken from the screen at one moment; `written` may be called in a thread."""

    case: Callable[[], Case]
    about: About
    zone: Zone
    screen: str
    hidden: bool

    def written(self) -> tuple[Path, Mapping[str, str]]:
        """Raises BundleNotWritten."""
        case = self.case()
        files = bundle(case, self.zone, self.about, screen=self.screen)
        return bundle_folder.write(files, folder_name(case.session, self.about.written_at)), files


class Bundles:
    """One is wanted at a time; `look` at every state that is shown."""

    def __init__(self, app: LktuiApp) -> None:
        self._app = app
        self._wanted: str | None = None

    def want(self, session_id: str) -> None:
        """Of the session that is open, or being opened."""
        self._wanted = session_id
        self.look()
        if self._wanted is not None:
            self._app.say("the bundle is written as soon as the session is there")

    def look(self) -> None:
        opened = self._app.monitor.state.open
        if self._wanted is None:
            return
        if opened is None or opened.session_id != self._wanted:
            self._wanted = None  # the user has gone on
        elif opened.detail is not None and (not opened.recalled or opened.settled or opened.error is not None):
            self._wanted = None
            self._app.call_later(self._draw)
        elif opened.error is not None or opened.settled:
            self._wanted = None
            why = opened.error.what if opened.error is not None else "no detail of this session was kept"
            self._app.say(f"nothing to hand over yet: {why}")

    def _draw(self) -> None:
        """What the state has changed is shown now; a line that comes or goes says so to its screen in its own turn."""
        self._app.say("")  # what was said while it was waited for is not to be in the picture
        screen = self._app.screen
        laid_out_then_drawn = partial(screen.call_after_refresh, partial(screen.call_after_refresh, self._begin))
        screen.query(Lines).last().call_later(laid_out_then_drawn)

    def _begin(self) -> None:
        taken = self._taken()
        if taken is not None:
            self._app.run_worker(self._write(taken), group="bundle", exit_on_error=True)

    def _taken(self) -> Bundle | None:
        app = self._app
        state, hides, screen = app.monitor.state, app.hides, app.screen
        opened = state.open
        if opened is None or opened.detail is None or opened.fetched_at is None:
            return None
        observation = app.watched.observation
        session, detail, ghost = row_in(state, opened), opened.detail, ghost_in(state, observation)
        if hides is not None:
            session, detail = hides.session(session), hides.detail(detail)
        case = partial(
            case_of, session, detail, opened.fetched_at, thresholds=observation.flags.thresholds, ghost=ghost
        )
        project = app.watched.project_of(opened.session_id)
        address = "" if hides or project.is_simulated else project.session_address(opened.session_id)
        about = About(__version__, app.now(), address, tuple(_notes(opened, hidden=hides is not None)))
        picture = app.export_screenshot() if isinstance(screen, SessionScreen) else ""
        return Bundle(case, about, app.zone, picture, hides is not None)

    async def _write(self, taken: Bundle) -> None:
        app = self._app
        try:
            folder, files = await asyncio.to_thread(taken.written)
        except BundleNotWritten as problem:
            app.push_screen(NoteScreen("Incident bundle", text.visible(str(problem)), app.keymap))
            return
        app.say(f"bundle written to {shown_path(folder)}: {', '.join(files)}")
        if isinstance(app.screen, SessionScreen):
            app.push_screen(BundleScreen(folder, files, hidden=taken.hidden, keymap=app.keymap, copy=app.copy))


def _notes(opened: OpenSession, *, hidden: bool) -> Iterator[str]:
    if opened.recalled:
        yield "from lktui's archive"
    if opened.error is not None:
        yield f"asked again since then, without success: {opened.error.what}"
    if hidden:
        yield HIDDEN
