from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.clients import NOW

from lktui.demo.server import DemoServer
from lktui.demo.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

WORLD = World(7, 700)


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with DemoServer(WORLD, clock=lambda: NOW) as running:
        yield running
