"""The `[[alerts]]` tables of config.toml; their filters are parsed by who knows the grammar."""

from collections.abc import Mapping
from typing import Annotated, Final, NamedTuple

from lktui.config import checks
from lktui.config.files import shown
from lktui.config.schema import BOOLEAN, TEXT, Kind, Wrong, nearest, row, table


class AlertSetting(NamedTuple):
    name: Annotated[str, row(TEXT, "what the screen calls it", checks.not_empty)]
    filter: Annotated[str, row(TEXT, "the sessions that it is about, as in the table's filter", checks.not_empty)]
    bell: Annotated[bool, row(BOOLEAN, "ring the terminal's bell")] = False


ROWS: Final = table(AlertSetting)
_KEYS: Final = tuple(column.name for column in ROWS)
NEEDED: Final = ("name", "filter")


def place(number: int, name: object) -> str:
    """Where in the file an alert is: `#2 "long call"`, counted from 1."""
    return f'#{number} "{shown(name)}"' if isinstance(name, str) and name.strip() else f"#{number}"


def _alerts(raw: object) -> tuple[AlertSetting, ...] | None:
    """Raises Wrong, with the place in its key."""
    if not isinstance(raw, (list, tuple)) or not all(isinstance(each, dict) for each in raw):
        return None
    alerts: list[AlertSetting] = []
    for number, each in enumerate(raw, 1):
        alert = _alert(each, f" {place(number, each.get('name'))}")
        known = [known.name for known in alerts]
        if alert.name in known:
            raise Wrong(f"has the name of alert #{known.index(alert.name) + 1}", f" {place(number, alert.name)}")
        alerts.append(alert)
    return tuple(alerts)


def _alert(raw: Mapping[str, object], where: str) -> AlertSetting:
    for key in raw:
        if key not in _KEYS:
            meant = nearest(key, _KEYS)
            hint = f"did you mean {meant}?" if meant else f"known here: {', '.join(_KEYS)}"
            raise Wrong(f"unknown key; {hint}", f"{where}: {shown(key)}")
    for key in NEEDED:
        if key not in raw:
            raise Wrong("is missing", f"{where}: {key}")
    values: dict[str, object] = {}
    for column in ROWS:
        if column.name in raw:
            try:
                values[column.name] = column.rule.accept(raw[column.name]).value
            except Wrong as wrong:
                raise Wrong(wrong.problem, f"{where}: {column.name}") from None
    return AlertSetting(**values)  # type: ignore[arg-type]  # each value has passed the check of its row


def _no_alerts(_text: str) -> None:
    """No variable sets them."""


ALERTS: Final = Kind("tables [[alerts]]", _alerts, _no_alerts)
