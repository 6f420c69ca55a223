"""What is drawn where the terminal takes nothing but ASCII: a form of one cell for each glyph, so that columns stay."""

from __future__ import annotations

from functools import lru_cache

from lktui.view import text

STAND_IN = "?"  # for each cell of what strangers wrote and of whatever has no form here

FORMS = {
    # status, marks and signs
    **dict(zip("●◌○◇▫", "*~o?&", strict=True)),
    **dict(zip("×▴▾◉◎⚑", "x^v@O!", strict=True)),
    **dict(zip("▲▼►▸✓✗‖↻", "^v>>+x|@", strict=True)),
    # the cursor of a table, and the fill of bars
    **dict(zip("▌▏▎▍▋▊▉█", "||||####", strict=True)),
    **dict(zip("▁▂▃▄▅▆▇", "_.:-=+*", strict=True)),
    "▀": '"',
    **dict(zip("░▒▓", ".:%", strict=True)),
    # punctuation
    **dict(zip("…–—·•“”‹›«»", '~--|*""<><>', strict=True)),
    **dict(zip("←→↑↓≠≤≥", "<>^v!<>", strict=True)),
    "\N{NO-BREAK SPACE}": " ",
    # frames
    **dict.fromkeys("─━═╌┄", "-"),
    **dict.fromkeys("│┃║╎┆", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝╠╣╦╩╬┏┓┗┛", "+"),
}


@lru_cache(maxsize=8192)
def in_ascii(shown: str) -> str:
    """As wide as `shown`, in which letters of other scripts are stand-ins."""
    if shown.isascii():
        return shown
    cells = "".join(FORMS.get(char) or (char if char.isascii() else STAND_IN * text.width(char)) for char in shown)
    return text.pad(cells, text.width(shown))[: text.width(shown)]
