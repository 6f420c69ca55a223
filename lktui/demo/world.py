"""The simulated project as a whole: which sessions there are at a time, found by number in constant time.

Time is cut into slots of seven days / `sessions`; session number k begins somewhere inside slot k. So any seven days
hold as many sessions as asked for, newest first is counting down, and nothing is kept but a cache of plans.
"""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

from lktui.demo import incidents, scenes
from lktui.demo.people import scramble, unscramble
from lktui.demo.plan import Draft, Plan
from lktui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WEEK = 7 * incidents.DAY
_LONGEST = 2 * incidents.HOUR  # no session without an incident of its own cycle lasts longer


@lru_cache(maxsize=8192)
def _plan(seed: int, sessions: int, number: int) -> Plan:
    slot = WEEK / sessions
    rng = Random(f"{seed}:{sessions}:{number}")
    draft = Draft(rng, seed, number, int((number + rng.random()) * slot))
    incident = incidents.incident_of(number, slot)
    if incident is None:
        return draft.planned(scenes.play(draft), "")
    incidents.stage(draft, incident, slot)
    return draft.planned(incident.name, incident.name)


class World:
    """A project with `sessions` sessions in seven days; the same seed gives the same project, in any process.

    Times are whole seconds of Unix time.
    """

    def __init__(self, seed: int = 7, sessions: int = 4000) -> None:
        if sessions < 1:
            raise UsageError(f"a project of {sessions} sessions can't be simulated", "Ask for at least 1.")
        self.seed = seed
        self.sessions = sessions
        self.slot = WEEK / sessions
        self._salt = Random(f"{seed}:{sessions}:ids").getrandbits(69)

    def __repr__(self) -> str:
        return f"World(seed={self.seed}, sessions={self.sessions})"

    def plan(self, number: int) -> Plan:
        return _plan(self.seed, self.sessions, number)

    def session_id(self, number: int) -> str:
        return f"RM_{scramble(number, self._salt)}"

    def stay_id(self, number: int, person: int, visit: int) -> str:
        """The id of one stay: person and visit count from 0 in the plan of session `number`."""
        return f"PA_{scramble((number << 20) + (person << 10) + visit, self._salt >> 3)}"

    def window(self, now: int, since: int, until: int | None = None) -> range:
        """The numbers of the sessions that began from `since` up to, not including, `until`; newest first.

        Those after `now` are not there yet.
        """
        newest = self._first_from(now + 1 if until is None else min(until, now + 1)) - 1
        return range(newest, self._first_from(since) - 1, -1)

    def _first_from(self, moment: int) -> int:
        number = int(moment // self.slot)
        while self.plan(number).begin < moment:
            number += 1
        while self.plan(number - 1).begin >= moment:
            number -= 1
        return number

    def find(self, session_id: str, now: int) -> int | None:
        """The number of a session that is listed at `now` or was up to eight days before, None where there is none."""
        number = unscramble(session_id.removeprefix("RM_"), self._salt)
        if number is None or not session_id.startswith("RM_"):
            return None
        return number if number in self.window(now, now - WEEK - incidents.DAY) else None

    def active(self, now: int) -> Iterator[int]:
        """The numbers of the week's sessions that are active at `now`, newest first, but for forgotten ones."""
        recent, week = self.window(now, now - _LONGEST), self.window(now, now - WEEK)
        older = [
            number
            for each in incidents.INCIDENTS
            if each.every
            for number in range(self._last(each, now), week.stop, -self._step(each))
            if number <= recent.stop
        ]
        for number in (*recent, *sorted(older, reverse=True)):
            plan = self.plan(number)
            if plan.begin <= now < plan.end and not plan.forgotten:
                yield number

    def _step(self, incident: incidents.Incident) -> int:
        return incidents.CYCLE * incidents.cycles(incident, self.slot)

    def _last(self, incident: incidents.Incident, now: int) -> int:
        """The newest number at which `incident` stands; its session may not have begun."""
        step = self._step(incident)
        return (int(now // self.slot) - incident.residue) // step * step + incident.residue

    def incidents(self, now: int) -> Mapping[str, str]:
        """For each kind of incident the id of the newest session in which it can be seen in full at `now`.

        Guaranteed for 100 sessions and more: it is active, or ended within the last hundred sessions. The `twin` is
        that of the `ghost`, so it may be older.
        """
        found: dict[str, int] = {}
        for incident in incidents.INCIDENTS:
            number = self._last(incident, now)
            while self.plan(number).shown > now:
                number -= self._step(incident)
            found[incident.name] = number
        found["twin"] = found["ghost"] + incidents.TWIN_AFTER
        return {name: self.session_id(number) for name, number in found.items()}
