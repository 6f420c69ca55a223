"""With the frame diff a terminal shows what it shows without, cell by cell, after fewer bytes and without lag."""

from __future__ import annotations

import signal
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyte
import pytest
from support.slow_terminal import SlowTerminal
from support.surroundings import surroundings
from support.table_on_screen import wait_for_table
from support.terminal import PATIENCE, Terminal

from lktui.tui.terminal.quiet_display import SETTLING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

APP = Path(__file__).parent / "apps" / "still_demo.py"
TESTS = APP.parent.parent.parent
QUIET = 0.08  # seconds without output after which a picture is looked at
ANSWER = 1.0  # seconds without output after which a key has changed nothing
SLOW = 16_000  # bytes a second
HELD = 1.0  # seconds
INTERRUPTED = 130
STEPPED_ASIDE = 70

Picture = tuple[tuple[tuple[pyte.screens.Char, ...], ...], tuple[int, int]]


class Pair(NamedTuple):
    """The same session twice."""

    quiet: SlowTerminal
    stock: SlowTerminal

    def press(self, *keys: str, shows: str = "") -> None:
        """`shows` is what has to be asked for first."""
        self.change(lambda terminal: terminal.press(*keys))
        for terminal in self:
            terminal.wait_for(shows)
        self.compare(" ".join(keys))

    def resize(self, columns: int, lines: int) -> None:
        self.change(lambda terminal: terminal.resize(columns, lines))
        self.compare(f"{columns}x{lines}")

    def change(self, how: Callable[[Terminal], None]) -> None:
        """Waits until both have begun to answer, so that neither still shows what it did before."""
        marks = [terminal.mark for terminal in self]
        for terminal in self:
            how(terminal)
        deadline = time.monotonic() + ANSWER
        for terminal, mark in zip(self, marks, strict=True):
            while terminal.mark == mark and (left := deadline - time.monotonic()) > 0:
                terminal._read(left)

    def compare(self, after: str) -> None:
        """Waits until both stand still and show the same; fails if they never do."""
        deadline = time.monotonic() + PATIENCE
        while True:
            self.quiet.settle(QUIET)
            self.stock.settle(QUIET / 4)  # which has had the time of the other
            quiet, stock = map(picture, self)
            if quiet == stock and not any(map(is_half_drawn, self)):
                return
            if time.monotonic() > deadline:
                pytest.fail(f"after {after}: {differences(quiet, stock)}")


def is_half_drawn(terminal: Terminal) -> bool:
    """Whether a frame has begun that has not ended."""
    return terminal._written.rfind(b"\x1b[?2026h") > terminal._written.rfind(b"\x1b[?2026l")


def picture(terminal: Terminal) -> Picture:
    screen = terminal.screen._screen
    rows = tuple(tuple(visible(screen.buffer[y][x]) for x in range(screen.columns)) for y in range(screen.lines))
    return rows, terminal.screen.cursor


def visible(cell: pyte.screens.Char) -> pyte.screens.Char:
    """A space without the colour of its text, which depends on when the neighbours were drawn."""
    if cell.data == " " and not (cell.underscore or cell.strikethrough or cell.reverse):
        return cell._replace(fg="default", bold=False, italics=False)
    return cell


def differences(quiet: Picture, stock: Picture) -> str:
    cells = [
        f"line {y} column {x}: {one} instead of {other}"
        for y, rows in enumerate(zip(quiet[0], stock[0], strict=True))
        for x, (one, other) in enumerate(zip(*rows, strict=True))
        if one != other
    ]
    return "\n".join([f"{len(cells)} cells, cursors {quiet[1]} {stock[1]}", *cells[:20]])


