"""Pages of the list that are under way between two polls."""

from __future__ import annotations

import asyncio
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Coroutine, Iterator

    from lktui.model import SessionPage


class Purpose(Enum):
    """What a page is fetched for: again as its turn came, to load more, or to bridge a gap."""

    AGAIN = "again"
    MORE = "more"
    BRIDGE = "bridge"


class Request:
    """`fresher` are ids that came in other answers since it was sent."""

    def __init__(self, page: int, limit: int, purpose: Purpose, task: asyncio.Task[SessionPage]) -> None:
        self.page = page
        self.limit = limit
        self.purpose = purpose
        self.task = task
        self.fresher: set[str] = set()


class Requests:
    """Sets `woken` whenever one is answered."""

    def __init__(self, woken: asyncio.Event) -> None:
        self._woken = woken
        self._under_way: list[Request] = []
        self._dropped: set[asyncio.Task[SessionPage]] = set()

    def __len__(self) -> int:
        return len(self._under_way)

    def __iter__(self) -> Iterator[Request]:
        """In the order in which their answers are merged: pages of the load by their places, after all others."""
        return iter(sorted(self._under_way, key=lambda one: (one.purpose is Purpose.MORE, one.page)))

    def any(self, purpose: Purpose) -> bool:
        return any(request.purpose is purpose for request in self._under_way)

    def send(self, page: int, limit: int, purpose: Purpose, call: Coroutine[None, None, SessionPage]) -> None:
        task = asyncio.create_task(call)
        task.add_done_callback(lambda _task: self._woken.set())
        self._under_way.append(Request(page, limit, purpose, task))

    def came(self, ids: Collection[str]) -> None:
        """These were in another answer: what is under way may be older."""
        for request in self._under_way:
            request.fresher.update(ids)

    def take(self, request: Request) -> SessionPage:
        """The answer of one that is done. Raises ApiError; a bug in the source comes out here."""
        self._under_way.remove(request)
        return request.task.result()

    def drop(self, request: Request) -> None:
        request.task.cancel()
        self._dropped.add(request.task)
        request.task.add_done_callback(self._dropped.discard)
        self._under_way.remove(request)

    async def dropped(self) -> None:
        """Waits for what was dropped to have ended: until then the client is in use."""
        if self._dropped:
            await asyncio.wait(self._dropped)
            for _ in range(3):
                await asyncio.sleep(0)  # the connections of what was cancelled end a turn of the loop later
