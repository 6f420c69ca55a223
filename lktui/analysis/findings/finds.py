"""How each rule looks for what it is about, by the rule's id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.analysis.findings import joining, leaving, room, session

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lktui.analysis.findings.finding import Case, Found

FINDS: Mapping[str, Callable[[Case], Found | None]] = {
    **session.FINDS,
    "storm": joining.storm,
    "flapping": joining.flapping,
    "slow": joining.slow,
    "relay": joining.relay,
    "drop": leaving.drop,
    "poor": room.poor,
    "silent": room.silent,
    "alone": room.alone,
}
