"""What the tests of the program in a terminal ask: the simulated project, at the same moment in every run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.moved_world import served

from lktui.demo.server import DemoServer


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with served() as serving:
        yield serving
