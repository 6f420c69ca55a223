"""The findings of a session as lines: what is wrong, what those concerned have in common, and the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lktui.analysis.findings import Severity
from lktui.view import text, units
from lktui.view.columns import Cell, Column, Context, Piece, Tone, cell

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from lktui.analysis.findings import Evidence, Finding
    from lktui.view.times import Zone

SIGNS = {Severity.BAD: ("✗", Tone.BAD), Severity.WARNING: ("!", Tone.WARN), Severity.NOTE: ("·", Tone.DIM)}
FOLDED, UNFOLDED = "▸", "▾"


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A line of the list: a finding, what is shared, or a piece of evidence. `who` is the participant's name."""

    key: str
    finding: Finding
    words: str
    evidence: Evidence | None = None
    who: str = ""
    shared: bool = False
    unfolded: bool = False

    @property
    def at(self) -> datetime | None:
        if self.evidence is not None:
            return self.evidence.at
        return None if self.shared else self.finding.at

    @property
    def person(self) -> str | None:
        """The key of the participant whom it is about."""
        if self.evidence is not None:
            return self.evidence.key or None
        return next(iter(self.finding.keys), None)


def finding_lines(
    findings: Sequence[Finding], names: Mapping[str, str], unfolded: Collection[str] = ()
) -> list[FindingLine]:
    """`names` are those of the participants by their keys, `unfolded` the rules whose evidence is shown."""
    return [line for finding in findings for line in _lines(finding, names, unfolded=finding.rule in unfolded)]


def _lines(finding: Finding, names: Mapping[str, str], *, unfolded: bool) -> Iterator[FindingLine]:
    rule = finding.rule
    yield FindingLine(rule, finding, f"{rule}: {finding.words}", unfolded=unfolded)
    for number, shared in enumerate(finding.shared):
        yield FindingLine(f"{rule} shared {number}", finding, shared.words, shared=True)
    if unfolded:
        for number, evidence in enumerate(finding.evidence):
            yield FindingLine(
                f"{rule} evidence {number}", finding, evidence.what, evidence, names.get(evidence.key, "")
            )


def summary(findings: Sequence[Finding], width: int) -> Cell:
    """`✗ storm: ann rejoined 7 times in 2m · 2 more` in at most `width` cells; nothing where nothing was found."""
    if not findings:
        return ()
    worst = findings[0]
    sign, tone = SIGNS[worst.severity]
    more: Piece = (f" · {len(findings) - 1} more" if len(findings) > 1 else "", Tone.DIM)
    shared = f"; {worst.shared[0].words}" if worst.shared else ""
    said = text.visible(f"{worst.rule}: {worst.words}{shared}")
    return (f"{sign} ", tone), (text.cut(said, width - 2 - text.width(more[0])), tone), more


def as_text(finding: Finding) -> list[str]:
    """`✗ storm: ann rejoined 7 times in 2m`, and what those concerned have in common, a line each."""
    sign, _ = SIGNS[finding.severity]
    said = text.visible(f"{finding.rule}: {finding.words}")
    return [f"{sign} {said}", *(f"  = {text.visible(shared.words)}" for shared in finding.shared)]


def as_line(line: FindingLine, zone: Zone) -> str:
    """For copying: `2026-11-20 12:49:33 UTC  ann  left, and came back after 12s`."""
    at = zone.stamp(line.at) if line.at is not None else ""
    until = line.evidence.until if line.evidence is not None else None
    stretch = f"{at} to {zone.until(until, line.at)}" if at and until is not None else at
    return "  ".join(part for part in (stretch, text.visible(line.who), text.visible(line.words)) if part)


def finding_mark(line: FindingLine) -> Piece:
    if line.evidence is not None or line.shared:
        return " ", Tone.PLAIN
    return SIGNS[line.finding.severity]


def _time(line: FindingLine, context: Context) -> Cell:
    """`~` is a time that is only a fallback."""
    if line.at is None:
        return cell("")
    shown = context.zone.recent(line.at, context.now, narrow=context.width < 13)
    if line.evidence is not None and line.evidence.assumed:
        return cell(f"~{shown}", Tone.DIM)
    return cell(shown, Tone.PLAIN if line.evidence is None else Tone.DIM)


def _until(line: FindingLine, context: Context) -> Cell:
    until = line.evidence.until if line.evidence is not None else None
    return cell("" if until is None else f"– {context.zone.recent(until, context.now, narrow=True)}", Tone.DIM)


def _what(line: FindingLine, _context: Context) -> Cell:
    if line.shared:
        return ("  = ", Tone.ACCENT), (text.visible(line.words), Tone.STRONG)
    if line.evidence is not None:
        who = f"{text.visible(line.who)}  " if line.who else ""
        return ("    ", Tone.PLAIN), (who, Tone.STRONG), (text.visible(line.words), Tone.PLAIN)
    fold = UNFOLDED if line.unfolded else FOLDED
    _, tone = SIGNS[line.finding.severity]
    count = len(line.finding.evidence)
    return (f"{fold} ", Tone.DIM), (text.visible(line.words), tone), (f"  {units.count(count)}", Tone.DIM)


FINDING_COLUMNS: tuple[Column[FindingLine], ...] = (
    Column("at", "when", 13, _time, rank=1, narrow=9, right=True),
    Column("until", "until", 10, _until, rank=2),
    Column("finding", "finding, and its evidence", 46, _what, narrow=44, stretch=1),
)
