"""The tables of the README, made from what they describe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.analysis.filter.fields import FIELDS
from lktui.analysis.findings import RULES, Thresholds
from lktui.cli.arguments import parser
from lktui.cli.exit_codes import MEANINGS
from lktui.cli.grammar import described
from lktui.config.schema import table
from lktui.config.settings import Settings
from lktui.tui.commands import COMMANDS, Scope, keys_text, typed_form
from lktui.view.session_fields import SESSION_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TABLES = ("alerts", "findings", "keys")  # settings whose default is no single value


def keys() -> str:
    headings = (
        Scope.SESSIONS, Scope.SESSION, Scope.TIMELINE, Scope.FINDINGS, Scope.RAW, Scope.FIND, Scope.TABLE,
        Scope.DIALOG, Scope.EVERYWHERE,
    )  # fmt: skip
    rows = [
        (
            scope.value if number == 0 else "",
            ", ".join(f"`{key}`" for key in keys_text(command).split(", ") if key),
            command.help,
            code(typed_form(command).replace("|", "\\|")),
        )
        for scope in headings
        for number, command in enumerate(command for command in COMMANDS if command.scope is scope)
    ]
    return markdown(("where", "key", "what it does", "id, and what can be typed behind it"), rows)


def settings() -> str:
    rows = []
    for setting in table(Settings):
        default = setting.default
        shown = "" if default is None else str(default).lower() if isinstance(default, bool) else f"{default}"
        shown = f"{default:g}" if isinstance(default, float) else shown
        shown = "" if setting.name in TABLES else shown
        rule = setting.rule
        rows.append((code(setting.name), code(rule.flag), code(rule.variable), code(shown), rule.meaning))
    return markdown(("`config.toml`", "flag", "variable", "default", "meaning"), rows)


def filters() -> str:
    rows = [(code(field.name), field.what, code(field.example)) for field in FIELDS]
    return markdown(("field", "what it is", "example"), rows)


def findings() -> str:
    rows = [
        (code(rule.id), rule.letter, rule.severity.name.lower(), with_defaults(rule.when), rule.needs.value)
        for rule in RULES
    ]
    return markdown(("flag", "", "how bad", "the rule", "known from"), rows)


def with_defaults(when: str) -> str:
    """A rule in words, with the default behind the name of each threshold."""
    for name, default in Thresholds._field_defaults.items():
        unit = "" if isinstance(default, int) or name.endswith(("_share", "_below")) else " s"
        when = when.replace(f"`{name}`", f"`{name}` ({default:g}{unit})")
    return when


def commands() -> str:
    """What each command is for, and the flags that only it has."""
    top, described_commands = described(parser())
    shared = {name for flag in top.flags for name in flag.names}
    rows = []
    for command in described_commands:
        words = " ".join(["lktui", command.name, *command.operands])
        own = [flag for flag in command.flags if not shared.intersection(flag.names)]
        flags = ", ".join(code(f"{flag.names[-1]} {flag.metavar}".strip()) for flag in own)
        rows.append((code(words).replace("|", "\\|"), command.what, flags))
    return markdown(("command", "what it does", "its own flags"), rows)


def fields_of_sessions() -> str:
    rows = [
        (code(field.name), field.what, "" if field.usual else "asked for with `--columns`") for field in SESSION_FIELDS
    ]
    return markdown(("field", "what it is", ""), rows)


def exit_codes() -> str:
    return markdown(("code", "meaning"), [(str(number), meaning) for number, meaning in MEANINGS])


def code(text: str | None) -> str:
    return f"`{text}`" if text else ""


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def filled(text: str) -> str:
    """The README with its tables made anew."""
    tables = {
        "filter": filters(),
        "findings": findings(),
        "keys": keys(),
        "settings": settings(),
        "commands": commands(),
        "fields": fields_of_sessions(),
        "exit codes": exit_codes(),
    }
    for name, content in tables.items():
        begin, end = f"<!-- {name} -->\n", f"\n<!-- /{name} -->"
        before, _, rest = text.partition(begin)
        _, _, after = ("\n" + rest).partition(end)
        text = f"{before}{begin}{content}{end}{after}"
    return text
