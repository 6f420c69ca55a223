"""Copying to the user's clipboard through the terminal, over SSH and inside tmux and GNU screen.

A terminal takes OSC 52 and never says whether it did. What stands between can be asked or is known:

- tmux has a buffer of its own, and hands its content to the terminal outside if that is known to have a clipboard.
  What a program in it sends by itself it takes with `set-clipboard on`, and it hands on what is wrapped for it with
  `allow-passthrough on`; over SSH nothing else reaches it.
- GNU screen drops OSC 52 and hands on what is wrapped for it, in pieces of limited length.
"""

from __future__ import annotations

import asyncio
import base64
import re
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TMUX_TIMEOUT = 2.0
SCREEN_PIECE = 240  # bytes; versions before 4.2 take 256
SENT = "sent to the terminal"
_ASK = (";", "display-message", "-p", "#{client_termname}", ";", "show-messages", "-T")
_CLIPBOARD = re.compile(r"^ *\d+: Ms: (.*)$", re.MULTILINE)  # what tmux would write to each terminal


def copy_sequences(content: str, environ: Mapping[str, str]) -> str:
    """OSC 52, and for what stands between here and the terminal the same wrapped, so that it passes through."""
    encoded = base64.b64encode(content.encode("utf-8", "replace")).decode("ascii")
    sequence = f"\x1b]52;c;{encoded}\x07"
    if _in_tmux(environ):
        return sequence + "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if _in_screen(environ):  # or in a tmux on the other side of SSH, which ignores the pieces
        pieces = [sequence[start : start + SCREEN_PIECE] for start in range(0, len(sequence), SCREEN_PIECE)]
        return sequence + "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return sequence


async def outcome(content: str, environ: Mapping[str, str]) -> str:
    """Hands it to tmux itself, if that is around, and says what is known of where it went, and what is missing."""
    if environ.get("TMUX") and (tmux := shutil.which("tmux")):
        answer = await _run(tmux, ("load-buffer", "-w", "-", *_ASK), content)
        if answer is not None:
            return in_tmux(answer)
        if await _run(tmux, ("load-buffer", "-"), content) is not None:  # before 3.2 it has no -w
            return f"in tmux's buffer, and {SENT}"
        return f"{SENT}; tmux did not take it into its own buffer"
    if _in_tmux(environ):
        return f"{SENT}; the tmux in between needs: set -s set-clipboard on"
    return f"{SENT} through screen" if environ.get("STY") else SENT


def in_tmux(answer: str) -> str:
    """What becomes of its buffer, from what tmux says of the terminal outside: its name, and what it can do."""
    terminal, _, abilities = answer.partition("\n")
    found = _CLIPBOARD.findall(abilities)
    if found and all(ability == "[missing]" for ability in found):
        return f"in tmux only; it needs: set -as terminal-features ,{terminal}:clipboard"
    return f"in tmux's buffer, and {SENT}"


async def _run(tmux: str, arguments: Sequence[str], content: str) -> str | None:
    """What it prints; None if it fails or takes too long."""
    process = await asyncio.create_subprocess_exec(
        tmux,
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        printed, _ = await asyncio.wait_for(process.communicate(content.encode("utf-8", "replace")), TMUX_TIMEOUT)
    except TimeoutError:
        process.kill()
        await process.wait()
        return None
    return printed.decode("utf-8", "replace") if process.returncode == 0 else None


def _in_tmux(environ: Mapping[str, str]) -> bool:
    return bool(environ.get("TMUX")) or (environ.get("TERM", "").startswith("tmux") and not environ.get("STY"))


def _in_screen(environ: Mapping[str, str]) -> bool:
    return bool(environ.get("STY")) or environ.get("TERM", "").startswith("screen")
