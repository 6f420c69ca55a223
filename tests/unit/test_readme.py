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


def test_it_shows_each_picture_that_there_is_in_dark_and_light() -> None:
    shown = set(re.findall(r'(?:src|srcset)="screenshots/([^"]+)"', README.read_text(encoding="utf-8")))
    made = {path.name: path.stat().st_size for path in (README.parent / "screenshots").iterdir()}
    assert shown == set(made)
    assert min(made.values()) > 10_000
    assert {name.replace(".svg", "-light.svg") for name in made if "-light" not in name} <= set(made)


def test_commands_that_it_types_are_understood() -> None:
    around = Around(COMMANDS, tuple(Scope), date(2026, 11, 22), themes=("nord",), projects=lambda: ("prod",))
    typed = re.findall(r"`:([a-z][^`]*)`", README.read_text(encoding="utf-8"))
    assert len(typed) > 10
    for line in typed:
        understood(line, around)
