"""The README says what the program does."""

from __future__ import annotations

from pathlib import Path

from support.readme import filled

README = Path(__file__).parent.parent.parent / "README.md"


def test_its_tables_are_those_of_the_program() -> None:
    text = README.read_text(encoding="utf-8")
    assert filled(text) == text, "run: python tests/make_readme.py"


def test_its_pictures_are_there() -> None:
    for name in ("sessions", "session"):
        assert f"screenshots/{name}.svg" in README.read_text(encoding="utf-8")
        assert (README.parent / "screenshots" / f"{name}.svg").stat().st_size > 10_000
