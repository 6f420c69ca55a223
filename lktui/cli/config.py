"""`lktui config`: where config.toml is, what holds and why, a first file, and its schema."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from lktui.cli import exit_codes, output
from lktui.cli.arguments import flags_of
from lktui.cli.main import warn
from lktui.cli.values import plain, words
from lktui.config.config_file import locate
from lktui.config.configuration import LoadedSettings, load_settings
from lktui.config.files import with_tilde
from lktui.config.schema import table
from lktui.config.settings import Settings
from lktui.errors import ConfigError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping


def run(options: argparse.Namespace) -> int:
    match options.action:
        case "path":
            path, _ = locate(options.config, os.environ, Path.home())
            output.data([str(path)])
            if not path.exists():
                output.say("there is no such file yet: lktui config init")
        case "show":
            loaded = load_settings(flags_of(options), os.environ, Path.home())
            warn(loaded.warnings)
            _show(loaded, options.format)
        case "init":
            _init(locate(options.config, os.environ, Path.home())[0])
        case _:
            from lktui.config.json_schema import json_schema  # noqa: PLC0415 - for this one only
            from lktui.view.formats import json_text  # noqa: PLC0415

            output.json_data(json_text(json_schema(), indent=2))
    return exit_codes.FINE


def _show(loaded: LoadedSettings, form: str | None) -> None:
    """Settings hold no secrets: those are in profiles, of which `lktui projects` tells."""
    values = {row.name: getattr(loaded.settings, row.name) for row in table(Settings)}
    if form is not None:
        from lktui.view.formats import json_text  # noqa: PLC0415 - for programs only

        shown = {name: {"value": plain(value), "from": loaded.origins[name]} for name, value in values.items()}
        output.json_data(json_text(shown, indent=2))
        return
    written = {name: words(value) for name, value in _flat(values)}
    names, widest = max(map(len, written)), min(max(map(len, written.values())), 40)
    output.data(
        f"{name:{names}}  {value:{widest}}  {loaded.origins[name.partition('.')[0]]}" for name, value in written.items()
    )


def _flat(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """A table key by key."""
    for name, value in values.items():
        table_of = plain(value)
        if isinstance(table_of, dict):
            yield from ((f"{name}.{key}", each) for key, each in table_of.items())
        else:
            yield name, value


def _init(path: Path) -> None:
    """Writes a file that only its owner can read, never over another one. Raises ConfigError."""
    from lktui.config.template import template  # noqa: PLC0415 - for this one only

    name = with_tilde(path, Path.home())
    try:
        if path.exists():
            raise ConfigError(f"{name}: is there already, and is left as it is", "Edit it, or move it away.")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(template())
    except OSError as error:
        raise ConfigError(
            f"{name}: can't be written: {error.strerror}", "Check the path and its permissions."
        ) from None
    output.data([str(path)])
