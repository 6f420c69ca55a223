"""What the lines around the tables say about a state: pure, so that each wording can be tested without a screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lktui.analysis.status import Status, status
from lktui.errors import ArchiveDamaged
from lktui.monitor.days import Preset, title
from lktui.tui.keymap import DEFAULT, Keymap
from lktui.tui.keys import key_label
from lktui.view import text, units
from lktui.view.columns import Cell, Piece, Tone, cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lktui.errors import ApiError
    from lktui.monitor.state import State
    from lktui.tui.commands import Command
    from lktui.tui.table_view import TableView
    from lktui.view.project import Project
    from lktui.view.times import Zone

SLOW_CALL = timedelta(seconds=1)
CLOCK_WARNING = timedelta(seconds=30)  # ages and running durations are off by as much
TOKEN_WARNING = timedelta(minutes=10)
SEPARATOR: Piece = (" · ", Tone.FAINT)

LinePair = tuple[Cell, Cell]


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

    `page` is `view_text` where the table is sorted or filtered. Ghosts are counted apart from what is active.
    """
    left: list[Piece] = [("lktui", Tone.ACCENT), ("  ", Tone.PLAIN), (text.visible(project.name), Tone.STRONG)]
    if hidden:
        left += [("  ", Tone.PLAIN), ("names hidden", Tone.WARN)]
    rows = len(state.sessions)
    states = [status(session, now, ghost=is_ghost(session.session_id)) for session in state.sessions]
    active, ghosts = states.count(Status.ACTIVE), states.count(Status.GHOST)
    if state.archived is not None:  # what was active then tells nothing of now
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
        right = _joined([part for key, part in parts.items() if key in {*kept, name}])
        if _cells([*left, *right]) + 4 <= width:
            kept.add(name)
    right = _joined([part for key, part in parts.items() if key in kept])
    project_id: list[Piece] = [("  ", Tone.PLAIN), (text.visible(project.project_id), Tone.DIM)]
    if not hidden and _cells([*left, *project_id, *right]) + 4 <= width:
        left += project_id
    return tuple(left), right


def keys_line(commands: Iterable[Command], width: int) -> LinePair:
    """The commands with a label, as many as fit; those that work everywhere stand on the right and stay."""
    commands = [command for command in commands if command.short]
    stays = [command for command in commands if command.id in ("help", "quit")]
    right = _keys(stays)
    fitting: list[Command] = []
    for command in commands:
        if command not in stays and _cells([*_keys([*fitting, command]), *right]) + 4 <= width:
            fitting.append(command)
    return _keys(fitting), right


def _keys(commands: Iterable[Command]) -> Cell:
    pieces: list[Piece] = []
    for command in commands:
        if pieces:
            pieces.append(("  ", Tone.PLAIN))
        pieces += [(key_label(command.keys[0]), Tone.ACCENT), (f" {command.short}", Tone.DIM)]
    return tuple(pieces)


def _cells(pieces: Iterable[Piece]) -> int:
    return sum(text.width(content) for content, _ in pieces)


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
    rows = f"{page} · rows {first}–{first + len(state.sessions) - 1}"
    return f"{rows} of {len(state.catalog.in_range)}" if state.catalog.complete else rows


def view_text(state: State, view: TableView, matching: int) -> str | None:
    """`page 1 · 12 of 300 match`; None for the plain view, which `page_text` tells of."""
    if view.is_plain:
        return None
    return f"page {view.page + 1} · {matching} of {len(state.catalog.in_range)} match{coverage(state)}"


def coverage(state: State) -> str:
    """What sort and filter do not cover, as long as not everything is loaded."""
    return "" if state.catalog.complete else ", more on the server"


def archive_line(state: State, seen_at: datetime | None, now: datetime, keys: Keymap = DEFAULT) -> LinePair:
    """That what is shown is not the API's; `seen_at` is when the selected session was seen as it is shown."""
    many = len(state.catalog.in_range)
    left: list[Piece] = [
        ("▫ ", Tone.WARN),
        (f"archived: {many:,} session{'' if many == 1 else 's'}", Tone.STRONG),
        (f" as they were last seen. {keys.key('unselect')} goes back.", Tone.PLAIN),
    ]
    if seen_at is None:
        return tuple(left), ()
    age = units.age(now - seen_at)
    return tuple(left), cell("this one just now" if age == "now" else f"this one {age} ago", Tone.WARN)


