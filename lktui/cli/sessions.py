"""`lktui sessions`: the list as a table, JSON, NDJSON or CSV; and as a check that fails when a session matches."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lktui.cli import access, exit_codes, output
from lktui.cli.filters import parsed_filter
from lktui.cli.finding_flags import finding_flags
from lktui.cli.main import warn
from lktui.errors import ApiError, UsageError
from lktui.view import units
from lktui.view.text import visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from datetime import datetime

    from lktui.analysis.filter import Filter
    from lktui.analysis.findings.flags import Flags
    from lktui.cli.access import Access
    from lktui.model import LiveRooms, Session
    from lktui.monitor.catalog import Catalog
    from lktui.monitor.days import Days
    from lktui.view.records import Field
    from lktui.view.sessions import SessionRow
    from lktui.view.times import Zone


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed, checked before anything is asked. `page` counts from 1; `columns` is None where none is named."""

    days: Days
    filter: Filter | None
    fail_if: Filter | None
    sort: str | None
    descending: bool
    columns: tuple[Field[SessionRow], ...] | None
    page: int
    all: bool


def run(options: argparse.Namespace) -> int:
    with access.opened(options) as project:
        wanted = _wanted(options, project.zone)
        warn(project.configuration.warnings)
        catalog, rooms = asyncio.run(_load(project, wanted))
        from lktui.analysis.ghosts import heard  # noqa: PLC0415 - after the answer

        now = access.now()
        loaded = catalog.in_range
        size = project.configuration.settings.limit
        first = 0 if wanted.all else (wanted.page - 1) * size
        page = loaded if wanted.all else loaded[first : first + size]
        flags = finding_flags(project.configuration.settings)
        flags.saw(loaded, (), now, None if rooms is None else heard(None, rooms, now, loaded))
        found: Sequence[Session] = page
        if wanted.filter is not None:
            found = wanted.filter.select(page, now=now, flags_of=flags.of)
        if wanted.sort is not None:
            from lktui.analysis.order import ordered  # noqa: PLC0415 - where it is asked for

            found = ordered(found, wanted.sort, descending=wanted.descending, now=now, flags_of=flags.of)
        hides = access.hides(options)
        shown = found if hides is None else [hides.session(session) for session in found]
        _print(shown, options, wanted, project.zone, now, flags)
        more = not catalog.complete or len(loaded) > first + len(page)
        unreadable = units.unreadable(catalog.unreadable_rows, "row", catalog.unreadable_values)
        _say(len(found), len(page), wanted, more=more, unreadable=unreadable)
        if wanted.fail_if is not None and (failing := wanted.fail_if.select(found, now=now, flags_of=flags.of)):
            output.say(f"{_count(len(failing))} match{'es' if len(failing) == 1 else ''} --fail-if {options.fail_if}")
            return exit_codes.MATCHED
    return exit_codes.FINE


def _wanted(options: argparse.Namespace, zone: Zone) -> Wanted:
    sort, descending = _sort(options.sort)
    if options.page < 1:
        raise UsageError("--page counts from 1", "Leave it out for the newest sessions.")
    if options.fail_if is not None and not options.fail_if.strip():
        raise UsageError("--fail-if: no filter is given, and every session would match", "Is a variable empty?")
    wanted = Wanted(
        days=access.typed_days(options),
        filter=parsed_filter(options.filter, "--filter", zone) if options.filter else None,
        fail_if=parsed_filter(options.fail_if, "--fail-if", zone) if options.fail_if is not None else None,
        sort=sort,
        descending=descending,
        columns=_columns(options.columns) if options.columns is not None else None,
        page=options.page,
        all=options.all,
    )
    _warn_of_unknown(wanted)
    return wanted


def _sort(text: str | None) -> tuple[str | None, bool]:
    if text is None:
        return None, False
    from lktui.analysis.order import SORTABLE  # noqa: PLC0415 - where it is asked for

    column = text.removeprefix("-")
    if column not in SORTABLE:
        raise _no_column("--sort", column, SORTABLE)
    return column, text.startswith("-")


def _columns(text: str) -> tuple[Field[SessionRow], ...]:
    from lktui.view.session_fields import SESSION_FIELDS  # noqa: PLC0415 - where it is asked for

    known = {field.name: field for field in SESSION_FIELDS}
    names = text.replace(",", " ").split()
    for name in names:
        if name not in known:
            raise _no_column("--columns", name, tuple(known))
    if not names:
        raise UsageError("--columns names none", f"There are: {', '.join(known)}")
    return tuple(known[name] for name in dict.fromkeys(names))


def _no_column(flag: str, name: str, known: Sequence[str]) -> UsageError:
    from lktui.config.schema import nearest  # noqa: PLC0415 - only a mistake needs it

    meant = nearest(name, known)
    return UsageError(
        f"{flag}: there is no column {name[:40]}",
        f"{f'Did you mean {meant}? ' if meant else ''}There are: {', '.join(known)}",
    )


