"""Finding somebody: at once in what is kept, then, if asked to, through the details of the loaded sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.widgets import Input

from lktui.analysis.people import matching
from lktui.tui import messages
from lktui.tui.commands import Scope, bindings
from lktui.tui.screens.frame import FrameScreen
from lktui.tui.widgets.cells import Lines
from lktui.tui.widgets.live_table import LiveTable
from lktui.view import text
from lktui.view.columns import Cell, Tone, cell
from lktui.view.found import FOUND_COLUMNS, FOUND_COLUMNS_OF_MANY, FoundRow, found_rows, offer, progress, summary
from lktui.view.pointer import Pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from textual.binding import BindingType
    from textual.widget import Widget

    from lktui.analysis.people import Appearance
    from lktui.analysis.pseudonyms import Pseudonyms
    from lktui.monitor.state import State


class FindScreen(FrameScreen):
    LISTS = True
    SCOPES = (Scope.TABLE, Scope.FIND, Scope.EVERYWHERE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.FIND)]
    needle: str = ""
    begins_with: str = ""  # what is searched for from the beginning
    unread: int | None = None  # sessions of the loaded range whose detail is not kept; None until that is known
    name_of_project: Callable[[str], str] | None = None  # of a session by its id, where there are several
    examined: set[str]  # ids of the sessions whose findings are known
    rows: Sequence[FoundRow] = ()
    _kept: Sequence[Appearance] = ()
    _people: int = 0
    _problem: str = ""
    _waiting: bool = False
    _entered: bool = False  # while waiting
    _hunted: dict[str, list[Appearance]]  # by session id, of those whose detail came while this screen is open

    def compose_body(self) -> Iterable[Widget]:
        self._hunted, self.examined = {}, set()
        field = Input(
            self.begins_with,
            select_on_focus=False,
            placeholder="a part of an identity or name",
            compact=True,
            id="needle",
        )
        field.cursor_blink = False
        yield field
        yield Lines(id="hunt")
        columns = FOUND_COLUMNS if self.name_of_project is None else FOUND_COLUMNS_OF_MANY
        yield LiveTable(columns, lambda row: row.key, zone=self.zone, now=self.now, id="appearances")

    def on_mount(self) -> None:
        self._field.focus()

    def on_descendant_focus(self) -> None:
        """After the frame's own, which Textual calls too."""
        self._show_found()

    @property
    def _field(self) -> Input:
        return self.query_one("#needle", Input)

    @property
    def table(self) -> LiveTable[FoundRow]:
        return self.query_one("#appearances", LiveTable)

    @property
    def session_id(self) -> str | None:
        """The session that commands are about."""
        row = self.table.selected
        return row.appearance.session.session_id if row is not None else None

    def selected_text(self) -> tuple[str, str]:
        row = self.table.selected
        if row is None:
            return super().selected_text()
        who = row.appearance.identity or row.appearance.name
        return who, f"identity {who}"

    # What was found.

    def show_kept(self, found: Sequence[Appearance], people: int, problem: str = "") -> None:
        """The archive's answer to what is typed; it may come before there is anything to show it on, and after."""
        self._kept, self._people, self._problem, self._waiting = found, people, problem, False
        self._show_found()
        if self._entered:
            self._enter()

    def add(self, session_id: str, everyone: list[Appearance]) -> None:
        """All who are in a detail that came."""
        self._hunted[session_id] = everyone
        if matching(everyone, self.needle):
            self._show_found()

    def show_body(self) -> None:
        self._show_found()

    def hide(self, hides: Pseudonyms | None, state: State) -> None:
        self.hides = hides
        self.show(state)

    def _show_found(self) -> None:
        if not self._is_drawable:
            return
        found: list[Appearance] = []
        if self.needle.strip():
            found = [each for each in self._kept if each.session.session_id not in self._hunted]
            found += matching((each for everyone in self._hunted.values() for each in everyone), self.needle)
        project_of = self.name_of_project or (lambda _session_id: "")
        rows = self.rows = found_rows(found, self.needle, self.observation.flags.of, project_of)
        if self.hides is not None:
            rows = [row._replace(appearance=self.hides.appearance(row.appearance)) for row in rows]
        self.table.show(rows, placeholder=self._placeholder())
        if rows and self._field.has_focus:  # as long as one types, the best match is what is meant
            self.table.select(rows[0].key)
        said = summary(rows, self._people)
        room = self.size.width - text.width(said) - 4  # a margin on both sides, and something in between
        self.query_one("#hunt", Lines).show((cell(said, Tone.STRONG), self._offer(room)))

    def _offer(self, room: int) -> Cell:
        """How far it looks, or what it could look through."""
        hunt = self.state.hunt
        if hunt is not None and hunt.running:
            minutes = (hunt.total - hunt.done) / max(1, self.state.budget)
            return progress(hunt.done, hunt.total, minutes, self.keymap.key("leave"), room)
        if not self.unread or not self.needle.strip():
            return ()
        key = self.keymap.key("look_through")
        if self._field.has_focus:  # it would be typed
            key = f"Enter, {key}" if self.table.rows else "Enter"
        return offer(self.unread, key, room)

    def _placeholder(self) -> tuple[Cell, ...]:
        hunt = self.state.hunt
        if self._problem:
            return (cell(f"! {self._problem}", Tone.WARN),)
        if not self.needle.strip():
            return (
                cell("Who was in which session, and when?", Tone.STRONG),
                cell(""),
                cell("Type a part of an identity or name: what is kept is searched at once.", Tone.DIM),
            )
        if self._waiting:
            return (cell("Looking…", Tone.DIM),)
        if hunt is not None and hunt.running:
            return (cell("Nobody so far.", Tone.STRONG),)
        return (
            cell("Nobody of that name is known.", Tone.STRONG),
            cell(""),
            cell("Only sessions that were opened, or looked through, are searched.", Tone.DIM),
        )

    # What the user asks for.

    @on(Input.Changed, "#needle")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.needle = event.value
        self._kept = matching(self._kept, self.needle)  # until the archive has answered
        self._waiting, self._entered = True, False
        self._show_found()
        self.post_message(messages.Find(self.needle))

    @on(Input.Submitted, "#needle")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._enter()

    def _enter(self) -> None:
        """To what was found; where nobody was, through what was not looked at yet, once the archive has answered."""
        self._entered = self._waiting and not self.table.rows
        if self.table.rows:
            self.table.focus()
        elif self.needle.strip() and not self._waiting:
            self.action_look_through()

    def search_for(self, needle: str) -> None:
        """Another one, if there is one."""
        self._field.value = needle or self._field.value
        self.action_search()

    def action_search(self) -> None:
        self._field.focus()

    def action_look_through(self) -> None:
        if self.state.hunt is None or not self.state.hunt.running:
            self.post_message(messages.LookThrough())
        if self.table.rows or self.unread:
            self.table.focus()

    def action_leave(self) -> None:
        """First looking stops, then the screen goes."""
        if self.state.hunt is not None and self.state.hunt.running:
            self.post_message(messages.StopLooking())
        else:
            self.post_message(messages.CloseFind())

    @on(LiveTable.Chosen, "#appearances")
    def _open(self) -> None:
        if (session_id := self.session_id) is not None:
            self.post_message(messages.OpenSession(session_id))

    def pointer(self) -> Pointer:
        """The person whose row is selected, at the first join."""
        if (row := self.table.selected) is None:
            return Pointer()
        return Pointer(row.appearance.joined_at, row.appearance.identity, row.appearance.name)

    def neighbour(self, session_id: str, by: int) -> str | None:
        """The session so many after another one, in the order of the list; None beyond the ends."""
        ids = list(dict.fromkeys(row.appearance.session.session_id for row in self.table.rows))
        if session_id not in ids or not 0 <= ids.index(session_id) + by < len(ids):
            return None
        target = ids[ids.index(session_id) + by]
        self.table.select(next(row.key for row in self.table.rows if row.appearance.session.session_id == target))
        return target
