"""`lktui find IDENTITY`: in which sessions somebody was, by the archive and then by the details of the range."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lktui.cli import access, archived, exit_codes, output
from lktui.cli.main import warn
from lktui.errors import ApiError, ArchiveError, SessionNotFound, UsageError

if TYPE_CHECKING:
    import argparse

    from lktui.analysis.people import Appearance
    from lktui.analysis.pseudonyms import Pseudonyms
    from lktui.archive.archive import Archive
    from lktui.cli.access import Access
    from lktui.model import Session, SessionDetail
    from lktui.monitor.days import Days

FAILURES_IN_A_ROW = 3  # after which it is not about one session


class Search:
    """What was found so far, also when it is interrupted; `looked` sessions of `of` have been looked through.

    `of` is None while it is not known how many there are.
    """

    def __init__(self, needle: str) -> None:
        self.needle = needle
        self.found: dict[str, Appearance] = {}
        self.looked = 0
        self.of: int | None = None

    def take(self, appearances: list[Appearance]) -> None:
        from lktui.analysis.people import matching  # noqa: PLC0415 - loaded with the first answer

        self.found.update((each.key, each) for each in matching(appearances, self.needle))

    @property
    def words(self) -> str:
        looked = "no session" if self.of is None else f"{self.looked} of {self.of} sessions"
        return f"{looked} looked through, found in {len(self.found)}"


def run(options: argparse.Namespace) -> int:
    if not options.identity.strip():
        raise UsageError("find whom?", "lktui find IDENTITY: a part of the identity or of the name")
    search = Search(options.identity)
    with access.opened(options) as project:
        days = access.typed_days(options)
        warn(project.configuration.warnings)
        try:
            asyncio.run(_search(project, days, search, ask=not options.archived))
        finally:
            project.progress.clear()
            _print(search, project, options.format, access.hides(options))
            if search.of is None or search.looked < search.of:
                output.say(f"not all: {search.words}")
            elif not search.found:
                output.say("nobody of that identity or name was found")
    return exit_codes.FINE


async def _search(project: Access, days: Days, search: Search, *, ask: bool) -> None:
    async with archived.opened(project) as archive:
        readable = archive is not None and await _recalled(archive, search)
        if ask:
            await _ask(project, days, search, archive if readable else None)
        else:
            search.of = 0


async def _recalled(archive: Archive, search: Search) -> bool:
    from lktui.archive.reading import MOST_APPEARANCES, MOST_PEOPLE  # noqa: PLC0415 - where there is one

    try:
        found = await archive.find(search.needle)
    except ArchiveError as error:
        warn(str(error).splitlines())
        return False
    search.take(list(found.appearances))
    if found.people > MOST_PEOPLE or len(found.appearances) >= MOST_APPEARANCES:
        warn([f"{found.people} people in the archive match, too many to list all of them: type more of the name"])
    return True


async def _ask(project: Access, days: Days, search: Search, archive: Archive | None) -> None:
    from lktui.analysis.people import appearances  # noqa: PLC0415 - not for what the archive has
    from lktui.monitor.one_load import ALL_ROWS, load  # noqa: PLC0415
    from lktui.monitor.reduce import is_final  # noqa: PLC0415

    progress = project.progress
    async with access.asked(project) as source:
        catalog = await load(
            source,
            days,
            ALL_ROWS,
            today=access.now().date(),
            limit=project.configuration.settings.limit,
            loaded=lambda count: progress.show(f"{count} sessions so far"),
        )
        wanted = [each for each in catalog.in_range if each.participants_total != 0]
        search.of = len(wanted)
        failure: ApiError | None = None
        in_a_row = 0
        for session in wanted:
            progress.show(search.words)
            kept = None if archive is None else await _final(archive, session)
            if kept is not None:  # another lktui may have kept it since the archive was searched
                search.take(appearances(session, kept, access.now()))
            else:
                try:
                    detail = await source.get_session(session.session_id)
                except SessionNotFound:
                    pass  # one that just began or ended; the others may be there
                except ApiError as error:
                    in_a_row += 1
                    if error.fatal or in_a_row == FAILURES_IN_A_ROW:
                        raise
                    failure = error  # of this one, it may be
                    continue
                else:
                    in_a_row = 0
                    now = access.now()
                    search.take(appearances(session, detail, now))
                    if archive is not None:  # so that the next one need not ask for it
                        archive.saw([session], now)
                        archive.keep(detail, now, final=is_final(detail, now))
            search.looked += 1
        if failure is not None:
            raise failure


async def _final(archive: Archive, session: Session) -> SessionDetail | None:
    """What no longer changes, and need not be asked for."""
    try:
        kept = await archive.recall(session.session_id)
    except ArchiveError:
        return None
    return kept.detail if kept is not None and kept.final else None


def _print(search: Search, project: Access, form: str | None, hides: Pseudonyms | None) -> None:
    from lktui.analysis.people import grouped  # noqa: PLC0415 - after the answers
    from lktui.view.appearance_fields import APPEARANCE_FIELDS  # noqa: PLC0415

    rows, now = grouped(search.found.values(), search.needle), access.now()
    if hides is not None:
        rows = [hides.appearance(row) for row in rows]
    if form is not None:
        from lktui.view.records import record  # noqa: PLC0415 - for programs only

        names = [field.name for field in APPEARANCE_FIELDS]
        output.records([record(row, APPEARANCE_FIELDS, now) for row in rows], names, form)
        return
    from lktui.view.listing import FullZone, listing  # noqa: PLC0415 - for people only

    width = output.width()
    zone = project.zone if width else FullZone(project.zone.info)
    shown = listing([field.column for field in APPEARANCE_FIELDS], rows, now=now, zone=zone, width=width)
    output.data(shown.lines)
    output.say_left_out(shown.left_out)
