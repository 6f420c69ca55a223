"""Simulated projects in a process of their own: what they do takes none of the time of the monitor that shows them."""

from __future__ import annotations

import os
import signal
import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from lktui.demo import HOST, WAITING
from lktui.demo.credentials import Credentials
from lktui.errors import DemoError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from types import TracebackType
    from typing import NoReturn, Self


class Served(NamedTuple):
    """What a client needs to know of one."""

    url: str
    project_id: str
    api_key: str
    api_secret: str


class DemoProcess:
    """Serves a project for each of `worlds`, given as seed and number of sessions, on free ports of 127.0.0.1.

    Clients can connect from the beginning; the process loads what it needs meanwhile. It ends with the context, and
    with this process however that ends. To be entered before there are threads. Raises DemoError.
    """

    def __init__(self, worlds: Sequence[tuple[int, int]], *, clock: Callable[[], datetime]) -> None:
        self._worlds = worlds
        self._clock = clock
        self._pid = 0
        self._lifeline = -1
        self.projects: list[Served] = []

    def __enter__(self) -> Self:
        try:
            listening = [socket.create_server((HOST, 0), backlog=WAITING) for _ in self._worlds]
            told, self._lifeline = os.pipe()
            self._pid = os.fork()
        except OSError as error:
            raise DemoError(
                f"the simulated project can't be started: {error}", "Does this machine allow another process and port?"
            ) from error
        if not self._pid:
            os.close(self._lifeline)
            self._serve(listening, told)
        os.close(told)
        for one, (seed, _sessions) in zip(listening, self._worlds, strict=True):
            credentials, port = Credentials(seed), one.getsockname()[1]
            self.projects.append(
                Served(f"http://{HOST}:{port}", credentials.project_id, credentials.api_key, credentials.api_secret)
            )
            one.close()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._lifeline)
        os.kill(self._pid, signal.SIGKILL)  # it has nothing to put away, and may be stopped
        os.waitpid(self._pid, 0)

    def _serve(self, listening: Sequence[socket.socket], told: int) -> NoReturn:
        """In the other process, which never returns."""
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the monitor that is interrupted
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in range(3):  # the terminal is not its own
                os.dup2(nothing, stream)
            from lktui.demo.server import DemoServer  # noqa: PLC0415 - of no use to the monitor
            from lktui.demo.world import World  # noqa: PLC0415

            with ExitStack() as serving:
                for one, world in zip(listening, self._worlds, strict=True):
                    serving.enter_context(DemoServer(World(*world), clock=self._clock, listening=one))
                os.read(told, 1)  # returns when the monitor has ended
        finally:
            os._exit(0)
