"""The one table of commands: bindings, footer, palette, what can be typed, help and the README's table come from it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from textual.binding import Binding

from lktui.tui.keys import key_label

if TYPE_CHECKING:
    from collections.abc import Iterator


class Scope(Enum):
    """Where a command applies; the value is the heading under which help lists it."""

    EVERYWHERE = "Everywhere"
    TABLE = "In a table"
    SESSIONS = "Sessions"
    SESSION = "One session"
    TIMELINE = "Timeline of a session"
    FINDINGS = "Findings of a session"
    RAW = "Raw answer"
    FIND = "Find a participant"
    DIALOG = "In a dialog"


class Command(NamedTuple):
    """`id` is the action's name, `keys` are Textual's names, `short` is its label in the footer, if it has one.

    `takes` is what can be typed behind its id in the palette; one without keys is only typed.
    """

    id: str
    keys: tuple[str, ...]
    help: str
    scope: Scope
    short: str = ""
    takes: str = ""


COMMANDS: tuple[Command, ...] = (
    Command("cursor_down", ("down", "j"), "next row", Scope.TABLE),
    Command("cursor_up", ("up", "k"), "previous row", Scope.TABLE),
    Command("page_down", ("pagedown",), "a screen down", Scope.TABLE),
    Command("page_up", ("pageup",), "a screen up", Scope.TABLE),
    Command("first_row", ("home", "g"), "first row", Scope.TABLE),
    Command("last_row", ("end", "G"), "last row", Scope.TABLE),
    Command(
        "choose",
        ("enter",),
        "open the selected row; go between the timeline and an event or a finding",
        Scope.TABLE,
        "open",
    ),
    Command("filter", ("slash",), "filter as you type: active people>2 in>10MB …", Scope.SESSIONS, "filter"),
    Command("toggle_open", ("a",), "only the sessions that have not ended, and all again", Scope.SESSIONS),
    Command("sort", ("s",), "sort by a column (a click on its head does it, too)", Scope.SESSIONS, "sort", "[-]COLUMN"),
    Command("reverse_sort", ("S",), "reverse the order", Scope.SESSIONS),
    Command("columns", ("c",), "choose the columns and their order", Scope.SESSIONS, takes="COLUMN …"),
    Command("next_change", ("n",), "next session to which something happened", Scope.SESSIONS),
    Command("previous_change", ("N",), "previous session to which something happened", Scope.SESSIONS),
    Command("next_alert", ("exclamation_mark",), "next session that matches an alert", Scope.SESSIONS),
    Command("freeze", ("f",), "freeze the table while polling goes on, and catch up", Scope.SESSIONS, "freeze"),
    Command("feed", ("e",), "events of the project, as they were seen", Scope.SESSIONS, "events"),
    Command("next_page", ("right_square_bracket",), "next page", Scope.SESSIONS, "page"),
    Command("previous_page", ("left_square_bracket",), "previous page", Scope.SESSIONS),
    Command("choose_range", ("t",), "choose the time range, in UTC days", Scope.SESSIONS, "range"),
    Command("load_more", ("L",), "load more of the range than is loaded by itself", Scope.SESSIONS),
    Command(
        "export",
        ("x",),
        "export what the table shows: CSV, JSON or NDJSON",
        Scope.SESSIONS,
        "export",
        "[FORMAT] [PATH]",
    ),
    Command("unselect", ("escape",), "clear the filter, stop loading, or back to the newest row", Scope.SESSIONS),
    Command("earlier", ("left", "h"), "time cursor to the left", Scope.TIMELINE, "time"),
    Command("later", ("right", "l"), "time cursor to the right", Scope.TIMELINE),
    Command("next_step", ("right_square_bracket",), "to the next join or leave of those listed", Scope.TIMELINE),
    Command("previous_step", ("left_square_bracket",), "to the previous join or leave", Scope.TIMELINE),
    Command("zoom_in", ("plus",), "zoom in around the time cursor", Scope.TIMELINE, "zoom"),
    Command("zoom_out", ("minus",), "zoom out", Scope.TIMELINE),
    Command("zoom_all", ("0",), "all of the session; again: only while there was someone", Scope.TIMELINE),
    Command("jump", ("colon",), "to a time: 14:03, 14:03:20, 2026-11-22 14:03:20", Scope.TIMELINE, "go to"),
    Command("sort_people", ("s",), "sort by first join, time present, joins, identity", Scope.TIMELINE, "sort"),
    Command("reverse_people", ("S",), "reverse the order", Scope.TIMELINE),
    Command("unfold", ("right", "l"), "show the evidence", Scope.FINDINGS, "evidence"),
    Command("fold", ("left", "h"), "fold the evidence, then back", Scope.FINDINGS),
    Command("next_match", ("n",), "next line that was searched for", Scope.RAW),
    Command("previous_match", ("N",), "previous line that was searched for", Scope.RAW),
    Command("back", ("escape", "backspace", "h", "left"), "clear the filter, or back", Scope.SESSION, "back"),
    Command("next_session", ("n",), "next session of the table", Scope.SESSION, "next"),
    Command("previous_session", ("p",), "previous session of the table", Scope.SESSION, "previous"),
    Command("next_view", ("tab",), "next view of the session", Scope.SESSION, "view"),
    Command("previous_view", ("shift+tab",), "previous view of the session", Scope.SESSION),
    Command("show_timeline", ("1",), "timeline: who was in the room when", Scope.SESSION),
    Command("show_participants", ("2",), "participants, with all that is known of them", Scope.SESSION),
    Command("show_joins", ("3",), "joins of the selected participant", Scope.SESSION),
    Command("show_events", ("4",), "events: the session as a list", Scope.SESSION),
    Command("show_findings", ("5",), "findings: what went wrong, with the evidence", Scope.SESSION),
    Command("show_raw", ("6",), "the raw answer of the API", Scope.SESSION),
    Command("narrow", ("slash",), "filter people or events, search the raw answer", Scope.SESSION, "filter"),
    Command("search", ("slash",), "another name or identity", Scope.FIND, "name"),
    Command("look_through", ("L",), "look through the details of the loaded sessions, too", Scope.FIND, "look through"),
    Command("leave", ("escape", "backspace", "h", "left"), "stop looking, or back", Scope.FIND, "back"),
    Command("close", ("escape", "q", "h", "left", "backspace"), "close it", Scope.DIALOG),
    Command("refresh", ("r",), "ask the API now", Scope.EVERYWHERE, "refresh"),
    Command("pause", ("space",), "pause and resume polling", Scope.EVERYWHERE, "pause"),
    Command("longer", ("plus",), "poll less often", Scope.EVERYWHERE),
    Command("shorter", ("minus",), "poll more often", Scope.EVERYWHERE),
    Command("copy", ("y",), "copy what is selected: an id, an identity, an event, a line", Scope.EVERYWHERE, "copy"),
    Command("bundle", ("B",), "write an incident bundle of the session, to hand over", Scope.EVERYWHERE, "bundle"),
    Command("copy_address", ("Y",), "copy the session's dashboard address", Scope.EVERYWHERE),
    Command("open_address", ("o",), "open the session in the dashboard", Scope.EVERYWHERE, "dashboard"),
    Command("project", ("P",), "watch another project", Scope.EVERYWHERE, takes="NAME"),
    Command("find", ("F",), "find a participant, by a part of the identity or name", Scope.EVERYWHERE, takes="NAME"),
    Command("privacy", ("H",), "hide names behind stand-ins, and show them again", Scope.EVERYWHERE),
    Command("theme", ("T",), "choose the theme", Scope.EVERYWHERE, takes="NAME"),
    Command("palette", ("ctrl+p", "colon"), "find a command, or type one", Scope.EVERYWHERE, "commands"),
    Command("sessions", (), "the sessions that match a filter; without one, all", Scope.EVERYWHERE, takes="[FILTER]"),
    Command("session", (), "open a session by its id, also one of another range", Scope.EVERYWHERE, takes="ID"),
    Command("range", (), "show a range of UTC days: today, 3d, 2026-11-20 …", Scope.EVERYWHERE, takes="FIRST [LAST]"),
    Command("wall", ("W",), "big numbers for a monitor across the room, and back", Scope.EVERYWHERE),
    Command("redraw", ("R", "ctrl+l"), "draw the screen anew, when something has garbled it", Scope.EVERYWHERE),
    Command("zone", ("u",), "times in UTC or in the local zone", Scope.EVERYWHERE),
    Command("help", ("question_mark",), "these keys, and what the signs mean", Scope.EVERYWHERE, "help"),
    Command("quit", ("q",), "quit", Scope.EVERYWHERE, "quit"),
    Command("suspend_process", ("ctrl+z",), "back to the shell; fg brings it back", Scope.EVERYWHERE),
    Command("interrupt", ("ctrl+c",), "quit at once, from anywhere", Scope.EVERYWHERE),
)


def keys_text(command: Command) -> str:
    return ", ".join(key_label(key) for key in command.keys)


def typed_form(command: Command) -> str:
    """How it is typed, with what it takes."""
    return f"{command.id} {command.takes}" if command.takes else command.id


def in_scope(*scopes: Scope) -> Iterator[Command]:
    return (command for command in COMMANDS if command.scope in scopes)


URGENT = ("interrupt", "suspend_process")


def bindings(scope: Scope) -> list[Binding]:
    """The bindings of a scope; what a terminal itself has keys for works above everything else."""
    bound = [
        binding(command.id, command.id, priority=command.id in URGENT) for command in in_scope(scope) if command.keys
    ]
    return [*bound, FROM_A_DIALOG] if scope is Scope.DIALOG else bound


def binding(command_id: str, action: str, *, priority: bool = False) -> Binding:
    """The keys of a command for an action of a widget's own; they follow the user's keymap."""
    command = next(command for command in COMMANDS if command.id == command_id)
    return Binding(",".join(command.keys), action, command.help, show=False, priority=priority, id=command_id)


FROM_A_DIALOG = binding("palette", "app.palette")  # Textual keeps the application's own keys from it
