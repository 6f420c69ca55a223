"""The simulated project at one moment of its life, whenever a test runs: its sessions are moved to now."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from lktui.demo.plan import Plan
from lktui.demo.server import DemoServer
from lktui.demo.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# In the quarter of an hour that follows, nobody comes to or leaves the project of 700 sessions. The newest four are
# active, with two and more people in each.
QUIET = datetime(2026, 11, 20, 12, 31, 32, tzinfo=UTC)


def now() -> datetime:
    return datetime.now(UTC)


def served(seed: int = 7, sessions: int = 700, *, clock: Callable[[], datetime] = now) -> DemoServer:
    """The project as it is at `QUIET`, from now on. Who asks it has the true time, so `clock` had better have that."""
    return DemoServer(MovedWorld(seed, sessions, int(now().timestamp()) - int(QUIET.timestamp())), clock=clock)


class MovedWorld(World):
    """All that happens in the world happens `by` seconds later."""

    def __init__(self, seed: int, sessions: int, by: int) -> None:
        super().__init__(seed, sessions)
        self._there = World(seed, sessions)
        self._by = by

    def plan(self, number: int) -> Plan:
        return _moved(self._there, number, self._by)

    def window(self, now: int, since: int, until: int | None = None) -> range:
        return self._there.window(now - self._by, since - self._by, None if until is None else until - self._by)

    def find(self, session_id: str, now: int) -> int | None:
        return self._there.find(session_id, now - self._by)

    def active(self, now: int) -> Iterator[int]:
        return self._there.active(now - self._by)

    def incidents(self, now: int) -> Mapping[str, str]:
        return self._there.incidents(now - self._by)


@lru_cache(maxsize=4096)
def _moved(world: World, number: int, by: int) -> Plan:
    plan = world.plan(number)
    return plan._replace(
        begin=plan.begin + by,
        end=plan.end + by,
        people=tuple(
            person._replace(visits=tuple((joined + by, left + by) for joined, left in person.visits))
            for person in plan.people
        ),
        egress=None if plan.egress is None else (plan.egress[0] + by, plan.egress[1] + by),
        failures=tuple(moment + by for moment in plan.failures),
        rough=tuple(rough._replace(begin=rough.begin + by, end=rough.end + by) for rough in plan.rough),
        shown=plan.shown + by,
    )