def filter_text(view: TableView) -> Piece:
    """The filter as it stays visible in the status line."""
    words = ["open"] if view.open_only else []
    if not view.filter.is_everything:
        words.append(text.cut(text.visible(view.filter.text), 40))
    return (f"/ {' '.join(words)}" if words else "", Tone.ACCENT)


def nothing_matches(state: State, view: TableView, keys: Keymap = DEFAULT) -> tuple[Cell, ...]:
    covered = "" if state.catalog.complete else f" {len(state.catalog.in_range)} are loaded, more on the server."
    return (
        cell("No session matches.", Tone.STRONG),
        cell(""),
        cell(f"The filter: {filter_text(view)[0]}.{covered}", Tone.DIM),
        cell(f"{keys.key('unselect')} clears it.", Tone.DIM),
    )


def is_in_passing(state: State, now: datetime) -> bool:
    """Whether a poll is due or runs that will be over before anyone could read of it: not worth drawing."""
    due = state.next_poll_at is not None and timedelta() <= now - state.next_poll_at < SLOW_CALL
    asking = state.polling_since is not None and now - state.polling_since < SLOW_CALL
    return (due or asking) and state.fetched_at is not None and state.error is None and state.wanted is None


def status_line(
    state: State,
    now: datetime,
    message: str = "",
    filtered: Piece = ("", Tone.ACCENT),
    keys: Keymap = DEFAULT,
    *,
    can_load: bool = True,
) -> LinePair:
    """How fresh it is and what happens next; a message takes the place of the rest for a while.

    `can_load` is whether more of the range can be loaded from here.
    """
    fresh = _freshness(state, now)
    if message:
        return cell(message, Tone.ACCENT), _joined([fresh])
    parts = [fresh, filtered, _next(state, now, keys)]
    if state.progress is not None and state.progress.running:
        parts.append((f"loading {state.progress.loaded:,}", Tone.ACCENT))
    elif state.progress is not None and not state.progress.complete:
        more = f": {keys.key('load_more')}" if can_load else ""
        parts.append((f"{state.progress.loaded:,} loaded, more on the server{more}", Tone.DIM))
    parts += _troubles(state, now)
    right: list[Piece] = [(_interval(state), Tone.DIM)]
    if state.latency is not None:
        right = [
            (units.milliseconds(state.latency), Tone.DIM),
            (f"{state.requests_last_minute} req/min", Tone.DIM),
            *right,
        ]
    return _joined(parts), _joined(right)


def _troubles(state: State, now: datetime) -> list[Piece]:
    """What is not as it should be, but keeps nothing from working."""
    parts: list[Piece] = []
    if state.archive_error is not None and not isinstance(state.archive_error, ArchiveDamaged):
        parts.append(("not archiving", Tone.WARN))
    elif state.projects:
        parts.append(("not archived", Tone.DIM))
    if state.budget_used_up:
        parts.append((f"waits, {state.budget} req/min allowed", Tone.WARN))
    elif state.budget_is_shrunk:
        parts.append((f"at most {state.budget} req/min", Tone.WARN))
    unreadable = units.unreadable(state.catalog.unreadable_rows, "row", state.catalog.unreadable_values)
    if unreadable:
        parts.append((unreadable, Tone.WARN))
    if state.request_limit < state.page_size:
        parts.append((f"{state.request_limit} at once", Tone.WARN))
    if state.clock_off is not None and abs(state.clock_off) >= CLOCK_WARNING:
        direction = "behind" if state.clock_off > timedelta() else "ahead"
        parts.append((f"clock {units.span(abs(state.clock_off), coarse=True)} {direction}", Tone.WARN))
    if not state.token_renewable and state.token_expires_at is not None:
        left = state.token_expires_at - now
        words = f"token expires in {units.countdown(left)}" if left > timedelta() else "token expired"
        parts.append((words, Tone.WARN if left < TOKEN_WARNING else Tone.DIM))
    return parts


def banner(state: State, zone: Zone, now: datetime, width: int, keys: Keymap = DEFAULT) -> tuple[LinePair, ...]:
    """What failed, what to do, and how old that makes what is shown, on as many lines as that takes; mostly none."""
    error, stale = None if state.failing else state.error, state.is_stale(now)
    if state.fetched_at is None or (error is None and not stale):
        return ()  # without data the table's place tells of the trouble
    mark: Piece = ("✗ ", Tone.BAD) if error is not None and error.fatal else ("! ", Tone.WARN)
    what, todo = "no answer from the API", ""
    if state.budget_used_up:
        what = f"requests wait: {state.budget} a minute are allowed"
        todo = f"Polling less often ({keys.key('longer')}) needs fewer."
    again = f"Then press {keys.key('refresh')}." if error is not None and error.fatal else "Trying again by itself."
    if error is not None:
        what, todo = error.what, f"{error.todo} {again}"
    if stale:
        todo = f"What is shown is of {zone.time(state.fetched_at)}. {todo}".strip()
    return _told(mark, what, todo, width)


