"""The one grammar of filters: in the table, on the command line, in alerts and in `watch`.

`parse("active people>2 !flag:storm", zone=UTC).select(sessions, …)`. What can be written is in `fields`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lktui.analysis.filter.problem import FilterError
from lktui.analysis.findings.flags import NO_FLAGS
from lktui.analysis.rates import UNMEASURED, Rate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime, tzinfo

    from lktui.analysis.filter.compiled import Test
    from lktui.analysis.filter.tree import Node
    from lktui.model import Session

__all__ = ["Facts", "Filter", "FilterError", "parse"]

_OF_TIME = frozenset({"status", "started", "at", "duration", "age"})
_OF_TIME_AFTER_END = frozenset({"started", "at", "age"})
_OF_FLAGS = frozenset({"status", "flag"})
_OF_RATES = frozenset({"in/s", "out/s", "rate"})


class Facts(NamedTuple):
    """What is known of one session; rates in bytes per second, None where they were not measured."""

    session: Session
    now: datetime
    rate_in: float | None = None
    rate_out: float | None = None
    flags: frozenset[str] = NO_FLAGS


class Filter:
    """What `text` asks for, with its times in `zone`, which make it equal to another; it depends on `fields`."""

    __slots__ = ("_test", "_tree", "fields", "text", "zone")

    def __init__(self, text: str, zone: tzinfo | None, fields: frozenset[str], tree: Node | None, test: Test) -> None:
        """`tree` is None where nothing was typed."""
        self.text = text
        self.zone = zone
        self.fields = fields
        self._tree = tree
        self._test = test

    @property
    def flags(self) -> frozenset[str]:
        """The findings that it asks for by name."""
        from lktui.analysis.filter.tree import flags_of  # noqa: PLC0415 - loaded by now

        return frozenset() if self._tree is None else flags_of(self._tree)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Filter) and (self.text, self.zone) == (other.text, other.zone)

    def __hash__(self) -> int:
        return hash((self.text, self.zone))

    def __repr__(self) -> str:
        return f"Filter({self.text!r}, {self.zone!r})"

    @property
    def is_everything(self) -> bool:
        """Whether it is empty, and so every session matches."""
        return not self.fields

    @property
    def depends_on_time(self) -> bool:
        """Whether a session may begin or cease to match while nothing of it changes."""
        return not self.fields.isdisjoint(_OF_TIME)

    @property
    def depends_on_time_after_end(self) -> bool:
        """Whether that goes for sessions that have ended, too."""
        return not self.fields.isdisjoint(_OF_TIME_AFTER_END)

    @property
    def depends_on_rates(self) -> bool:
        return not self.fields.isdisjoint(_OF_RATES)

    @property
    def depends_on_flags(self) -> bool:
        """Whether it asks for findings; a ghost is one that the status shows."""
        return not self.fields.isdisjoint(_OF_FLAGS)

    def moment(self, now: datetime) -> datetime | None:
        """When all that match were open, by `at:`; None where that is not one moment."""
        if self._tree is None:
            return None
        from lktui.analysis.filter.compiled import moment_asked_about  # noqa: PLC0415 - as in `parse`

        return moment_asked_about(self._tree, self.zone, now)

    def matches(self, facts: Facts) -> bool:
        return self._test(facts.session, facts)

    def select(
        self,
        sessions: Iterable[Session],
        *,
        now: datetime,
        rate_of: Callable[[str], Rate] = lambda _session_id: UNMEASURED,
        flags_of: Callable[[str], frozenset[str]] = lambda _session_id: NO_FLAGS,
    ) -> list[Session]:
        """Those that match, in their order; rates and flags, by session id, are asked for only where they matter."""
        if self.is_everything:
            return list(sessions)
        test = self._test
        around = _Around(now)
        rates, flags = self.depends_on_rates, self.depends_on_flags
        if not (rates or flags):
            return [session for session in sessions if test(session, around)]
        found = []
        for session in sessions:
            if rates:
                rate = rate_of(session.session_id)
                around.rate_in, around.rate_out = rate.in_, rate.out
            if flags:
                around.flags = flags_of(session.session_id)
            if test(session, around):
                found.append(session)
        return found


class _Around:
    """Used again for each session: a new one would cost more than most tests."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.rate_in: float | None = None
        self.rate_out: float | None = None
        self.flags = NO_FLAGS


def parse(text: str, *, zone: tzinfo | None) -> Filter:
    """Raises FilterError. `zone` is that of the screen, in which times are typed; None is this machine's."""
    if not text:
        return Filter(text, zone, frozenset(), None, lambda _session, _around: True)
    from lktui.analysis.filter.compiled import compiled  # noqa: PLC0415 - the first rows need no grammar
    from lktui.analysis.filter.grammar import tree  # noqa: PLC0415
    from lktui.analysis.filter.tree import fields_of  # noqa: PLC0415

    node = tree(text)
    return Filter(text, zone, fields_of(node), node, compiled(node, zone))
