"""The state as it is now: events change it, and every new one is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.monitor.reduce import reduce

if TYPE_CHECKING:
    from collections.abc import Callable

    from lktui.monitor.events import Event
    from lktui.monitor.state import State


class Picture:
    def __init__(self, state: State) -> None:
        self.state = state
        self.publish: Callable[[State], None] = lambda _state: None

    def apply(self, event: Event) -> None:
        state = reduce(self.state, event)
        if state is not self.state:
            self.state = state
            self.publish(state)
