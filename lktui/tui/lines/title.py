"""The title: whose sessions these are, and which of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.analysis.status import Status, status
from lktui.monitor.days import Preset, title
from lktui.view import text
from lktui.view.columns import LinePair, Piece, Tone, separated, width_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from lktui.monitor.state import State
    from lktui.tui.sessions.table_view import TableView
    from lktui.view.project import Project
    from lktui.view.times import Zone


def title_line(
    state: State,
    project: Project,
    zone: Zone,
    now: datetime,
    width: int,
    page: str | None = None,
    *,
    hidden: bool = False,
    is_ghost: Callable[[str], bool] = lambda _session_id: False,
) -> LinePair:
    """Whose sessions these are, and which of them; what matters least goes first where it is narrow.

    `page` is `view_text` where the table is sorted or filtered: the page of the API, whose active sessions are counted,
    is not what one looks at then. Ghosts are counted apart from what is active.
    """
    left: list[Piece] = [("lktui", Tone.ACCENT), ("  ", Tone.PLAIN), (text.visible(project.name), Tone.STRONG)]
    if hidden:
        left += [("  ", Tone.PLAIN), ("names hidden", Tone.WARN)]
    rows = len(state.sessions)
    states = [status(session, now, ghost=is_ghost(session.session_id)) for session in state.sessions]
    active, ghosts = states.count(Status.ACTIVE), states.count(Status.GHOST)
    if state.archived is not None or page is not None:  # what was active then tells nothing of now
        rows = ghosts = 0
    parts: dict[str, Piece] = {
        "active": (f"{active} of {rows} active" if rows else "", Tone.GOOD if active else Tone.DIM),
        "ghosts": (f"{ghosts} ghost{'s' if ghosts > 1 else ''}" if ghosts else "", Tone.WARN),
        "range": (range_title(state), Tone.PLAIN),
        "page": (page_text(state) if page is None else page, Tone.PLAIN),
        "zone": (zone.name, Tone.DIM),
    }
    kept: set[str] = set()
    for name in ("page", "range", "active", "ghosts", "zone"):
        right = separated([part for key, part in parts.items() if key in {*kept, name}])
        if width_of([*left, *right]) + 4 <= width:
            kept.add(name)
    right = separated([part for key, part in parts.items() if key in kept])
    project_id: list[Piece] = [("  ", Tone.PLAIN), (text.visible(project.project_id), Tone.DIM)]
    if not hidden and width_of([*left, *project_id, *right]) + 4 <= width:
        left += project_id
    return tuple(left), right


def range_title(state: State) -> str:
    chosen = state.shown.chosen
    if state.archived is not None:
        return "archive" if chosen is Preset.ALL else f"archive, {title(chosen)} (UTC days)"
    return title(chosen) if chosen is Preset.ALL else f"{title(chosen)} (UTC days)"


def page_text(state: State) -> str:
    """`page 2 · rows 101–200`; with `of …` once the end is known."""
    page = f"page {state.shown.page + 1}"
    if not state.sessions:
        return page
    first = state.first_row + 1
    rows = f"{page} · {_rows(first, len(state.sessions))}"
    return f"{rows} of {len(state.catalog.in_range):,}" if state.catalog.complete else rows


def view_text(state: State, view: TableView, matching: int) -> str | None:
    """`page 1 · 12 of 300 match`, or its rows where it is only sorted; None for the plain view: see `page_text`."""
    if view.is_plain:
        return None
    page, loaded = f"page {view.page + 1}", len(state.catalog.in_range)
    if view.open_only or not view.filter.is_everything:
        return f"{page} · {matching:,} of {loaded:,} match{coverage(state)}"
    before = view.page * state.page_size
    count = min(state.page_size, matching - before)
    return f"{page} · {_rows(before + 1, count)} of {loaded:,}{coverage(state)}" if count > 0 else page


def _rows(first: int, count: int) -> str:
    return f"rows {first:,}–{first + count - 1:,}"


def coverage(state: State) -> str:
    """What sort and filter do not cover, as long as not everything is loaded."""
    return "" if state.catalog.complete else ", more on the server"
