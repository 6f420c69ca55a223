"""An incident bundle: one session as files to hand over, and a name for their folder."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC
from typing import TYPE_CHECKING

from lktui.view import formats
from lktui.view.report import report
from lktui.view.session_record import JOIN_NAMES, join_records

if TYPE_CHECKING:
    from datetime import datetime

    from lktui.analysis.findings import Case
    from lktui.model import Session
    from lktui.view.report import About
    from lktui.view.times import Zone

REPORT, ANSWER, STAYS, SCREEN = "report.md", "session.json", "stays.csv", "screen.svg"
WHAT = {
    REPORT: "the report in Markdown, to paste into an issue",
    ANSWER: "the API's answer",
    STAYS: "who joined and left when",
    SCREEN: "the screen",
}
LONGEST_NAME = 40  # characters of a room in the name of the folder
_UNSAFE = re.compile(r"[^A-Za-z0-9_]+")
# A server may repeat what it was sent, and participants may carry tokens of their own: three words joined by dots. The
# first one is looked for where it begins, in JSON also after an escape, and never from its middle: a hostile answer
# would make that take long.
_TOKEN = re.compile(
    r"(?:(?<![\w-])(?:(?<!\\)|(?![bfnrtu]))|(?<=\\[bfnrt])|(?<=\\u[0-9A-Fa-f]{4}))"
    r"[\w-]{8,}+\.eyJ[\w-]{8,}+\.[\w-]*+",
    re.ASCII,
)
_NO_TOKEN = "(a token was left out here)"  # noqa: S105 - the opposite of one


def bundle(case: Case, zone: Zone, about: About, *, screen: str = "") -> dict[str, str]:
    """Contents by file name. Without a detail there are no answer and no stays; `screen` is an SVG."""
    files = {REPORT: report(case, zone, about)}
    if case.detail is not None:
        if case.detail.raw:
            files[ANSWER] = formats.escaped(case.detail.raw)
        files[STAYS] = "".join(f"{line}\n" for line in formats.csv_table(JOIN_NAMES, join_records(case.detail)))
    if screen:
        files[SCREEN] = screen
    return {name: _TOKEN.sub(_NO_TOKEN, content) for name, content in files.items()}


def folder_name(session: Session, written_at: datetime) -> str:
    """`lktui-standup-20261120-140300Z`: after the room, or the session where nothing of the room's name can be used."""
    whose = _plain(session.room_name) or _plain(session.session_id) or "session"
    return f"lktui-{whose}-{written_at.astimezone(UTC):%Y%m%d-%H%M%SZ}"


def _plain(name: str) -> str:
    """What every file system takes, and no shell reads anything into."""
    letters = unicodedata.normalize("NFKD", name[: 4 * LONGEST_NAME]).encode("ascii", "ignore").decode()
    return _UNSAFE.sub("-", letters).strip("-")[:LONGEST_NAME].rstrip("-")
