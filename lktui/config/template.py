"""A first config.toml: every setting with its meaning and default, commented out; made from the table of settings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from lktui.config import findings, profile
from lktui.config.schema import table
from lktui.config.settings import Settings

if TYPE_CHECKING:
    from lktui.config.schema import Row

_HEAD: Final = """\
# Settings of lktui. Each line that begins with # and a name is that setting with its default, or with an example where
# it has none: take the # away to change it. Flags and variables come before this file. What is meant by each is also
# told by: lktui config schema
"""
_EXAMPLES: Final = {
    "alerts": '[[alerts]]\nname = "long call"\nfilter = "active duration>2h"\nbell = true',
    "keys": '[keys]\nrefresh = "F5"\nquit = ["Q", "F10"]',
    "theme": 'theme = "lktui-dark"',
    "ascii": "ascii = true",
    "default_profile": 'default_profile = "prod"',
}
_PROFILE: Final = {
    "project_id": "p_…",
    "api_key": "API…",
    "api_secret": "…",
    "token": "…",
    "url": "wss://….livekit.cloud",
    "server_url": "https://cloud-api.livekit.io",
}


def template() -> str:
    """Valid as it is, and valid with every example uncommented."""
    rows = table(Settings)
    plain = [_lines(row) for row in rows if not _is_table(row)]
    tables = [_lines(row) for row in rows if _is_table(row)]
    lines = ["# [profiles.prod]"]
    lines += [f"# {row.name} = {_toml(_PROFILE.get(row.name, ''))}  # {row.rule.meaning}" for row in profile.ROWS]
    blocks = [*plain, *tables, "# Credentials, by a name for --project.\n" + "\n".join(lines)]
    return "\n".join([_HEAD, *(f"{block}\n" for block in blocks)])


def _is_table(row: Row) -> bool:
    """Whether it has to stand after all plain settings, which it would take for its own."""
    return not isinstance(row.default, (bool, int, float, str, type(None)))


def _lines(row: Row) -> str:
    if row.rule.kind == findings.FINDINGS.name:
        example = "\n".join(["[findings]", *(f"{one.name} = {_toml(one.default)}" for one in findings.ROWS)])
    elif row.name in _EXAMPLES:
        example = _EXAMPLES[row.name]
    elif _is_table(row) or row.default is None:
        return f"# {row.name}: {row.rule.meaning}"
    else:
        example = f"{row.name} = {_toml(row.default)}"
    return "\n".join([f"# {row.rule.meaning}", *(f"# {line}" for line in example.splitlines())])


def _toml(value: object) -> str:
    """JSON is TOML for what there is."""
    if isinstance(value, float):
        return f"{value:g}"
    return json.dumps(value, ensure_ascii=False)
