"""The keys of config.toml as a keymap, or a mistake in them told with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lktui.config.configuration import Configuration
    from lktui.tui.keymap import Keymap


def keymap_of(configuration: Configuration) -> Keymap:
    """Raises ConfigError. Loads Textual, whose bindings the commands are."""
    from lktui.tui.keymap import remapped  # noqa: PLC0415 - where it has been loaded, or has to be

    keys = {setting.command: setting.keys for setting in configuration.settings.keys}
    return remapped(keys, f"{configuration.config_name}: keys")
