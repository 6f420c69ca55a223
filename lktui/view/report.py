"""A session as a report in Markdown: what is known of it, how old that is, and what stands out; to be handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lktui.analysis.events import session_events
from lktui.analysis.findings import RULES, Severity, findings
from lktui.analysis.status import awaits_participants
from lktui.view import markdown, text, units
from lktui.view.facts import facts
from lktui.view.listing import listing
from lktui.view.markdown import code, inline
from lktui.view.participants import badges
from lktui.view.presence import name_of, sources_of
from lktui.view.session_events import EVENT_COLUMNS, event_rows
from lktui.view.timeline import Pen
from lktui.view.timeline_text import timeline_text
from lktui.view.versions import versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from lktui.analysis.findings import Case, Evidence, Finding
    from lktui.analysis.presence import Presence
    from lktui.view.times import Zone

_SEVERITIES = {Severity.BAD: "bad", Severity.WARNING: "warning", Severity.NOTE: "note"}
_STRANGERS = frozenset({"room", "session", "egress"})  # facts that others have written
_RULES = {rule.id: rule for rule in RULES}
HIDDEN = "rooms, identities and names are pseudonyms"


@dataclass(frozen=True, slots=True)
class About:
    """What the report says of itself. `notes` are words about the data, e.g. that they come from the archive."""

    version: str
    written_at: datetime
    address: str = ""  # of the session in the dashboard
    notes: tuple[str, ...] = ()


def report(case: Case, zone: Zone, about: About) -> str:
    """`case.at` is when the data were fetched: nothing is said of the time after it."""
    found = findings(case)
    parts = [
        list(_head(case, found, zone)),
        ["## Findings", "", *_findings(case, found, zone)],
        ["## Participants", "", *_participants(case, found, zone)],
        ["## Client versions", "", *_versions(case, found)],
        ["## Timeline", "", *_timeline(case, zone)],
        ["## Events", "", *_events(case, zone)],
        ["## About these data", "", *_about(case, zone, about)],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _head(case: Case, found: Sequence[Finding], zone: Zone) -> Iterator[str]:
    """With what is worst in one line, for whoever reads no further."""
    session = case.session
    yield f"# Session {code(session.session_id)}"
    yield ""
    if found:
        worst = found[0]
        common = [inline(shared.words) for shared in worst.shared[:1]]
        yield f"**{_RULES[worst.rule].title}**: {'; '.join([inline(worst.words), *common])}"
        yield ""
    told = facts(session, case.detail, zone, case.at)
    rows = [(name, code(value) if name in _STRANGERS else value) for name, value in told]
    yield from markdown.table(("", ""), [*rows, ("as of", f"{zone.stamp(case.at)}, the zone of all times below")])


def _findings(case: Case, found: Sequence[Finding], zone: Zone) -> Iterator[str]:
    if not found:
        yield "None of lktui's rules holds." if case.is_whole else "None, as far as the data go."
    for each in found:
        rule = _RULES[each.rule]
        yield f"- **{rule.title}** ({_SEVERITIES[each.severity]}): {inline(each.words)}"
        yield from (f"  - in common: {inline(shared.words)}" for shared in each.shared)
        yield from (f"  - {_evidence(evidence, case, each, zone)}" for evidence in each.evidence)


def _evidence(evidence: Evidence, case: Case, finding: Finding, zone: Zone) -> str:
    when = ""
    if evidence.at is not None:
        until = f" to {zone.until(evidence.until, evidence.at)}" if evidence.until is not None else ""
        when = f"{'~' if evidence.assumed else ''}{zone.until(evidence.at, case.session.created_at)}{until} "
    who = next((name_of(person) for person in case.attended.people if person.key == evidence.key), "")
    named = f"{when}{code(who)}" if who and len(finding.keys) > 1 else when.rstrip()
    return f"{named}: {inline(evidence.what)}" if named else inline(evidence.what)


def _participants(case: Case, found: Sequence[Finding], zone: Zone) -> Iterator[str]:
    people = case.attended.people
    if not people:
        yield "None are known."
        return
    head: tuple[str, ...] = (
        "identity", "name", "joined", "left", "present", "joins", "published", "region", "connection", "client",
    )  # fmt: skip
    rows = [_person(person, case, zone) for person in people]
    if any(finding.keys for finding in found):
        head = (*head, "findings")
        rows = [(*row, _concerning(person, found)) for person, row in zip(people, rows, strict=True)]
    yield from markdown.table(head, rows)
    yield ""
    yield "Published sources are capitals: camera, microphone, screen share, its audio; `–` is not known."


def _person(person: Presence, case: Case, zone: Zone) -> tuple[str, ...]:
    last = person.participants[-1]
    assumed = any(span.assumed for span in person.spans)
    left = "here" if person.is_here else f"{'~' if assumed else ''}{zone.until(person.last_left, case.attended.began)}"
    connection = " ".join(
        part for part in (last.connection_type, _milliseconds(last.connection_time_ms)) if part is not None
    )
    client = ", ".join(part for part in (last.device_model, last.os, last.browser, last.sdk_version) if part)
    return (
        code(name_of(person)),
        code(person.name),
        zone.until(person.first_joined, case.attended.began),
        left,
        units.span(person.present(case.at)),
        str(person.joins),
        "".join(piece for piece, _ in badges(sources_of(person), short=True)),
        code(last.region or last.location or ""),
        code(connection),
        code(client),
    )


def _concerning(person: Presence, found: Sequence[Finding]) -> str:
    return ", ".join(finding.rule for finding in found if person.key in finding.keys)


def _versions(case: Case, found: Sequence[Finding]) -> Iterator[str]:
    """Which SDKs they were on, and how many of those whom a finding concerns."""
    counted = versions(case.attended.people, found)
    if not counted.rows:
        yield "None are known."
        return
    head = ("SDK", "people", *counted.rules)
    rows = [(code(row.version) or units.UNKNOWN, *map(str, (row.people, *row.concerned))) for row in counted.rows]
    yield from markdown.table(head, rows)


def _milliseconds(value: int | None) -> str | None:
    return None if value is None else units.milliseconds(value / 1000)


def _timeline(case: Case, zone: Zone) -> Iterator[str]:
    lines = timeline_text(case.attended, case.detail, zone, case.at, pen=Pen(ascii=True))
    if lines:
        yield from markdown.fenced(lines)
    else:
        yield "The API gives no times."


def _events(case: Case, zone: Zone) -> Iterator[str]:
    events = session_events(case.attended, case.session, case.at)
    if not events:
        yield "None are known."
        return
    rows = event_rows(events, case.attended.began)
    yield from markdown.fenced(listing(EVENT_COLUMNS, rows, now=case.at, zone=zone).lines)


def _about(case: Case, zone: Zone, about: About) -> Iterator[str]:
    age = units.span(about.written_at - case.at)
    yield f"- fetched at {zone.stamp(case.at)}, {age} before this report was written by lktui {about.version}"
    if case.session.ended_at is None:
        yield "- the session had not ended by then"
    detail = case.detail
    if detail is None:
        yield "- the API gave no participants"
    elif awaits_participants(detail):
        total = units.count(detail.participants_total)
        yield f"- incomplete: {len(detail.participants)} of {total} participants were there"
    if detail is not None:
        yield from (f"- {line}" for line in units.not_read(detail.unreadable, detail.unreadable_values))
    yield "- `–` is not known; `~` marks a time that is only a fallback; sources come without times"
    yield from (f"- {text.visible(note)}" for note in about.notes)
    if about.address:
        yield f"- dashboard: <{about.address}>"
