"""lktui over the simulated project at a moment that stands still: two runs show the same, however long they take."""

from __future__ import annotations

import argparse
import sys
import termios

from support.simulated import MOMENT, SimulatedApps, StandingClock
from textual.drivers.linux_driver import LinuxDriver

from lktui.demo.server import DemoServer
from lktui.demo.world import World
from lktui.tui.terminal.cells import Palette, Surprise

CALLS_UNTIL_SURPRISE = 200
STEPPED_ASIDE = 70
OVERTAKEN, OVERTAKING = (60, 20), (120, 40)  # columns, lines


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--stock", action="store_true", help="draw in Textual's own way")
    parser.add_argument("--surprise", action="store_true", help="meet something unknown after a while")
    parser.add_argument("--theme")
    parser.add_argument("--fault")
    parser.add_argument("--overtake", action="store_true", help="have a second size between a first and its report")
    options = parser.parse_args()
    if options.surprise:
        surprise()
    if options.overtake:
        overtake()
    clock = StandingClock(MOMENT)
    with DemoServer(World(7, 700), clock=clock.now) as server:
        app = SimulatedApps(server, clock)(theme=options.theme)
        if options.stock:
            app.frame_diff = False
        if options.fault:
            server.faults.add(options.fault)
        code = app.run() or 0
        return code if app.frame_diff or options.stock else STEPPED_ASIDE


def surprise() -> None:
    cells, calls = Palette.cells, iter(range(CALLS_UNTIL_SURPRISE))

    def surprising(self: Palette, segments: list[object]) -> list[object]:
        if next(calls, None) is None:
            raise Surprise("something new")
        return cells(self, segments)  # type: ignore[arg-type, return-value]

    Palette.cells = surprising  # type: ignore[method-assign, assignment]


def overtake() -> None:
    """As two changes of the window within the quarter of a millisecond that the handler of SIGWINCH takes."""
    size_of = LinuxDriver._get_terminal_size

    def overtaken(self: LinuxDriver) -> tuple[int, int]:
        size = size_of(self)
        if size == OVERTAKEN:
            termios.tcsetwinsize(self.fileno, OVERTAKING[::-1])  # its signal is handled before this returns
        return size

    LinuxDriver._get_terminal_size = overtaken  # type: ignore[method-assign]


if __name__ == "__main__":
    sys.exit(main())
