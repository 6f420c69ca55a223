"""Updates of Textual's compositor become frames, and frames go out when the terminal has taken the one before."""

from __future__ import annotations

import asyncio
import io
import sys
import threading
from itertools import pairwise
from typing import TYPE_CHECKING

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, InlineUpdate, LayoutUpdate
from textual.driver import Driver
from textual.drivers._writer_thread import WriterThread
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widgets import Label

from lktui.tui.terminal import quiet_app
from lktui.tui.terminal.cells import Surprise
from lktui.tui.terminal.link import FAREWELL, PATIENCE, PLAIN, QUESTION, WINDOW, Echo, Link
from lktui.tui.terminal.quiet_app import QuietApp
from lktui.tui.terminal.quiet_display import QuietDisplay, _is_known, knows_textual

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE = Size(20, 5)
LONG = 30.0  # seconds; only a failing test waits that long
looks = st.sampled_from([None, Style.parse("red on blue"), Style.parse("bold rgb(1,2,3)")])


@st.composite
def chops_updates(draw: st.DrawFn) -> ChopsUpdate:
    chops: list[dict[int, Strip | None]] = []
    ends: list[list[int]] = []
    for _ in range(SIZE.height):
        cuts = sorted({0, SIZE.width, *draw(st.lists(st.integers(1, SIZE.width - 1), max_size=4))})
        line: dict[int, Strip | None] = {}
        for start, end in pairwise(cuts):
            text = draw(st.text("abc é", min_size=end - start, max_size=end - start))
            strip = Strip([Segment(text, draw(looks))]).adjust_cell_length(end - start)
            line[start] = draw(st.sampled_from([strip, strip, None]))
        chops.append(line)
        ends.append(cuts[1:])
    spans = []
    for y in sorted(draw(st.sets(st.integers(0, SIZE.height - 1), min_size=1))):
        first = draw(st.integers(0, SIZE.width - 1))
        spans.append((y, first, draw(st.integers(first + 1, SIZE.width))))
    return ChopsUpdate(chops, spans, ends)


def blank() -> LayoutUpdate:
    return LayoutUpdate([[Strip.blank(SIZE.width)] for _ in range(SIZE.height)], Region(0, 0, *SIZE))


def display() -> QuietDisplay:
    return QuietDisplay(console(), SIZE, lambda: None)


def console() -> Console:
    return Console(color_system="truecolor", force_terminal=True, file=io.StringIO())


def shown(*texts: str) -> list[list[tuple[str, str, str, bool]]]:
    screen = pyte.Screen(*SIZE)
    stream = pyte.Stream(screen)
    stream.feed("\x1b[?7l")
    for text in texts:
        stream.feed(text)
    rows = [[screen.buffer[y][x] for x in range(SIZE.width)] for y in range(SIZE.height)]
    return [[(cell.data, cell.fg, cell.bg, cell.bold) for cell in row] for row in rows]


@given(st.lists(chops_updates(), min_size=1, max_size=3))
def test_parts_are_drawn_as_textual_draws_them(updates: list[ChopsUpdate]) -> None:
    quiet = display()
    texts: list[str] = []
    stock: list[str] = []
    for update in (blank(), *updates):
        quiet.draw(update, SIZE)
        texts.append(quiet.shadow.changes((0, 0)))
        stock.append(update.render_segments(console()) + "\x1b[H")
    assert shown(*texts) == shown(*stock)


@pytest.mark.parametrize("update", [CompositorUpdate(), InlineUpdate([]), Segment("x"), "text"])
def test_what_is_no_update_it_knows_is_a_surprise(update: CompositorUpdate) -> None:
    with pytest.raises(Surprise):
        display().draw(update, SIZE)


def test_the_installed_textual_is_known() -> None:
    assert knows_textual()


def test_another_textual_is_not() -> None:
    def write(self: WriterThread, text: str, *, urgent: bool) -> None:
        self._queue.put(text if urgent else "")

    assert _is_known(WriterThread.write, "self text", "_queue put")
    assert not _is_known(write, "self text urgent", "_queue put")
    assert not _is_known(WriterThread.write, "self text", "_queue put_nowait")


def test_internals_that_are_gone_are_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lktui.tui.terminal.quiet_display", None)
    assert not quiet_app._internals_are_known()
    assert not QuietApp[None]().frame_diff


async def test_without_a_terminal_textual_draws() -> None:
    class Small(QuietApp[None]):
        def compose(self) -> Iterator[Label]:
            yield Label("small")

    app = Small()
    async with app.run_test() as pilot:
        app.redraw()
        await pilot.pause()
        assert app._quiet is None
        assert app.frame_diff


