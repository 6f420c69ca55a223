"""Copying to the user's clipboard through the terminal, over SSH and inside tmux."""

from __future__ import annotations

import asyncio
import base64
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TMUX_TIMEOUT = 2.0


def copy_sequences(content: str, environ: Mapping[str, str]) -> str:
    """OSC 52, and inside tmux the same wrapped, so that it passes through to the terminal outside.

    tmux takes the plain form when `set-clipboard` is `on`, and hands the wrapped one on when `allow-passthrough` is.
    """
    encoded = base64.b64encode(content.encode("utf-8", "replace")).decode("ascii")
    sequence = f"\x1b]52;c;{encoded}\x07"
    if environ.get("TMUX"):
        return sequence + "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    return sequence


async def load_tmux_buffer(content: str, environ: Mapping[str, str]) -> bool:
    """Hands it to tmux itself, which needs no setting for that and passes it on to the terminal."""
    tmux = shutil.which("tmux") if environ.get("TMUX") else None
    if tmux is None:
        return False
    process = await asyncio.create_subprocess_exec(
        tmux,
        "load-buffer",
        "-w",
        "-",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await asyncio.wait_for(process.communicate(content.encode("utf-8", "replace")), TMUX_TIMEOUT)
    except TimeoutError:
        process.kill()
        await process.wait()
    return process.returncode == 0
