"""Choosing the time range: a preset, or two dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from lktui.monitor.days import DateRange, Days, Preset, days_of, is_beyond_the_api, parse_days
from lktui.tui.commands import Scope, binding, bindings

if TYPE_CHECKING:
    from datetime import date

    from textual.app import ComposeResult
    from textual.binding import BindingType


ARCHIVE = "archive"


class Choice(NamedTuple):
    """`archived` is whether what was kept is wanted instead of what the API has."""

    chosen: DateRange
    archived: bool = False


class TimeRangeScreen(ModalScreen["Choice | None"]):
    """Dates that the API does not have any more are those of the archive."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.DIALOG),
        binding("choose_range", "close"),
        binding("cursor_down", "move_down"),
        binding("cursor_up", "move_up"),
    ]

    def __init__(self, chosen: DateRange, *, archived: bool, today: date) -> None:
        super().__init__()
        self._chosen = chosen
        self._archived = archived
        self._today = today

    def compose(self) -> ComposeResult:
        days = self._chosen if isinstance(self._chosen, Days) else Days()
        with Vertical(id="dialog") as dialog:
            dialog.border_title = "Time range"
            yield Static(f"Days are UTC days; it is {self._today} there now.", classes="hint", markup=False)
            options = [Option(self._title(preset), id=preset.name) for preset in Preset]
            yield OptionList(*options, Option("archive: all that was seen and kept", id=ARCHIVE), id="presets")
            words = "or two dates (Tab), the second one may be left out; older ones are the archive's:"
            yield Static(words, classes="hint", markup=False)
            with Horizontal(id="dates"):
                yield self._date("start", days.start)
                yield self._date("end", days.end)
            yield Static("", id="problem", markup=False)

    def on_mount(self) -> None:
        presets = self.query_one("#presets", OptionList)
        if isinstance(self._chosen, Preset):
            presets.highlighted = len(Preset) if self._archived else list(Preset).index(self._chosen)
            presets.focus()
        else:
            self.query_one("#start", Input).focus()

    def _title(self, preset: Preset) -> str:
        if preset is Preset.ALL:
            return f"{preset.value}: all that the API gives"
        days = days_of(preset, self._today)
        return f"{preset.value}: {days}"

    def _date(self, name: str, day: date | None) -> Input:
        field = Input(str(day or ""), placeholder=f"{name} YYYY-MM-DD", id=name, select_on_focus=False, compact=True)
        field.cursor_blink = False
        return field

    def action_close(self) -> None:
        self.dismiss(None)

    def action_move_down(self) -> None:
        self.query_one("#presets", OptionList).action_cursor_down()

    def action_move_up(self) -> None:
        self.query_one("#presets", OptionList).action_cursor_up()

    @on(OptionList.OptionSelected, "#presets")
    def _preset(self, event: OptionList.OptionSelected) -> None:
        if event.option_id == ARCHIVE:
            self.dismiss(Choice(Preset.ALL, archived=True))
        else:
            self.dismiss(Choice(Preset[event.option_id or Preset.ALL.name]))

    @on(Input.Submitted)
    def _dates(self) -> None:
        start, end = (self.query_one(f"#{name}", Input).value for name in ("start", "end"))
        try:
            days = parse_days(start, end, self._today, kept=True)
        except ValueError as problem:
            self.query_one("#problem", Static).update(str(problem))
        else:
            archived = is_beyond_the_api(days, self._today)
            self.dismiss(Choice(Preset.ALL if days == Days() else days, archived))
