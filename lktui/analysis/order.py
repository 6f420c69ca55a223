"""The order of the table of sessions: by any column, either way.

What is unknown comes last both ways, and sessions that are the same by the column keep one order both ways: the newest
first, then by id.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from operator import attrgetter, eq
from typing import TYPE_CHECKING, TypeVar, cast

from lktui.analysis import length
from lktui.analysis.findings.flags import GHOST, NO_FLAGS, weight
from lktui.analysis.fold import folded
from lktui.analysis.rates import UNMEASURED, Rate
from lktui.analysis.status import Status, status
from lktui.model import Egress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from lktui.model import Session

SORTABLE = (
    "status", "room", "id", "started", "duration", "people", "total", "in", "out", "egress", "flag", "in/s", "out/s",
    "rate",
)  # fmt: skip
SORTABLE_OF_MANY = ("project", *SORTABLE)  # where there are several projects

_K = TypeVar("_K", str, float)
_STATUSES = {Status.ACTIVE: 0, Status.IDLE: 1, Status.GHOST: 2, Status.ENDED: 3}
_EGRESSES = {Egress.ACTIVE: "0", Egress.ENDED: "1", Egress.NEVER: "2"}
_DIGITS = re.compile("[0-9]+")
_CREATED = attrgetter("created_at")
_ID = attrgetter("session_id")


def ordered(
    sessions: Iterable[Session],
    column: str,
    *,
    descending: bool,
    now: datetime,
    rate_of: Callable[[str], Rate] = lambda _session_id: UNMEASURED,
    flags_of: Callable[[str], frozenset[str]] = lambda _session_id: NO_FLAGS,
) -> list[Session]:
    """The sessions by a column out of `SORTABLE_OF_MANY`; raises KeyError for another one.

    Ascending is: active before idle before ended, names as people count (`room 9` before `room 10`), the oldest, the
    shortest and the least first, active egress before ended before none, the mildest findings before the worst.
    """
    base = _newest_first(sessions)
    if column == "started":
        return base if descending else _oldest_first(base)
    if column in _TEXTS:
        return _by(_TEXTS[column](base), base, descending=descending)
    number = _numbers(now, rate_of, flags_of)[column]
    return _by([number(session) for session in base], base, descending=descending)


def _by(keys: Sequence[_K | None], sessions: list[Session], *, descending: bool) -> list[Session]:
    known = [i for i, key in enumerate(keys) if key is not None]
    found = [sessions[i] for i in sorted(known, key=cast("Sequence[_K]", keys).__getitem__, reverse=descending)]
    if len(found) < len(sessions):
        found += [session for session, key in zip(sessions, keys, strict=True) if key is None]
    return found


def _newest_first(sessions: Iterable[Session]) -> list[Session]:
    """The order of sessions that are otherwise the same; those whose beginning is unknown last."""
    sessions = list(sessions)
    known = [session for session in sessions if session.created_at is not None]
    unknown = [session for session in sessions if session.created_at is None]
    known.sort(key=_CREATED, reverse=True)
    created = list(map(_CREATED, known))
    if any(map(eq, created, created[1:])):
        known = [session for _, same in groupby(known, _CREATED) for session in sorted(same, key=_ID)]
    unknown.sort(key=_ID)
    return known + unknown


def _oldest_first(base: list[Session]) -> list[Session]:
    known = [session for session in base if session.created_at is not None]
    return sorted(known, key=_CREATED) + base[len(known) :]


def _numbers(
    now: datetime, rate_of: Callable[[str], Rate], flags_of: Callable[[str], frozenset[str]]
) -> dict[str, Callable[[Session], float | None]]:
    return {
        "status": lambda session: _STATUSES[status(session, now, ghost=GHOST in flags_of(session.session_id))],
        "flag": lambda session: weight(flags_of(session.session_id)),
        "duration": lambda session: length.seconds(session, now),
        "people": attrgetter("participants_now"),
        "total": attrgetter("participants_total"),
        "in": attrgetter("bandwidth_in"),
        "out": attrgetter("bandwidth_out"),
        "in/s": lambda session: rate_of(session.session_id).in_,
        "out/s": lambda session: rate_of(session.session_id).out,
        "rate": lambda session: rate_of(session.session_id).total,
    }


def _egress(egress: Egress | str | None) -> str | None:
    if isinstance(egress, Egress):
        return _EGRESSES[egress]
    return None if egress is None else "3" + egress


@lru_cache(maxsize=65_536)
def natural(name: str | None) -> str | None:
    """A text that sorts as people count: each number with its length before it; a missing name is unknown."""
    if not name:
        return None
    return _DIGITS.sub(lambda digits: _counted(digits[0]), folded(name))


def _counted(digits: str) -> str:
    number = digits.lstrip("0") or "0"
    return f"{min(len(number), 99):02}{number}"


_TEXTS: dict[str, Callable[[Sequence[Session]], list[str | None]]] = {
    "room": lambda sessions: [natural(session.room_name) for session in sessions],
    "id": lambda sessions: [session.session_id for session in sessions],
    "project": lambda sessions: [natural(session.project) for session in sessions],
    "egress": lambda sessions: [_egress(session.egress) for session in sessions],
}
