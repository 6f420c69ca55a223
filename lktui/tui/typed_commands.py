"""The palette, and carrying out what was chosen or typed there."""

from __future__ import annotations

from datetime import UTC
from functools import cache
from typing import TYPE_CHECKING

from lktui.tui import command_line as typed
from lktui.tui import messages
from lktui.tui.commands import Command, Scope
from lktui.tui.screens.palette import PaletteScreen

if TYPE_CHECKING:
    from lktui.tui.app import LktuiApp


class TypedCommands:
    """Opens the palette, and does what it ends with."""

    def __init__(self, app: LktuiApp) -> None:
        self._app = app

    def ask(self) -> None:
        app, frame = self._app, self._app.frame
        if frame is None:
            return
        around = typed.Around(
            app.keymap.commands,
            (*(scope for scope in frame.scopes if scope is not Scope.TABLE), Scope.TABLE),
            app.now().astimezone(UTC).date(),
            app.zone.info,
            app.theme_names,
            cache(lambda: [choice.name for choice in app.usable_projects()]),
            app.sessions.view.sortable,
            app.sessions.view.all_columns,
        )
        app.push_screen(PaletteScreen(around, app.watched.commands, zone=app.zone, now=app.now), self._carry_out)

    async def _carry_out(self, asked: typed.Intent | None) -> None:
        app = self._app
        if asked is not None:
            app.watched.commands_changed()
            app.remember_soon()
        match asked:
            case typed.Run(command):
                await self._run(command)
            case typed.OpenSession(session_id):
                app.post_message(messages.OpenSession(session_id))
            case typed.ShowRange(chosen, archived):
                app.back_to_sessions()
                app.post_message(messages.ShowRange(chosen, archived=archived))
            case typed.Find(needle):
                app.begin_search(needle)
            case typed.UseTheme(name):
                app.theme = name
                app.keep_theme(name)
            case typed.WatchProject(name):
                app.watch_project(next(choice for choice in app.usable_projects() if choice.name == name))
            case typed.ShowSessions() | typed.SortBy() | typed.ShowColumns() | typed.ExportTo():
                app.back_to_sessions()
                app.sessions.carry_out(asked)

    async def _run(self, command: Command) -> None:
        """As its key does, which goes to what has the focus, the screen, or everything."""
        app, frame = self._app, self._app.frame
        if frame is None or command.scope is Scope.EVERYWHERE:
            await app.run_action(command.id)
        elif command.scope in frame.SCOPES and command.scope is not Scope.TABLE:
            await app.run_action(command.id, frame)
        elif (table := frame.table_in_front) is not None:
            await app.run_action(command.id, table)
