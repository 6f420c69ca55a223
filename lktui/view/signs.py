"""What the signs mean that stand for words in the tables, for the help of their screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lktui.analysis.changes import What
from lktui.analysis.findings import RULES, From
from lktui.analysis.status import Status
from lktui.view.columns import Tone
from lktui.view.sessions import ALERT_GLYPH, ARCHIVED_GLYPH, MARKS, SEVERITIES, STATUS_GLYPHS

if TYPE_CHECKING:
    from lktui.analysis.findings import Rule
    from lktui.view.columns import Piece


class Sign(NamedTuple):
    """`where` is the column or the place in which it stands."""

    shown: Piece
    meaning: str
    where: str


_STATUSES = {
    Status.ACTIVE: "active: somebody is in it, or was in the last five minutes",
    Status.IDLE: "idle: active by the API, but empty for five minutes",
    Status.GHOST: "ghost: active by the API, unknown to the room service",
    Status.ENDED: "ended",
}
_HAPPENED = {
    What.BEGAN: "it began",
    What.ENDED: "it ended",
    What.EGRESS_STARTED: "egress started",
    What.EGRESS_ENDED: "egress ended",
    What.PEOPLE_UP: "more people than before",
    What.PEOPLE_DOWN: "fewer people than before",
}
_KNOWN = {From.LIST: "", From.DETAIL: " (once it was opened)", From.ROOMS: " (from the room service)"}


def _said_of(rule: Rule) -> str:
    name = rule.id if rule.title == rule.id else f"{rule.id}: {rule.title}"
    return name + _KNOWN[rule.needs]


STATUS_SIGNS = tuple(Sign(STATUS_GLYPHS[each], said, "status") for each, said in _STATUSES.items())
TIME_SIGNS = (Sign(("~", Tone.PLAIN), "up to when it was last active: the end is not known", "duration"),)
SESSIONS_SIGNS = (
    *STATUS_SIGNS,
    Sign((ARCHIVED_GLYPH, Tone.DIM), "from the archive: as it was when it was last seen", "status"),
    Sign((ALERT_GLYPH, Tone.WARN), "it matches an alert", "in front"),
    *(Sign(MARKS[each], f"{said}, in the last polls", "in front") for each, said in _HAPPENED.items()),
    *TIME_SIGNS,
    *(Sign((rule.letter, SEVERITIES[rule.severity]), _said_of(rule), "flag") for rule in RULES),
)
SESSION_SIGNS = (
    *STATUS_SIGNS,
    *TIME_SIGNS,
    Sign(("C M S A", Tone.ACCENT), "published camera, microphone, screen share, its audio", "sources"),
    Sign(("c m s a", Tone.FAINT), "not published", "sources"),
    Sign(("– – – –", Tone.DIM), "not known", "sources"),
    Sign(("►", Tone.GOOD), "still here", "timeline"),
    Sign(("●", Tone.GOOD), "in the room at the time of the cursor", "timeline"),
)
