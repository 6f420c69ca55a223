"""Values of settings as plain data, and as words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.config.alerts import AlertSetting
from lktui.config.findings import FindingSettings
from lktui.config.keys import KeySetting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def plain(value: object) -> object:
    """Tables as lists and dictionaries, for JSON."""
    if isinstance(value, FindingSettings | AlertSetting | KeySetting):
        return value._asdict()
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return value


def flat(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """A table key by key."""
    for name, value in values.items():
        table_of = plain(value)
        if isinstance(table_of, dict):
            yield from ((f"{name}.{key}", each) for key, each in table_of.items())
        else:
            yield name, value


def words(value: object) -> str:
    """As in config.toml, tables by their first values, which name them."""
    from lktui.view.text import visible  # noqa: PLC0415 - for people only

    shown = plain(value)
    if shown is None or shown in ([], {}):
        return "–"
    if isinstance(shown, bool):
        return str(shown).lower()
    if isinstance(shown, float):
        return f"{shown:g}"
    if isinstance(shown, list):
        named = [next(iter(each.values())) if isinstance(each, dict) else each for each in shown]
        return ", ".join(visible(str(each)) for each in named)
    return visible(str(shown))
