"""Where lktui keeps data of its own; nothing else in this package writes, and neither does this."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def data_folder(environ: Mapping[str, str], home: Path) -> Path:
    """Say where that is on this system; it need not be there yet."""
    xdg = Path(environ.get("XDG_DATA_HOME", "").strip())
    if not xdg.is_absolute() and sys.platform in {"darwin", "win32"}:
        from platformdirs import user_data_dir  # noqa: PLC0415 - start-up time; elsewhere it says what follows

        return Path(user_data_dir("lktui", appauthor=False))
    return (xdg if xdg.is_absolute() else home / ".local" / "share") / "lktui"  # a relative one is to be ignored
