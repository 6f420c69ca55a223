"""Where the sessions of the table are written to, and in which format."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from lktui.errors import AlreadyThere, NotExported
from lktui.tui.commands import Scope, binding, bindings
from lktui.tui.export import default_name, form_of, typed_path
from lktui.view.formats import FORMATS

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from lktui.tui.export import Export

TITLES = {"csv": "CSV, for spreadsheets", "json": "JSON, one list", "ndjson": "NDJSON, a line for each session"}


class ExportScreen(ModalScreen["str | None"]):
    """Ends with what was written, in words; stays while there is something wrong with the path.

    With a `path` it begins to write at once, as if that had been typed here.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.DIALOG),
        binding("export", "close"),
        binding("cursor_down", "move(1)"),
        binding("cursor_up", "move(-1)"),
        Binding("tab,shift+tab", "other_field", show=False, priority=True),
    ]

    def __init__(self, export: Export, *, local: datetime, form: str = FORMATS[0], path: str = "") -> None:
        super().__init__()
        self._export = export
        self._form = form
        self._at_once = bool(path)
        self._path = path or default_name(form, local)
        self._may_overwrite: Path | None = None  # this one was asked about
        self._writing = False

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog") as dialog:
            dialog.border_title = "Export"
            yield Static("The sessions of the table, as filtered and sorted, as:", classes="hint", markup=False)
            yield OptionList(*[Option(TITLES[form], id=form) for form in FORMATS], id="presets")
            yield Static("into (Tab changes it):", classes="hint", markup=False)
            field = Input(self._path, id="path", select_on_focus=False, compact=True)
            field.cursor_blink = False
            yield field
            yield Static("", id="problem", markup=False)

    def on_mount(self) -> None:
        self._forms.highlighted = FORMATS.index(self._form)
        self._forms.focus()
        if self._at_once:
            self._field.focus()
            self._write()

    @property
    def _forms(self) -> OptionList:
        return self.query_one(OptionList)

    @property
    def _field(self) -> Input:
        return self.query_one(Input)

    def action_close(self) -> None:
        self.dismiss(None)

    def action_move(self, by: int) -> None:
        if by > 0:
            self._forms.action_cursor_down()
        else:
            self._forms.action_cursor_up()

    def action_other_field(self) -> None:
        if self._field.has_focus:
            self._forms.focus()
        else:
            self._field.focus()

    @on(OptionList.OptionHighlighted)
    def _form_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """The ending of the path follows the format."""
        self._form = event.option_id or self._form
        path = self._field.value
        ending = form_of(path)
        if ending is not None and ending != self._form:
            self._field.value = f"{path.strip()[: -len(ending)]}{self._form}"

    @on(Input.Changed)
    def _path_changed(self, event: Input.Changed) -> None:
        """The format follows the ending of the path."""
        form = form_of(event.value)
        if form is not None and form != self._form:
            self._forms.highlighted = FORMATS.index(form)
        if self._may_overwrite is not None:
            self._may_overwrite = None
            self._tell("")

    @on(OptionList.OptionSelected)
    @on(Input.Submitted)
    def _write(self) -> None:
        if not self._writing:
            self._writing = True
            self._tell("writing …")
            self.run_worker(self._written(), exit_on_error=True)

    async def _written(self) -> None:
        typed = self._field.value
        try:
            path = typed_path(typed)
            form, overwrite = form_of(typed) or self._form, path == self._may_overwrite
            self.dismiss(await asyncio.to_thread(self._export.write, path, form, overwrite=overwrite))
        except NotExported as problem:
            self._may_overwrite = problem.path if isinstance(problem, AlreadyThere) else None
            self._tell(f"{problem.what[:1].upper()}{problem.what[1:]}. {problem.todo}")
        finally:
            self._writing = False

    def _tell(self, words: str) -> None:
        self.query_one("#problem", Static).update(words)
