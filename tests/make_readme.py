"""Makes the tables of the README anew: `python tests/make_readme.py`."""

from __future__ import annotations

from pathlib import Path

from support.readme import filled

README = Path(__file__).parent.parent / "README.md"

if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
