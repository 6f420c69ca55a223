"""What the tests of the program in a terminal ask: the simulated project, at the same moment in every run."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from support.moved_world import served

from lktui.demo.server import DemoServer


@pytest.fixture(autouse=True, scope="session")
def _signals_are_heard() -> Iterator[None]:
    """What was ignored by who started these tests, as in the background of a script, is not by what they start."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT)}
    ignored = {number: handler for number, handler in before.items() if handler is signal.SIG_IGN}
    for number in ignored:
        signal.signal(number, signal.default_int_handler if number is signal.SIGINT else signal.SIG_DFL)
    yield
    for number, handler in ignored.items():
        signal.signal(number, handler)


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with served() as serving:
        yield serving
