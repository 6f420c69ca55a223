"""Alerts from settings: their filters parsed, or a mistake in one told with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.config.alerts import place
from lktui.errors import ConfigError

if TYPE_CHECKING:
    from datetime import tzinfo

    from lktui.analysis.alerts import Alert
    from lktui.config.configuration import Configuration

# what the simulated project always has an example of
DEMO = (("recording nobody", "egress:active people=0"), ("long call", "active duration>30m"))


def alerts_of(configuration: Configuration, *, zone: tzinfo | None, demo: bool = False) -> tuple[Alert, ...]:
    """Raises ConfigError. The demo has its own where none are configured."""
    settings = configuration.settings.alerts
    if not settings and not demo:
        return ()
    from lktui.analysis.alerts import Alert  # noqa: PLC0415 - most have none
    from lktui.analysis.filter import FilterError, parse  # noqa: PLC0415

    if not settings:
        return tuple(Alert(name, parse(text, zone=zone)) for name, text in DEMO)
    alerts = []
    for number, alert in enumerate(settings, 1):
        try:
            alerts.append(Alert(alert.name, parse(alert.filter, zone=zone), bell=alert.bell))
        except FilterError as error:
            where = f"{configuration.config_name}: alerts {place(number, alert.name)}: filter"
            marked = error.marked(alert.filter).splitlines()
            raise ConfigError(f"{where}: {marked.pop()}", "\n".join(marked)) from None
    return tuple(alerts)
