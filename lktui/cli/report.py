"""`lktui report ID`: a session as a report in Markdown, to be pasted into an issue."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lktui import __version__
from lktui.cli import access, archived, exit_codes, output
from lktui.cli.finding_flags import thresholds_of
from lktui.cli.main import warn

if TYPE_CHECKING:
    import argparse

    from lktui.cli.archived import Known


def run(options: argparse.Namespace) -> int:
    with access.opened(options) as project:
        warn(project.configuration.warnings)
        known = asyncio.run(archived.known(project, options.session_id))
        output.data([_report(known, project, privacy=bool(options.privacy)).removesuffix("\n")])
    return exit_codes.FINE


def _report(known: Known, project: access.Access, *, privacy: bool) -> str:
    from lktui.analysis.findings import case_of  # noqa: PLC0415 - after the answer
    from lktui.view.report import About, report  # noqa: PLC0415

    session, detail = known.session, known.detail
    notes = [known.note] if known.note else []
    if privacy:
        pseudonyms = access.pseudonyms()
        session, detail = pseudonyms.session(session), pseudonyms.detail(detail)
        notes.append("rooms, identities and names are pseudonyms")
    address = "" if privacy or project.is_simulated else project.project.session_address(session.session_id)
    about = About(__version__, access.now(), address, tuple(notes))
    thresholds = thresholds_of(project.configuration.settings)
    return report(case_of(session, detail, known.fetched_at, thresholds=thresholds), project.zone, about)
