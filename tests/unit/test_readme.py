"""The README says what the program does."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from support.readme import filled

from lktui.tui.command_line import Around, understood
from lktui.tui.commands import COMMANDS, Scope

README = Path(__file__).parent.parent.parent / "README.md"


def test_its_tables_are_those_of_the_program() -> None:
    text = README.read_text(encoding="utf-8")
    assert filled(text) == text, "run: python tests/make_readme.py"


def test_its_pictures_are_there() -> None:
    for name in ("sessions", "session"):
        assert f"screenshots/{name}.svg" in README.read_text(encoding="utf-8")
        assert (README.parent / "screenshots" / f"{name}.svg").stat().st_size > 10_000


def test_commands_that_it_types_are_understood() -> None:
    around = Around(COMMANDS, tuple(Scope), date(2026, 11, 22), themes=("nord",), projects=lambda: ("prod",))
    typed = re.findall(r"`:([a-z][^`]*)`", README.read_text(encoding="utf-8"))
    assert len(typed) > 10
    for line in typed:
        understood(line, around)
