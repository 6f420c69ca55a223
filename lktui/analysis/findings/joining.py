"""Rules about how people join: again and again, slowly, over relays. Each of them holds of a person by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lktui.analysis.findings.common import in_common
from lktui.analysis.findings.finding import Evidence, Found, name, others_too, span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lktui.analysis.findings.finding import Case
    from lktui.analysis.presence import Presence, Span

RELAYED = ("turn", "relay", "tcp", "tls")


def storm(case: Case) -> Found | None:
    bursts = _storms(case)
    if not bursts:
        return None
    bursts.sort(key=lambda each: -len(each[1]))
    person, rejoins = bursts[0]
    return Found(
        f"{name(person)} rejoined {len(rejoins)} times in {span(rejoins[-1] - rejoins[0])}{others_too(len(bursts))}",
        tuple(
            Evidence(f"{len(each)} rejoins in {span(each[-1] - each[0])}", each[0], each[-1], who.key)
            for who, each in bursts
        ),
        tuple(who.key for who, _ in bursts),
        rejoins[0],
        in_common([who for who, _ in bursts], _rest(case, [who for who, _ in bursts])),
    )


def flapping(case: Case) -> Found | None:
    limits = case.thresholds
    stormy = {person.key for person, _ in _storms(case)}
    found = []
    for person in case.attended.people:
        brief = [each for each in person.spans if _is_brief(each, limits.flapping_length)]
        if person.key not in stormy and len(brief) >= limits.flapping_stays:
            found.append((person, brief))
    if not found:
        return None
    found.sort(key=lambda each: -len(each[1]))
    person, brief = found[0]
    return Found(
        f"{name(person)} stayed for less than {span(limits.flapping_length)} {len(brief)} times"
        f"{others_too(len(found))}",
        tuple(
            Evidence(f"{len(each)} of {who.joins} stays, {_lengths(each)}", each[0].joined, each[-1].left, who.key)
            for who, each in found
        ),
        tuple(who.key for who, _ in found),
        brief[0].joined,
        in_common([who for who, _ in found], _rest(case, [who for who, _ in found])),
    )


def slow(case: Case) -> Found | None:
    took = {person.key: milliseconds for person in case.attended.people if (milliseconds := _connecting(person))}
    people = [person for person in case.attended.people if person.key in took]
    waited = [person for person in people if took[person.key] >= case.thresholds.slow_join * 1000]
    if not waited:
        return None
    waited.sort(key=lambda person: -took[person.key])
    worst = waited[0]
    concerned = {person.key for person in waited}
    return Found(
        f"{name(worst)} took {took[worst.key] / 1000:.1f} s to connect{others_too(len(waited))}",
        tuple(
            # of several joins, nobody says which one it was
            Evidence(
                f"took {took[person.key] / 1000:.1f} s to connect{_over(person)}",
                person.first_joined if person.joins == 1 else None,
                key=person.key,
            )
            for person in waited
        ),
        tuple(person.key for person in waited),
        worst.first_joined if worst.joins == 1 else None,
        in_common(waited, [person for person in people if person.key not in concerned]),
    )


def relay(case: Case) -> Found | None:
    limits = case.thresholds
    known = [person for person in case.attended.people if _connection(person)]
    relayed = [person for person in known if any(word in _connection(person).casefold() for word in RELAYED)]
    if not relayed or len(relayed) < limits.relay_people or len(relayed) < limits.relay_share * len(known):
        return None
    concerned = {person.key for person in relayed}
    return Found(
        f"{len(relayed)} of {len(known)} connected through a relay or over TCP",
        tuple(Evidence(f"connected over {_connection(person)}", key=person.key) for person in relayed),
        tuple(person.key for person in relayed),
        None,
        in_common(relayed, [person for person in known if person.key not in concerned], besides="connection"),
    )


def _storms(case: Case) -> list[tuple[Presence, Sequence[datetime]]]:
    """Who rejoined in quick succession, with the longest row of such rejoins."""
    limits = case.thresholds
    found: list[tuple[Presence, Sequence[datetime]]] = []
    for person in case.attended.people:
        if len(person.spans) <= limits.storm_rejoins:
            continue
        joins = sorted({each.joined for each in person.spans})
        burst = _densest(joins[1:], limits.storm_rejoins, timedelta(seconds=limits.storm_window))
        if burst:
            found.append((person, burst))
    return found


def _densest(moments: Sequence[datetime], count: int, window: timedelta) -> Sequence[datetime]:
    """The longest row in which every moment is one of `count` within `window`; empty where there is none."""
    starts = [i for i in range(len(moments) - count + 1) if moments[i + count - 1] - moments[i] <= window]
    rows: list[tuple[int, int]] = []
    for start in starts:
        if rows and start < rows[-1][1]:
            rows[-1] = (rows[-1][0], start + count)
        else:
            rows.append((start, start + count))
    first, stop = max(rows, key=lambda row: row[1] - row[0], default=(0, 0))
    return moments[first:stop]


def _is_brief(stay: Span, limit: float) -> bool:
    """A stay that is known to have been shorter."""
    if stay.left is None or stay.assumed or stay.backwards:
        return False
    return (stay.left - stay.joined).total_seconds() < limit


def _lengths(stays: Sequence[Span]) -> str:
    lengths = sorted((stay.left or stay.joined) - stay.joined for stay in stays)
    shortest, longest = span(lengths[0]), span(lengths[-1])
    return shortest if shortest == longest else f"{shortest} to {longest}"


def _connecting(person: Presence) -> int:
    """The longest that connecting took, in milliseconds; 0 where that is not known."""
    return max((entry.connection_time_ms or 0 for entry in person.participants), default=0)


def _connection(person: Presence) -> str:
    return next((entry.connection_type for entry in reversed(person.participants) if entry.connection_type), "")


def _over(person: Presence) -> str:
    connection = _connection(person)
    return f" over {connection}" if connection else ""


def _rest(case: Case, concerned: Sequence[Presence]) -> list[Presence]:
    keys = {person.key for person in concerned}
    return [person for person in case.attended.people if person.key not in keys]
