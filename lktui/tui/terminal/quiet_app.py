"""An application that sends the terminal only what changed; where that does not work, Textual's own way goes on."""

from __future__ import annotations

import asyncio
import shutil
import sys
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from textual import events, on
from textual.driver import Driver
from textual.geometry import Size
from textual.messages import TerminalSupportsSynchronizedOutput

from lktui.tui.terminal import hang_up
from lktui.tui.terminal.cells import Surprise
from lktui.tui.terminal.type_ahead import TypeAheadApp

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.message import Message
    from textual.screen import Screen

    from lktui.tui.terminal.quiet_display import QuietDisplay

Result = TypeVar("Result")

SURPRISES = (Surprise, AttributeError, LookupError, TypeError, ValueError)  # what unknown internals would lead to


class QuietApp(TypeAheadApp[Result], Generic[Result], inherit_bindings=False):
    """Draws as every Textual application does, with fewer bytes.

    `frame_diff` may be set to False before it runs, to draw in Textual's own way; on a surprise it becomes False.
    """

    def __init__(self, *, frame_diff: bool = True) -> None:
        super().__init__()
        self.frame_diff = frame_diff and _internals_are_known()
        self._quiet: QuietDisplay | None = None

    def on_mount(self) -> None:
        keyboard = sys.__stdin__  # what Textual reads
        if not self.is_headless and keyboard is not None and keyboard.isatty():
            leave = partial(self.exit, return_code=hang_up.HUNG_UP)
            hang_up.watch(keyboard.fileno(), asyncio.get_running_loop(), leave)

    def get_driver_class(self) -> type[Driver]:
        return _leaving_nothing(super().get_driver_class())

    def redraw(self) -> None:
        """Sends the whole screen again, for a terminal that something else has written to."""
        if self._quiet is None:
            self.refresh(layout=True)
        else:
            self._quiet.shadow.forget()
            self._send()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if renderable is None or self._batch_count or not self._takes_frames():
            super()._display(screen, renderable)
        elif self._draw(renderable):
            self._send()
            self.post_display_hook()
        else:
            super()._display(screen, renderable)

    def _takes_frames(self) -> bool:
        ready = self.frame_diff and self._running and not self._closed and self._driver is not None
        return ready and not (self.is_headless or self.is_inline or self.is_web)

    def _draw(self, renderable: RenderableType) -> bool:
        """Takes an update into the frame; False when Textual has to draw it."""
        try:
            if self._quiet is None:
                from lktui.tui.terminal.quiet_display import QuietDisplay  # noqa: PLC0415 - it is known to load

                self._quiet = QuietDisplay(self.console, self.size, self._send)
            self._quiet.draw(renderable, self.size)
            self._quiet.cursor = self.screen.outer_size.clamp_offset(self.cursor_position)
        except SURPRISES as surprise:
            self._step_aside(surprise)
            return False
        return True

    def _send(self) -> None:
        """Sends what the link takes; called again when it has taken that."""
        if self._quiet is None or self._driver is None or not self._takes_frames():
            return
        try:
            self._quiet.attach(self._driver)
            self._quiet.send(answers=self._sync_available)
        except SURPRISES as surprise:
            with self._context():
                self._step_aside(surprise)

    def _step_aside(self, surprise: Exception) -> None:
        """Leaves drawing to Textual for good, on a screen that is drawn anew."""
        self.log.warning(surprise)
        link = self._quiet.link if self._quiet else None
        self._quiet, self.frame_diff = None, False
        if link is not None:
            link.leave()
        self.refresh(layout=True)

    def post_message(self, message: Message) -> bool:
        if self._quiet is not None and isinstance(message, TerminalSupportsSynchronizedOutput):
            self._quiet.echo.answered()
        return super().post_message(message)

    async def on_exit_app(self) -> None:
        if self._quiet is not None:
            await self._quiet.echo.settle()

    @on(events.Resize)
    def _see_resize(self, event: events.Resize) -> None:
        if self._quiet is not None:
            self._quiet.report_size(event.size)
            self._send()
        if self._asks_for_its_size() and (now := Size(*shutil.get_terminal_size())) != event.size:
            # one signal's handler was interrupted by the next one's, and reported the older size after the newer
            event.prevent_default()
            self.post_message(events.Resize(now, now))

    def _asks_for_its_size(self) -> bool:
        """Whether sizes are asked for at a signal; others come among the keys, or are not the terminal's."""
        return not (self.supports_smooth_scrolling or self.is_headless or self.is_inline or self.is_web)

    @on(Driver.SignalResume)
    def _see_resume(self) -> None:
        """The process is in the foreground again, on an empty screen, which Textual by itself takes for the old one."""
        self.redraw()


def _leaving_nothing(driver: type[Driver]) -> type[Driver]:
    class LeavingNothing(driver):  # type: ignore[valid-type,misc]  # which class it is, the system decides
        """Clears the screen before it is left: GNU screen has no other one to go back to, unless `altscreen` is on."""

        def stop_application_mode(self) -> None:
            self.write("\x1b[2J\x1b[H")
            super().stop_application_mode()

    return LeavingNothing


def _internals_are_known() -> bool:
    try:
        from lktui.tui.terminal.quiet_display import knows_textual  # noqa: PLC0415 - may fail with another Textual
    except (ImportError, AttributeError):
        return False
    return knows_textual()
