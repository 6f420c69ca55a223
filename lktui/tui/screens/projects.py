"""Choosing another project, out of all that were found."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets.option_list import Option

from lktui.tui.commands import Scope, binding, bindings
from lktui.tui.widgets.choices import Choices
from lktui.view import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from lktui.view.project import Project, ProjectChoice


class ProjectsScreen(ModalScreen["ProjectChoice | None"]):
    """Those that can't be used are listed with the reason, and can't be chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.DIALOG),
        binding("project", "close"),
    ]

    def __init__(self, choices: Sequence[ProjectChoice], current: Project) -> None:
        super().__init__()
        self._choices = choices
        self._current = current

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="wide-list") as dialog:
            dialog.border_title = "Projects"
            dialog.border_subtitle = "Enter: watch it"
            options = [
                Option(_line(choice), id=str(number), disabled=bool(choice.problem))
                for number, choice in enumerate(self._choices)
            ]
            yield Choices(*options, id="presets", markup=False)

    def on_mount(self) -> None:
        usable = [number for number, choice in enumerate(self._choices) if not choice.problem]
        watched = [number for number in usable if self._choices[number].is_of(self._current)]
        self.query_one(Choices).highlighted = next(iter(watched or usable), None)

    def action_close(self) -> None:
        self.dismiss(None)

    @on(Choices.OptionSelected)
    def _chosen(self, event: Choices.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index])


def _line(choice: ProjectChoice) -> Text:
    name, project_id = text.visible(choice.name), text.visible(choice.project_id)
    line = Text(no_wrap=False)
    line.append(name, "bold")
    line.append(f"  {project_id}" if project_id else "")
    line.append(f"\n{text.visible(choice.problem) or text.visible(choice.source)}", "dim")
    return line
