"""The findings of a session, with evidence that folds."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from lktui.tui.commands import Scope, bindings
from lktui.tui.messages import CloseSession
from lktui.tui.session import words
from lktui.tui.widgets.live_table import LiveTable
from lktui.view.findings import FINDING_COLUMNS, FindingLine, as_line, finding_lines, finding_mark
from lktui.view.presence import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from textual.binding import BindingType

    from lktui.analysis.findings import Finding
    from lktui.tui.session.opened import Opened
    from lktui.view.columns import Cell
    from lktui.view.times import Zone

FEW = 8  # pieces of evidence that are shown unasked


class FindingList(LiveTable[FindingLine]):
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.FINDINGS)]

    def __init__(self, *, zone: Zone, now: Callable[[], datetime], id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(FINDING_COLUMNS, lambda line: line.key, zone=zone, now=now, mark=finding_mark, id=id)
        self._findings: Sequence[Finding] = ()
        self._names: Mapping[str, str] = {}
        self._folds: dict[str, bool] = {}  # as the user wants them, by rule
        self._without: tuple[Cell, ...] = ()

    def show_session(self, opened: Opened, *, another: bool) -> None:
        """News of the session, or those of `another` one."""
        if another:
            self._folds.clear()
        self._findings, self._without = opened.found, words.without_findings(opened.watched, opened.waiting)
        self._names = {person.key: name_of(person) for person in opened.attended.people}
        self._show(from_top=another)

    def _show(self, *, from_top: bool = False) -> None:
        few = sum(len(finding.evidence) for finding in self._findings) <= FEW
        unfolded = {finding.rule for finding in self._findings if self._folds.get(finding.rule, few)}
        lines = finding_lines(self._findings, self._names, unfolded)
        self.show(lines, placeholder=self._without, from_top=from_top)

    def _fold(self, *, unfolded: bool) -> None:
        line = self.selected
        if line is not None:
            self._folds[line.finding.rule] = unfolded
            self._show()
            if line.evidence is not None and not unfolded:
                self.select(line.finding.rule)

    def action_unfold(self) -> None:
        self._fold(unfolded=True)

    def action_fold(self) -> None:
        """Where there is nothing to fold any more, it is the way back."""
        line = self.selected
        head = next((each for each in self.rows if line is not None and each.key == line.finding.rule), None)
        if head is not None and head.unfolded:
            self._fold(unfolded=False)
        else:
            self.post_message(CloseSession())

    def selected_text(self) -> tuple[str, str] | None:
        """The finding, or the piece of evidence, as a line of text, and what to call it."""
        return None if self.selected is None else (as_line(self.selected, self._zone), "finding")
