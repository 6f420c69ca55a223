"""A server on the loopback that answers byte by byte what a test wants, and remembers what it was asked."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

PATIENCE = 30  # seconds after which a test would rather fail than hang


class Seen(NamedTuple):
    """A request; header names are in lower case."""

    method: str
    target: str
    headers: dict[str, str]


class Hang(NamedTuple):
    """An answer that never ends: `first` is sent, then nothing."""

    first: bytes = b""


Answer: TypeAlias = bytes | Hang | Iterable[bytes]
Answering: TypeAlias = Callable[[Seen], Answer]


def reply(status: int = 200, body: bytes = b"", *headers: str) -> bytes:
    head = (f"HTTP/1.1 {status} Because", f"Content-Length: {len(body)}", *headers, "", "")
    return "\r\n".join(head).encode("latin-1") + body


class Loopback(ThreadingTCPServer):
    """Use it in a `with`, around the client. With `tls` it speaks TLS, as a `proxy` only after CONNECT.

    `hanging` is set once an answer hangs, `closed` once the client has closed the connection of one.
    """

    def __init__(self, answer: Answering, *, tls: ssl.SSLContext | None = None, proxy: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.answer = answer
        self.tls = tls
        self.tls_at_once = tls is not None and not proxy
        self.requests: list[Seen] = []
        self.connections = 0
        self.hanging = Event()
        self.closed = Event()
        self._accepting = Thread(target=self.serve_forever, args=(0.005,))

    @property
    def url(self) -> str:
        return f"{'https' if self.tls_at_once else 'http'}://127.0.0.1:{self.server_address[1]}"

    @property
    def targets(self) -> list[str]:
        return [seen.target for seen in self.requests]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves in the middle of an answer is what some tests are about."""

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()
        self._accepting.join()
        self.server_close()


class _Connection(StreamRequestHandler):
    server: Loopback
    timeout = PATIENCE

    def setup(self) -> None:
        self.server.connections += 1
        if self.server.tls_at_once:
            self._secure()
        super().setup()

    def handle(self) -> None:
        while seen := self._read():
            self.server.requests.append(seen)
            if seen.method == "CONNECT" and self.server.tls:
                self.wfile.write(b"HTTP/1.1 200 Connected\r\n\r\n")
                self._secure()
                super().setup()  # reads and writes through TLS from here on
            elif not self._send(self.server.answer(seen)):
                return

    def finish(self) -> None:
        super().finish()
        self.request.close()  # also the one that was wrapped in TLS

    def _send(self, answer: Answer) -> bool:
        """Whether the connection stays open."""
        if isinstance(answer, bytes):
            self.wfile.write(answer)
            return True
        if isinstance(answer, Hang):
            self.wfile.write(answer.first)
            self.server.hanging.set()
            self.rfile.read(1)
            self.server.closed.set()
            return False
        for piece in answer:
            self.wfile.write(piece)
        return False

    def _read(self) -> Seen | None:
        line = self.rfile.readline().decode("latin-1").split()
        if len(line) != 3:
            return None
        headers: dict[str, str] = {}
        while header := self.rfile.readline().decode("latin-1").strip():
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        return Seen(line[0], line[1], headers)

    def _secure(self) -> None:
        assert self.server.tls is not None
        self.request = self.server.tls.wrap_socket(self.request, server_side=True)
