"""`lktui demo-server`: serves the simulated project until interrupted."""

from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lktui.cli import output
from lktui.cli.exit_codes import TERMINATED
from lktui.demo.faults import help_lines, parse_fault
from lktui.demo.server import DemoServer, export_lines
from lktui.demo.world import World
from lktui.errors import UsageError

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    if "help" in options.fault:
        print(*help_lines(), sep="\n")
        return 0
    if not 0 <= options.port <= 65535:
        raise UsageError(f"{options.port} is no port", "Take one between 1 and 65535, or 0 for a free one.")
    faults = [parse_fault(fault) for fault in options.fault]
    server = DemoServer(world(options), port=options.port, clock=lambda: datetime.now(UTC), faults=faults)
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stopped.set())
    with server:
        print(export_lines(server))
        output.flush()
        while not stopped.wait(3600):
            pass
    return TERMINATED


def world(options: argparse.Namespace) -> World:
    chosen = {name: value for name in ("seed", "sessions") if (value := getattr(options, name, None)) is not None}
    if chosen.get("sessions", 1) < 1:
        raise UsageError("--sessions needs at least 1", "Leave it out for a believable project.")
    return World(**chosen)
