"""`lktui config`: where config.toml is, what holds and why, a first file, and its schema."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from lktui.cli import exit_codes, output
from lktui.cli.arguments import flags_of
from lktui.cli.main import warn
from lktui.cli.values import flat, plain, words
from lktui.config.config_file import locate
from lktui.config.configuration import LoadedSettings, load_settings, of_profile
from lktui.config.credentials import find_credentials
from lktui.config.files import with_tilde
from lktui.config.schema import table
from lktui.config.settings import Settings
from lktui.errors import ConfigError, UsageError

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    match options.action:
        case "path":
            path, _ = locate(options.config, os.environ, Path.home())
            output.data([str(path)])
            if not path.exists():
                output.say("there is no such file yet: lktui config init")
        case "show":
            loaded = _loaded(options)
            warn(loaded.warnings)
            _show(loaded, options.format)
        case "init":
            _init(locate(options.config, os.environ, Path.home())[0])
        case _:
            from lktui.config.json_schema import json_schema  # noqa: PLC0415 - for this one only
            from lktui.view.formats import json_text  # noqa: PLC0415

            output.json_data(json_text(json_schema(), indent=2))
    return exit_codes.FINE


def _loaded(options: argparse.Namespace) -> LoadedSettings:
    """With what the profile that is taken says, where there is one."""
    flags, home = flags_of(options), Path.home()
    loaded = load_settings(flags, os.environ, home)
    try:
        found = find_credentials(flags, os.environ, home, loaded.config_file, needs_project_id=False)
    except UsageError:  # settings can be looked at before there are credentials
        return loaded
    return of_profile(loaded, found.credentials)


def _show(loaded: LoadedSettings, form: str | None) -> None:
    """Settings hold no secrets: those are in profiles, of which `lktui projects` tells."""
    values = {row.name: getattr(loaded.settings, row.name) for row in table(Settings)}
    if form is not None:
        from lktui.view.formats import json_text  # noqa: PLC0415 - for programs only

        shown = {name: {"value": plain(value), "from": loaded.origins[name]} for name, value in values.items()}
        output.json_data(json_text(shown, indent=2))
        return
    written = {name: words(value) for name, value in flat(values)}
    names, widest = max(map(len, written)), min(max(map(len, written.values())), 40)
    output.data(
        f"{name:{names}}  {value:{widest}}  {loaded.origins[name.partition('.')[0]]}" for name, value in written.items()
    )


def _init(path: Path) -> None:
    """Writes a file that only its owner can read, never over another one. Raises ConfigError."""
    from lktui.config.template import template  # noqa: PLC0415 - for this one only

    name = with_tilde(path, Path.home())
    try:
        if path.exists():
            raise ConfigError(f"{name}: is there already, and is left as it is", "Edit it, or move it away.")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(opened, "w", encoding="utf-8") as file:
                file.write(template())
        except OSError:
            path.unlink()  # half of it would keep the next try from writing all of it
            raise
    except OSError as error:
        raise ConfigError(
            f"{name}: can't be written: {error.strerror}", "Check the path and its permissions."
        ) from None
    output.data([str(path)])
