"""What was written for handing over, and a way to take it along: the report, or where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from lktui.tui.commands import Scope, binding, bindings
from lktui.tui.export import shown_path
from lktui.tui.screens.note import NoteScreen
from lktui.view import units
from lktui.view.bundle import REPORT, WHAT
from lktui.view.report import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from textual.binding import BindingType

    from lktui.tui.keymap import Keymap

LONGEST_ISSUE = 65_536  # characters that GitHub takes


class BundleScreen(NoteScreen, inherit_bindings=False):
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.DIALOG),
        binding("copy", "copy_path"),
        binding("choose", "copy_report"),
    ]

    def __init__(
        self,
        folder: Path,
        files: Mapping[str, str],
        *,
        hidden: bool,
        keymap: Keymap,
        copy: Callable[[str, str], None],
    ) -> None:
        """`copy` takes a text and what to call it."""
        self._folder = folder
        self._report = files[REPORT]
        self._copy = copy
        super().__init__("Incident bundle", _told(folder, files, hidden=hidden), keymap)

    @property
    def hint(self) -> str:
        keys = self._keymap
        return f"{keys.key('choose')}: copy the report  {keys.key('copy')}: its path  {keys.key('close')}: back"

    def action_copy_path(self) -> None:
        self._copy(str(self._folder), "path of the bundle")

    def action_copy_report(self) -> None:
        self._copy(self._report, "report")


def _told(folder: Path, files: Mapping[str, str], *, hidden: bool) -> str:
    names = max(map(len, files))
    sizes = {name: units.size(len(content.encode("utf-8", "replace"))) for name, content in files.items()}
    widest = max(map(len, sizes.values()))
    lines = [f"{name:{names}}  {sizes[name]:>{widest}}  {WHAT[name]}" for name in files]
    about = [f"{HIDDEN[0].upper()}{HIDDEN[1:]}."] if hidden else []
    if len(files[REPORT]) > LONGEST_ISSUE:
        about.append("The report is longer than an issue on GitHub may be: attach it.")
    where = ["Written into a folder that only you can read:", shown_path(folder)]
    return "\n".join([*where, "", *lines, "", *about]).rstrip()
