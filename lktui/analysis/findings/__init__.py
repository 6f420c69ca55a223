"""What went wrong in a session: rules, each with its thresholds in words, and what they find."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from lktui.analysis.findings.finding import Case, Evidence, Finding, Severity, case_of
from lktui.analysis.findings.thresholds import Thresholds

if TYPE_CHECKING:
    from datetime import datetime

    from lktui.model import Session, SessionDetail

__all__ = [
    "RULES",
    "Case",
    "Evidence",
    "Finding",
    "From",
    "Rule",
    "Severity",
    "Thresholds",
    "case_of",
    "findings",
    "flags_of",
]


class From(Enum):
    """What a rule needs to know of a session."""

    LIST = "the list"
    DETAIL = "the opened session"
    ROOMS = "the room service"


class Rule(NamedTuple):
    """`id` is its flag in the table and in the filter, `letter` the same where that is narrow.

    `when` says in words when it holds; names of thresholds stand in it as in config.toml, in backquotes.
    """

    id: str
    letter: str
    title: str
    severity: Severity
    needs: From
    when: str


RULES: Final = (
    Rule(
        "storm",
        "S",
        "reconnect storm",
        Severity.BAD,
        From.DETAIL,
        "one identity rejoins `storm_rejoins` times within `storm_window`",
    ),
    Rule(
        "drop",
        "D",
        "people dropped",
        Severity.BAD,
        From.DETAIL,
        "`drop_people` people, and `drop_share` of those present, leave within `drop_window`; a minute later half of"
        " those present are in the room, and hardly anyone else leaves around it",
    ),
    Rule(
        "failing",
        "X",
        "failed connections",
        Severity.BAD,
        From.LIST,
        "of `failing_attempts` attempts to connect or more, a share below `failing_below` succeeds",
    ),
    Rule(
        "recording",
        "R",
        "egress of an empty room",
        Severity.BAD,
        From.LIST,
        "egress is active, and nobody has been in the room for `recording_after`",
    ),
    Rule(
        "ghost",
        "G",
        "ghost",
        Severity.WARNING,
        From.ROOMS,
        "the analytics call it active, the room service does not know it, and it was last active `ghost_after` before"
        " that, or has been unknown for as long",
    ),
    Rule(
        "empty",
        "E",
        "empty but open",
        Severity.WARNING,
        From.LIST,
        "open, and nobody has been in it for `empty_after`; or it ended as long after the last one had left",
    ),
    Rule(
        "flapping",
        "F",
        "flapping",
        Severity.WARNING,
        From.DETAIL,
        "`flapping_stays` stays of one identity are shorter than `flapping_length`, without a storm",
    ),
    Rule(
        "poor",
        "Q",
        "poor quality",
        Severity.WARNING,
        From.DETAIL,
        "for `poor_length` all measurements of quality are below `poor_below`, of 1 or of the session's best score; 0"
        " is no data",
    ),
    Rule(
        "slow",
        "J",
        "slow joins",
        Severity.WARNING,
        From.DETAIL,
        "connecting took someone `slow_join`",
    ),
    Rule(
        "silent",
        "M",
        "no microphone",
        Severity.WARNING,
        From.DETAIL,
        "nobody published a microphone, with two people or more in the room for `silent_after`",
    ),
    Rule(
        "alone",
        "A",
        "left alone",
        Severity.WARNING,
        From.DETAIL,
        "someone is left alone for `alone_after` after the others have gone",
    ),
    Rule(
        "relay",
        "T",
        "relayed or over TCP",
        Severity.NOTE,
        From.DETAIL,
        "`relay_people` people, and `relay_share` of those of whom it is known, connected through TURN or over TCP",
    ),
    Rule(
        "long",
        "L",
        "long",
        Severity.NOTE,
        From.LIST,
        "it lasts `long_after`",
    ),
)


def flags_of(session: Session, detail: SessionDetail | None, at: datetime, thresholds: Thresholds) -> list[str]:
    """The rules that find something, without the evidence."""
    return [finding.rule for finding in findings(case_of(session, detail, at, thresholds=thresholds))]


def findings(case: Case) -> tuple[Finding, ...]:
    """What the rules find, what is bad first."""
    from lktui.analysis.findings.finds import FINDS  # noqa: PLC0415 - the table's flags need few of them

    found = [(rule, found) for rule in RULES if (found := FINDS[rule.id](case)) is not None]
    return tuple(
        Finding(rule.id, rule.severity, found.words, found.evidence, found.keys, found.at, found.shared)
        for rule, found in found
    )