def _warn_of_unknown(wanted: Wanted) -> None:
    named = {wanted.sort, *(field.name for field in wanted.columns or ())}
    for each in (wanted.filter, wanted.fail_if):
        named |= each.fields if each else frozenset()
    if "project" in named:
        warn(["the sessions of one project are listed: project names tell `lktui --all-projects` what to show"])
    if named & {"in/s", "out/s", "rate"}:
        warn(["rates are measured from two polls, so one look does not know any: `lktui watch` does"])
    if "flag" in named and any(_asks_details(each) for each in (wanted.filter, wanted.fail_if) if each):
        warn(["flags are those that the list shows: what only details show, `lktui report ID` finds"])


def _asks_details(wanted: Filter) -> bool:
    from lktui.analysis.findings.flags import OF_DETAILS  # noqa: PLC0415 - for a flag only

    return not wanted.flags.isdisjoint(OF_DETAILS)


async def _load(project: Access, wanted: Wanted) -> tuple[Catalog, LiveRooms | None]:
    from lktui.monitor.one_load import ALL_ROWS, load  # noqa: PLC0415 - after the checks

    limit = project.configuration.settings.limit
    async with access.asked(project) as source:
        loading = asyncio.create_task(
            load(
                source,
                wanted.days,
                ALL_ROWS if wanted.all else range((wanted.page - 1) * limit, wanted.page * limit),
                today=access.now().date(),
                limit=limit,
                loaded=lambda count: project.progress.show(f"{count} sessions so far"),
                smaller=lambda limit: warn([f"the API timed out: asking for {limit} sessions at once"]),
            )
        )
        rooms = asyncio.create_task(_live_rooms(project, wanted))
        await asyncio.to_thread(_prepare)
        return await loading, await rooms


async def _live_rooms(project: Access, wanted: Wanted) -> LiveRooms | None:
    """Where a filter asks what is active or a ghost, which the list alone does not tell; None where nobody knows."""
    asking = [each for each in (wanted.filter, wanted.fail_if) if each is not None and each.fields & {"status", "flag"}]
    if not asking:
        return None
    try:
        async with access.client_of(project) as client:
            if client.can_list_rooms:
                return await client.list_rooms()
            why = "the project's own address (LIVEKIT_URL) is not known"
    except ApiError as error:
        why = error.what
    if any("ghost" in each.text.lower() for each in asking):
        warn([f"no ghosts are found without the room service: {visible(why)}"])
    return None


def _prepare() -> None:
    """Loads what the answer needs, while that is under way."""
    import lktui.analysis.findings.flags  # noqa: PLC0415
    import lktui.view.formats  # noqa: PLC0415
    import lktui.view.session_fields  # noqa: PLC0415, F401


def _print(
    sessions: Sequence[Session], options: argparse.Namespace, wanted: Wanted, zone: Zone, now: datetime, flags: Flags
) -> None:
    from lktui.view.session_fields import SESSION_FIELDS, SHOWN  # noqa: PLC0415 - after the answer
    from lktui.view.sessions import SessionRow  # noqa: PLC0415

    rows = [SessionRow(session, flags=flags.of(session.session_id)) for session in sessions]
    if options.format is None:
        from lktui.view.listing import FullZone, listing  # noqa: PLC0415 - the others need none of it

        fields = wanted.columns or tuple(field for field in SESSION_FIELDS if field.name in SHOWN)
        width = output.width()
        shown = listing(
            [field.column for field in fields],
            rows,
            now=now,
            zone=zone if width else FullZone(zone.info),
            width=width,
            keep=wanted.columns is not None,
        )
        output.data(shown.lines)
        output.say_left_out(shown.left_out)
        return
    from lktui.view.records import record  # noqa: PLC0415

    fields = wanted.columns or tuple(field for field in SESSION_FIELDS if field.usual)
    output.records([record(row, fields, now) for row in rows], [field.name for field in fields], options.format)


def _say(found: int, looked_at: int, wanted: Wanted, *, more: bool, unreadable: str) -> None:
    words = []
    if wanted.filter is not None:
        words.append(f"{found} of {_count(looked_at)} match" if looked_at else "no sessions")
    elif not looked_at or more:
        words.append(_count(looked_at))
    if more:
        instead = "this is as far as lktui goes" if wanted.all else f"--page {wanted.page + 1}, or --all"
        words.append(f"there are more on the server: {instead}")
    if unreadable:
        words.append(unreadable)
    if words:
        output.say("; ".join(words))


def _count(number: int) -> str:
    return "1 session" if number == 1 else f"{number or 'no'} sessions"
