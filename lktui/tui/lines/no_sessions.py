"""What stands in the place of the sessions where there are none: why, and what to do."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from lktui.analysis.findings import RULES, From
from lktui.monitor.days import Preset
from lktui.tui.keymap import DEFAULT, Keymap
from lktui.tui.lines.status import filter_text
from lktui.tui.lines.title import range_title
from lktui.view import text, units
from lktui.view.columns import Cell, Tone, cell

if TYPE_CHECKING:
    from datetime import datetime

    from lktui.errors import ApiError
    from lktui.monitor.state import State
    from lktui.tui.sessions.table_view import TableView
    from lktui.view.project import Project


def placeholder(state: State, project: Project, now: datetime, keys: Keymap = DEFAULT) -> tuple[Cell, ...]:
    """What stands where the sessions would be."""
    if state.archived is not None:
        return (
            cell("Nothing is kept of this range.", Tone.STRONG),
            cell(""),
            cell("Sessions are kept from when lktui first saw them.", Tone.DIM),
        )
    if state.fetched_at is None:
        if state.error is not None and state.failing:
            return cell("No project answers.", Tone.STRONG), cell(""), cell(_after(state, now, keys), Tone.DIM)
        if state.error is not None:
            return _trouble(state.error, state, now, keys)
        return cell("Loading sessions…", Tone.STRONG), cell(""), cell(f"from {text.visible(project.server)}", Tone.DIM)
    if state.has_next is None:
        what = cell("No sessions so far: the API has more to look through.", Tone.STRONG)
        return what, cell(""), cell(f"{keys.key('next_page')} goes on.")
    if rows := units.unreadable(state.catalog.unreadable_rows, "row", 0):
        return (
            cell("No session that can be read.", Tone.WARN),
            cell(""),
            cell(f"The API's answer has {rows.removesuffix(' unreadable')} without an id.", Tone.DIM),
        )
    if state.shown.chosen is Preset.ALL:
        whose = "these projects" if state.projects else "this project"
        return (
            cell("No sessions.", Tone.STRONG),
            cell(""),
            cell(f"The API has none of the last seven days for {whose}.", Tone.DIM),
            cell("A session that begins now can take a minute to appear.", Tone.DIM),
        )
    return (
        cell(f"No sessions in this range: {range_title(state)}.", Tone.STRONG),
        cell(""),
        cell(
            f"It is {now.astimezone(UTC):%Y-%m-%d %H:%M} in UTC. Press {keys.key('choose_range')} for another range.",
            Tone.DIM,
        ),
    )


def _trouble(error: ApiError, state: State, now: datetime, keys: Keymap) -> tuple[Cell, ...]:
    mark, tone = ("✗", Tone.BAD) if error.fatal else ("!", Tone.WARN)
    what, after = cell(f"{mark} {text.visible(error.what)}", tone), cell(_after(state, now, keys), Tone.DIM)
    archive = cell(f"{keys.key('choose_range')} shows what is in the archive.", Tone.DIM)
    return what, cell(""), *(cell(line) for line in error.todo.splitlines()), cell(""), after, archive


def _after(state: State, now: datetime, keys: Keymap) -> str:
    if state.polling_since is not None:
        return "Trying again now."
    if state.retry_at is not None:
        return f"Trying again in {units.countdown(state.retry_at - now)}."
    return f"{keys.key('refresh')} tries again, {keys.key('quit')} quits."


def nothing_matches(state: State, view: TableView, keys: Keymap = DEFAULT) -> tuple[Cell, ...]:
    covered = "" if state.catalog.complete else f" {len(state.catalog.in_range):,} are loaded, more on the server."
    asked = view.filter.text.lower() if view.filter.depends_on_flags else ""
    flag = next((rule.id for rule in RULES if rule.needs is From.DETAIL and rule.id in asked), None)
    unknown = (
        cell(f"{flag} is known only of sessions that were opened, or looked", Tone.WARN),
        cell(
            f"through: {keys.key('find')} with a name, then {keys.key('look_through')}, does that for all.", Tone.WARN
        ),
    )
    return (
        cell("No session matches.", Tone.STRONG),
        cell(""),
        cell(f"The filter: {filter_text(view)[0]}.{covered}", Tone.DIM),
        *(unknown if flag else ()),
        cell(f"{keys.key('unselect')} clears it.", Tone.DIM),
    )
