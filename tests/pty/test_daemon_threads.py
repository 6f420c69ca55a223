"""A name look-up that hangs keeps neither the event loop nor the process from ending."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from support.surroundings import surroundings
from support.terminal import PATIENCE

from lktui.cli.daemon_threads import DaemonThreads

HANGING = """\
import asyncio, threading
from lktui.cli.daemon_threads import DaemonThreads

async def main():
    asyncio.get_running_loop().set_default_executor(DaemonThreads())
    look_up = asyncio.ensure_future(asyncio.to_thread(threading.Event().wait))
    await asyncio.sleep(0.05)
    look_up.cancel()
    print("left")

asyncio.run(main())
"""


def test_the_process_ends_while_a_call_hangs(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", HANGING],
        env=surroundings(tmp_path),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "left\n", "")


async def test_it_gives_back_what_the_call_returned_or_raised() -> None:
    loop = asyncio.get_running_loop()
    executor = DaemonThreads()
    assert await loop.run_in_executor(executor, int, "7") == 7
    with pytest.raises(ValueError, match="seven"):
        await loop.run_in_executor(executor, int, "seven")


async def test_calls_do_not_wait_for_each_other() -> None:
    loop = asyncio.get_running_loop()
    executor = DaemonThreads()
    together = threading.Barrier(3, timeout=PATIENCE)
    await asyncio.gather(*(loop.run_in_executor(executor, together.wait) for _ in range(3)))


def test_shutting_down_waits_for_nothing() -> None:
    executor = DaemonThreads()
    hanging = threading.Event()
    future = executor.submit(hanging.wait)
    failing = threading.Timer(PATIENCE, hanging.set)
    failing.start()
    executor.shutdown(wait=True)
    assert not hanging.is_set()
    failing.cancel()
    hanging.set()
    assert future.result(timeout=PATIENCE)