# The link.


class SlowFile(io.StringIO):
    """Takes what is written when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()
        self.taken = ""

    def write(self, text: str) -> int:
        assert self.open.wait(LONG)
        self.taken += text
        return len(text)


class FileDriver(Driver):
    """A driver in application mode, without a terminal."""

    def __init__(self, file: SlowFile) -> None:
        self._writer_thread = WriterThread(file)
        self._writer_thread.start()

    def write(self, data: str) -> None:
        self._writer_thread.write(data)

    def start_application_mode(self) -> None: ...

    def disable_input(self) -> None: ...

    def stop_application_mode(self) -> None: ...


def busy(link: Link) -> bool:
    return link.busy


async def test_a_link_carries_on_and_tells_when_it_is_free() -> None:
    file = SlowFile()
    driver = FileDriver(file)
    driver.write("before ")
    free = asyncio.Event()
    link = Link(driver._writer_thread, free.set, asyncio.get_running_loop())
    link.start()
    link.write("frame ")
    link.awaited = True
    assert busy(link)
    await asyncio.sleep(0.01)
    assert not free.is_set()
    file.open.set()
    await asyncio.wait_for(free.wait(), LONG)
    assert not busy(link)
    assert file.taken == "before frame "
    await asyncio.to_thread(link.stop)
    link.write("too late")
    assert file.taken == f"before frame {PLAIN}"


async def test_one_frame_waits_and_it_is_the_newest() -> None:
    file = SlowFile()
    driver = FileDriver(file)
    free = asyncio.Event()
    quiet = QuietDisplay(console(), SIZE, free.set)

    def draw(text: str) -> None:
        line = Strip([Segment(text)]).adjust_cell_length(SIZE.width)
        quiet.draw(LayoutUpdate([[line]], Region(0, 0, SIZE.width, 1)), SIZE)
        quiet.attach(driver)
        quiet.send(answers=False)

    for number in range(100):
        draw(f"frame {number}")
    file.open.set()
    await asyncio.wait_for(free.wait(), LONG)
    quiet.send(answers=False)
    assert quiet.link is not None
    await asyncio.to_thread(quiet.link.stop)
    assert shown(file.taken)[0][:8] == [(char, "default", "default", False) for char in "frame 99"]
    assert file.taken.count("frame") == 1
    assert len(file.taken) < 60


async def test_a_terminal_that_is_gone_stops_nobody() -> None:
    class Gone(SlowFile):
        def write(self, text: str) -> int:  # noqa: ARG002
            raise OSError(5, "Input/output error")

    driver = FileDriver(SlowFile())
    driver._writer_thread._file = Gone()
    link = Link(driver._writer_thread, lambda: None, asyncio.get_running_loop())
    link.start()
    link.write("frame")
    await asyncio.to_thread(link.join, LONG)
    assert link.stopped
    await asyncio.to_thread(link.stop)


# The echo.


def waits(echo: Echo) -> bool:
    return echo.waits


async def test_small_frames_are_never_asked_about() -> None:
    now = 0.0
    echo = Echo(lambda: None, lambda: now)
    for _ in range(100):
        assert echo.after(WINDOW // 2) == ""
        assert not waits(echo)
        now += 1.0


async def test_after_a_window_the_terminal_is_asked_and_after_another_it_is_waited_for() -> None:
    freed = 0

    def free() -> None:
        nonlocal freed
        freed += 1

    echo = Echo(free, lambda: 0.0)
    assert echo.after(WINDOW - 1) == ""
    assert echo.after(1) == QUESTION
    assert not waits(echo)
    assert echo.after(WINDOW) == ""
    assert waits(echo)
    echo.answered()
    assert not waits(echo)
    assert freed == 1
    echo.answered()  # one that nobody asked for
    assert freed == 1


async def test_a_terminal_that_does_not_answer_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lktui.tui.terminal.link.PATIENCE", 0.01)
    free = asyncio.Event()
    echo = Echo(free.set, lambda: 0.0)
    assert echo.after(WINDOW) == QUESTION
    echo.after(WINDOW)
    assert waits(echo)
    await asyncio.wait_for(free.wait(), LONG)
    assert not waits(echo)
    assert echo.after(2 * WINDOW) == ""
    assert PATIENCE > FAREWELL


async def test_the_last_answer_is_waited_for() -> None:
    echo = Echo(lambda: None, lambda: 0.0)
    echo.after(WINDOW)
    settling = asyncio.create_task(echo.settle())
    await asyncio.sleep(0)
    assert not settling.done()
    echo.answered()
    await asyncio.wait_for(settling, LONG)
    assert echo.after(2 * WINDOW) == ""
