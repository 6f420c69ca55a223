"""From one session that matches an alert to the next, in the order of the table, round its end and across pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lktui.analysis.alerts import AlertWatch

NO_ALERTS = "no alerts are configured: [[alerts]] in config.toml, see the README"


class Step(NamedTuple):
    """Where to go, with its place among all rows, from 0; None where there is nothing to go to. `words` say which."""

    session_id: str | None
    place: int
    words: str


def next_alert(watch: AlertWatch, order: Sequence[str], current: str | None, *, hidden_by: str) -> Step:
    """`order` are the ids of all rows that the table can show, on whatever page; `hidden_by` says why others aren't."""
    alerting = watch.matching
    if not alerting:
        return Step(None, 0, "no session matches an alert" if watch.counts else NO_ALERTS)
    places = [place for place, session_id in enumerate(order) if session_id in alerting]
    others = len(alerting) - len(places)
    if not places:
        sessions = "1 session matches" if others == 1 else f"{others} sessions match"
        return Step(None, 0, f"{sessions} an alert, {hidden_by}")
    here = order.index(current) if current in order else -1
    number = next((number for number, place in enumerate(places) if place > here), 0)
    session_id = order[places[number]]
    words = f"alert {number + 1} of {len(places)}: {', '.join(watch.names(session_id))}"
    return Step(session_id, places[number], f"{words}; {others} more {hidden_by}" if others else words)