@contextmanager
def pair(
    home: Path,
    *arguments: str,
    size: tuple[int, int] = (120, 40),
    quiet: tuple[str, ...] = (),
    environ: dict[str, str] | None = None,
) -> Iterator[Pair]:
    """Both sessions at their first picture; `quiet` are arguments of the one with the frame diff alone."""
    around = surroundings(home, PYTHONPATH=f"{TESTS}:{TESTS.parent}", **(environ or {}))
    commands = [[sys.executable, str(APP), *arguments, *more] for more in (quiet, ("--stock",))]
    with (
        SlowTerminal(commands[0], size=size, environ=around, directory=home) as one,
        SlowTerminal(commands[1], size=size, environ=around, directory=home) as other,
    ):
        both = Pair(one, other)
        for terminal in both:
            wait_for_table(terminal)
        both.compare("the start")
        yield both
        if one._has_ended():
            return
        one.press("ctrl+c")
        assert one.wait_exit() == (STEPPED_ASIDE if "--surprise" in quiet else INTERRUPTED)


@pytest.mark.parametrize("size", [(120, 40), (61, 17)], ids=["120x40", "61x17"])
def test_moving_through_the_table(tmp_path: Path, size: tuple[int, int]) -> None:
    with pair(tmp_path, size=size) as both:
        for keys in ("down", "down", "up", "pagedown", "pagedown", "pageup", "G", "up", "g"):
            both.press(keys)
        both.press("]", shows="page 2 ")
        both.press("pagedown")
        both.press("[", shows="page 1 ")
        for _ in range(5):
            both.press(*["down"] * 12)  # the end of the screen is passed: the table scrolls
        both.press(*["up"] * 48)
        assert both.quiet.mark < both.stock.mark / 2


@pytest.mark.parametrize("fault", [None, "hostile-names"])
def test_dialogs_and_sessions(tmp_path: Path, fault: str | None) -> None:
    with pair(tmp_path, *(("--fault", fault) if fault else ())) as both:
        both.press("?")
        both.press("down", "down", "pagedown")
        both.press("?" if fault else "escape")
        both.press("t")
        both.press("down")
        both.press("tab")
        both.press("2", "0", "2", "6")  # the terminal's cursor is where one types
        both.press("left", "backspace")
        both.press("escape")
        for _ in range(3):
            both.press("enter", shows="present")
            for key in ("down", "tab", "down", "tab", "tab", "down", "n", "backspace", "down"):
                both.press(key)


def test_a_dialog_leaves_the_lines_around_it_alone(tmp_path: Path) -> None:
    with pair(tmp_path) as both:
        before, _ = picture(both.quiet)
        mark = both.quiet.mark
        both.press("s")
        during, _ = picture(both.quiet)
        assert during != before
        assert (during[:3], during[-2:]) == (before[:3], before[-2:])
        both.press("escape")
        assert picture(both.quiet)[0] == before
        assert both.quiet.mark - mark < 7_000  # a shade over the screen took 24,000


def test_every_row_of_hostile_names(tmp_path: Path) -> None:
    with pair(tmp_path, "--fault", "hostile-names", size=(200, 30)) as both:
        for _ in range(8):
            both.press("pagedown")
        for _ in range(4):
            both.press("pageup")
            both.press("up", "up", "up")


def test_new_sizes(tmp_path: Path) -> None:
    with pair(tmp_path, "--fault", "hostile-names") as both:
        for size in ((80, 24), (200, 50), (60, 20), (121, 41)):
            both.resize(*size)
            both.press("pagedown")
        both.press("?")
        both.resize(90, 30)
        both.resize(120, 40)
        both.press("escape")


def test_a_window_that_was_small_for_a_moment_is_drawn_anew(tmp_path: Path) -> None:
    """The program sees one size, the old one; the terminal has lost what the small one had no room for."""
    with pair(tmp_path) as both:
        both.press("pagedown")
        terminal = both.quiet
        terminal.listen(SETTLING)
        expected = picture(terminal)
        terminal.resize(60, 20)
        terminal.resize(120, 40)
        assert picture(terminal) != expected
        terminal.wait_until(lambda _: picture(terminal) == expected, "the picture of before")


