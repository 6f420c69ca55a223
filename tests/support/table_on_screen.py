"""The table of sessions as it can be read off a terminal."""

from __future__ import annotations

import re

from support.display import Display
from support.terminal import Terminal

AROUND = 5  # lines of the screen that are not rows: title, strip, head, status, keys
_SESSION = re.compile(r"[▌ ].[●◌○] ")  # the cursor, the mark of what happened, the status
# what stands on the right of its column, and so ends where its title ends
_NUMBERS = ("started", "duration", "people", "in", "out")


def rows(screen: Display) -> list[int]:
    """The numbers of the lines that show a session."""
    return [number for number, line in enumerate(screen.lines) if _SESSION.match(line)]


def selected(screen: Display) -> int:
    """The number of the line with the cursor; -1 where there is none."""
    return next((number for number, line in enumerate(screen.lines) if line.startswith("▌")), -1)


def wait_for_table(terminal: Terminal) -> None:
    """Reads until the screen is full of sessions."""
    _, height = terminal.size
    terminal.wait_until(
        lambda screen: (
            "rows 1–" in screen.text and screen.lines[-1].endswith("q quit") and len(rows(screen)) == height - AROUND
        ),
        "a screen full of sessions",
    )


def out_of_column(screen: Display) -> list[str]:
    """What does not keep to the columns of the head: a number ends where its title ends, and a gap follows."""
    head = screen.lines[screen.line_with("started")]
    found = []
    for title in _NUMBERS:
        place = re.search(rf"\b{title}\b", head)
        if place is None:
            continue  # no room for it
        for line in rows(screen):
            cells = screen.cells(line)
            gap = cells[place.end() : place.end() + 2]
            if cells[place.end() - 1] == " " or any(cell != " " for cell in gap):
                found.append(f"{title} in {screen.lines[line]!r}")
    return found
