"""A filter's tree as a function of a session.

What is unknown makes a comparison neither true nor false, and `!` of it is neither as well (Kleene's three values): a
session is matched only where what is known says so. So `!` is pushed down to the leaves, where the opposite of a
comparison is another comparison, and every function can answer just yes or no.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from lktui.analysis import length
from lktui.analysis.filter.tree import And, Compare, During, Has, Is, IsUnknown, Matches, Not, Or, Started
from lktui.analysis.filter.values import Clock
from lktui.analysis.fold import folded
from lktui.analysis.status import Status, status
from lktui.model import Egress

if TYPE_CHECKING:
    from datetime import time, tzinfo

    from lktui.analysis.filter.tree import Leaf, Node
    from lktui.analysis.filter.values import Instant
    from lktui.model import Session


class Around(Protocol):
    """What a filter may ask for beside the session itself; rates in bytes per second."""

    @property
    def now(self) -> datetime: ...
    @property
    def rate_in(self) -> float | None: ...
    @property
    def rate_out(self) -> float | None: ...
    @property
    def flags(self) -> frozenset[str]: ...


Test = Callable[["Session", Around], bool]
Read = Callable[["Session", Around], "float | None"]

_COMPARES: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_ORDERS: dict[str, Callable[[datetime, datetime], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_OPPOSITES = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}
_EGRESS = {"none": Egress.NEVER, "active": Egress.ACTIVE, "ended": Egress.ENDED}


def compiled(node: Node, zone: tzinfo | None, *, wanted: bool = True) -> Test:
    """The test of whether the tree is true, or false where that is `wanted`."""
    match node:
        case Not(inner):
            return compiled(inner, zone, wanted=not wanted)
        case And(nodes):
            tests = [compiled(inner, zone, wanted=wanted) for inner in nodes]
            return _all(tests) if wanted else _any(tests)
        case Or(nodes):
            tests = [compiled(inner, zone, wanted=wanted) for inner in nodes]
            return _any(tests) if wanted else _all(tests)
        case Compare():
            return _compare(_READS[node.field], node, wanted=wanted)
        case Started():
            return _started(node, zone, wanted=wanted)
        case During():
            return _during(node, zone, wanted=wanted)
        case Is("egress"):
            return _egress(node, wanted=wanted)
        case _:
            test = _certain(node)
            return test if wanted else lambda session, around: not test(session, around)


def _all(tests: list[Test]) -> Test:
    first, *rest = tests
    if not rest:
        return first
    others = _all(rest) if len(rest) < 4 else lambda session, around: all(test(session, around) for test in rest)
    return lambda session, around: first(session, around) and others(session, around)


def _any(tests: list[Test]) -> Test:
    first, *rest = tests
    if not rest:
        return first
    others = _any(rest) if len(rest) < 4 else lambda session, around: any(test(session, around) for test in rest)
    return lambda session, around: first(session, around) or others(session, around)


def _certain(node: Leaf) -> Test:
    """What is always either true or false."""
    match node:
        case Has(text, field, whole):
            return _has(folded(text), field, whole=whole)
        case Matches(_, field, automaton):
            search = automaton.search
            if field is None:
                return lambda session, _around: search(session.room_name) or search(session.session_id)
            text_of = _TEXTS[field]
            return lambda session, _around: search(text_of(session))
        case Is("status", value):
            state = Status(value)
            return lambda session, around: status(session, around.now, ghost="ghost" in around.flags) is state
        case Is(_, flag):
            return lambda _session, around: flag in around.flags
        case IsUnknown("egress"):
            return lambda session, _around: session.egress is None
        case IsUnknown("started"):
            return lambda session, _around: session.created_at is None
        case IsUnknown(field):
            read = _READS[field]
            return lambda session, around: read(session, around) is None
        case _:
            return lambda _session, _around: True


def _has(text: str, field: str | None, *, whole: bool) -> Test:
    if field is None:
        return lambda session, _around: text in folded(session.room_name) or text in folded(session.session_id)
    text_of = _TEXTS[field]
    if whole:
        return lambda session, _around: text == folded(text_of(session))
    return lambda session, _around: text in folded(text_of(session))


def _egress(node: Is, *, wanted: bool) -> Test:
    if node.text:
        text = folded(node.value)

        def is_text(session: Session, _around: Around) -> bool:
            egress = session.egress
            if egress is None:
                return False
            return (isinstance(egress, str) and text in folded(egress)) is wanted

        return is_text
    value = _EGRESS[node.value]
    if wanted:
        return lambda session, _around: session.egress is value
    return lambda session, _around: session.egress is not None and session.egress is not value


def _compare(read: Read, node: Compare, *, wanted: bool) -> Test:
    if node.operator == "=":
        low, high = node.amount.low, node.amount.high

        def is_between(session: Session, around: Around) -> bool:
            value = read(session, around)
            return value is not None and (low <= value < high) is wanted

        return is_between
    at = node.amount.at
    compare = _COMPARES[node.operator if wanted else _OPPOSITES[node.operator]]

    def is_beyond(session: Session, around: Around) -> bool:
        value = read(session, around)
        return value is not None and compare(value, at)

    return is_beyond


def _started(node: Started, zone: tzinfo | None, *, wanted: bool) -> Test:
    at, unit = _first(node.moment, zone), node.moment.unit
    if node.operator == "=":

        def is_in(session: Session, around: Around) -> bool:
            began = session.created_at
            if began is None:
                return False
            first = at(around.now)
            return (first <= began < first + unit) is wanted

        return is_in
    compare = _ORDERS[node.operator if wanted else _OPPOSITES[node.operator]]

    def is_beyond(session: Session, around: Around) -> bool:
        began = session.created_at
        return began is not None and compare(began, at(around.now))

    return is_beyond


def _during(node: During, zone: tzinfo | None, *, wanted: bool) -> Test:
    at, unit = _first(node.moment, zone), node.moment.unit

    def was_open(session: Session, around: Around) -> bool:
        began, ended = session.created_at, session.ended_at
        if began is None:
            return False
        first = at(around.now)
        return (began < first + unit and (ended is None or ended >= first)) is wanted

    return was_open


def moment_asked_about(node: Node, zone: tzinfo | None, now: datetime) -> datetime | None:
    """When all that match were open, by `at:`; None where that is not one moment."""
    asked = _all_during(node)
    if len(asked) != 1 or asked[0].moment.unit >= timedelta(days=1):
        return None
    return _first(asked[0].moment, zone)(now)


def _all_during(node: Node) -> list[During]:
    match node:
        case During():
            return [node]
        case And(nodes):
            return [during for inner in nodes for during in _all_during(inner)]
        case _:
            return []


def _first(moment: Clock | Instant, zone: tzinfo | None) -> Callable[[datetime], datetime]:
    """The beginning of what was typed, at some present."""
    return _moving(moment.time, zone) if isinstance(moment, Clock) else _fixed(_aware(moment.moment, zone))


def _moving(clock: time, zone: tzinfo | None) -> Callable[[datetime], datetime]:
    found: Callable[[datetime], datetime] = lru_cache(maxsize=1)(lambda now: latest(clock, zone, now))
    return found  # worked out once for all the sessions of one moment


def _fixed(moment: datetime) -> Callable[[datetime], datetime]:
    at = moment.astimezone(UTC)
    return lambda _now: at


def latest(clock: time, zone: tzinfo | None, now: datetime) -> datetime:
    """The last time that a clock in the zone showed this."""
    today = now.astimezone(zone).date()
    moment = _aware(datetime.combine(today, clock), zone)
    if moment > now:
        moment = _aware(datetime.combine(today - timedelta(days=1), clock), zone)
    return moment.astimezone(UTC)


def _aware(moment: datetime, zone: tzinfo | None) -> datetime:
    """None is the zone of this machine."""
    if moment.tzinfo is not None:
        return moment
    return moment.astimezone() if zone is None else moment.replace(tzinfo=zone)


def _age(session: Session, around: Around) -> float | None:
    began = session.created_at
    return None if began is None else max((around.now - began).total_seconds(), 0.0)


def _rate(_session: Session, around: Around) -> float | None:
    rate_in, rate_out = around.rate_in, around.rate_out
    return None if rate_in is None or rate_out is None else rate_in + rate_out


_READS: dict[str, Read] = {
    "duration": lambda session, around: length.seconds(session, around.now),
    "age": _age,
    "people": lambda session, _around: session.participants_now,
    "total": lambda session, _around: session.participants_total,
    "in": lambda session, _around: session.bandwidth_in,
    "out": lambda session, _around: session.bandwidth_out,
    "in/s": lambda _session, around: around.rate_in,
    "out/s": lambda _session, around: around.rate_out,
    "rate": _rate,
}
_TEXTS: dict[str, Callable[[Session], str]] = {
    "room": lambda session: session.room_name,
    "id": lambda session: session.session_id,
    "project": lambda session: session.project,
}
