"""ASCII alone: everything that lktui draws has a form, and that is as wide."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lktui
from lktui.view import text
from lktui.view.ascii import FORMS, STAND_IN, in_ascii

DRAWN = ("analysis", "api", "monitor", "tui", "view")
# these speak of characters that others write
SPEAK_OF_OTHERS = {
    "tui/terminal/cells.py",
    "view/text.py",
    "view/ascii.py",
    "analysis/filter/tokens.py",
    "analysis/filter/completion.py",
}


def drawn_text() -> Iterator[tuple[str, str]]:
    """The string constants of whatever reaches the screen, with the file that each is in; no docstrings."""
    root = Path(lktui.__file__).parent
    files = [path for folder in DRAWN for path in (root / folder).rglob("*.py")]
    for path in [*files, root / "errors.py", root / "model.py"]:
        if path.relative_to(root).as_posix() in SPEAK_OF_OTHERS:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
                yield path.name, node.value


def test_every_glyph_that_is_drawn_has_a_form() -> None:
    missing = {
        (char, name) for name, drawn in drawn_text() for char in drawn if not char.isascii() and char not in FORMS
    }
    assert missing == set()


def test_a_form_is_one_character_of_ascii_for_a_glyph_of_one_cell() -> None:
    assert {glyph: form for glyph, form in FORMS.items() if len(form) != 1 or not form.isascii()} == {}
    assert {glyph for glyph in FORMS if text.width(glyph) != 1} == set()


def test_what_stands_for_different_states_is_different() -> None:
    for glyphs in ("●◌○", "+×▴▾◉◎⚑", "●▲‖✗!", "▁▂▃▄▅▆▇█"):
        assert len({FORMS.get(glyph, glyph) for glyph in glyphs}) == len(glyphs)


@pytest.mark.parametrize(
    ("shown", "drawn"),
    [
        ("● active", "* active"),
        ("1 of 20–30", "1 of 20-30"),
        ("Müller", "M?ller"),
        ("e\u0301te\u0301", "ete"),
        ("部屋 7", "???? 7"),
        ("🚀", "??"),
        ("", ""),
        ("a\u0301\u0302b", "ab"),
    ],
)
def test_names_keep_their_width(shown: str, drawn: str) -> None:
    assert in_ascii(shown) == drawn


@given(st.text(max_size=40))
def test_any_name_is_ascii_and_as_wide_as_it_was(name: str) -> None:
    shown = text.visible(name)
    drawn = in_ascii(shown)
    assert drawn.isascii()
    assert len(drawn) == text.width(shown)


def test_the_stand_in_is_what_an_unknown_letter_becomes() -> None:
    assert in_ascii("ж") == STAND_IN
