"""`lktui session ID`: one session with its participants, or with their joins."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lktui.cli import access, archived, exit_codes, output
from lktui.cli.main import warn

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from lktui.cli.archived import Known
    from lktui.model import SessionDetail
    from lktui.view.times import Zone


def run(options: argparse.Namespace) -> int:
    with access.opened(options) as project:
        warn(project.configuration.warnings)
        found = asyncio.run(archived.known(project, options.session_id))
        if options.format is None:
            _print(found, project.zone, joins=options.joins)
        else:
            _print_data(found.detail, found.fetched_at, options.format, joins=options.joins)
    if found.note:
        output.say(found.note)
    _say(found.detail)
    return exit_codes.FINE


def _print(found: Known, zone: Zone, *, joins: bool) -> None:
    from lktui.analysis.status import combined  # noqa: PLC0415 - the others need none of it
    from lktui.view.facts import facts  # noqa: PLC0415
    from lktui.view.listing import FullZone, listing  # noqa: PLC0415
    from lktui.view.participants import (  # noqa: PLC0415
        JOIN_COLUMNS,
        PARTICIPANT_COLUMNS,
        ParticipantRow,
        join_rows,
    )

    detail, now = found.detail, found.fetched_at
    session = combined(found.session, detail, detail.session_id)
    told = facts(session, detail, zone, now)
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


def _print_data(detail: SessionDetail, now: datetime, form: str, *, joins: bool) -> None:
    from lktui.view import formats, session_record  # noqa: PLC0415 - for programs only

    if form == "json":
        output.json_data(formats.json_text(session_record.session_record(detail, now), indent=2))
    elif joins:
        output.records(session_record.join_records(detail), session_record.JOIN_NAMES, form)
    else:
        people = [session_record.participant_record(each, detail, now) for each in detail.participants]
        output.records(people, session_record.PARTICIPANT_NAMES, form)


def _say(detail: SessionDetail) -> None:
    from lktui.analysis.status import awaits_participants  # noqa: PLC0415 - after the answer

    if detail.unreadable:
        output.say(f"{detail.unreadable} participants, joins or samples could not be read")
    if detail.unreadable_values:
        output.say(f"{detail.unreadable_values} values could not be read, and are unknown")
    if not detail.unreadable and awaits_participants(detail):
        total = detail.participants_total
        of = f"{len(detail.participants)} of {total}" if total is not None else "no"
        output.say(f"the API has {of} participants so far; after the end of a session it can take minutes")
