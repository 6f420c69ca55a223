"""The simulated project on a loopback port: starting it, stopping it, and telling it to misbehave."""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING, TypeAlias

from lktui.demo import HOST
from lktui.demo.answers import Answer
from lktui.demo.connection import Listener
from lktui.demo.faults import Fault, FaultSet
from lktui.demo.project import Project, Request
from lktui.errors import DemoError

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from types import TracebackType
    from typing import Self

    from lktui.demo.world import World

Override: TypeAlias = "Answer | Callable[[Request], Answer]"


class DemoServer:
    """Serves `world` on 127.0.0.1 in threads of its own, until `stop()`. Port 0 takes a free one.

    `clock` gives an aware time. `faults` may change while it runs. `overrides` are whole answers by path, with or
    without the query; they come without a look at the token, and only faults of the connection act on them.
    `requests` are the last ones as (method, path with query). `listening` is a socket to take instead of a port.

    Raises DemoError when the port can't be had.
    """

    def __init__(
        self,
        world: World,
        *,
        clock: Callable[[], datetime],
        port: int = 0,
        faults: Iterable[Fault | str] = (),
        listening: socket.socket | None = None,
    ) -> None:
        self.project = Project(world)
        self.faults = FaultSet(faults, world.seed)
        self.overrides: dict[str, Override] = {}
        self.requests: deque[tuple[str, str]] = deque(maxlen=10_000)
        self.stopping = Event()
        self._clock = clock
        try:
            self._listener = Listener((HOST, port), self, listening)
        except (OSError, OverflowError) as error:
            raise DemoError(
                f"the simulated project can't listen on {HOST}:{port}: {error}",
                "Choose another port with --port, or leave it out to take a free one.",
            ) from error
        self.port = self._listener.server_port
        self._thread = Thread(target=self._listener.serve, name="demo-server", daemon=True)

    def __repr__(self) -> str:
        return f"DemoServer({self.project.world!r}, url={self.url!r})"

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def project_id(self) -> str:
        return self.project.credentials.project_id

    @property
    def api_key(self) -> str:
        return self.project.credentials.api_key

    @property
    def api_secret(self) -> str:
        return self.project.credentials.api_secret

    @property
    def list_path(self) -> str:
        """The path of the list, a key for `overrides`."""
        return self.project.list_path

    def detail_path(self, session_id: str) -> str:
        return f"{self.project.list_path}/{session_id}"

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        """Close every connection, also those that hang, and wait for the threads; harmless when repeated."""
        if self.stopping.is_set():
            return
        self.stopping.set()
        self._listener.end(self._thread)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def due(self, request: Request) -> Mapping[str, Fault]:
        """Note the request; the faults that hit it."""
        self.requests.append((request.method, request.target))
        return self.faults.due(self.project.endpoint(request))

    def now(self, faults: Mapping[str, Fault]) -> datetime:
        off = faults.get("clock-off")
        return self._clock() + timedelta(seconds=off.number if off else 0)

    def answer(self, request: Request, faults: Mapping[str, Fault]) -> Answer:
        override = self.overrides.get(request.target) or self.overrides.get(request.target.partition("?")[0])
        if override is None:
            return self.project.answer(request, self.now(faults), faults)
        return override if isinstance(override, Answer) else override(request)


def export_lines(server: DemoServer) -> str:
    """What a shell needs to point lktui, curl and lk at `server`; it holds the made-up secret."""
    return f"""\
export LIVEKIT_API_KEY={server.api_key}
export LIVEKIT_API_SECRET={server.api_secret}
export LIVEKIT_PROJECT_ID={server.project_id}
export LKTUI_SERVER_URL={server.url}
export LIVEKIT_URL=ws://{HOST}:{server.port}
# then, in that shell:
#   lktui
#   curl -H "Authorization: Bearer $(lktui token)" '{server.url}{server.list_path}?limit=10'
#   lk --server-url {server.url} analytics session list
"""
