"""The fields that a filter can ask for: one table, from which the help, the README and the completion are made."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

from lktui.analysis.filter.problem import FilterError, nearest
from lktui.analysis.findings import RULES

UNKNOWN = "unknown"
TEXT_OPERATORS = (":", "=", "!=")
NUMBER_OPERATORS = (">", ">=", "<", "<=", "=", "!=", ":")


class Kind(Enum):
    """What a field's values are, and so how they are written and compared."""

    TEXT = auto()
    CHOICE = auto()
    COUNT = auto()
    SIZE = auto()
    RATE = auto()
    SPAN = auto()
    MOMENT = auto()
    DURING = auto()


class Form(NamedTuple):
    """One thing that can be written in a filter."""

    name: str
    what: str
    example: str


class Field(NamedTuple):
    """Named as its column. `choices` are the values of a field that has a fixed set of them."""

    name: str
    kind: Kind
    what: str
    example: str
    choices: tuple[str, ...] = ()

    @property
    def operators(self) -> tuple[str, ...]:
        return TEXT_OPERATORS if self.kind in {Kind.TEXT, Kind.CHOICE, Kind.DURING} else NUMBER_OPERATORS


STATUSES = ("active", "idle", "ghost", "ended")
FLAGS = tuple(rule.id for rule in RULES)
EGRESSES = ("active", "ended", "none", UNKNOWN)

FIELDS: tuple[Field, ...] = (
    Field("status", Kind.CHOICE, "as the column says: active, idle, ghost or ended", "status:idle", STATUSES),
    Field("room", Kind.TEXT, "the room's name; `:` a part of it, `=` all of it", "room:standup"),
    Field("id", Kind.TEXT, "the session id", "id:RM_7f"),
    Field("project", Kind.TEXT, "the project's name, with `--all-projects`; without, none has one", "project:prod"),
    Field(
        "started", Kind.MOMENT, "when it began: a time (the latest one that has been), a date, or both", "started>14:00"
    ),
    Field("at", Kind.DURING, "was open at a time, a date, or both", "at:14:03"),
    Field("duration", Kind.SPAN, "how long it was, or has been so far", "duration>1h30m"),
    Field("age", Kind.SPAN, "how long ago it began", "age<10m"),
    Field("people", Kind.COUNT, "participants in the room now", "people>2"),
    Field("total", Kind.COUNT, "participants altogether", "total>=10"),
    Field("in", Kind.SIZE, "bytes uploaded so far", "in>10MB"),
    Field("out", Kind.SIZE, "bytes downloaded so far", "out>1GB"),
    Field("in/s", Kind.RATE, "bytes uploaded per second", "in/s>100kB"),
    Field("out/s", Kind.RATE, "bytes downloaded per second", "out/s>1MB"),
    Field("rate", Kind.RATE, "bytes per second, in and out together", "rate>500kB"),
    Field("egress", Kind.CHOICE, "recording or streaming: active, ended, none or unknown", "egress:active", EGRESSES),
    Field("flag", Kind.CHOICE, "has a finding of this name, see Findings", "flag:storm", FLAGS),
)

SYNTAX: tuple[Form, ...] = (
    Form("word", "a part of the room's name or of the session id; upper and lower case are the same", "standup"),
    Form('"words"', 'the same with spaces, signs or field names in it; `\\"` is a quote', '"daily: team a"'),
    Form("/regex/", "a regular expression on room or id (`room:/…/` on one of them)", "/^prod-\\d+$/"),
    Form("active", "short for status:active; so are `idle`, `ghost` and `ended`", "active"),
    Form("a b", "both; `and` may stand between them", "active people>2"),
    Form("a or b", "either; `|` is the same; binds looser than a space", "ended or idle"),
    Form("field:a|b", "either value, without spaces", "egress:active|ended"),
    Form("!a", "not; `not` is the same", "!egress:none"),
    Form("( )", "groups", "active (people>2 or total>10)"),
    Form(
        "> >= < <= = !=",
        "`=` is what the screen shows so: `in=1.2GB` rounded to that, `duration=12m` the whole minute,"
        " `started=2026-11-20` the whole day; after `<` and `>` a date is its first moment",
        "started>=2026-11-20T14:00",
    ),
    Form("sizes", "B, kB, MB, GB, TB by thousands, KiB, MiB, … by 1024; without a unit, bytes", "out>1.5GB"),
    Form("spans", "s, m, h, d, and several of them", "duration>1h30m"),
    Form(
        "field:unknown",
        "what the API did not say, or was not measured; it matches no comparison, and no `!` of one either",
        "rate:unknown",
    ),
)

_BY_NAME = {field.name: field for field in FIELDS}
_MEANT = {
    "bandwidth": "rate",
    "began": "started",
    "bytes": "rate",
    "created": "started",
    "down": "out",
    "during": "at",
    "findings": "flag",
    "length": "duration",
    "name": "room",
    "participants": "people",
    "recording": "egress",
    "session": "id",
    "sid": "id",
    "state": "status",
    "time": "started",
    "up": "in",
    "users": "people",
    "when": "at",
}


def field_named(name: str) -> Field | None:
    return _BY_NAME.get(name.lower())


def no_field(name: str, position: int) -> FilterError:
    meant = _MEANT.get(name.lower()) or nearest(name, _BY_NAME)
    instead = f"did you mean {meant}?" if meant else "put it in quotes to search for the text"
    return FilterError(f"there is no field {name[:30]}: {instead}", position, len(name))