def test_a_size_that_another_overtook_does_not_stay(tmp_path: Path) -> None:
    """The handler of the first signal is interrupted by that of the second, and reports last."""
    with pair(tmp_path, quiet=("--overtake",)) as both:
        terminal = both.quiet
        expected = picture(terminal)
        terminal.resize(60, 20)
        terminal.screen.resize(120, 40)  # which the program made it
        assert picture(terminal) != expected
        terminal.wait_until(lambda _: picture(terminal) == expected, "the picture of before")
        terminal.settle()
        assert picture(terminal) == expected


@pytest.mark.parametrize(
    "environ",
    [{"COLORTERM": ""}, {"COLORTERM": "", "TERM": "xterm"}, {"NO_COLOR": "1"}, {"TEXTUAL_FILTERS": "dim"}],
    ids=["256 colours", "16 colours", "no colour", "dim filter"],
)
def test_other_colour_systems_and_filters(tmp_path: Path, environ: dict[str, str]) -> None:
    with pair(tmp_path, size=(80, 24), environ=environ) as both:
        for key in ("pagedown", "down", "?", "escape", "enter", "backspace"):
            both.press(key)


@pytest.mark.parametrize("theme", ["textual-light", "ansi-dark", "nord"])
def test_themes(tmp_path: Path, theme: str) -> None:
    with pair(tmp_path, "--theme", theme, size=(80, 24)) as both:
        for key in ("pagedown", "down", "t", "escape", "enter", "backspace"):
            both.press(key)


def test_after_a_surprise_textual_draws_the_whole_screen(tmp_path: Path) -> None:
    with pair(tmp_path, quiet=("--surprise",)) as both:
        for _ in range(4):
            both.press("pagedown")
            both.press("down")
            both.press("?")
            both.press("escape")
        before = both.quiet.mark, both.stock.mark
        both.press("pageup")
        assert both.quiet.mark - before[0] == both.stock.mark - before[1]


def test_a_process_that_comes_back_to_the_foreground_draws_the_whole_screen(tmp_path: Path) -> None:
    with pair(tmp_path, size=(80, 24)) as both:
        both.press("pagedown")
        expected = picture(both.quiet)
        both.quiet.send_signal(signal.SIGTSTP)
        both.quiet.settle()
        for y in range(24):
            both.quiet.screen._screen.buffer[y].clear()  # the shell has used the screen
        both.quiet.send_signal(signal.SIGCONT)
        both.quiet.wait_until(lambda _: picture(both.quiet) == expected, "the picture of before")
        both.press("down")


def test_the_terminal_gets_its_own_look_back(tmp_path: Path) -> None:
    with pair(tmp_path, size=(80, 24)) as both:
        both.press("down")
        both.quiet.press("q")
        assert both.quiet.wait_exit() == 0
        assert both.quiet.left_over() == []
        screen = both.quiet.screen._screen
        assert screen.cursor.attrs == screen.default_char
        assert screen.margins is None


def test_nothing_is_left_for_the_shell_to_read(tmp_path: Path) -> None:
    """The terminal is asked what it has taken; its answer comes before lktui ends, or not at all."""
    with pair(tmp_path) as both:
        terminal = both.quiet
        terminal.rate = SLOW // 2
        before = terminal.mark
        terminal.press("pagedown")
        time.sleep(0.2)  # what it draws is on its way
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert b"\x1b[?2026$p" in terminal.since(before)
        assert terminal.unread() == b""


def test_a_held_key_on_a_slow_link_stops_when_it_is_released(tmp_path: Path) -> None:
    with pair(tmp_path) as both:
        both.press("pagedown")  # from here on every key scrolls
        lags = [terminal.lag_of_held_key("down", HELD, SLOW) for terminal in both]
        for terminal in both:
            terminal.rate = 0
        both.compare("the key was released")
        assert lags[0] <= lags[1] / 4, lags
