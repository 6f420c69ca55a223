"""The status line: how fresh it is, what happens next, and what is not as it should be."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lktui.errors import ArchiveDamaged
from lktui.monitor.days import title
from lktui.tui.keymap import DEFAULT, Keymap
from lktui.view import text, units
from lktui.view.columns import LinePair, Piece, Tone, cell, separated

if TYPE_CHECKING:
    from datetime import datetime

    from lktui.monitor.state import Progress, State
    from lktui.tui.sessions.table_view import TableView

SLOW_CALL = timedelta(seconds=1)
CLOCK_WARNING = timedelta(seconds=30)  # ages and running durations are off by as much
TOKEN_WARNING = timedelta(minutes=10)


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
        return cell(message, Tone.ACCENT), separated([fresh])
    parts = [fresh, filtered, _next(state, now, keys)]
    if state.progress is not None and state.progress.running:
        parts.append((f"loading {state.progress.loaded:,}", Tone.ACCENT))
    elif state.progress is not None and not state.progress.complete:
        key = keys.key("load_more") if can_load else ""
        parts.append((f"{state.progress.loaded:,} loaded, {_beyond(state.progress, state, key)}", Tone.DIM))
    parts += _troubles(state, now)
    right: list[Piece] = [(_interval(state), Tone.DIM)]
    if state.latency is not None:
        right = [
            (units.milliseconds(state.latency), Tone.DIM),
            (f"{state.requests_last_minute} req/min", Tone.DIM),
            *right,
        ]
    return separated(parts), separated(right)


def _beyond(progress: Progress, state: State, key: str) -> str:
    """What there is on the server that is not loaded, as far as that is known; `key` loads it, if there is one."""
    given_up = progress.loaded < progress.limit and not (progress.stopped or state.paused or state.error is not None)
    if given_up and progress.loaded:
        return f"no more came: {key} asks again" if key else "no more came"
    return f"more on the server: {key}" if key else "more on the server"


def filter_text(view: TableView) -> Piece:
    """The filter as it stays visible in the status line."""
    words = ["open"] if view.open_only else []
    if not view.filter.is_everything:
        words.append(text.cut(text.visible(view.filter.text), 40))
    return (f"/ {' '.join(words)}" if words else "", Tone.ACCENT)


def is_in_passing(state: State, now: datetime) -> bool:
    """Whether a poll is due or runs that will be over before anyone could read of it: not worth drawing."""
    due = state.next_poll_at is not None and timedelta() <= now - state.next_poll_at < SLOW_CALL
    asking = state.polling_since is not None and now - state.polling_since < SLOW_CALL
    return (due or asking) and state.fetched_at is not None and state.error is None and state.wanted is None


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
