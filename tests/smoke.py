"""Whether an installed lktui starts: `smoke.py LKTUI` watches its simulated project in a terminal, and quits."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from support.surroundings import surroundings
from support.table_on_screen import rows, wait_for_table
from support.terminal import Terminal


def main() -> None:
    lktui = Path(sys.argv[1]).absolute()
    with tempfile.TemporaryDirectory() as home:
        command = [str(lktui), "--demo"]
        with Terminal(command, size=(100, 30), environ=surroundings(Path(home)), directory=Path(home)) as terminal:
            wait_for_table(terminal)
            seen = len(rows(terminal.screen))
            terminal.press("q")
            code = terminal.wait_exit()
            left_over = terminal.left_over()
    if code or left_over:
        raise SystemExit(f"{lktui} --demo ended with {code} and left: {left_over}")
    sys.stdout.write(f"{lktui} --demo showed {seen} sessions and quit\n")


if __name__ == "__main__":
    main()
