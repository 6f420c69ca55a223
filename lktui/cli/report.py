"""`lktui report ID`: a session as a report in Markdown, to be pasted into an issue, or a whole bundle in a folder."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lktui import __version__
from lktui.cli import access, archived, exit_codes, output
from lktui.cli.finding_flags import thresholds_of
from lktui.cli.main import warn

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from lktui.analysis.findings import Case
    from lktui.cli.archived import Known
    from lktui.view.report import About
    from lktui.view.times import Zone


def run(options: argparse.Namespace) -> int:
    with access.opened(options) as project:
        warn(project.configuration.warnings)
        known = asyncio.run(archived.known(project, options.session_id))
        case, about = _told(known, project, privacy=bool(options.privacy))
        if options.bundle is None:
            output.data([_report(case, project.zone, about).removesuffix("\n")])
        else:
            output.data([str(_bundled(case, project.zone, about, options.bundle))])
    return exit_codes.FINE


def _told(known: Known, project: access.Access, *, privacy: bool) -> tuple[Case, About]:
    from lktui.analysis.findings import case_of  # noqa: PLC0415 - after the answer
    from lktui.view.report import HIDDEN, About  # noqa: PLC0415

    session, detail = known.session, known.detail
    notes = [known.note] if known.note else []
    if privacy:
        pseudonyms = access.pseudonyms()
        session, detail = pseudonyms.session(session), pseudonyms.detail(detail)
        notes.append(HIDDEN)
    address = "" if privacy or project.is_simulated else project.project.session_address(session.session_id)
    about = About(__version__, access.now(), address, tuple(notes))
    thresholds = thresholds_of(project.configuration.settings)
    return case_of(session, detail, known.fetched_at, thresholds=thresholds), about


def _report(case: Case, zone: Zone, about: About) -> str:
    from lktui.view.report import report  # noqa: PLC0415 - loaded by now

    return report(case, zone, about)


def _bundled(case: Case, zone: Zone, about: About, into: str) -> Path:
    """Raises BundleNotWritten."""
    from lktui.tui import bundle_folder  # noqa: PLC0415 - loads no Textual
    from lktui.view.bundle import bundle, folder_name  # noqa: PLC0415

    files = bundle(case, zone, about)
    name = folder_name(case.session, about.written_at)
    return bundle_folder.write(files, name, into=into, todo="Name another folder with --bundle.")
