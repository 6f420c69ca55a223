"""How the screen should look: what is set, what was chosen in another run, and what the environment tells."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from lktui.cli import terminal
from lktui.tui.looks import Looks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lktui.config.settings import Settings

THEME = "theme"


def looks_of(settings: Settings, environ: Mapping[str, str], home: Path, *, fresh: bool) -> Looks:
    """With `fresh` nothing is remembered, neither from another run nor for one."""
    kept_theme, keep_theme = None, None
    if not fresh:
        from lktui.config.remembered import EVERY_PROJECT, Remembered, state_folder  # noqa: PLC0415 - not with --fresh

        remembered = Remembered(state_folder(environ, home), EVERY_PROJECT, home)
        found = remembered.load().get(THEME)
        kept_theme = found if isinstance(found, str) else None

        def keep_theme(name: str) -> None:
            remembered.save({THEME: name})

    return Looks(
        settings.theme,
        kept_theme,
        keep_theme,
        light=terminal.is_light(environ),
        ascii=is_ascii(settings.ascii, environ),
        coarse=terminal.is_remote(environ),
    )


def is_ascii(asked: bool | None, environ: Mapping[str, str]) -> bool:  # noqa: FBT001 - the setting, None where it is not set
    """Whether to draw with ASCII alone: the setting, else the locale and the streams decide."""
    if asked is not None:
        return asked
    encodings = [getattr(stream, "encoding", None) for stream in (sys.stdout, sys.stderr)]
    return not terminal.takes_utf8(environ, encodings)
