"""HTTP on a loopback socket: connections that are kept open, and the faults that only a connection can have."""

from __future__ import annotations

import os
import socket
import struct
import sys
from datetime import UTC
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import TYPE_CHECKING

from lktui.demo import HOST, WAITING
from lktui.demo.answers import Answer
from lktui.demo.project import Request, hangs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from lktui.demo.faults import Fault
    from lktui.demo.server import DemoServer

_STATUSES = frozenset(HTTPStatus)
_LARGEST_BODY = 65_536
_RST = struct.pack("ii", 1, 0)  # SO_LINGER on, zero seconds: closing resets the connection
_ROW = b'{"sessionId":"RM_endless","roomName":"endless"},' * 100


class Listener(ThreadingHTTPServer):
    """Accepts connections, and knows those that are open, so that stopping leaves none behind."""

    request_queue_size = WAITING

    def __init__(self, address: tuple[str, int], demo: DemoServer, listening: socket.socket | None = None) -> None:
        """`listening` takes the place of a socket at the address."""
        self.demo = demo
        self._lock = Lock()
        self._open: dict[socket.socket, Thread] = {}
        super().__init__(address, Connection, bind_and_activate=listening is None)
        if listening is not None:
            self.socket.close()
            self.socket = listening
            self._known_at(listening)

    def server_bind(self) -> None:
        # Without HTTPServer's look-up of the host's name, which can take seconds.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self._known_at(self.socket)

    def _known_at(self, listening: socket.socket) -> None:
        self.server_address = listening.getsockname()
        self.server_name, self.server_port = HOST, self.server_address[1]

    def serve(self) -> None:
        """Accept until told to stop; blocks without polling, so an idle server takes no CPU."""
        while not self.demo.stopping.is_set():
            self.handle_request()

    def end(self, accepting: Thread) -> None:
        if accepting.is_alive():
            with socket.create_connection((HOST, self.server_port)):  # wakes it up
                accepting.join()
        self.server_close()
        with self._lock:
            left = dict(self._open)
        for connection in left:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # already closed by the other side
        for thread in left.values():
            thread.join(timeout=5)

    def verify_request(self, request: object, client_address: object) -> bool:
        del request, client_address
        return not self.demo.stopping.is_set()

    def process_request(  # type: ignore[override] # a stream server gets no datagrams
        self, request: socket.socket, client_address: object
    ) -> None:
        thread = Thread(
            target=self._serve_connection, args=(request, client_address), name="demo-connection", daemon=True
        )
        with self._lock:
            self._open[request] = thread
        thread.start()

    def _serve_connection(self, request: socket.socket, client_address: object) -> None:
        try:
            self.process_request_thread(request, client_address)
        finally:
            with self._lock:
                self._open.pop(request, None)

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that breaks is no news; anything else is a bug, and is reported."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type] # as it came from the base class


class Connection(BaseHTTPRequestHandler):
    """One connection, with as many requests as its client sends."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Listener

    def do_GET(self) -> None:
        self._respond(b"")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > _LARGEST_BODY:
            self.close_connection = True
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        self._respond(self.rfile.read(int(length)))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the base class
        """Say nothing: the terminal belongs to the monitor."""

    def _respond(self, body: bytes) -> None:
        demo = self.server.demo
        request = Request(self.command, self.path, self.headers.get("Authorization"), body)
        faults = demo.due(request)
        slow = faults.get("slow")
        if slow and demo.stopping.wait(max(0.0, slow.number)):
            self.close_connection = True
        elif hangs(request, faults):
            self.close_connection = True
            demo.stopping.wait()
        elif "reset" in faults:
            self._reset()
        elif "huge" in faults:
            self._send_endlessly(demo.now(faults))
        else:
            self._send(demo.answer(request, faults), demo.now(faults), faults)

    def _send(self, answer: Answer, now: datetime, faults: Mapping[str, Fault]) -> None:
        body = answer.body[: len(answer.body) // 2] if "truncated" in faults else answer.body
        head = _head(answer, now, f"Content-Length: {len(body)}")
        drip = faults.get("drip")
        if drip is not None:
            self.wfile.write(head)
            for index in range(len(body)):
                if self.server.demo.stopping.wait(max(0.0, drip.number)):
                    self.close_connection = True
                    return
                self.wfile.write(body[index : index + 1])
        elif "cut-off" in faults:
            self.close_connection = True
            self.wfile.write(head + body[: len(body) // 2])
        else:
            self.wfile.write(head + body)  # in one packet: nothing for a delayed acknowledgement to hold up

    def _send_endlessly(self, now: datetime) -> None:
        self.close_connection = True
        self.wfile.write(_head(Answer(200, b""), now, "Connection: close") + b'{"sessions":[')
        while not self.server.demo.stopping.is_set():
            self.wfile.write(_ROW)

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST)
        os.close(self.connection.detach())  # past the polite end that the base class would send first


def _head(answer: Answer, now: datetime, framing: str) -> bytes:
    reason = HTTPStatus(answer.status).phrase if answer.status in _STATUSES else ""
    lines = (
        f"HTTP/1.1 {answer.status} {reason}",
        f"Date: {format_datetime(now.astimezone(UTC), usegmt=True)}",
        f"Content-Type: {answer.content_type}",
        framing,
        *(f"{name}: {value}" for name, value in answer.headers),
    )
    return "\r\n".join((*lines, "", "")).encode("latin-1", "replace")
