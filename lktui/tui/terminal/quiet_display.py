"""The way from Textual's updates to the terminal: through the frame diff, and never more than the terminal takes.

This stands on Textual's internals: how its compositor hands over updates and how its drivers write. `knows_textual`
checks that they are what is known here; even importing this module may fail where they are not.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from typing import TYPE_CHECKING, Protocol, cast

from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS
from rich.segment import Segment
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.drivers._writer_thread import WriterThread
from textual.strip import Strip

from lktui.tui.terminal.cells import Palette, Surprise
from lktui.tui.terminal.frame_diff import Shadow
from lktui.tui.terminal.link import Echo, Link

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import FunctionType

    from rich.console import Console
    from textual.driver import Driver
    from textual.geometry import Size

SETTLING = 2.0  # seconds after the start in which terminals report a size that is known

# the arguments that must be these, and names that must be in use
_KNOWN: tuple[tuple[object, str, str], ...] = (
    (App._display, "self screen renderable", "_batch_count _running _closed _driver cursor_position render_segments"),  # noqa: SLF001
    (App._begin_update, "self", "_sync_available _driver write"),  # noqa: SLF001
    (LayoutUpdate.__init__, "self strips region", "strips region"),
    (LayoutUpdate.render_segments, "self console", "region strips move_to"),
    (ChopsUpdate.__init__, "self chops spans chop_ends", "chops spans chop_ends"),
    (ChopsUpdate.render_segments, "self console", "chops chop_ends spans crop move_to"),
    (Strip.render_style, "cls style text color_system", "_ansi render_ansi _link_id _link"),
    (Strip.crop, "self start end", "cell_length"),
    (WriterThread.__init__, "self file", "_queue _file Queue"),
    (WriterThread.write, "self text", "_queue put"),
    (WriterThread.run, "self", "_file _queue write flush"),
    (WriterThread.stop, "self", "_queue put join"),
)


def knows_textual() -> bool:
    """Whether the installed Textual works as this module takes it to.

    Names and arguments say more than a version, whose range is that of the package; and asking for that takes 10 ms.
    """
    if sys.platform == "win32":
        return False
    return Segment._fields == ("text", "style", "control") and all(_is_known(*known) for known in _KNOWN)


def _is_known(function: object, arguments: str, names: str) -> bool:
    code = cast("FunctionType", getattr(function, "__func__", function)).__code__
    return code.co_varnames[: code.co_argcount] == tuple(arguments.split()) and set(names.split()) <= {*code.co_names}


def blocks_are_narrow(environ: Mapping[str, str]) -> bool:
    """Only terminals of people who write Chinese, Japanese or Korean are ever set to draw blocks wide."""
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    return locale[:2] not in ("zh", "ja", "ko")


class _Writing(Protocol):
    """A driver that writes in a thread."""

    _writer_thread: WriterThread | None


class QuietDisplay:
    """What stands between an application's updates and its terminal. Everything here raises one of SURPRISES."""

    def __init__(self, console: Console, size: Size, free: Callable[[], None]) -> None:
        """`free` is called when the link is, if something waits for that."""
        colors = COLOR_SYSTEMS[console.color_system or "truecolor"]
        self._palette = Palette(colors, firm_blocks=blocks_are_narrow(os.environ))
        # GNU screen before 5.0 reads the parts of a truecolor as codes of their own
        self._whole_looks = colors is ColorSystem.TRUECOLOR and os.environ.get("TERM", "").startswith("screen")
        self.shadow = Shadow(*size, whole_looks=self._whole_looks)
        self.link: Link | None = None
        self.echo = Echo(free)
        self._free = free
        self._linked_at = 0.0
        self._resized = False  # a size was reported that nothing was drawn for yet
        self.cursor = (0, 0)

    def draw(self, update: object, size: Size) -> None:
        """Takes an update into the frame that the terminal should show."""
        if size != (self.shadow.width, self.shadow.height):
            self.shadow = Shadow(*size, whole_looks=self._whole_looks)
            self._resized = False
        if type(update) is ChopsUpdate:
            self._draw_chops(update)
        elif type(update) is LayoutUpdate:
            for y, strips in enumerate(update.strips, update.region.y):
                x = update.region.x
                for strip in strips:
                    x = self._draw_strip(x, y, strip)
        else:
            raise Surprise(f"an update of {type(update)}")

    def _draw_chops(self, update: ChopsUpdate) -> None:
        for y, first, last in update.spans:
            for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                # from where the strip begins, even if that is before the span: so it is in Textual
                if strip is not None and x < last and end > first:
                    self._draw_strip(x, y, strip.crop(0, min(end, last) - x))

    def _draw_strip(self, x: int, y: int, strip: Strip) -> int:
        cells = self._palette.cells(strip)
        self.shadow.draw(x, y, cells)
        return x + len(cells)

    def attach(self, driver: Driver) -> None:
        """Sees to it that the driver writes through a link, and starts anew where application mode did."""
        writing = cast("_Writing", driver)
        writer = writing._writer_thread  # noqa: SLF001
        if writer is None or writer is self.link:
            return
        if type(writer) is not WriterThread:
            raise Surprise(f"a writer of {type(writer)}")
        self.link = writing._writer_thread = Link(writer, self._free, asyncio.get_running_loop())  # noqa: SLF001
        self.link.start()
        self._linked_at = time.monotonic()
        self.shadow.forget()

    def send(self, *, answers: bool) -> None:
        """Sends what has changed, if the link is free, and else as soon as it is.

        `answers` says that the terminal knows synchronized output, and has answered the question for it.
        """
        link = self.link
        if link is None or link.stopped:
            return
        link.awaited = True
        if link.busy or self.echo.waits:
            return
        link.awaited = False
        changes = self.shadow.changes(self.cursor, bracketed=answers)
        if changes:
            link.write(changes + (self.echo.after(len(changes)) if answers else ""))

    def report_size(self, size: Size) -> None:
        """The terminal has told its size. If that is known, it may have had another one in between, and lost cells."""
        known = size == (self.shadow.width, self.shadow.height)
        if known and (self._resized or time.monotonic() - self._linked_at > SETTLING):
            self.shadow.forget()
        self._resized = not known
