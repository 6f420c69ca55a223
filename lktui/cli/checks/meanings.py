"""Whether what config.toml says of alerts and keys means something: the monitor does not start otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lktui.cli.alerts import alerts_of
from lktui.cli.checks import Check, Outcome
from lktui.cli.keys import keymap_of
from lktui.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lktui.config.configuration import Configuration

_PART: Final = "settings"


def meanings(configuration: Configuration) -> Iterator[Check]:
    """Only of what is configured: the keys load Textual."""
    if configuration.settings.alerts:
        yield _tried("filters of alerts", lambda: alerts_of(configuration, zone=None))
    if configuration.settings.keys:
        yield _tried("keys of commands", lambda: keymap_of(configuration))


def _tried(name: str, use: Callable[[], object]) -> Check:
    try:
        use()
    except ConfigError as error:
        return Check(_PART, name, Outcome.FAILED, error.what, error.todo.partition("\n")[0])
    return Check(_PART, name, Outcome.GOOD, "understood")