def projects_banner(state: State, zone: Zone, width: int, keys: Keymap = DEFAULT) -> tuple[LinePair, ...]:
    """Which of several projects fail and why, while the others go on; what to do only where there is room for that."""
    lines: list[LinePair] = []
    for project in state.failing:
        error = project.error
        assert error is not None  # noqa: S101 - for the type checker
        mark: Piece = ("✗ ", Tone.BAD) if error.fatal else ("! ", Tone.WARN)
        of = f"Its sessions are of {zone.time(project.fetched_at)}." if project.fetched_at else "None of its sessions."
        again = f"{keys.key('refresh')} tries again." if error.fatal else "Trying again by itself."
        todo = f"{of} {again}" if len(state.failing) > 1 else f"{of} {error.todo} {again}"
        lines += _told(mark, f"{project.name}: {error.what}", todo, width)
    return tuple(lines)


def archive_banner(state: State, width: int, keys: Keymap = DEFAULT) -> tuple[LinePair, ...]:
    """What is wrong with the archive, without which the monitor goes on, until the user has seen it."""
    error = state.archive_error
    if error is None or state.archive_error_seen:
        return ()
    return _told(("! ", Tone.WARN), f"archive: {error.what}", f"{error.todo} {keys.key('unselect')} hides this.", width)


def _told(mark: Piece, what: str, todo: str, width: int) -> tuple[LinePair, ...]:
    lines = [(line, Tone.STRONG) for line in text.wrap(text.visible(what), width - 4)]
    lines += [(line, Tone.PLAIN) for line in text.wrap(text.visible(todo), width - 4)]
    return tuple(((mark if number == 0 else ("  ", mark[1]), line), ()) for number, line in enumerate(lines))


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


def _freshness(state: State, now: datetime) -> Piece:
    if state.error is not None and state.error.fatal:
        return "✗ stopped", Tone.BAD
    if state.fetched_at is not None and (state.stale_since is not None or state.is_stale(now)):
        age = units.age(now - state.fetched_at)
        return ("▲ stale" if age == "now" else f"▲ stale, {age} old"), Tone.WARN
    if state.fetched_at is None:
        return ("! no data yet", Tone.WARN) if state.error else ("… loading", Tone.DIM)
    age = units.age(now - state.fetched_at)
    words = "updated now" if age == "now" else f"updated {age} ago"
    if state.paused:
        return f"‖ paused, {words}", Tone.WARN
    return f"● {words}", Tone.GOOD


def _next(state: State, now: datetime, keys: Keymap) -> Piece:
    if state.polling_since is not None:
        asking = now - state.polling_since
        what = _wanted(state)
        if asking >= SLOW_CALL:
            return f"{what or 'asking'} for {units.countdown(asking)}", Tone.ACCENT
        return (what, Tone.ACCENT) if what else ("next now", Tone.DIM)
    if state.next_poll_at is None:
        fatal = state.error is not None and state.error.fatal
        if state.paused and not fatal:
            return f"{keys.key('pause')} resumes", Tone.DIM
        return f"{keys.key('refresh')} {'tries again' if fatal else 'refreshes'}", Tone.DIM
    left = units.countdown(state.next_poll_at - now)
    return (f"retry in {left}", Tone.WARN) if state.error is not None else (f"next in {left}", Tone.DIM)


def _wanted(state: State) -> str:
    wanted = state.wanted
    if wanted is None or state.fetched_at is None:
        return ""
    if wanted.chosen != state.shown.chosen:
        return f"loading {title(wanted.chosen)}"
    return f"loading page {wanted.page + 1}"


def _interval(state: State) -> str:
    if state.error is not None and state.error.fatal:
        return "not polling"
    if not state.refresh:
        return "manual"
    whole = state.refresh
    return f"every {whole:g}s" if whole < 60 else f"every {units.span(timedelta(seconds=whole), coarse=True)}"


def _joined(parts: list[Piece]) -> Cell:
    pieces: list[Piece] = []
    for part in parts:
        if not part[0]:
            continue
        if pieces:
            pieces.append(SEPARATOR)
        pieces.append(part)
    return tuple(pieces)
