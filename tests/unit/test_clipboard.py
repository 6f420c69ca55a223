"""Copying: what is written to the terminal, and what is said of where it went."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from lktui.tui import clipboard

CONTENT = "RM_1"
PLAIN = "\x1b]52;c;Uk1fMQ==\x07"


def test_a_terminal_gets_osc_52() -> None:
    assert clipboard.copy_sequences(CONTENT, {"TERM": "xterm-256color"}) == PLAIN


@pytest.mark.parametrize("environ", [{"TMUX": "/tmp/x,1,0", "TERM": "screen"}, {"TERM": "tmux-256color"}])
def test_tmux_gets_it_wrapped_too(environ: dict[str, str]) -> None:
    wrapped = "\x1bPtmux;" + PLAIN.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    assert clipboard.copy_sequences(CONTENT, environ) == PLAIN + wrapped


@pytest.mark.parametrize("environ", [{"STY": "1.x", "TERM": "screen"}, {"TERM": "screen.xterm-256color"}])
def test_screen_gets_it_in_pieces_that_it_hands_on(environ: dict[str, str]) -> None:
    content = "x" * 1000
    written = clipboard.copy_sequences(content, environ)
    pieces = re.findall("\x1bP([^\x1b]*\x1b?[^\x1b]*)\x1b\\\\", written)
    assert max(map(len, pieces)) <= clipboard.SCREEN_PIECE
    assert "".join(pieces) == f"\x1b]52;c;{base64.b64encode(content.encode()).decode()}\x07"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("xterm\n 147: Ms: (string) \\033]52;%p1%s;%p2%s\\a\n", "in tmux's buffer, and sent to the terminal"),
        ("\n", "in tmux's buffer, and sent to the terminal"),
        (
            "st\n 146: Mg: (string)\n 147: Ms: [missing]\n 148: Nobr: [missing]\n",
            "in tmux only; it needs: set -as terminal-features ,st:clipboard",
        ),
    ],
)
def test_what_tmux_says_of_itself(answer: str, said: str) -> None:
    assert clipboard.in_tmux(answer) == said


async def test_without_anything_in_between_it_is_sent() -> None:
    assert await clipboard.outcome(CONTENT, {"TERM": "xterm"}) == "sent to the terminal"


async def test_over_ssh_the_setting_of_the_tmux_in_between_is_named() -> None:
    assert "set-clipboard on" in await clipboard.outcome(CONTENT, {"TERM": "tmux-256color"})


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ('[ "$2" = -w ] && exit 1; exit 0', "in tmux's buffer, and sent to the terminal"),
        ("exit 1", "sent to the terminal; tmux did not take it into its own buffer"),
    ],
    ids=["a tmux without -w", "a tmux that refuses"],
)
async def test_a_tmux_that_can_do_less(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str) -> None:
    tmux = tmp_path / "tmux"
    tmux.write_text(f"#!/bin/sh\ncat >/dev/null\n{script}\n", encoding="utf-8")
    tmux.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert await clipboard.outcome(CONTENT, {"TMUX": "x"}) == said
