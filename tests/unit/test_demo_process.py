"""Simulated projects in a process of their own."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from lktui.demo.process import DemoProcess

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


def now() -> datetime:
    return datetime.now(UTC)


def test_each_project_is_served_on_a_port_of_its_own() -> None:
    with DemoProcess([(1, 300), (2, 40)], clock=now) as demo:
        assert len({one.url for one in demo.projects}) == len({one.project_id for one in demo.projects}) == 2
        for one in demo.projects:
            with pytest.raises(HTTPError, match="401"):
                urlopen(f"{one.url}/api/project/{one.project_id}/sessions")


def test_it_ends_with_the_context() -> None:
    with DemoProcess([(1, 300)], clock=now) as demo:
        port = int(demo.projects[0].url.rpartition(":")[2])
        process = demo._pid
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_it_ends_with_the_monitor_however_that_ends() -> None:
    demo = DemoProcess([(1, 300)], clock=now).__enter__()
    os.close(demo._lifeline)  # as the kernel does it
    ended, _status = os.waitpid(demo._pid, 0)
    assert ended == demo._pid
