"""A program on a terminal of its own: keys go in, bytes come out, and what they make of the screen can be looked at."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING

from support.display import Display, left_over

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self

PATIENCE = 30.0  # seconds until something that takes well below one has failed: machines are shared
KEYS = {
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pagedown": b"\x1b[6~",
    "pageup": b"\x1b[5~",
    "enter": b"\r",
    "tab": b"\t",
    "space": b" ",
    "backspace": b"\x7f",
    "escape": b"\x1b",
    "ctrl+c": b"\x03",
    "ctrl+l": b"\x0c",
    "ctrl+z": b"\x1a",
}

# Makes the terminal the controlling one of the new session, so that it gets ctrl+c and changes of size, and only then
# becomes the program: forking in a process with threads is not safe. The pipe closes when that has happened.
_LAUNCHER = """\
import fcntl, os, sys, termios
os.set_inheritable(int(sys.argv[1]), False)
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[2], sys.argv[2:])
"""


def _launcher(*, controlling: bool) -> str:
    return _LAUNCHER if controlling else _LAUNCHER.replace("fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n", "")


_QUERY = re.compile(
    rb"\x1b\[\?(?P<mode>\d+)\$p|\x1b\[(?P<attributes>[>=]?)0?c|\x1b\[(?P<report>[56])n|\x1b\[(?P<kitty>\?)u"
    rb"|\x1b\](?P<colour>1[01]);\?(?:\x07|\x1b\\)|\x1b\[(?P<size>18)t"
)
_LONGEST_QUERY = 24
_SYNCHRONIZED_OUTPUT = b"2026"
_COLOURS = {b"10": b"ffff/ffff/ffff", b"11": b"0000/0000/0000"}


class TerminalError(AssertionError):
    """What was waited for did not come; the message holds the screen as it was then."""


class Terminal:
    """Runs `command` in a terminal of `size` (columns, lines); `with` ends it. Times are monotonic seconds.

    Nothing is read unless one of its methods waits: one thread, so that times are not blurred. What was read is fed to
    the screen when that is looked at.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        size: tuple[int, int] = (80, 24),
        environ: Mapping[str, str],
        directory: Path | None = None,
        controlling: bool = True,
    ) -> None:
        """A terminal that does not control its program tells it of nothing."""
        self.size = size
        self._master, self._slave = os.openpty()
        self._set_size()
        self._modes_before = termios.tcgetattr(self._slave)
        self._written = bytearray()
        self._answered = 0
        self._fed = 0
        self._display = Display(*size)
        self.last_byte_at = 0.0
        launched, launching = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _launcher(controlling=controlling), str(launching), *map(str, command)],
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            env=dict(environ),
            cwd=directory,
            pass_fds=(launching,),
            start_new_session=True,
        )
        os.close(launching)
        os.read(launched, 1)
        os.close(launched)
        self.started_at = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the program, gently at first, and closes the terminal."""
        if self._master < 0:
            return
        if not self._has_ended():
            self._process.terminate()
            try:
                self.wait_exit(seconds=5.0)
            except TerminalError:
                self._process.kill()
        self._process.wait()
        os.close(self._master)
        os.close(self._slave)
        self._master = -1

    @property
    def pid(self) -> int:
        return self._process.pid

    def hang_up(self) -> int:
        """Closes the terminal under the program; the exit code."""
        os.close(self._master)
        os.close(self._slave)
        self._master = -1
        try:
            return self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise TerminalError(f"it goes on without its terminal:\n{self.screen.text}") from None

    # What goes in.

    def press(self, *keys: str) -> None:
        """Keys by name, or characters as they are."""
        for key in keys:
            os.write(self._master, KEYS.get(key) or key.encode())

    def resize(self, columns: int, lines: int) -> None:
        self.size = columns, lines
        self.screen.resize(columns, lines)
        self._set_size()  # the kernel tells the program

    def send_signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    # What comes out.

    @property
    def screen(self) -> Display:
        """The screen as of what was read."""
        if self._fed < len(self._written):
            new = bytes(self._written[self._fed :])
            self._fed = len(self._written)
            self._display.feed(new)
        return self._display

    @property
    def mark(self) -> int:
        """How many bytes were read until now: a place for `since`."""
        return len(self._written)

    def since(self, mark: int) -> bytes:
        """The bytes that were read since a mark."""
        return bytes(self._written[mark:])

    def wait_until(self, seen: Callable[[Display], bool], what: str = "", *, seconds: float = PATIENCE) -> None:
        """Reads until the screen is as `seen` wants it. Raises TerminalError when it does not come to that."""
        self._read_until(lambda: seen(self.screen), what or "what was waited for", seconds)

    def wait_for(self, *texts: str, seconds: float = PATIENCE) -> None:
        """Reads until the screen shows all of the texts."""
        self.wait_until(lambda screen: all(text in screen.text for text in texts), repr(texts), seconds=seconds)

    def time_of(self, text: bytes, *, seconds: float = PATIENCE) -> float:
        """Reads until `text` was written; how many seconds after the start that was read."""
        self._read_until(lambda: text in self._written, repr(text), seconds)
        return self.last_byte_at - self.started_at

    def wait_for_output(self, *, seconds: float = PATIENCE) -> float:
        """Reads once; how many seconds that took."""
        began = time.monotonic()
        if not self._read(seconds):
            raise TerminalError(f"nothing was written in {seconds:g} s:\n{self.screen.text}")
        taken = time.monotonic() - began
        if self._has_ended():
            raise TerminalError(f"the program ended with {self._process.returncode}:\n{self.screen.text}")
        return taken

    def settle(self, quiet: float = 0.3, *, seconds: float = PATIENCE) -> None:
        """Reads until nothing was written for `quiet` seconds."""
        deadline = time.monotonic() + seconds
        while self._read(quiet):
            if time.monotonic() > deadline:
                raise TerminalError(f"it was not quiet for {quiet:g} s:\n{self.screen.text}")

    def listen(self, seconds: float) -> None:
        """Reads for so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._read(left)

    def latency(self, key: str) -> float:
        """Seconds from a key to the first byte that follows it."""
        self._drain()
        self.press(key)
        return self.wait_for_output()

    # How it ended.

    def wait_exit(self, *, seconds: float = PATIENCE) -> int:
        """The exit code, negative for a signal."""
        self._read_until(self._has_ended, "the end of the program", seconds)
        self._drain(0.02)
        return self._process.wait()

    def left_over(self) -> list[str]:
        """What is not as it was before the program, which has ended."""
        found = list(left_over(self.since(0)))
        now = termios.tcgetattr(self._slave)
        names = ("input", "output", "control", "local", "input speed", "output speed", "characters")
        return found + [
            f"{name} modes are {after}, were {before}"
            for name, before, after in zip(names, self._modes_before, now, strict=True)
            if before != after
        ]

    def last_words(self) -> str:
        """What was written after the alternate screen was left."""
        return self.since(0).rpartition(b"\x1b[?1049l")[2].decode(errors="replace")

    # The terminal itself.

    def _set_size(self) -> None:
        columns, lines = self.size
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def _read_until(self, enough: Callable[[], bool], what: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not enough():
            left = deadline - time.monotonic()
            ended = self._has_ended()
            # the end of the program makes no output: look for it now and then
            if not self._read(min(max(left, 0.0), 0.02)) and (left <= 0 or ended):
                if enough():  # since it was looked for, it has come
                    return
                code = f", the program ended with {self._process.returncode}" if ended else ""
                raise TerminalError(f"{what} did not come in {seconds:g} s{code}:\n{self.screen.text}")

    def _has_ended(self) -> bool:
        return self._process.poll() is not None

    def _drain(self, seconds: float = 0.0) -> None:
        while self._read(seconds):
            pass

    def _read(self, seconds: float) -> bool:
        """Reads what there is, waiting for it at most so long; whether there was anything."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return False
        data = os.read(self._master, 65536)
        self.last_byte_at = time.monotonic()
        self._written += data
        self._answer_queries()
        return True

    def _answer_queries(self) -> None:
        recent = bytes(self._written[self._answered :])
        end = 0
        for query in _QUERY.finditer(recent):
            os.write(self._master, self._answer(query))
            end = query.end()
        self._answered += max(end, len(recent) - _LONGEST_QUERY)

    def _answer(self, query: re.Match[bytes]) -> bytes:
        match query.lastgroup:
            case "mode":
                known = query["mode"] == _SYNCHRONIZED_OUTPUT
                return b"\x1b[?%b;%d$y" % (query["mode"], 2 if known else 0)
            case "attributes":
                return b"\x1b[>41;354;0c" if query["attributes"] == b">" else b"\x1b[?62;22c"
            case "report":
                return b"\x1b[%d;%dR" % self.screen.cursor if query["report"] == b"6" else b"\x1b[0n"
            case "colour":
                return b"\x1b]%b;rgb:%b\x1b\\" % (query["colour"], _COLOURS[query["colour"]])
            case "size":
                return b"\x1b[8;%d;%dt" % (self.size[1], self.size[0])
            case _:
                return b"\x1b[?0u"
