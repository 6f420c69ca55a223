"""`lktui session ID`: one session, what went wrong in it, and its participants, or their joins."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from lktui.cli import access, archived, exit_codes, output
from lktui.cli.finding_flags import thresholds_of
from lktui.cli.main import warn
from lktui.view import units

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from datetime import datetime

    from lktui.analysis.findings import Finding
    from lktui.cli.archived import Known
    from lktui.model import SessionDetail
    from lktui.view.times import Zone


def run(options: argparse.Namespace) -> int:
    with access.opened(options) as project:
        warn(project.configuration.warnings)
        known = asyncio.run(archived.known(project, options.session_id))
        if (hides := access.hides(options)) is not None:
            known = replace(known, session=hides.session(known.session), detail=hides.detail(known.detail))
        if options.format is None:
            _print(known, _found(known, project), project.zone, joins=options.joins)
        elif options.format == "json":
            _print_json(known, _found(known, project))
        else:
            _print_records(known.detail, known.fetched_at, options.format, joins=options.joins)
    if known.note:
        output.say(known.note)
    _say(known.detail)
    return exit_codes.FINE


def _found(known: Known, project: access.Access) -> Sequence[Finding]:
    from lktui.analysis.findings import case_of, findings  # noqa: PLC0415 - after the answer

    thresholds = thresholds_of(project.configuration.settings)
    return findings(case_of(known.session, known.detail, known.fetched_at, thresholds=thresholds))


def _print(known: Known, found: Sequence[Finding], zone: Zone, *, joins: bool) -> None:
    from lktui.analysis.status import combined  # noqa: PLC0415 - the others need none of it
    from lktui.view.facts import facts  # noqa: PLC0415
    from lktui.view.findings import as_text  # noqa: PLC0415
    from lktui.view.listing import FullZone, listing  # noqa: PLC0415
    from lktui.view.participants import (  # noqa: PLC0415
        JOIN_COLUMNS,
        PARTICIPANT_COLUMNS,
        ParticipantRow,
        join_rows,
    )

    detail, now = known.detail, known.fetched_at
    session = combined(known.session, detail, detail.session_id)
    lines = [line for finding in found for line in as_text(finding)]
    told = [*facts(session, detail, zone, now), *zip(("found", *[""] * len(lines)), lines, strict=False)]
    names = max(len(name) for name, _ in told)
    output.data(f"{name:{names}}  {value}" for name, value in told)
    output.data([""])
    width = output.width()
    shown_in = zone if width else FullZone(zone.info)
    if joins:
        stays = join_rows(detail)
        shown = listing(JOIN_COLUMNS, stays, now=now, zone=shown_in, width=width)
    else:
        people = [ParticipantRow(each, detail.ended_at) for each in detail.participants]
        shown = listing(PARTICIPANT_COLUMNS, people, now=now, zone=shown_in, width=width)
    output.data(shown.lines)
    output.say_left_out(shown.left_out)


def _print_json(known: Known, found: Sequence[Finding]) -> None:
    from lktui.view import formats, session_record  # noqa: PLC0415 - for programs only

    record = session_record.session_record(known.detail, known.fetched_at, found)
    output.json_data(formats.json_text(record, indent=2))


def _print_records(detail: SessionDetail, now: datetime, form: str, *, joins: bool) -> None:
    from lktui.view import session_record  # noqa: PLC0415 - for programs only

    if joins:
        output.records(session_record.join_records(detail), session_record.JOIN_NAMES, form)
    else:
        people = [session_record.participant_record(each, detail, now) for each in detail.participants]
        output.records(people, session_record.PARTICIPANT_NAMES, form)


def _say(detail: SessionDetail) -> None:
    from lktui.analysis.status import awaits_participants  # noqa: PLC0415 - after the answer

    for line in units.not_read(detail.unreadable, detail.unreadable_values):
        output.say(line)
    if not detail.unreadable and awaits_participants(detail):
        total = detail.participants_total
        of = f"{len(detail.participants)} of {total}" if total is not None else "no"
        output.say(f"the API has {of} participants so far; after the end of a session it can take minutes")
